"""The network of an encoder, by the library that publishes its checkpoint."""
from errors import ExportError
from networks import from_open_clip, from_timm, from_torchvision, from_transformers
from networks.network import Network

LIBRARIES = {
    "open_clip": from_open_clip.build,
    "timm": from_timm.build,
    "torchvision": from_torchvision.build,
    "transformers": from_transformers.build,
}


def build(encoder, pretrained) -> Network:
    """The network in evaluation mode, with its checkpoint's weights or, not pretrained, with those that the library draws."""
    if encoder.library not in LIBRARIES:
        raise ExportError(f"expected a library of {', '.join(LIBRARIES)}, got {encoder.library}.")
    return LIBRARIES[encoder.library](encoder, pretrained)
