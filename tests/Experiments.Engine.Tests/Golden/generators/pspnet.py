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


def dilate(stage, rate, first):
    """Takes the stride out of a stage of torchvision's ResNet and dilates its 3x3 convolutions."""
    for index, unit in enumerate(stage):
        for module in unit.modules():
            if isinstance(module, nn.Conv2d):
                module.stride = (1, 1)
                if module.kernel_size == (3, 3):
                    d = first if index == 0 and module in (getattr(unit, "conv1"), getattr(unit, "conv2")) else rate
                    # In a basic block torchvision's first convolution alone would stride; both belong to the unit.
                    module.dilation, module.padding = (d, d), (d, d)


class PspNet(nn.Module):
    """Options: contract (first unit of a dilated block at the rate before), adaptive, resize, aux_weight, bins."""

    def __init__(self, backbone, classes, contract=False, adaptive=False, convention="half-pixel", bins=(6, 3, 2, 1), stem=None):
        super().__init__()
        self.convention = convention
        self.backbone = getattr(torchvision.models, backbone)()
        del self.backbone.fc
        if stem is not None:
            a, b, c = stem
            first = 64
            self.backbone.conv1 = nn.Sequential(
                nn.Conv2d(3, a, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(a), nn.ReLU(),
                nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(),
                nn.Conv2d(b, c, 3, padding=1, bias=False))
            self.backbone.bn1 = nn.BatchNorm2d(c)
            if c != first:
                unit = self.backbone.layer1[0]
                unit.conv1 = nn.Conv2d(c, unit.conv1.out_channels, unit.conv1.kernel_size, padding=unit.conv1.padding, bias=False)
                if unit.downsample is not None:
                    unit.downsample[0] = nn.Conv2d(c, unit.downsample[0].out_channels, 1, bias=False)
                else:
                    unit.downsample = nn.Sequential(nn.Conv2d(c, first, 1, bias=False), nn.BatchNorm2d(first))
        dilate(self.backbone.layer3, 2, 1 if contract else 2)
        dilate(self.backbone.layer4, 4, 2 if contract else 4)
        width = 512 if backbone in ("resnet18", "resnet34") else 2048
        self.pyramid = Pyramid(width, width // 4, bins, adaptive, convention)
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


def by_formula(network):
    """Fills every tensor from its name, in float64."""
    network.double()
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                tensor.copy_(torch.from_numpy(formula.parameter(name, tuple(tensor.shape))))
    return network


def batch(name, count, crop, classes):
    images = torch.from_numpy(formula.image(f"{name}/image", (count, 3, crop, crop)))
    labels = torch.from_numpy(formula.labels(f"{name}/label", (count, crop, crop), classes))
    return images, labels
