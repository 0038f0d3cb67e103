"""Classifiers on torchvision's strided ResNets, and the resize of whole images, float64.

Logits, loss (plain and with class weights), gradients of every tensor and batch norm's moving statistics; images whose
shorter side is resized, before they are rounded to bytes. Writes ../classification.json.
Run: OMP_NUM_THREADS=2 python3 classification.py (Debian's python3-torch, python3-torchvision and python3-numpy).
"""
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
import torchvision

import formula

CLASSES, COUNT, CROP = 7, 3, 64
WEIGHTS = [1.0, 0.25, 2.0, 0.5, 3.0, 1.5, 0.75]

# Name -> backbone, class weights; ClassificationGoldenTests.cs lists the same.
NETWORKS = {"resnet18": ("resnet18", None), "resnet50": ("resnet50", None), "weighted": ("resnet18", WEIGHTS)}

# Name -> height, width, length of the shorter side.
IMAGES = {"landscape": (11, 17, 8), "portrait": (23, 9, 7), "enlarged": (6, 8, 9), "odd": (10, 13, 9)}


def key(name):
    return name if name.startswith("fc.") else f"backbone.{name}"


def network(backbone):
    model = getattr(torchvision.models, backbone)(num_classes=CLASSES).double()
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                tensor.copy_(torch.from_numpy(formula.parameter(key(name), tuple(tensor.shape))))
    return model


def short_side(image, length):
    """Shorter side to `length`, the longer to floor(length * longer / shorter); bilinear, half-pixel centres, no smoothing."""
    shorter = min(image.shape[:2])
    sizes = [length * side // shorter for side in image.shape[:2]]
    for axis, out in enumerate(sizes):
        size = image.shape[axis]
        matrix = np.zeros((out, size))
        for i in range(out):
            source = max((i + 0.5) * size / out - 0.5, 0.0)
            low = min(int(source), size - 1)
            matrix[i, low] += 1 - (source - low)
            matrix[i, min(low + 1, size - 1)] += source - low
        image = np.moveaxis(np.tensordot(matrix, image, (1, axis)), 0, axis)
    return image


def main():
    torch.set_num_threads(2)
    numbers = {}
    for name, (backbone, weights) in NETWORKS.items():
        model = network(backbone)
        images = torch.from_numpy(formula.image(f"{name}/image", (COUNT, 3, CROP, CROP)))
        labels = torch.from_numpy(np.floor(formula.uniform(f"{name}/label", COUNT) * CLASSES).astype(np.int64))
        model.eval()
        with torch.no_grad():
            numbers[f"{name}/logits"] = formula.digest("logits", model(images).numpy())
        model.train()
        weight = None if weights is None else torch.tensor(weights, dtype=torch.float64)
        loss = F.cross_entropy(model(images), labels, weight)
        loss.backward()
        numbers[f"{name}/loss"] = [loss.item()]
        for tensor, parameter in model.named_parameters():
            numbers[f"{name}/gradient/{key(tensor)}"] = formula.digest(key(tensor), parameter.grad.numpy())
        for tensor, buffer in model.named_buffers():
            if not tensor.endswith("num_batches_tracked"):
                numbers[f"{name}/statistic/{key(tensor)}"] = formula.digest(key(tensor), buffer.numpy())
        print(name, labels.tolist(), loss.item())
    for name, (height, width, length) in IMAGES.items():
        pixels = np.floor(formula.uniform(f"{name}/pixels", height * width * 3) * 256).reshape(height, width, 3)
        resized = short_side(pixels, length)
        numbers[f"{name}/size"] = [float(x) for x in resized.shape[:2]]
        numbers[f"{name}/resized"] = [round(float(x), 6) for x in resized.ravel()]
    target = pathlib.Path(__file__).parent.parent / "classification.json"
    lines = ",\n".join(f" {json.dumps(k)}: [{', '.join(format(x, '.14g') for x in v)}]" for k, v in numbers.items())
    target.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
