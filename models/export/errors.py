class ExportError(Exception):
    """An encoder cannot be exported, or its file is not what the network is."""
