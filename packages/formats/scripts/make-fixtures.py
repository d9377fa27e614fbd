"""Writes fixtures/numpy.json: files as NumPy writes them, and what they hold.

Run with Debian's python3-numpy (1.24.2): python3 scripts/make-fixtures.py
"""

import base64
import io
import json
import pathlib
import warnings

import numpy as np
from numpy.lib import format as npy

warnings.simplefilter("ignore")  # NumPy says that versions 2 and 3 are newer than some readers.


def encode(write):
    buffer = io.BytesIO()
    write(buffer)
    return base64.b64encode(buffer.getvalue()).decode()


def plain(array):
    values = np.ascontiguousarray(array).ravel().tolist()
    return [str(v) if v != v or v in (float("inf"), float("-inf")) else v for v in values]


def case(name, array, version=None):
    return {
        "name": name,
        "descr": npy.dtype_to_descr(array.dtype),
        "shape": list(array.shape),
        "values": plain(array),
        "base64": encode(lambda f: npy.write_array(f, array, version=version)),
    }


grid = np.arange(-3, 9).reshape(3, 4)
cube = np.arange(24).reshape(2, 3, 4)
cases = [case(f"{code} [3, 4]", grid.astype(code)) for code in "<f2 >f2 <f4 >f4 <f8 >f8 |i1 <i2 >i2 <i4 >i4 <i8 >i8".split()]
cases += [case(f"{code} [3, 4]", np.abs(grid).astype(code)) for code in "|u1 |b1 <u2 >u2 <u4 >u4 <u8 >u8".split()]
cases += [
    case("Fortran [2, 2]", np.asfortranarray([[1.0, 2.0], [3.0, 4.0]])),
    case("Fortran [2, 3, 4] big-endian", np.asfortranarray(cube.astype(">i2"))),
    case("scalar", np.array(2.5)),
    case("whole scalar, big-endian", np.array(7, dtype=">i4")),
    case("one axis [5]", np.arange(5, dtype="<f4") / 4),
    case("empty [0]", np.zeros(0, dtype="<f4")),
    case("empty [3, 0, 2]", np.zeros((3, 0, 2))),
    case("version 1", grid.astype("<f4"), (1, 0)),
    case("version 2", grid.astype("<f4"), (2, 0)),
    case("version 3", grid.astype("<f4"), (3, 0)),
    case("long header (32 axes)", np.ones((1,) * 31 + (2,), dtype="<i2")),
    case("halves", np.array([0, -0.0, 6e-8, 6.1e-5, 1 / 3, 65504, np.inf, -np.inf, np.nan], dtype="<f2")),
    case("extremes of f4", np.array([1e-45, 3.4028235e38, -0.0, np.nan, np.inf], dtype="<f4")),
    case("u1 to 255", np.array([0, 127, 128, 255], dtype="|u1")),
    case("u4 beyond int32", np.array([0, 2**31, 2**32 - 1], dtype="<u4")),
    case("i8 to 2^53 - 1", np.array([-(2**53) + 1, 0, 2**53 - 1], dtype="<i8")),
]
refused = [
    {"name": name, "base64": encode(lambda f: np.save(f, array, allow_pickle=True))}
    for name, array in {
        "structured": np.zeros(2, dtype=[("x", "<f4"), ("y", "<i2")]),
        "object": np.array([None, {}], dtype=object),
        "complex": np.zeros(2, dtype="<c8"),
        "text": np.array(["ab"]),
        "date": np.zeros(1, dtype="<M8[s]"),
        "i8 beyond 2^53": np.array([1, 2**53 + 1], dtype="<i8"),
        "u8 beyond 2^53": np.array([2**64 - 1], dtype="<u8"),
    }.items()
]
arrays = {"x": grid.astype("<f4"), "layer1/w": np.asfortranarray(grid.astype("<f8")), "größe": np.array(3)}
archives = [
    {"name": "savez", "base64": encode(lambda f: np.savez(f, **arrays))},
    {"name": "savez_compressed", "base64": encode(lambda f: np.savez_compressed(f, **arrays))},
]

target = pathlib.Path(__file__).parent.parent / "fixtures" / "numpy.json"
document = {"numpy": np.__version__, "cases": cases, "refused": refused, "archives": archives}
target.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
