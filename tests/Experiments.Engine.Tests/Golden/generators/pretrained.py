"""Features and logits of real pre-trained networks, float64, on images made by formula and on four CamVid frames.

The networks are written out here layer by layer from their definitions: the Caffe ResNet-50 of He et al. (its prototxt: BGR
minus mean, a bias in conv1, max-pool in ceil mode without padding, stride on the 1x1 of branch2a and branch1, batch norm and
scale as two layers), and the CIFAR networks of section 4.2 of the paper (arXiv:1512.03385) with option-A shortcuts.

Writes ../pretrained.json. Run: OMP_NUM_THREADS=2 python3 pretrained.py (Debian's python3-torch and python3-pil), with the
weights in shared/weights and the frames in shared/data/camvid beside the repository.
"""
import json
import math
import pathlib
import struct

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import formula

SHARED = pathlib.Path(__file__).resolve().parents[5] / "shared"
FRAMES = ["0001TP_008460", "0006R0_f02640", "0016E5_00870", "0016E5_08430"]


def read(name):
    """Tensors of a safetensors file: 8 bytes of header length, JSON, little-endian data. Here all are float32."""
    data = (SHARED / "weights" / name).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for key, entry in header.items():
        first, last = (8 + length + offset for offset in entry["data_offsets"])
        tensors[key] = torch.from_numpy(np.frombuffer(data[first:last], "<f4").reshape(entry["shape"]).astype(np.float64))
    return tensors


def made(name, height, width):
    """An 8-bit image, height x width x (red, green, blue): blocks of 8x8 pixels with noise on them."""
    rows, columns = -(-height // 8), -(-width // 8)
    blocks = formula.uniform(f"{name}/blocks", rows * columns * 3).reshape(rows, columns, 3)
    noise = formula.uniform(f"{name}/noise", height * width * 3).reshape(height, width, 3)
    large = blocks.repeat(8, 0).repeat(8, 1)[:height, :width]
    return np.floor(200 * large + 55 * noise)


def frame(stem):
    found = next((SHARED / "data" / "camvid" / "images").glob(f"*/{stem}.*"))
    return np.asarray(Image.open(found).convert("RGB"), dtype=np.float64)


def batched(image):
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))[None])


def caffe_pool(x):
    """3x3 stride 2 in ceil mode: the last window may hang over the end by what is missing."""
    def missing(size):
        return (math.ceil((size - 3) / 2) * 2 + 3) - size
    return F.max_pool2d(F.pad(x, (0, missing(x.shape[3]), 0, missing(x.shape[2])), value=-math.inf), 3, 2)


def caffe_norm(x, w, name):
    """BatchNorm and Scale layers: (x - mean) / sqrt(variance + 1e-5), times gamma, plus beta."""
    def column(key):
        return w[key].view(1, -1, 1, 1)
    x = (x - column(f"bn{name}.mean")) / torch.sqrt(column(f"bn{name}.variance") + 1e-5)
    return x * column(f"scale{name}.gamma") + column(f"scale{name}.beta")


def res4f(w, image):
    bgr = image[:, :, ::-1] - np.array([104, 117, 123.7])
    x = F.conv2d(batched(bgr), w["conv1.weight"], w["conv1.bias"], stride=2, padding=3)
    x = caffe_pool(F.relu(caffe_norm(x, w, "_conv1")))
    for stage, units in ((2, "abc"), (3, "abcd"), (4, "abcdef")):
        for unit in units:
            stride = 2 if unit == "a" and stage > 2 else 1
            name = f"{stage}{unit}_branch"
            y = F.conv2d(x, w[f"res{name}2a.weight"], stride=stride)
            y = F.relu(caffe_norm(y, w, f"{name}2a"))
            y = F.relu(caffe_norm(F.conv2d(y, w[f"res{name}2b.weight"], padding=1), w, f"{name}2b"))
            y = caffe_norm(F.conv2d(y, w[f"res{name}2c.weight"]), w, f"{name}2c")
            if unit == "a":
                x = caffe_norm(F.conv2d(x, w[f"res{name}1.weight"], stride=stride), w, f"{name}1")
            x = F.relu(x + y)
    return x[0].numpy()


def cifar_norm(x, w, name):
    return F.batch_norm(x, w[f"{name}.running_mean"], w[f"{name}.running_var"], w[f"{name}.weight"], w[f"{name}.bias"], False, 0, 1e-5)


def cifar_logits(w, image, units):
    rgb = (image / 255 - np.array([0.485, 0.456, 0.406])) / np.array([0.229, 0.224, 0.225])
    x = F.relu(cifar_norm(F.conv2d(batched(rgb), w["conv1.weight"], padding=1), w, "bn1"))
    for stage in (1, 2, 3):
        for unit in range(units):
            stride = 2 if stage > 1 and unit == 0 else 1
            name = f"layer{stage}.{unit}"
            y = F.relu(cifar_norm(F.conv2d(x, w[f"{name}.conv1.weight"], stride=stride, padding=1), w, f"{name}.bn1"))
            y = cifar_norm(F.conv2d(y, w[f"{name}.conv2.weight"], padding=1), w, f"{name}.bn2")
            if stride == 2:  # every second pixel, zero channels before and after
                zeros = (y.shape[1] - x.shape[1]) // 2
                x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, zeros, zeros))
            x = F.relu(x + y)
    return F.linear(x.mean((2, 3)), w["linear.weight"], w["linear.bias"])[0].numpy()


def features(numbers, name, value):
    """Shape, digest, and every (size // 16)th number."""
    numbers[f"{name}/shape"] = list(value.shape)
    numbers[name] = formula.digest("res4f", value)
    flat = value.ravel()
    numbers[f"{name}/values"] = [float(flat[i * (flat.size // 16)]) for i in range(16)]


def main():
    torch.set_num_threads(2)
    numbers = {}
    w = read("resnet50-msra-conv1-res4f.safetensors")
    for i in range(10):  # sizes even and odd: the ceil mode shows on both
        features(numbers, f"msra/made{i}", res4f(w, made(f"msra/made{i}", 96 + 5 * i, 128 + 3 * i)))
    for stem in FRAMES:
        features(numbers, f"msra/{stem}", res4f(w, frame(stem)))
    for file, units in (("resnet20-cifar10", 3), ("resnet56-cifar10", 9)):
        w = read(f"{file}.safetensors")
        for i in range(10):
            numbers[f"{file}/made{i}"] = [float(x) for x in cifar_logits(w, made(f"cifar/made{i}", 32, 32), units)]
    target = pathlib.Path(__file__).parent.parent / "pretrained.json"
    lines = ",\n".join(f" {json.dumps(k)}: [{', '.join(format(x, '.14g') for x in v)}]" for k, v in numbers.items())
    target.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
