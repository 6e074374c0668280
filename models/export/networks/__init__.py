"""The network of an encoder, by the library that publishes its checkpoint."""
from importlib import import_module

from errors import ExportError
from networks.network import Network

LIBRARIES = ("open_clip", "timm", "torchvision", "transformers")


def build(encoder, pretrained) -> Network:
    """The network in evaluation mode, with its checkpoint's weights or, not pretrained, with those that the library draws."""
    if encoder.library not in LIBRARIES:
        raise ExportError(f"expected a library of {', '.join(LIBRARIES)}, got {encoder.library}")
    # Only the one that is needed: each of them takes seconds to load.
    return import_module(f"networks.from_{encoder.library}").build(encoder, pretrained)
