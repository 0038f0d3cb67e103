"""Makes the MAT files of Golden/mat and what SciPy reads from them, Golden/mat.json.

Run: python3 mat.py (Debian's python3-numpy, python3-scipy). Files that SciPy cannot write (big-endian, numbers stored in a smaller type than their class, elements
packed into their tag, version 7.3) are put together here byte by byte from MathWorks' "MAT-File Format"; those of level 5 are read back
by SciPy, so that the expected numbers are always SciPy's.
"""
import json
import pathlib
import struct

import numpy as np
import scipy.io as sio
from scipy import sparse

GOLDEN = pathlib.Path(__file__).resolve().parent.parent
FOLDER = GOLDEN / "mat"
FOLDER.mkdir(exist_ok=True)
rng = np.random.RandomState(7)


def labels(rows, columns):
    return rng.randint(0, 21, (rows, columns)).astype(np.uint8)


def sbd(rows, columns):
    """The structure of SBD's cls files: boundaries of each class as sparse matrices in a cell, labels, classes present."""
    boundaries = np.empty((20, 1), dtype=object)
    for i in range(20):
        boundaries[i, 0] = sparse.csc_matrix(rng.randint(0, 2, (rows, columns)).astype(float))
    return {"GTcls": {"Boundaries": boundaries, "Segmentation": labels(rows, columns), "CategoriesPresent": np.array([[1.0], [15.0]])}}


def element(order, kind, data):
    """An element; up to four bytes go into the tag."""
    if len(data) <= 4:
        word = struct.pack(order + "I", (len(data) << 16) | kind)
        return word + data + b"\0" * (4 - len(data))
    return struct.pack(order + "II", kind, len(data)) + data + b"\0" * (-len(data) % 8)


def matrix(order, array_class, sizes, name, content):
    body = element(order, 6, struct.pack(order + "II", array_class, 0))
    body += element(order, 5, b"".join(struct.pack(order + "i", s) for s in sizes))
    body += element(order, 1, name) + content
    return struct.pack(order + "II", 14, len(body)) + body


def numbers(order, array_class, values, kind, code, name=b""):
    data = b"".join(struct.pack(order + code, v) for v in values.flatten(order="F"))
    return matrix(order, array_class, values.shape, name, element(order, kind, data))


def structure(order, name, fields):
    width = 32
    names = b"".join(n.encode().ljust(width, b"\0") for n, _ in fields)
    content = element(order, 5, struct.pack(order + "I", width))
    return matrix(order, 2, (1, 1), name, content + element(order, 1, names) + b"".join(f for _, f in fields))


def file(order, *variables):
    mark = b"IM" if order == "<" else b"MI"
    return b"MATLAB 5.0 MAT-file, made by hand".ljust(116) + b"\0" * 8 + struct.pack(order + "H", 0x0100) + mark + b"".join(variables)


sio.savemat(FOLDER / "sbd.mat", sbd(23, 37), do_compression=True)
sio.savemat(FOLDER / "sbd-plain.mat", sbd(5, 4), do_compression=False)

kinds = {}
for name in "int8 uint8 int16 uint16 int32 uint32 int64 uint64 float32 float64".split():
    low = 0 if name.startswith("u") or name.startswith("f") else -100
    kinds[name] = rng.randint(low, 101, (3, 4)).astype(name)
kinds["float32"] += np.float32(0.5)
kinds["float64"] += 0.1
items = np.zeros((2, 2), dtype=[("mask", object), ("note", object)])
for i in range(2):
    for j in range(2):
        items[i, j] = (labels(2, 3), "text")
sio.savemat(FOLDER / "types.mat", {**kinds, "deep": {"a": {"b": {"c": labels(2, 2)}}}, "items": items, "word": "abc"}, do_compression=True)

for order, stem in ((">", "big-endian"), ("<", "little-endian")):
    wide = rng.randint(0, 21, (6, 5))
    fields = [("CategoriesPresent", numbers(order, 6, np.array([[1, 9]]), 2, "B")), ("Segmentation", numbers(order, 6, wide, 2, "B"))]
    short = rng.randint(0, 300, (3, 2))
    (FOLDER / f"{stem}.mat").write_bytes(file(
        order, numbers(order, 11, short, 4, "H", b"deep16"), numbers(order, 6, np.array([[1.5, -2.25]]), 9, "d", b"real"), structure(order, b"GTcls", fields)))

(FOLDER / "version-7.3.mat").write_bytes(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + struct.pack("<H", 0x0200) + b"IM" + b"\0" * 384 + b"\x89HDF\r\n\x1a\n")

expected = []


def expect(name, path, value):
    value = np.asarray(value)
    expected.append({"file": name, "path": path, "rows": value.shape[0], "columns": value.shape[1], "values": [float(v) for v in value.flatten(order="C")]})


for name in ("sbd.mat", "sbd-plain.mat", "big-endian.mat", "little-endian.mat"):
    read = sio.loadmat(FOLDER / name)
    expect(name, "GTcls.Segmentation", read["GTcls"]["Segmentation"][0, 0])
    expect(name, "GTcls.CategoriesPresent", read["GTcls"]["CategoriesPresent"][0, 0])
for name in ("big-endian.mat", "little-endian.mat"):
    read = sio.loadmat(FOLDER / name)
    expect(name, "deep16", read["deep16"])
    expect(name, "real", read["real"])
read = sio.loadmat(FOLDER / "types.mat")
for name in kinds:
    expect("types.mat", name, read[name])
expect("types.mat", "deep.a.b.c", read["deep"]["a"][0, 0]["b"][0, 0]["c"][0, 0])
for number, place in enumerate(((0, 0), (1, 0), (0, 1), (1, 1)), start=1):
    expect("types.mat", f"items({number}).mask", read["items"]["mask"][place])

(GOLDEN / "mat.json").write_text("[\n" + ",\n".join(json.dumps(e) for e in expected) + "\n]\n")
