"""Pictures from a seed: every other one of colours that change slowly, every other one of noise."""
import torch
from torch import nn


def draw_pictures(count, side, generator):
    """
    As a recipe leaves them: float32 [count, 3, side, side] of mean 0 and order 1.

    Both kinds are needed: noise averages out from layer to layer, and slow colours leave whatever looks for detail in the dark.
    """
    colours = torch.randn((count, 3, 7, 7), generator=generator)
    detail = torch.randn((count, 3, side, side), generator=generator)
    pictures = 0.3 * detail + nn.functional.interpolate(colours, size=side, mode="bilinear")
    pictures[1::2] = detail[1::2]
    return pictures
