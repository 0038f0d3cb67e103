"""TensorFlow checkpoints of both formats, written from the formats' definitions: LevelDB's doc/table_format.md, Snappy's
format_description.txt, and TensorFlow's tensor_bundle.proto, saved_tensor_slice.proto, tensor.proto and ordered_code.h.
The checksum is computed bit by bit from its polynomial.

Writes ../weights/v1*.ckpt, v2*.index, v2*.data-* and tensorflow.json. Run: python3 tensorflow_weights.py (Debian's python3-numpy).
"""
import json
import pathlib
import struct
from collections import OrderedDict

import numpy

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "weights"
# DataType of types.proto -> name, numpy type.
TYPES = {1: ("Float32", "<f4"), 2: ("Float64", "<f8"), 3: ("Int32", "<i4"), 4: ("UInt8", "u1"), 5: ("Int16", "<i2"), 6: ("Int8", "i1"),
         9: ("Int64", "<i8"), 10: ("Bool", "?"), 14: ("BFloat16", "<u2"), 17: ("UInt16", "<u2"), 19: ("Float16", "<f2"), 22: ("UInt32", "<u4"),
         23: ("UInt64", "<u8")}


# --- checksums and numbers

def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(crc):
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


assert crc32c(b"123456789") == 0xE3069283, "the check value of CRC-32C"


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


# --- protocol buffers

def number(field, value):
    return varint(field << 3) + varint(value)


def text(field, value):
    return varint(field << 3 | 2) + varint(len(value)) + value


def shape_proto(shape):
    return b"".join(text(2, number(1, size)) for size in shape)


def slice_proto(extents):
    """None is all of a dimension; otherwise (start, length)."""
    return b"".join(text(1, b"" if e is None else (number(1, e[0]) if e[0] else b"") + number(2, e[1])) for e in extents)


# --- keys of slices

def signed(value):
    """n bytes hold numbers of up to 7n - 1 bits: the sign bit, n - 1 bits like it, one unlike it, the number."""
    size = 1
    while not -(1 << (7 * size - 1)) <= value < 1 << (7 * size - 1):
        size += 1
    bits = [1 if value >= 0 else 0] * size + [0 if value >= 0 else 1]
    payload = [(value >> i) & 1 for i in reversed(range(7 * size - 1))]
    return int("".join(map(str, bits + payload)), 2).to_bytes(size, "big")


assert signed(0x424242).hex() == "f0424242" and signed(-0x800).hex() == "3800", "the examples of ordered_code.cc"


def slice_key(name, extents):
    escaped = name.encode().replace(b"\xff", b"\xff\x01").replace(b"\x00", b"\x00\xff").replace(b"\xff\x01", b"\xff\x00")
    rank = bytes([0]) if not extents else bytes([1, len(extents)])
    ends = b"".join(signed(0 if e is None else e[0]) + signed(-1 if e is None else e[1]) for e in extents)
    return b"\x00" + escaped + b"\x00\x01" + rank + ends


# --- tables

def snappy(data):
    """Greedy: a match of at least four bytes with what came before, else bytes as they are."""
    out, at, start, seen = bytearray(varint(len(data))), 0, 0, {}

    def literal(end):
        piece = data[start:end]
        if not piece:
            return
        n = len(piece) - 1
        if n < 60:
            out.append(n << 2)
        else:
            size = (n.bit_length() + 7) // 8
            out.append((59 + size) << 2)
            out.extend(n.to_bytes(size, "little"))
        out.extend(piece)

    while at + 4 <= len(data):
        before = seen.get(data[at:at + 4])
        seen[data[at:at + 4]] = at
        if before is None:
            at += 1
            continue
        length = 4
        while length < 64 and at + length < len(data) and data[before + length] == data[at + length]:
            length += 1
        literal(at)
        distance = at - before
        if length < 12 and distance < 2048:
            out.extend([1 | (length - 4) << 2 | distance >> 8 << 5, distance & 255])
        elif distance < 65536:
            out.extend(bytes([2 | (length - 1) << 2]) + struct.pack("<H", distance))
        else:
            out.extend(bytes([3 | (length - 1) << 2]) + struct.pack("<I", distance))
        at += length
        start = at
    literal(len(data))
    return bytes(out)


def block(records, interval):
    out, restarts, last = bytearray(), [], b""
    for i, (key, value) in enumerate(records):
        shared = 0
        if i % interval == 0:
            restarts.append(len(out))
        else:
            while shared < min(len(last), len(key)) and last[shared] == key[shared]:
                shared += 1
        out += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        last = key
    restarts = restarts or [0]
    return bytes(out) + b"".join(struct.pack("<I", r) for r in restarts) + struct.pack("<I", len(restarts))


def table(records, compressed=False, block_bytes=400):
    records = sorted(records)
    out, index = bytearray(), []

    def put(content):
        kind = b"\x00"
        if compressed:
            content, kind = snappy(content), b"\x01"
        handle = varint(len(out)) + varint(len(content))
        out.extend(content + kind + struct.pack("<I", masked(crc32c(content + kind))))
        return handle

    while records:
        count, size = 0, 0
        while count < len(records) and (count == 0 or size < block_bytes):
            size += len(records[count][0]) + len(records[count][1])
            count += 1
        index.append((records[count - 1][0], put(block(records[:count], 16))))
        records = records[count:]
    metaindex = put(block([], 1))
    footer = metaindex + put(block(index, 1))
    return bytes(out) + footer.ljust(40, b"\x00") + struct.pack("<Q", 0xDB4775248B80FB57)


# --- checkpoints

