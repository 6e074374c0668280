"""What models/manifests says of an encoder, as far as an export needs it."""
from dataclasses import dataclass
from pathlib import Path

import yaml

MANIFESTS = Path(__file__).resolve().parent.parent / "manifests"

# Published ONNX files call the same tensors otherwise; an export takes the name by which the manifest taps it.
CANONICAL = {"image_embeds": "projected", "last_hidden_state": "tokens"}


@dataclass(frozen=True)
class TextTower:
    context_length: int
    #: The name of its output in the file.
    output: str


@dataclass(frozen=True)
class Encoder:
    name: str
    library: str
    model: str
    checkpoint: str
    #: The name of each tapped tensor in the file, by its canonical name: tokens, map, pooled, projected.
    tensors: dict[str, str]
    text: TextTower | None


def read_registry():
    """By name every encoder whose manifest says what to export it from."""
    encoders = [read_manifest(path) for path in sorted(MANIFESTS.glob("*.yaml"))]
    return {encoder.name: encoder for encoder in encoders if encoder is not None}


def read_manifest(path):
    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    source = manifest.get("weights", {}).get("export")
    if source is None:
        return None
    taps = [tap if isinstance(tap, str) else tap["tensor"] for tap in manifest["taps"].values()]
    text = manifest.get("text")
    return Encoder(
        name=manifest["name"],
        **source,
        tensors={CANONICAL.get(tensor, tensor): tensor for tensor in taps},
        text=text and TextTower(text["contextLength"], text.get("output", "text_embeds")),
    )
