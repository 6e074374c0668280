"""Writes a tower as an ONNX file, and refuses where ONNX Runtime does not give what torch gives."""
import contextlib
import io
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from errors import ExportError

#: Largest difference by the largest number of an output.
RELATIVE_DIFFERENCE_MAX = {"fp32": 1e-4, "fp16": 2e-2}
#: One file cannot be larger: a limit of protocol buffers.
BYTES_MAX = 2**31 - 1


class Half(nn.Module):
    """The same network computing in half precision, with float32 at both ends."""

    def __init__(self, tower):
        super().__init__()
        self.tower = tower.half()

    def forward(self, x):
        outputs = self.tower(x.half() if x.is_floating_point() else x)
        return {name: tensor.float() for name, tensor in outputs.items()}


class Selected(nn.Module):
    """A tower that gives its outputs as a tuple, in the order of their names."""

    def __init__(self, tower, names):
        super().__init__()
        self.tower = tower
        self.names = names

    def forward(self, x):
        outputs = self.tower(x)
        return tuple(outputs[name] for name in self.names)


@torch.no_grad()
def export_tower(tower, *, path, input_name, inputs, tensors, precision, opset):
    """
    Writes `tower` to `path` when the file gives what the tower gives.

    inputs: two batches of different size; the first is traced, both are compared.
    tensors: the outputs to write by their canonical name, with the name each has in the file.
    Returns the largest relative difference.
    """
    expected = [tower(batch) for batch in inputs]
    missing = [name for name in tensors if name not in expected[0]]
    if missing:
        raise ExportError(f"the manifest taps {', '.join(missing)}, and the network gives {', '.join(expected[0])}")
    # Whatever else the network gives can be tapped in a sweep.
    names = [*tensors, *(name for name in expected[0] if name not in tensors)]
    labels = [tensors.get(name, name) for name in names]
    module = Selected(Half(tower) if precision == "fp16" else tower, names).eval()
    data = traced(module, inputs[0], input_name, labels, opset)
    if len(data) > BYTES_MAX:
        raise ExportError(f"{len(data)} bytes do not fit one ONNX file, {BYTES_MAX} at most: try --precision fp16")
    difference = compare(data, input_name, inputs, [[each[name] for name in names] for each in expected], labels)
    if not difference <= RELATIVE_DIFFERENCE_MAX[precision]:
        most = RELATIVE_DIFFERENCE_MAX[precision]
        raise ExportError(f"ONNX Runtime and torch are {difference:.2g} apart, relative; {most} at most. Nothing was written")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.rename(path)
    return difference


def traced(module, example, input_name, output_names, opset):
    file = io.BytesIO()
    axes = {name: {0: "batch"} for name in [input_name, *output_names]}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (example,),
            file,
            dynamo=False,
            input_names=[input_name],
            output_names=output_names,
            dynamic_axes=axes,
            opset_version=opset,
        )
    return without_traces(file.getvalue())


def without_traces(data):
    """Without the paths of this machine that the exporter writes beside each node: the same network, the same bytes."""
    model = onnx.load_from_string(data)
    model.doc_string = model.graph.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    return model.SerializeToString()


def compare(data, input_name, inputs, expected, labels):
    """The largest difference of any output, relative to the largest number of that output."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch, tensors in zip(inputs, expected, strict=True):
        for got, tensor in zip(session.run(labels, {input_name: batch.numpy()}), tensors, strict=True):
            want = tensor.numpy()
            if got.shape != want.shape:
                raise ExportError(f"ONNX Runtime gives {got.shape}, torch {want.shape}: the batch is not free in the graph")
            # NaN, should there be one, is no small difference.
            worst = max(worst, float(np.abs(got - want).max() / np.abs(want).max()), key=lambda value: (value != value, value))
    return worst
