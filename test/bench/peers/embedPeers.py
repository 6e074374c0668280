"""Images to features as a Python script usually does it: DataLoader, torchvision's transforms, torch.inference_mode.

Usage: embedPeers.py THREADS   Reads requests as lines of JSON, answers each with one: the milliseconds of a pass over the
files, and the features of the first of them. Networks and weights are those of models/export.
"""
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "models" / "export"))

import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

import registry
from networks import build
from random_weights import draw_weights

WORKERS = 2
FEATURES_SHOWN = 4


class Photos(Dataset):
    def __init__(self, paths, transform):
        self.paths = paths
        self.transform = transform

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return self.transform(Image.open(self.paths[index]).convert("RGB"))


def transform_of(recipe):
    resize, crop = recipe["resize"], recipe["crop"]
    return transforms.Compose(
        [
            transforms.Resize(resize["size"], transforms.InterpolationMode(resize["interpolation"])),
            transforms.CenterCrop(crop["size"]),
            transforms.ToTensor(),
            transforms.Normalize(recipe["mean"], recipe["std"]),
        ]
    )


class Peer:
    """Keeps the network and the loader with its workers between the passes over the same files."""

    def __init__(self):
        self.encoders = registry.read_registry()
        self.key = None

    def open(self, name, recipe, paths, batch):
        key = (name, json.dumps(recipe), tuple(paths), batch)
        if key == self.key:
            return
        self.loader = None
        network = build(self.encoders[name], pretrained=False)
        draw_weights(network, seed=0)
        self.feature = network.feature
        dataset = Photos(paths, transform_of(recipe))
        self.loader = DataLoader(dataset, batch_size=batch, num_workers=WORKERS, persistent_workers=True)
        self.key = key

    def embed(self):
        with torch.inference_mode():
            return torch.cat([self.feature(pixels) for pixels in self.loader])


def main():
    torch.set_num_threads(int(sys.argv[1]))
    peer = Peer()
    for line in sys.stdin:
        peer.open(**json.loads(line))
        start = time.perf_counter()
        features = peer.embed()
        milliseconds = (time.perf_counter() - start) * 1e3
        print(json.dumps({"ms": milliseconds, "features": features[:FEATURES_SHOWN].tolist(), "torch": torch.__version__}), flush=True)


if __name__ == "__main__":
    main()
