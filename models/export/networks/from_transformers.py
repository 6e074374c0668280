"""Networks of transformers. Their checkpoints bring a configuration; CONFIGURATIONS repeats it for random weights."""
import torch
import transformers
from torch import nn

from errors import ExportError
from networks.network import Network, Tower

BASE = {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12}
SMALL = {"hidden_size": 384, "num_hidden_layers": 12, "num_attention_heads": 6}
LARGE = {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16}
QUICK = {"hidden_act": "quick_gelu"}
TEXT = {**QUICK, "vocab_size": 49408, "num_hidden_layers": 12, "bos_token_id": 49406, "eos_token_id": 49407}
TEXT_512 = {**TEXT, "hidden_size": 512, "intermediate_size": 2048, "num_attention_heads": 8, "projection_dim": 512}
TEXT_768 = {**TEXT, "hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "projection_dim": 768}
CLIP_BASE = {**BASE, **QUICK, "intermediate_size": 3072, "projection_dim": 512}
CLIP_LARGE = {**LARGE, **QUICK, "intermediate_size": 4096, "projection_dim": 768}
# As in its conversion: one relative position bias for all layers, no absolute positions.
SHARED_BIAS = {**BASE, "use_shared_relative_position_bias": True}

CONFIGURATIONS = {
    "openai/clip-vit-base-patch32": ({**CLIP_BASE, "patch_size": 32}, TEXT_512),
    "openai/clip-vit-base-patch16": ({**CLIP_BASE, "patch_size": 16}, TEXT_512),
    "openai/clip-vit-large-patch14": ({**CLIP_LARGE, "patch_size": 14}, TEXT_768),
    "facebook/dino-vitb16": {**BASE, "patch_size": 16},
    "facebook/dino-vits8": {**SMALL, "intermediate_size": 1536, "patch_size": 8},
    "facebook/dinov2-small": {**SMALL, "image_size": 518, "patch_size": 14},
    "facebook/dinov2-base": {**BASE, "image_size": 518, "patch_size": 14},
    "facebook/dinov2-large": {**LARGE, "image_size": 518, "patch_size": 14},
    "facebook/vit-mae-base": BASE,
    "microsoft/beit-base-patch16-224-pt22k": {**SHARED_BIAS, "use_mask_token": True},
    "facebook/data2vec-vision-base": {**SHARED_BIAS, "use_mean_pooling": False},
}


def build(encoder, pretrained):
    builders = {
        "CLIPVisionModelWithProjection": clip,
        "ViTModel": dino,
        "Dinov2Model": dinov2,
        "ViTMAEModel": mae,
        "BeitForMaskedImageModeling": beit,
        "Data2VecVisionModel": data2vec,
    }
    if encoder.model not in builders:
        raise ExportError(f"expected a model of {', '.join(builders)}, got {encoder.model} of transformers")
    return builders[encoder.model](encoder.checkpoint, pretrained)


def load(model_class, checkpoint, pretrained, part=None, **options):
    """A network of this checkpoint, with its weights or only with its shape. `part` is that of a pair of configurations."""
    if pretrained:
        return model_class.from_pretrained(checkpoint, **options).eval()
    if checkpoint not in CONFIGURATIONS:
        raise ExportError(f"the shape of {checkpoint} stands in no table: add it to CONFIGURATIONS for random weights")
    configuration = CONFIGURATIONS[checkpoint]
    config = model_class.config_class(**(configuration if part is None else configuration[part]))
    return model_class(config, **options).eval()


def clip(checkpoint, pretrained):
    model = load(transformers.CLIPVisionModelWithProjection, checkpoint, pretrained, part=0)
    text = load(transformers.CLIPTextModelWithProjection, checkpoint, pretrained, part=1)
    for part in (model, text):
        # A copy of these weights with another activation gives other features, and nothing else tells.
        if part.config.hidden_act != "quick_gelu":
            raise ExportError(f"{checkpoint}: expected hidden_act quick_gelu, got {part.config.hidden_act}.")

    def outputs(base, pixels):
        pooled = base.vision_model(pixel_values=pixels).pooler_output
        return {"pooled": pooled, "projected": base.visual_projection(pooled)}

    return Network(
        image=Tower(model, outputs),
        side=model.config.image_size,
        feature=lambda pixels: model(pixel_values=pixels).image_embeds,
        text=Tower(text, lambda base, ids: {"projected": base(input_ids=ids).text_embeds}),
        vocabulary=text.config.vocab_size,
    )


def dino(checkpoint, pretrained):
    model = load(transformers.ViTModel, checkpoint, pretrained, add_pooling_layer=False)
    return Network(
        image=Tower(model, last_hidden_state),
        side=model.config.image_size,
        feature=lambda pixels: model(pixel_values=pixels).last_hidden_state[:, 0],
    )


def dinov2(checkpoint, pretrained):
    """At 224 pixels, by the positions that the authors' own code computes for it."""
    model = load(transformers.Dinov2Model, checkpoint, pretrained)
    embeddings, side = model.embeddings, 224
    kept = None

    def positions(*_):
        nonlocal kept
        # Once computed they are constants: an export need not resize them for every image.
        if not torch.jit.is_tracing():
            kept = resized_positions(embeddings.position_embeddings, side // model.config.patch_size)
        return kept.to(embeddings.position_embeddings.dtype)

    # transformers aims at the size instead of the authors' factor, which gives slightly other positions.
    embeddings.interpolate_pos_encoding = positions
    return Network(
        image=Tower(model, last_hidden_state),
        side=side,
        feature=lambda pixels: model(pixel_values=pixels).last_hidden_state[:, 0],
    )


def resized_positions(embeddings, grid):
    """Positions [1, 1 + n * n, d] for grid * grid patches: facebookresearch/dinov2, interpolate_pos_encoding with offset 0.1."""
    cls, patches = embeddings[:, :1], embeddings[:, 1:]
    trained = round(patches.shape[1] ** 0.5)
    square = patches.reshape(1, trained, trained, -1).permute(0, 3, 1, 2)
    factor = (grid + 0.1) / trained
    resized = nn.functional.interpolate(square, scale_factor=(factor, factor), mode="bicubic")
    return torch.cat([cls, resized.permute(0, 2, 3, 1).flatten(1, 2)], dim=1)


def mae(checkpoint, pretrained):
    model = load(transformers.ViTMAEModel, checkpoint, pretrained)

    def keep_all(sequence, noise=None):
        """In place of masking, which shuffles the patches even where it hides none."""
        return sequence, sequence.new_zeros(sequence.shape[:2]), torch.arange(sequence.shape[1])[None]

    model.embeddings.random_masking = keep_all
    return Network(
        image=Tower(model, last_hidden_state),
        side=model.config.image_size,
        feature=lambda pixels: model(pixel_values=pixels).last_hidden_state[:, 1:].mean(1),
    )


def beit(checkpoint, pretrained):
    """Behind the norm that was trained with it: BeitModel alone leaves it out and puts an untrained one into its pooling."""
    model = load(transformers.BeitForMaskedImageModeling, checkpoint, pretrained)

    def feature(pixels):
        normed = []
        hook = model.layernorm.register_forward_hook(lambda _, __, output: normed.append(output))
        model(pixel_values=pixels)
        hook.remove()
        return normed[0][:, 1:].mean(1)

    return Network(
        image=Tower(model, lambda base, x: {"tokens": base.layernorm(base.beit(pixel_values=x).last_hidden_state)}),
        side=model.config.image_size,
        feature=feature,
    )


def data2vec(checkpoint, pretrained):
    model = load(transformers.Data2VecVisionModel, checkpoint, pretrained, add_pooling_layer=False)
    if model.config.use_mean_pooling:
        raise ExportError(f"{checkpoint}: expected use_mean_pooling false, so that the last norm is in it, got true.")
    return Network(
        image=Tower(model, last_hidden_state),
        side=model.config.image_size,
        feature=lambda pixels: model(pixel_values=pixels).last_hidden_state[:, 1:].mean(1),
    )


def last_hidden_state(model, pixels):
    return {"tokens": model(pixel_values=pixels).last_hidden_state}
