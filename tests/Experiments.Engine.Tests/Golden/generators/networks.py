"""Logits, loss, gradients of every tensor and batch norm's moving statistics of whole PSPNets, float64.

Writes ../networks.json. Run: OMP_NUM_THREADS=2 python3 networks.py (Debian's python3-torch and python3-torchvision).
"""
import json
import pathlib

import torch

import formula
import pspnet

CLASSES, COUNT = 5, 2
DEEP, SHALLOW = (64, 64, 128), (32, 32, 64)

# Name -> backbone, crop, options; NetworkGoldenTests.cs lists the same.
CASES = {
    "resnet18": ("resnet18", 96, {}),
    "resnet50": ("resnet50", 96, {}),
    "reference": ("resnet18", 96, dict(stem_pooling="tf-same", resize="tf1-legacy")),
    "semseg": ("resnet18", 89, dict(stem=DEEP, pyramid_pooling="adaptive", resize="align-corners", bins=(1, 2, 3, 6))),
    "semseg50": ("resnet50", 89, dict(stem=DEEP, pyramid_pooling="adaptive", resize="align-corners", bins=(1, 2, 3, 6))),
    "torchvision": ("resnet50", 96, dict(first_dilation="previous", pyramid_pooling="adaptive", bins=(1, 2, 3, 6))),
    "mmseg": ("resnet18", 104, dict(stem=SHALLOW, first_dilation="previous", pyramid_pooling="adaptive", bins=(1, 2, 3, 6))),
    "slim": ("resnet50", 96, dict(stride_placement="last-of-previous", stem_pooling="tf-same")),
    "caffe": ("resnet50", 96, dict(stride_placement="first-1x1", stem_pooling="ceil")),
}


def main():
    torch.set_num_threads(2)
    numbers = {}
    for name, (backbone, crop, options) in CASES.items():
        network = pspnet.by_formula(pspnet.PspNet(backbone, CLASSES, **options))
        images, labels = pspnet.batch(name, COUNT, crop, CLASSES)
        network.eval()
        with torch.no_grad():
            numbers[f"{name}/logits"] = formula.digest("logits", network.logits(images)[0].numpy())
        network.train()
        loss = network.loss(images, labels)
        loss.backward()
        numbers[f"{name}/loss"] = [loss.item()]
        for tensor, parameter in network.named_parameters():
            tensor = pspnet.key(tensor)
            numbers[f"{name}/gradient/{tensor}"] = formula.digest(tensor, parameter.grad.numpy())
        for tensor, buffer in network.named_buffers():
            if not tensor.endswith("num_batches_tracked"):
                tensor = pspnet.key(tensor)
                numbers[f"{name}/statistic/{tensor}"] = formula.digest(tensor, buffer.numpy())
        print(name, loss.item())
    target = pathlib.Path(__file__).parent.parent / "networks.json"
    lines = ",\n".join(f" {json.dumps(k)}: [{', '.join(format(x, '.14g') for x in v)}]" for k, v in numbers.items())
    target.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
