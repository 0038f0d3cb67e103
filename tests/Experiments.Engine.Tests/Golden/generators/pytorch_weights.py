"""Writes Golden/weights/*.pt, *.pth and pytorch.json: PyTorch files by PyTorch itself, and what it says is in them.

Run from the repository's root:  python3 tests/Experiments.Engine.Tests/Golden/generators/pytorch_weights.py
Needs Debian's python3-torch (1.13) and python3-numpy.
"""
import argparse
import io
import json
import pathlib
import zipfile
from collections import Counter, OrderedDict

import numpy
import torch

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "weights"
NAMES = {
    torch.float64: "Float64", torch.float32: "Float32", torch.float16: "Float16", torch.bfloat16: "BFloat16",
    torch.int64: "Int64", torch.int32: "Int32", torch.int16: "Int16", torch.int8: "Int8", torch.uint8: "UInt8", torch.bool: "Bool",
}


def described(tensors):
    """Name -> type, shape and contiguous little-endian bytes, in order."""
    result = OrderedDict()
    for name, tensor in tensors.items():
        plain = tensor.detach().contiguous()
        raw = plain.view(torch.int16) if plain.dtype == torch.bfloat16 else plain
        result[name] = {"type": NAMES[plain.dtype], "shape": list(plain.shape), "hex": raw.numpy().tobytes().hex()}
    return result


def types():
    """Every type, and every way in which a tensor can look into its storage."""
    torch.manual_seed(1)
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    tensors = OrderedDict()
    for dtype, name in NAMES.items():
        values = torch.tensor([0, 1, -2, 3.5, 100, -7]).abs() if dtype in (torch.uint8, torch.bool) else torch.tensor([0, 1, -2, 3.5, 100, -7])
        tensors[name.lower()] = values.to(dtype).reshape(2, 3)
    tensors["whole"] = base
    tensors["transposed"] = base.t()
    tensors["rows"] = base[1:3]
    tensors["columns"] = base[:, 1::2]
    tensors["permuted"] = torch.randn(2, 3, 4, 5).permute(3, 0, 2, 1)
    tensors["expanded"] = torch.tensor([[1.5], [2.5]]).expand(2, 3)
    tensors["tied"] = base
    tensors["single"] = torch.tensor(2.25, dtype=torch.float64)
    tensors["empty"] = torch.zeros(0, 3)
    tensors["parameter"] = torch.nn.Parameter(torch.tensor([1.0, -1.0]))
    return tensors


def checkpoint():
    """What a training script leaves: a network from DataParallel, its optimiser, numbers beside them."""
    torch.manual_seed(2)
    network = torch.nn.DataParallel(torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3)))
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    network.module(torch.randn(1, 2, 5, 5)).sum().backward()
    optimiser.step()
    whole = {
        "epoch": 90, "arch": "small", "best_acc": numpy.float64(76.5), "seen": numpy.int64(12), "half": numpy.float32(0.5), "is_best": True,
        "nothing": None, "big": 2 ** 70, "raw": b"\x00\xff", "kinds": {1, 2}, "steps": Counter({30: 1, 60: 1}), "type": torch.float32,
        "device": torch.device("cpu"), "size": torch.Size([3, 4]), "args": argparse.Namespace(lr=0.1, name="run"),
        "state_dict": network.state_dict(), "optimizer": optimiser.state_dict(),
    }
    plain = OrderedDict((k[len("module."):], v) for k, v in network.state_dict().items())
    metadata = {
        "epoch": "90", "arch": "small", "best_acc": "76.5", "seen": "12", "half": "0.5", "is_best": "true", "big": str(2 ** 70),
        "type": "torch.float32", "device": "cpu", "args.lr": "0.1", "args.name": "run", "steps.30": "1", "steps.60": "1",
        "reader.dictionary": "state_dict", "reader.prefix": "module.",
    }
    return whole, plain, metadata


