"""The Python side of benchmarks/peers/run: the engine's PSPNet in PyTorch. Prints one line of JSON.

Use: python3 peer.py train|infer resnet50|cifar-resnet20 STEPS THREADS (Debian's python3-torch and python3-torchvision).
"""
import gc
import json
import pathlib
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "Experiments.Engine.Tests" / "Golden" / "generators"))
import formula  # noqa: E402
import pspnet  # noqa: E402

CLASSES, WARM_UP = 19, 2
WORK = {"resnet50": (2, 240), "cifar-resnet20": (8, 96)}


class CifarBlock(nn.Module):
    """Basic block with an option-A shortcut: subsampled, channels padded with zeros."""

    def __init__(self, inputs, width, stride, dilation):
        super().__init__()
        self.stride, self.missing = stride, width - inputs
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, dilation, dilation, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, dilation, dilation, bias=False)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        x = x[:, :, ::self.stride, ::self.stride]
        before = self.missing // 2
        if self.missing:
            x = F.pad(x, (0, 0, 0, 0, before, self.missing - before))
        return F.relu(y.add_(x), inplace=True)


class CifarPspNet(nn.Module):
    """PSPNet on a dilated CIFAR ResNet-20 (He et al. 2015, section 4.2); output stride 2."""

    def __init__(self, classes, bins=(6, 3, 2, 1)):
        super().__init__()

        def stage(inputs, width, stride, dilation):
            return nn.Sequential(*(CifarBlock(inputs if i == 0 else width, width, stride if i == 0 else 1, dilation) for i in range(3)))

        self.convention = "half-pixel"
        self.backbone = b = nn.Module()
        b.conv1, b.bn1 = nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16)
        b.layer1, b.layer2, b.layer3 = stage(16, 16, 1, 1), stage(16, 32, 2, 1), stage(32, 64, 1, 2)
        self.pyramid = pspnet.Pyramid(64, 16, bins, False, self.convention)
        self.head = pspnet.ClassifierHead(64 + len(bins) * 16, 16, classes)
        self.aux = pspnet.ClassifierHead(32, 16, classes)

    def logits(self, x):
        b = self.backbone
        auxiliary = b.layer2(b.layer1(F.relu(b.bn1(b.conv1(x)), inplace=True)))
        return self.head(self.pyramid(b.layer3(auxiliary))), self.aux(auxiliary)

    loss = pspnet.PspNet.loss


def status(key):
    """A figure of /proc/self/status in MiB."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    raise KeyError(key)


def main(verb, name, steps, threads):
    torch.set_num_threads(int(threads))
    count, crop = WORK[name]
    network = CifarPspNet(CLASSES) if name == "cifar-resnet20" else pspnet.PspNet(name, CLASSES)
    network = pspnet.by_formula(network).float()
    images, labels = pspnet.batch(name, count, crop, CLASSES)
    images = images.float()
    optimiser = torch.optim.SGD(network.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)

    def train():
        network.train()
        optimiser.zero_grad()
        loss = network.loss(images, labels)
        value = loss.item()
        loss.backward()
        optimiser.step()
        return value

    def infer():
        network.eval()
        with torch.no_grad():
            # The main head alone, as the engine does in evaluation mode.
            network.aux.forward = lambda x: None
            return network.logits(images)[0].abs().mean().item()

    # The peak starts from what is resident after the weights were made.
    gc.collect()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    step = {"train": train, "infer": infer}[verb]
    first = step()
    for _ in range(WARM_UP - 1):
        step()
    times, processor = [], time.process_time()
    for _ in range(int(steps)):
        start = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - start))
    processor = 1000 * (time.process_time() - processor) / len(times)
    print(json.dumps({"value": first, "milliseconds": times, "processorMilliseconds": processor, "peakMebibytes": status("VmHWM")}))


if __name__ == "__main__":
    main(*sys.argv[1:])
