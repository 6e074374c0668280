"""Networks of timm, whose forward_features and forward_head(pre_logits=True) are the same for all of them."""
import timm

from networks.network import Network, Tower


def build(encoder, pretrained):
    name = f"{encoder.model}.{encoder.checkpoint}"
    model = timm.create_model(name, pretrained=pretrained).eval()
    return Network(
        image=Tower(model, outputs),
        side=model.pretrained_cfg["input_size"][-1],
        feature=lambda pixels: feature(encoder, model, pixels),
    )


def outputs(model, pixels):
    """Tokens are as the last block leaves them where the norm comes after pooling, as in EVA-02."""
    features = model.forward_features(pixels)
    pooled = model.forward_head(features, pre_logits=True)
    return {"map" if features.ndim == 4 else "tokens": features, "pooled": pooled}


def feature(encoder, model, pixels):
    if "pooled" in encoder.tensors:
        model.reset_classifier(0)
        return model(pixels)
    return model.forward_features(pixels)[:, 0]
