"""A text tower with SigLIP's structure and random weights, and what transformers makes of texts with it: cleaned as open_clip
cleans them for SigLIP, cut and padded to the context, no mask. Needs torch 2.15, transformers 5.23.0, tokenizers 0.23.3,
open_clip_torch 3.3.0, onnx 1.23:  python make.py
"""
import json
from pathlib import Path

import torch
from open_clip.tokenizer import basic_clean, canonicalize_text
from tokenizers import Tokenizer
from transformers import SiglipTextConfig, SiglipTextModel

HERE = Path(__file__).parent
CONTEXT, PAD = 12, 0
TEXTS = ["a photo of a cat.", "A Photo of a CAT", "snow_leopard", "a blurry photo of the golden retriever, a type of pet.",
         "naïve café façade", "日本語のテキスト", "", "👋"]

torch.manual_seed(0)
tokenizer = Tokenizer.from_file(str(HERE / "../tokenizers/siglip2.tokenizer.json"))
tokenizer.enable_truncation(CONTEXT)
tokenizer.enable_padding(pad_id=PAD, pad_token="<pad>", length=CONTEXT)
config = SiglipTextConfig(
    vocab_size=tokenizer.get_vocab_size(), hidden_size=16, intermediate_size=32, num_hidden_layers=2,
    num_attention_heads=2, max_position_embeddings=CONTEXT, projection_size=8, attn_implementation="eager",
)
model = SiglipTextModel(config).eval()
with torch.no_grad():
    for parameter in model.parameters():
        # Activations of order 1, so that padding and position show.
        parameter.copy_(torch.randn_like(parameter) * (0.3 if parameter.ndim > 1 else 0.1) + (parameter.ndim == 1) * 0.5)


class Pooled(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, input_ids):
        return self.model(input_ids=input_ids).pooler_output


ids = torch.tensor([tokenizer.encode(canonicalize_text(basic_clean(text))).ids for text in TEXTS])
torch.onnx.export(
    Pooled(), (ids[:2],), HERE / "tower.onnx", input_names=["input_ids"], output_names=["pooler_output"],
    dynamic_axes={"input_ids": {0: "batch"}, "pooler_output": {0: "batch"}}, opset_version=17, dynamo=False,
)
with torch.no_grad():
    features = Pooled().double()(ids)
golden = {"context": CONTEXT, "texts": TEXTS, "ids": ids.tolist(), "features": features.tolist()}
(HERE / "golden.json").write_text(json.dumps(golden, ensure_ascii=False, indent=0) + "\n")
