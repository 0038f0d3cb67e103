"""PSPNet in PyTorch on torchvision's ResNets, independent of the engine: the source of golden numbers."""
import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from torch import nn

import formula


def tf1_legacy(x, height, width):
    """TensorFlow 1's bilinear resize with align_corners=False: source coordinate i*in/out, upper clamp."""
    def axis(x, dim, out):
        size = x.shape[dim]
        source = torch.arange(out, dtype=torch.float64) * size / out
        low = source.floor().long()
        high = (low + 1).clamp(max=size - 1)
        part = (source - low).to(x.dtype)
        shape = [1] * x.dim()
        shape[dim] = out
        part = part.view(shape)
        return x.index_select(dim, low) * (1 - part) + x.index_select(dim, high) * part
    return axis(axis(x, 2, height), 3, width)


def resize(x, height, width, convention):
    if convention == "tf1-legacy":
        return tf1_legacy(x, height, width)
    return F.interpolate(x, (height, width), mode="bilinear", align_corners=convention == "align-corners")


class ClassifierHead(nn.Module):
    def __init__(self, inputs, width, classes):
        super().__init__()
        self.conv = nn.Conv2d(inputs, width, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(width)
        self.classifier = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        return self.classifier(F.relu(self.bn(self.conv(x))))


class Pyramid(nn.Module):
    def __init__(self, features, branch, bins, adaptive, convention):
        super().__init__()
        self.bins, self.adaptive, self.convention = bins, adaptive, convention
        self.conv = nn.ModuleList(nn.Conv2d(features, branch, 1, bias=False) for _ in bins)
        self.bn = nn.ModuleList(nn.BatchNorm2d(branch) for _ in bins)

    def forward(self, x):
        height, width = x.shape[2:]
        parts = [x]
        for conv, bn, bins in zip(self.conv, self.bn, self.bins):
            if self.adaptive:
                pooled = F.adaptive_avg_pool2d(x, bins)
            else:
                kernel = (height // bins, width // bins)
                pooled = F.avg_pool2d(x, kernel, kernel)
            parts.append(resize(F.relu(bn(conv(pooled))), height, width, self.convention))
        return torch.cat(parts, 1)


def units(backbone):
    return [backbone.layer1, backbone.layer2, backbone.layer3, backbone.layer4]


def strided(unit):
    """The convolution of a unit of torchvision's ResNet that strides: the 3x3."""
    return unit.conv2 if hasattr(unit, "conv3") else unit.conv1


def place_strides(backbone, placement):
    """Moves the stride 2 of block 2 (dilated networks stride nowhere after it)."""
    first = backbone.layer2[0]
    if placement == "first-1x1":
        first.conv2.stride, first.conv1.stride = (1, 1), (2, 2)
    elif placement == "last-of-previous":
        strided(first).stride = (1, 1)
        first.downsample[0].stride = (1, 1)
        last = backbone.layer1[-1]
        strided(last).stride = (2, 2)
        last.downsample = nn.MaxPool2d(1, 2)  # TF-slim's subsample()


def dilate(stage, rate, first):
    """Takes the stride out of a stage and dilates its 3x3 convolutions."""
    for index, unit in enumerate(stage):
        for module in unit.modules():
            if isinstance(module, nn.Conv2d):
                module.stride = (1, 1)
                if module.kernel_size == (3, 3):
                    d = first if index == 0 else rate
                    module.dilation, module.padding = (d, d), (d, d)


class TfSamePool(nn.Module):
    """TensorFlow's max_pool(3, stride 2, padding='SAME'): pads (ceil(n/2)-1)*2 + 3 - n in all, the odd pixel last."""

    def forward(self, x):
        pads = []
        for n in (x.shape[3], x.shape[2]):
            total = (-(-n // 2) - 1) * 2 + 3 - n
            pads += [total // 2, total - total // 2]
        return F.max_pool2d(F.pad(x, pads, value=-np.inf), 3, 2)


class DeepStem(nn.Module):
    """Three 3x3 convolutions; each but the last is followed by batch norm and ReLU."""

    def __init__(self, widths):
        super().__init__()
        inputs = (3,) + widths[:-1]
        self.convs = nn.ModuleList(
            nn.Conv2d(i, o, 3, stride=2 if k == 0 else 1, padding=1, bias=False) for k, (i, o) in enumerate(zip(inputs, widths)))
        self.bns = nn.ModuleList(nn.BatchNorm2d(o) for o in widths)

    def forward(self, x):
        for conv, bn in zip(self.convs, self.bns):
            x = F.relu(bn(conv(x)))
        return x


class PspNet(nn.Module):
    """The conventions are keyword arguments named as the engine's settings."""

    def __init__(self, backbone, classes, stem=None, stem_pooling="padding-1", stride_placement="first-3x3",
                 first_dilation="full", pyramid_pooling="fixed", resize="half-pixel", bins=(6, 3, 2, 1)):
        super().__init__()
        self.convention = resize
        self.backbone = b = getattr(torchvision.models, backbone)()
        del b.fc
        if stem is not None:
            b.conv1, b.bn1 = DeepStem(stem), nn.Identity()
            unit = b.layer1[0]
            if stem[-1] != 64:
                unit.conv1 = nn.Conv2d(stem[-1], 64, unit.conv1.kernel_size, padding=unit.conv1.padding, bias=False)
                outputs = 256 if hasattr(unit, "conv3") else 64
                unit.downsample = nn.Sequential(nn.Conv2d(stem[-1], outputs, 1, bias=False), nn.BatchNorm2d(outputs))
        b.maxpool = {"padding-1": nn.MaxPool2d(3, 2, 1), "ceil": nn.MaxPool2d(3, 2, 0, ceil_mode=True), "tf-same": TfSamePool()}[stem_pooling]
        place_strides(b, stride_placement)
        contract = first_dilation == "previous"
        dilate(b.layer3, 2, 1 if contract else 2)
        dilate(b.layer4, 4, 2 if contract else 4)
        width = 512 if backbone in ("resnet18", "resnet34") else 2048
        self.pyramid = Pyramid(width, width // 4, bins, pyramid_pooling == "adaptive", resize)
        self.head = ClassifierHead(width + len(bins) * (width // 4), width // 4, classes)
        self.aux = ClassifierHead(width // 2, width // 8, classes)

    def logits(self, x):
        b = self.backbone
        x = b.maxpool(F.relu(b.bn1(b.conv1(x))))
        auxiliary = b.layer3(b.layer2(b.layer1(x)))
        return self.head(self.pyramid(b.layer4(auxiliary))), self.aux(auxiliary)

    def loss(self, images, labels, aux_weight=0.4):
        """Cross-entropy over the valid pixels at the labels' size."""
        main, aux = (resize(t, labels.shape[1], labels.shape[2], self.convention) for t in self.logits(images))
        return (F.cross_entropy(main, labels, ignore_index=255)
                + aux_weight * F.cross_entropy(aux, labels, ignore_index=255))


def key(name):
    """The engine's name of a tensor: torchvision's, but semseg's in a deep stem (conv1, bn1, conv2, ...)."""
    part = name.split(".")
    if name.startswith("backbone.conv1.") and len(part) == 5:
        return f"backbone.{part[2][:-1]}{int(part[3]) + 1}.{part[4]}"
    return name


def by_formula(network):
    """Fills every tensor from its name, in float64."""
    network.double()
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                tensor.copy_(torch.from_numpy(formula.parameter(key(name), tuple(tensor.shape))))
    return network


def batch(name, count, crop, classes):
    images = torch.from_numpy(formula.image(f"{name}/image", (count, 3, crop, crop)))
    labels = torch.from_numpy(formula.labels(f"{name}/label", (count, crop, crop), classes))
    return images, labels
