"""Networks of open_clip: CLIP with a projection, SigLIP 2 whose attention pooling needs none."""
import logging

import open_clip

from networks.network import Network, Tower

logging.getLogger().setLevel(logging.ERROR)  # open_clip warns of random weights through the root logger


def build(encoder, pretrained):
    checkpoint = encoder.checkpoint if pretrained else None
    model = open_clip.create_model(encoder.model, pretrained=checkpoint).eval()
    side = model.visual.image_size
    has_projection = getattr(model.visual, "proj", None) is not None
    return Network(
        image=Tower(model.visual, projected if has_projection else pooled),
        side=side if isinstance(side, int) else side[0],
        feature=lambda pixels: model.encode_image(pixels),
        text=Tower(model, lambda base, ids: {"projected": base.encode_text(ids)}),
        vocabulary=model.vocab_size if hasattr(model, "vocab_size") else model.text.vocab_size,
    )


def projected(visual, pixels):
    projection, visual.proj = visual.proj, None
    try:
        before = visual(pixels)
    finally:
        visual.proj = projection
    return {"pooled": before, "projected": before @ projection}


def pooled(visual, pixels):
    return {"pooled": visual(pixels)}