def boxes(tensors, partitioned):
    """Name -> list of slices; the partitioned are cut along their first dimension."""
    result = {}
    for name, (_, values) in tensors.items():
        whole = [None] * values.ndim
        if name in partitioned:
            cuts, length = partitioned[name], values.shape[0]
            result[name] = [[(a, b - a)] + whole[1:] for a, b in zip([0] + cuts, cuts + [length])]
        else:
            result[name] = [whole]
    return result


def cut(values, extents):
    return values[tuple(slice(None) if e is None else slice(e[0], e[0] + e[1]) for e in extents)]


def tensor_proto(kind, values):
    flat = values.reshape(-1)
    if kind == 1:
        return text(5, flat.tobytes())
    if kind == 2:
        return text(6, flat.tobytes())
    field = {9: 10, 10: 11, 19: 13, 14: 13, 22: 16, 23: 17}.get(kind, 7)
    plain = flat.view("<u2") if kind == 19 else flat
    return text(field, b"".join(varint(int(v)) for v in plain)) if len(flat) else b""


def write_v1(name, tensors, partitioned, **how):
    slices, metas, records = boxes(tensors, partitioned), [], []
    for key, (kind, values) in tensors.items():
        metas.append(text(1, text(1, key.encode()) + text(2, shape_proto(values.shape)) + number(3, kind)
                          + b"".join(text(4, slice_proto(e)) for e in slices[key])))
        for extents in slices[key]:
            saved = text(1, key.encode()) + text(2, slice_proto(extents)) + text(3, tensor_proto(kind, cut(values, extents)))
            records.append((slice_key(key, extents), text(2, saved)))
    versions = text(2, number(1, 1))
    records.append((b"", text(1, b"".join(metas) + versions)))
    (FOLDER / name).write_bytes(table(records, **how))


def write_v2(prefix, tensors, partitioned, shards, strings=(), **how):
    data, records, turn = [bytearray() for _ in range(shards)], [], 0
    slices = boxes(tensors, partitioned)

    def put(kind, content, shape):
        nonlocal turn
        shard = turn % shards
        turn += 1
        offset = len(data[shard])
        data[shard].extend(content)
        return (number(1, kind) + text(2, shape_proto(shape)) + (number(3, shard) if shard else b"") + (number(4, offset) if offset else b"")
                + number(5, len(content)) + varint(6 << 3 | 5) + struct.pack("<I", masked(crc32c(content))))

    for name, (kind, values) in tensors.items():
        if name in partitioned:
            for extents in slices[name]:
                part = cut(values, extents)
                records.append((slice_key(name, extents), put(kind, part.tobytes(), part.shape)))
            records.append((name.encode(), number(1, kind) + text(2, shape_proto(values.shape)) + b"".join(text(7, slice_proto(e)) for e in slices[name])))
        else:
            records.append((name.encode(), put(kind, values.tobytes(), values.shape)))
    for name, content in strings:
        records.append((name.encode(), put(7, varint(len(content)) + content, ())))
    records.append((b"", number(1, shards) + text(3, number(1, 1))))
    (FOLDER / f"{prefix}.index").write_bytes(table(records, **how))
    for i, content in enumerate(data):
        (FOLDER / f"{prefix}.data-{i:05d}-of-{shards:05d}").write_bytes(bytes(content))


def main():
    random = numpy.random.RandomState(4)
    tensors = OrderedDict()
    for scope in ("conv1", "block1/unit_1/bottleneck_v1/conv2", "logits"):
        tensors[f"resnet_v1_50/{scope}/weights"] = (1, random.randn(3, 3, 2, 4).astype("<f4"))
        tensors[f"resnet_v1_50/{scope}/BatchNorm/gamma"] = (1, random.randn(4).astype("<f4"))
        tensors[f"resnet_v1_50/{scope}/BatchNorm/moving_mean"] = (1, numpy.zeros(4, "<f4"))
    tensors["global_step"] = (9, numpy.array(600000, "<i8"))
    tensors["empty"] = (1, numpy.zeros((0, 3), "<f4"))
    tensors["partitioned"] = (1, random.randn(7, 5).astype("<f4"))
    for kind, (name, dtype) in TYPES.items():
        values = numpy.array([0, 1, 2, 100, 3, 7]) if dtype[-2:-1] in "u" or dtype == "?" else numpy.array([0, 1, -2, 100, -3, 7])
        tensors[f"types/{name}"] = (kind, values.astype(dtype).reshape(2, 3))
    partitioned = {"partitioned": [2, 3]}
    write_v1("v1.ckpt", tensors, partitioned)
    write_v1("v1-snappy.ckpt", tensors, partitioned, compressed=True)
    write_v2("v2", tensors, partitioned, 1, strings=[("_CHECKPOINTABLE_OBJECT_GRAPH", b"graph")])
    write_v2("v2-shards", tensors, partitioned, 3, compressed=True)

    def described(names):
        return OrderedDict((n, {"type": TYPES[tensors[n][0]][0], "shape": list(tensors[n][1].shape), "hex": tensors[n][1].tobytes().hex()}) for n in names)

    # The first format lists tensors as they were added, the second by name.
    ordered = sorted(tensors, key=str.encode)
    expected = OrderedDict()
    for name in ("v1.ckpt", "v1-snappy.ckpt"):
        expected[name] = {"tensors": described(tensors), "metadata": {}}
    expected["v2.index"] = {"tensors": described(ordered), "metadata": {"_CHECKPOINTABLE_OBJECT_GRAPH": "text, which was left out"}}
    expected["v2-shards.index"] = {"tensors": described(ordered), "metadata": {}}
    (FOLDER / "tensorflow.json").write_text(json.dumps(expected, indent=1) + "\n")


main()
