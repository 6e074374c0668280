"""Weights from a seed for a network of the true shape: for measurements, and for checks that need no download."""
import math

import torch
from torch import nn

from pictures import draw_pictures

NORMS = (nn.LayerNorm, nn.GroupNorm, nn.modules.batchnorm._BatchNorm)
#: What a residual block adds is kept smaller than what it is added to, as in a trained network: else each block doubles
#: the activations, and a deep one turns the last bits of its input into differences that are seen.
RESIDUAL_NORMS = ("bn3", "block.3.1")
#: Factors behind a block: as they are initialised, near 0, a network would pass its input on.
LAYER_SCALES = ("layer_scale", "lambda", "gamma")
#: Tokens and positions: as large as what the patches give.
EMBEDDINGS = ("cls", "class_", "pos_embed", "position_embedding", "pos_embedding")


@torch.no_grad()
def draw_weights(network, seed):
    """Draws each parameter so that activations stay of order 1 from the first layer to the last."""
    generator = torch.Generator().manual_seed(seed)
    for tower in network.towers():
        norms = {name for name, module in tower.named_modules() if isinstance(module, NORMS)}
        for name, parameter in tower.named_parameters():
            # What is not trained, such as the sines of MAE's positions, is as it should be.
            if parameter.requires_grad and parameter.ndim > 0:
                values = torch.randn(parameter.shape, generator=generator)
                parameter.copy_(scaled(name, values, norms))
    fit_batch_norms(network, generator)


def scaled(name, values, norms):
    owner, _, leaf = name.rpartition(".")
    if owner.endswith(RESIDUAL_NORMS) and leaf == "weight":
        return 0.3 + 0.05 * values
    if owner in norms:
        return 1 + 0.2 * values if leaf == "weight" else 0.1 * values
    if any(part in name for part in LAYER_SCALES):
        return 0.5 + 0.1 * values
    if any(part in name for part in EMBEDDINGS):
        return 0.5 * values
    if values.ndim < 2:
        return 0.1 * values
    return values / math.sqrt(math.prod(values.shape[1:]))


def fit_batch_norms(network, generator):
    """Running statistics as a training would leave them: those of the activations."""
    norms = [module for module in network.image.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    if not norms:
        return
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = 1.0
        norm.train()
    network.image(draw_pictures(4, network.side, generator))
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
        norm.eval()
