"""Networks of torchvision: vision transformers, and convolutional ones that end in pooling and a classifier."""
import copy

import torch
from torch import nn
from torchvision import models

from errors import ExportError
from networks.network import Network, Tower


def build(encoder, pretrained):
    weights = models.get_weight(encoder.checkpoint)
    model = models.get_model(encoder.model, weights=weights if pretrained else None).eval()
    kind = type(model).__name__
    if kind not in OUTPUTS:
        raise ExportError(f"expected a network of {', '.join(OUTPUTS)}, got {kind} of torchvision")
    return Network(
        image=Tower(model, OUTPUTS[kind]),
        side=weights.transforms().crop_size[0],
        feature=lambda pixels: without_head(model)(pixels),
    )


def vision_transformer(model, pixels):
    patches = model._process_input(pixels)
    cls = model.class_token.expand(patches.shape[0], -1, -1)
    return {"tokens": model.encoder(torch.cat([cls, patches], dim=1))}


def pooled_map(model, pixels):
    feature_map = model.features(pixels)
    return {"map": feature_map, "pooled": model.avgpool(feature_map).flatten(1)}


def convnext(model, pixels):
    feature_map = model.features(pixels)
    norm = model.classifier[0]
    return {"map": feature_map, "pooled": norm(model.avgpool(feature_map)).flatten(1)}


def swin(model, pixels):
    feature_map = model.permute(model.norm(model.features(pixels)))
    return {"map": feature_map, "pooled": model.avgpool(feature_map).flatten(1)}


def resnet(model, pixels):
    x = model.maxpool(model.relu(model.bn1(model.conv1(pixels))))
    feature_map = model.layer4(model.layer3(model.layer2(model.layer1(x))))
    return {"map": feature_map, "pooled": model.avgpool(feature_map).flatten(1)}


OUTPUTS = {
    "VisionTransformer": vision_transformer,
    "EfficientNet": pooled_map,
    "MobileNetV3": pooled_map,
    "ConvNeXt": convnext,
    "SwinTransformer": swin,
    "ResNet": resnet,
}


def without_head(model):
    """The library's own forward up to what its classifier reads."""
    model = copy.copy(model)
    model._modules = dict(model._modules)
    if type(model).__name__ == "ConvNeXt":  # its norm and flatten stand in the classifier
        model.classifier = nn.Sequential(*list(model.classifier)[:-1])
        return model
    for head in ("heads", "head", "fc", "classifier"):
        if head in model._modules:
            setattr(model, head, nn.Identity())
    return model
