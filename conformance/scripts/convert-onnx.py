"""Converts ONNX's published node cases to onnx/cases.json and onnx/arrays.npz.

Two sources, both ONNX's own (Apache-2.0):
  - the files of release 1.12, as Debian's libonnx-testdata installs them: node cases, and layers converted
    from PyTorch;
  - the node cases that ONNX 1.23.1 generates, where 1.12 has none of that name.

    apt-get install libonnx-testdata
    python3 -m venv env && env/bin/pip install onnx==1.23.1
    env/bin/python scripts/convert-onnx.py
"""

import json
import pathlib
import shutil
import warnings

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

published = pathlib.Path("/usr/share/libonnx-testdata/data")
# Three cases of megabytes each repeat the settings of smaller ones.
largest = 800_000  # bytes of all arrays of a case
target = pathlib.Path(__file__).parent.parent / "onnx"

operators = """
Conv ConvTranspose Col2Im MaxPool MaxUnpool AveragePool LpPool GlobalAveragePool GlobalMaxPool GlobalLpPool
BatchNormalization InstanceNormalization LayerNormalization GroupNormalization LRN
Relu LeakyRelu Sigmoid Tanh Softplus Elu Gelu HardSigmoid HardSwish Swish Softmax LogSoftmax
Gemm MatMul Flatten Concat DepthToSpace SpaceToDepth Resize Upsample
NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss
""".split()

# Modes that nothing here means to have; every other case of an operator above is kept.
left_out = {
    ("Resize", b"cubic"): "cubic interpolation",
    ("Resize", b"tf_crop_and_resize"): "cropping",
}


def attributes(node):
    plain = lambda v: v.decode() if isinstance(v, bytes) else list(map(plain, v)) if isinstance(v, (list, tuple)) else v
    values = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    return {name: plain(list(v) if hasattr(v, "__len__") and not isinstance(v, (bytes, str)) else v) for name, v in values.items()}


def from_folder(folder):
    """(name, model, read) of one directory of model.onnx and test_data_set_0."""
    data = folder / "test_data_set_0"

    def tensors(kind):
        files = sorted(data.glob(f"{kind}_*.pb"), key=lambda f: int(f.stem.split("_")[1]))
        return [numpy_helper.to_array(onnx.TensorProto.FromString(f.read_bytes())) for f in files]

    return folder.name, onnx.load(str(folder / "model.onnx")), lambda: (tensors("input"), tensors("output"))


def convert(name, model, read):
    """A JSON row and its arrays, or None for a model that is not one node of a known operator."""
    graph = model.graph
    if len(graph.node) != 1 or graph.node[0].op_type not in operators:
        return None
    node = graph.node[0]
    if any((node.op_type, a.s) in left_out for a in node.attribute):
        return None
    inputs, outputs = read()
    values = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    free = [v.name for v in graph.input if v.name not in values]
    values.update(zip(free, inputs))
    values.update(zip([v.name for v in graph.output], outputs))
    arrays = {n: values[n] for n in [*node.input, *node.output] if n in values}
    if any(a.dtype.kind not in "fiub" or a.dtype == np.float16 for a in arrays.values()):
        return None  # bfloat16, strings, halves: no tensor of ours
    if sum(a.nbytes for a in arrays.values()) > largest:
        return None
    row = {
        "name": name.removeprefix("test_"),
        "op": node.op_type,
        "opset": next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx")),
        "attributes": attributes(node),
        "inputs": list(node.input),
        "outputs": list(node.output),
    }
    return row, {f"{row['name']}/{n}": a for n, a in arrays.items()}


def sources():
    for group in ("node", "pytorch-converted"):
        for folder in sorted((published / group).iterdir()):
            if (folder / "test_data_set_0").is_dir():
                yield f"ONNX 1.12 {group}", from_folder(folder)
    for case in sorted(collect_testcases(None), key=lambda c: c.name):
        if case.model is None or not case.data_sets:
            continue
        yield f"ONNX {onnx.__version__} node", (case.name, case.model, lambda: case.data_sets[0])


rows, arrays, seen = [], {}, set()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for source, (name, model, read) in sources():
        if name in seen or name.endswith("_expanded"):
            continue
        seen.add(name)
        converted = convert(name, model, read)
        if converted:
            rows.append({"source": source, **converted[0]})
            arrays.update(converted[1])

target.mkdir(exist_ok=True)
lines = ",\n".join(json.dumps(row, sort_keys=True) for row in rows)
(target / "cases.json").write_text(f"[\n{lines}\n]\n")
np.savez_compressed(target / "arrays.npz", **arrays)
shutil.copy(next(pathlib.Path(onnx.__file__).parent.parent.glob("onnx-*.dist-info/licenses/LICENSE")), target / "LICENSE")
print(len(rows), "cases;", (target / "arrays.npz").stat().st_size, "bytes")
