"""
Exports encoders of the registry to ONNX from their original checkpoints, or with random weights of the true shape.

    python models/export/export.py vit-b-16 efficientnet-b2 --out exported
    python models/export/export.py --all --random-weights --out exported
    regatta encoders pull vit-b-16 --from exported

README.md beside this file says what is written and how it is checked.
"""
import argparse
import sys
import time
from pathlib import Path

import torch

import registry
from errors import ExportError
from networks import build
from onnx_file import export_tower
from pictures import draw_pictures
from random_weights import draw_weights


def main():
    arguments = parse_arguments()
    encoders = registry.read_registry()
    if arguments.list:
        for encoder in encoders.values():
            print(f"{encoder.name:28} {encoder.library:13} {encoder.model}, {encoder.checkpoint}")
        return 0
    unknown = [name for name in arguments.names if name not in encoders]
    if unknown:
        known = ", ".join(encoders)
        print(f"No manifest has weights.export for {', '.join(unknown)}. Those that have: {known}.", file=sys.stderr)
        return 2
    names = list(encoders) if arguments.all else arguments.names
    failed = [name for name in names if not export(encoders[name], arguments)]
    if failed:
        print(f"{len(failed)} of {len(names)} not exported: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="encoders of models/manifests")
    parser.add_argument("--all", action="store_true", help="every encoder of the registry")
    parser.add_argument("--list", action="store_true", help="what can be exported, and from where")
    parser.add_argument("--out", type=Path, default=Path("exported"), help="a folder (default: exported)")
    parser.add_argument("--random-weights", action="store_true", help="from a seed instead of a checkpoint: nothing is downloaded")
    parser.add_argument("--seed", type=int, default=0, help="of the random weights (default: 0)")
    parser.add_argument("--precision", choices=["fp32", "fp16"], default="fp32", help="in what numbers it computes (default: fp32)")
    parser.add_argument("--opset", type=int, default=17, help="version of the ONNX operators (default: 17)")
    parser.add_argument("--no-text", action="store_true", help="leave the text tower out")
    arguments = parser.parse_args()
    if not (arguments.names or arguments.all or arguments.list):
        parser.error("expected names of encoders, --all or --list")
    return arguments


def load(encoder, arguments):
    network = build(encoder, pretrained=not arguments.random_weights)
    if arguments.random_weights:
        draw_weights(network, arguments.seed)
    return network


def export(encoder, arguments):
    """Writes the files of one encoder. Returns whether that went well."""
    start = time.monotonic()
    try:
        network = load(encoder, arguments)
        suffix = "" if arguments.precision == "fp32" else f"+{arguments.precision}"
        common = {"precision": arguments.precision, "opset": arguments.opset}
        files = [(arguments.out / f"{encoder.name}{suffix}.onnx", image_tower(network, encoder))]
        if network.text is not None and encoder.text is not None and not arguments.no_text:
            files.append((arguments.out / f"{encoder.name}{suffix}.text.onnx", text_tower(network, encoder)))
        for path, tower in files:
            difference = export_tower(**tower, path=path, **common)
            size = path.stat().st_size / 2**20
            print(f"{path}: {size:.0f} MiB, {difference:.1e} from torch, {time.monotonic() - start:.0f} s", flush=True)
        return True
    # One encoder that cannot be had must not keep the others from being exported.
    except (ExportError, OSError, RuntimeError) as error:
        print(f"{encoder.name}: {error}", file=sys.stderr)
        return False


def image_tower(network, encoder):
    generator = torch.Generator().manual_seed(1)
    inputs = [draw_pictures(count, network.side, generator) for count in (2, 3)]
    return {"tower": network.image, "input_name": "pixel_values", "inputs": inputs, "tensors": encoder.tensors}


def text_tower(network, encoder):
    """On ids as a tokenizer gives them: words, the end token (the last of the vocabulary), and padding."""
    generator = torch.Generator().manual_seed(2)
    length, end = encoder.text.context_length, network.vocabulary - 1
    inputs = []
    for count in (2, 3):
        ids = torch.randint(1, end - 1, (count, length), generator=generator)
        for row, stop in enumerate(torch.randint(2, length, (count,), generator=generator)):
            ids[row, stop] = end
            ids[row, stop + 1 :] = 0
        inputs.append(ids)
    return {"tower": network.text, "input_name": "input_ids", "inputs": inputs, "tensors": {"projected": encoder.text.output}}


if __name__ == "__main__":
    sys.exit(main())
