"""
Features as Python gives them: an encoder's own preprocessing by Pillow and torchvision, its own forward by torch.

    python models/export/reference.py vit-b-16 --recipe '{"resize": ...}' --random-weights IMAGE...

Prints JSON, a row of numbers per image: the default tap of the manifest. A test compares Regatta's features with it.
"""
import argparse
import json

import torch
from PIL import Image
from torchvision.transforms import functional as F

import registry
from networks import build
from random_weights import draw_weights

INTERPOLATIONS = {"bilinear": F.InterpolationMode.BILINEAR, "bicubic": F.InterpolationMode.BICUBIC}


def main():
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("name", help="an encoder of models/manifests")
    parser.add_argument("images", nargs="+")
    parser.add_argument("--recipe", type=json.loads, required=True, help="its preprocessing, as `encoders list --json` says it")
    parser.add_argument("--random-weights", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    encoder = registry.read_registry()[arguments.name]
    network = build(encoder, pretrained=not arguments.random_weights)
    if arguments.random_weights:
        draw_weights(network, arguments.seed)
    pixels = torch.stack([prepare(Image.open(path), arguments.recipe) for path in arguments.images])
    with torch.inference_mode():
        print(json.dumps(network.feature(pixels).tolist()))


def prepare(image, recipe):
    """An image as this recipe of the registry says: float32 [3, side, side]."""
    resize, crop = recipe["resize"], recipe["crop"]
    size = [resize["size"]] * (2 if resize["mode"] == "exact" else 1)
    image = F.resize(image.convert("RGB"), size, INTERPOLATIONS[resize["interpolation"]])
    if crop is not None:
        image = center_crop(image, crop)
    pixels = F.pil_to_tensor(image).to(torch.float32) * recipe["rescale"]
    return F.normalize(pixels, recipe["mean"], recipe["std"])


def center_crop(image, crop):
    """torchvision rounds the offset half to even, transformers down."""
    size = crop["size"]
    if crop["offset"] == "half-even":
        return F.center_crop(image, [size, size])
    left, top = (image.width - size) // 2, (image.height - size) // 2
    return image.crop((left, top, left + size, top + size))


if __name__ == "__main__":
    main()
