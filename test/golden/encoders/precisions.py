"""Writes fp16.onnx and int8.onnx of some encoders beside their networks, with the tools that model hubs use:

    python test/golden/encoders/precisions.py ../shared/fixtures/encoders

fp16 by onnxruntime.transformers.float16, int8 by onnxruntime.quantization (dynamic, weights per tensor).
"""
import sys
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16

here, source = Path(__file__).parent, Path(sys.argv[1])
for name in ["clip-vision", "dino", "convnext"]:
    network = source / name / "legacy.onnx"
    model = convert_float_to_float16(onnx.load(network), keep_io_types=name == "dino")
    onnx.save(model, here / name / "fp16.onnx")
    quantize_dynamic(network, here / name / "int8.onnx", weight_type=QuantType.QUInt8)
