"""What every library's networks are turned into."""
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

# The fused attention kernel of evaluation mode has no ONNX translation.
torch.backends.mha.set_fastpath_enabled(False)


class Tower(nn.Module):
    """A network with a forward that gives tensors by name."""

    def __init__(self, base, outputs):
        super().__init__()
        self.base = base
        self.outputs = outputs
        # The exporter leaves a module in the mode in which it found it, and all that is in it.
        self.eval()

    def forward(self, x):
        return self.outputs(self.base, x)


@dataclass
class Network:
    #: pixel_values [batch, 3, side, side] to tensors by their canonical name.
    image: Tower
    side: int
    #: The library's own way from pixel_values to the feature of the manifest's default tap: what an export is checked against.
    feature: Callable[[torch.Tensor], torch.Tensor]
    #: input_ids [batch, context_length] to {"projected": [batch, d]}.
    text: Tower | None = None
    vocabulary: int = 0

    def towers(self):
        return [tower for tower in (self.image, self.text) if tower is not None]
