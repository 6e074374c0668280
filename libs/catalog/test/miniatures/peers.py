"""Loads miniatures by torchvision, torchgeo and wilds, and prints what they make of each image.

Reads one JSON document per line, {"kind": ..., "root": ..., "option": ...}, and answers each with one line: a list of
[path relative to the root, class name, split, domain or null]. Domains are WILDS' own numbers and names, put into words
as docs/datasets.md does. Nothing is downloaded, and no checksum is asked for.
"""

import json
import os
import sys


def flowers102(root, _option):
    from torchvision.datasets import Flowers102

    # The files are few and small, and so have other checksums than the data set's.
    Flowers102._check_integrity = lambda self: True
    for split in ("train", "val", "test"):
        data = Flowers102(root, split=split)
        for path, label in zip(data._image_files, data._labels):
            yield path, Flowers102.classes[label], split, None


def fgvc_aircraft(root, option):
    from torchvision.datasets import FGVCAircraft

    for split in ("train", "val", "test"):
        data = FGVCAircraft(root, split=split, annotation_level=option)
        for path, label in zip(data._image_files, data._labels):
            yield path, data.classes[label], split, None


def dtd(root, option):
    from torchvision.datasets import DTD

    for split in ("train", "val", "test"):
        data = DTD(root, split=split, partition=int(option))
        for path, label in zip(data._image_files, data._labels):
            yield path, data.classes[label], split, None


def patternnet(root, _option):
    from torchgeo.datasets import PatternNet

    data = PatternNet(root, checksum=False)
    for path, label in data.samples:
        yield path, data.classes[label], "none", None


def ucmerced(root, _option):
    from torchgeo.datasets import UCMerced

    for split in ("train", "val", "test"):
        data = UCMerced(root, split=split, checksum=False)
        for path, label in data.samples:
            yield path, data.classes[label], split, None


# Side in WILDS' words -> split, and whether it is in distribution.
SIDES = {
    "train": ("train", True),
    "id_val": ("val", True),
    "id_test": ("test", True),
    "val": ("val", False),
    "test": ("test", False),
}


def wilds_sides(data):
    names = {number: name for name, number in data.split_dict.items()}
    for index, number in enumerate(data.split_array):
        if int(number) in names:
            yield index, *SIDES[names[int(number)]]


def wilds_fmow(root, _option):
    from wilds.datasets.fmow_dataset import FMoWDataset, categories

    data = FMoWDataset(root_dir=root)
    field = data.metadata_fields.index("region")
    for index, split, is_home in wilds_sides(data):
        path = os.path.join(data.root, "images", f"rgb_img_{data.full_idxs[index]}.png")
        region = data._metadata_map["region"][int(data.metadata_array[index][field])]
        yield path, categories[int(data.y_array[index])], split, "id" if is_home else region


def wilds_iwildcam(root, _option):
    import pandas

    from wilds.datasets.iwildcam_dataset import IWildCamDataset

    data = IWildCamDataset(root_dir=root)
    categories = pandas.read_csv(os.path.join(data.data_dir, "categories.csv"))
    names = dict(zip(categories["y"], categories["name"]))
    field = data.metadata_fields.index("location")
    for index, split, is_home in wilds_sides(data):
        path = os.path.join(data.data_dir, "train", data._input_array[index])
        camera = f"camera-{int(data.metadata_array[index][field])}"
        yield path, names[int(data.y_array[index])], split, "id" if is_home else camera


def wilds_rxrx1(root, _option):
    import pandas

    from wilds.datasets.rxrx1_dataset import RxRx1Dataset

    # From version 3 on pandas lends its arrays read-only, and this data set writes into one.
    pandas.Series.values = property(lambda series: series.to_numpy(copy=True))
    data = RxRx1Dataset(root_dir=root)
    field = data.metadata_fields.index("experiment")
    for index, split, is_home in wilds_sides(data):
        path = os.path.join(data.data_dir, data._input_array[index])
        experiment = data._metadata_map["experiment"][int(data.metadata_array[index][field])]
        yield path, f"sirna-{int(data.y_array[index])}", split, "id" if is_home else experiment


LOADERS = {
    "flowers102": flowers102,
    "fgvc-aircraft": fgvc_aircraft,
    "dtd": dtd,
    "patternnet": patternnet,
    "ucmerced": ucmerced,
    "wilds-fmow": wilds_fmow,
    "wilds-iwildcam": wilds_iwildcam,
    "wilds-rxrx1": wilds_rxrx1,
}

# Libraries print what they do; answers go where nothing else does.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for line in sys.stdin:
    request = json.loads(line)
    root = request["root"]
    rows = [
        [os.path.relpath(path, root).replace(os.sep, "/"), name, split, domain]
        for path, name, split, domain in LOADERS[request["kind"]](root, request["option"])
    ]
    print(json.dumps(rows), file=answers, flush=True)