def nested():
    """No usual name: all tensors count, with the names of the dictionaries around them."""
    torch.manual_seed(3)
    inner = {"weight": torch.randn(2, 2), "list": [torch.ones(1), (torch.zeros(1),)]}
    whole = {"encoder": inner, "decoder": {"0": {"bias": torch.randn(2)}}, "note": "two parts"}
    tensors = OrderedDict([("encoder.weight", inner["weight"]), ("encoder.list.0", inner["list"][0]), ("encoder.list.1.0", inner["list"][1][0]),
                           ("decoder.0.bias", whole["decoder"]["0"]["bias"])])
    return whole, tensors, {"note": "two parts"}


def saved(name, what, **how):
    torch.save(what, FOLDER / name, **how)


def again(name, source, change, compression=zipfile.ZIP_STORED):
    """Writes an archive anew with its entries changed."""
    with zipfile.ZipFile(FOLDER / source) as old, zipfile.ZipFile(FOLDER / name, "w", compression) as new:
        for entry in old.infolist():
            data = change(entry.filename, old.read(entry))
            new.writestr(zipfile.ZipInfo(entry.filename), data, compression)
        change_end = getattr(change, "end", None)
        if change_end:
            new.writestr(zipfile.ZipInfo(change_end[0]), change_end[1], compression)


def main():
    FOLDER.mkdir(exist_ok=True)
    expected = OrderedDict()

    def expect(name, tensors, metadata):
        expected[name] = {"tensors": described(tensors), "metadata": metadata}

    for name, how in (("pt", {}), ("pth", {"_use_new_zipfile_serialization": False})):
        saved(f"types.{name}", types(), **how)
        expect(f"types.{name}", types(), {})
        whole, tensors, metadata = checkpoint()
        saved(f"checkpoint.{name}", whole, **how)
        expect(f"checkpoint.{name}", tensors, metadata)
        whole, tensors, metadata = nested()
        saved(f"nested.{name}", whole, **how)
        expect(f"nested.{name}", tensors, metadata)
    # Protocol 1 has no call that makes a Namespace but copy_reg's.
    whole, tensors, metadata = nested()
    saved("protocol1.pt", whole, pickle_protocol=1)
    expect("protocol1.pt", tensors, metadata)
    for protocol in (3, 4, 5):
        whole, tensors, metadata = checkpoint()
        saved(f"protocol{protocol}.pt", whole, pickle_protocol=protocol)
        expect(f"protocol{protocol}.pt", tensors, metadata)

    again("deflated.pt", "types.pt", lambda name, data: data, zipfile.ZIP_DEFLATED)
    expect("deflated.pt", types(), {})

    # Every storage of nested.pt is float32: swapping four bytes at a time makes it a file of another machine.
    def swapped(name, data):
        return numpy.frombuffer(data, "<f4").byteswap().tobytes() if "/data/" in name else data
    swapped.end = ("nested/byteorder", b"big")
    again("bigendian.pt", "nested.pt", swapped)
    whole, tensors, metadata = nested()
    expect("bigendian.pt", tensors, metadata)

    # With the limit this low, Python's zipfile writes what it writes for archives beyond 4 GiB.
    zipfile.ZIP64_LIMIT = 10
    again("zip64.pt", "nested.pt", lambda name, data: data)
    expect("zip64.pt", tensors, metadata)

    # Not weights: a whole module, and complex numbers.
    saved("module.pt", torch.nn.Linear(1, 1))
    saved("module.pth", torch.nn.Linear(1, 1), _use_new_zipfile_serialization=False)
    saved("complex.pt", {"c": torch.zeros(1, dtype=torch.complex64)})
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.trace(torch.nn.Linear(1, 1), torch.zeros(1, 1)), buffer)
    (FOLDER / "script.pt").write_bytes(buffer.getvalue())
    (FOLDER / "pytorch.json").write_text(json.dumps(expected, indent=1) + "\n")


main()
