"""Predictions of whole images under each system's protocol, and metrics of masks, from their definitions, float64.

Writes ../evaluation.json. Run: OMP_NUM_THREADS=2 python3 evaluation.py (Debian's python3-torch, python3-torchvision,
python3-numpy, python3-pil). The counts of real masks are made where ../../../../../shared/data/camvid is, and kept where not.
"""
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

import formula
import pspnet

CLASSES, HEIGHT, WIDTH = 5, 53, 75
MEAN = torch.tensor([123.675, 116.28, 103.53], dtype=torch.float64).view(1, 3, 1, 1)
STD = torch.tensor([58.395, 57.12, 57.375], dtype=torch.float64).view(1, 3, 1, 1)
SIX = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75)
TARGET = pathlib.Path(__file__).parent.parent / "evaluation.json"

NETWORKS = {
    "reference": dict(stem_pooling="tf-same", resize="tf1-legacy"),
    "semseg": dict(stem=(64, 64, 128), pyramid_pooling="adaptive", resize="align-corners", bins=(1, 2, 3, 6)),
    "mmseg": dict(stem=(32, 32, 64), first_dilation="previous", pyramid_pooling="adaptive", bins=(1, 2, 3, 6)),
}


def image_of(name):
    """A smooth picture of bytes with some noise: noise alone would give every pixel the same class."""
    noise = formula.uniform(f"{name}/noise", HEIGHT * WIDTH * 3).reshape(HEIGHT, WIDTH, 3)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    waves = np.stack([(y * 5 + x * 3) % 256, (y * 2 + (x // 16) * 60) % 256, ((y // 12) * 50 + x * 7) % 256], 2)
    pixels = np.floor(0.75 * waves + 64 * noise)
    tensor = torch.from_numpy(pixels.astype(np.float64)).permute(2, 0, 1)[None]
    return (tensor - MEAN) / STD


def starts(length, crop, stride):
    """Windows every `stride` pixels; the last one ends with the image."""
    count = max(math.ceil((length - crop) / stride), 0) + 1
    return [min(i * stride, length - crop) for i in range(count)]


class Predictor:
    """One network; the methods below are the prediction loops of the systems, as they describe themselves."""

    def __init__(self, network):
        self.network = pspnet.by_formula(pspnet.PspNet("resnet18", CLASSES, **NETWORKS[network]))
        self.network.eval()
        weight = self.network.head.classifier.weight
        with torch.no_grad():  # no class ahead everywhere, and logits so small that windows that disagree are no ties
            weight.sub_(weight.mean(1, keepdim=True)).mul_(1 / 16)

    def logits(self, x):
        out, _ = self.network.logits(x)
        return pspnet.resize(out, x.shape[2], x.shape[3], self.network.convention)

    def half_pixel(self, x, height, width):
        return F.interpolate(x, (height, width), mode="bilinear", align_corners=False)

    def windows_of(self, x, crop, stride, mirror, average):
        """Softmax of windows, each with its mirror image, of an image padded to the crop (the odd pixel last)."""
        height, width = x.shape[2:]
        ph, pw = max(crop - height, 0), max(crop - width, 0)
        x = F.pad(x, (pw // 2, pw - pw // 2, ph // 2, ph - ph // 2))
        total = torch.zeros(1, CLASSES, x.shape[2], x.shape[3], dtype=torch.float64)
        count = torch.zeros_like(total)
        for top in starts(x.shape[2], crop, stride):
            for left in starts(x.shape[3], crop, stride):
                window = x[:, :, top:top + crop, left:left + crop]
                p = self.logits(window).softmax(1)
                if mirror:
                    p = p + self.logits(window.flip(3)).softmax(1).flip(3)
                total[:, :, top:top + crop, left:left + crop] += p
                count[:, :, top:top + crop, left:left + crop] += 1
        if average:
            total = total / count
        return total[:, :, ph // 2:ph // 2 + height, pw // 2:pw // 2 + width]

    def reference(self, x, scales, mirror, crop=48):
        """PSPNet-TF-Reproduce: stride 2*crop//3, sums, each scale's result resized back and added."""
        total = 0
        for scale in scales:
            scaled = self.half_pixel(x, round(HEIGHT * scale), round(WIDTH * scale))
            p = self.windows_of(scaled, crop, 2 * crop // 3, mirror, average=False)
            total = total + self.half_pixel(p, HEIGHT, WIDTH)
        return total

    def semseg(self, x, scales, base, crop=49):
        """semseg's tool/test.py: long side base*scale, stride ceil(2/3*crop), averages, always mirrored."""
        total = 0
        for scale in scales:
            long_size = round(scale * base)
            height, width = round(long_size / float(WIDTH) * HEIGHT), long_size
            scaled = self.half_pixel(x, height, width)
            p = self.windows_of(scaled, crop, math.ceil(crop * 2 / 3), mirror=True, average=True)
            total = total + self.half_pixel(p, HEIGHT, WIDTH)
        return total

    def mmseg_size(self, bounds, ratio):
        bound = [int(b * ratio) for b in bounds]
        factor = min(max(bound) / max(HEIGHT, WIDTH), min(bound) / min(HEIGHT, WIDTH))
        return int(HEIGHT * factor + 0.5), int(WIDTH * factor + 0.5)

    def slide(self, x, crop, stride):
        """MMSegmentation's slide_inference: logits averaged by count; windows are cut to smaller images."""
        height, width = x.shape[2:]
        total = torch.zeros(1, CLASSES, height, width, dtype=torch.float64)
        count = torch.zeros(1, 1, height, width, dtype=torch.float64)
        for row in range(max(height - crop + stride - 1, 0) // stride + 1):
            for column in range(max(width - crop + stride - 1, 0) // stride + 1):
                bottom, right = min(row * stride + crop, height), min(column * stride + crop, width)
                top, left = max(bottom - crop, 0), max(right - crop, 0)
                total[:, :, top:bottom, left:right] += self.logits(x[:, :, top:bottom, left:right])
                count[:, :, top:bottom, left:right] += 1
        return total / count

    def mmseg(self, x, scales, mirror, bounds, slide=None):
        """MMSegmentation: logits at the resized image, resized to the image, softmax; augmentations are added."""
        total = 0
        for scale in scales:
            scaled = self.half_pixel(x, *self.mmseg_size(bounds, scale))
            for flipped in (False, True) if mirror else (False,):
                given = scaled.flip(3) if flipped else scaled
                logits = self.slide(given, *slide) if slide else self.logits(given)
                p = self.half_pixel(logits, HEIGHT, WIDTH).softmax(1)
                total = total + (p.flip(3) if flipped else p)
        return total

    def torchvision(self, x, short):
        """torchvision's references/segmentation, scored at the image's own size: short side given, logits resized."""
        scaled = self.half_pixel(x, short, int(short * WIDTH / HEIGHT))
        return self.half_pixel(self.logits(scaled), HEIGHT, WIDTH).softmax(1)

    def conventions(self, x):
        """No system's: other resize conventions for the image and for what is resized back."""
        scaled = pspnet.resize(x, round(HEIGHT * 1.25), round(WIDTH * 1.25), "align-corners")
        return pspnet.resize(self.logits(scaled).softmax(1), HEIGHT, WIDTH, "tf1-legacy")


def predictions(numbers):
    p = {name: Predictor(name) for name in NETWORKS}
    x = image_of("evaluation/image")
    cases = {
        "reference/training": lambda: p["reference"].reference(x, (1,), mirror=False),
        "reference/SS": lambda: p["reference"].reference(x, (1,), mirror=True),
        "reference/MS": lambda: p["reference"].reference(x, SIX, mirror=True),
        "semseg/SS": lambda: p["semseg"].semseg(x, (1,), base=72),
        "semseg/MS": lambda: p["semseg"].semseg(x, SIX, base=72),
        "mmseg/SS": lambda: p["mmseg"].mmseg(x, (1,), False, (84, 48)),
        "mmseg/MS": lambda: p["mmseg"].mmseg(x, SIX, True, (84, 48)),
        "slide/SS": lambda: p["mmseg"].mmseg(x, (1,), False, (84, 48), slide=(57, 39)),
        "slide/MS": lambda: p["mmseg"].mmseg(x, SIX, True, (84, 48), slide=(57, 39)),
        "torchvision/SS": lambda: p["mmseg"].torchvision(x, 60),
        "conventions/SS": lambda: p["mmseg"].conventions(x),
    }
    for name, run in cases.items():
        with torch.no_grad():
            scores = run()[0]
        first, second = scores.topk(2, 0).values
        classes = scores.argmax(0)
        counts = [int((classes == c).sum()) for c in range(CLASSES)]
        print(f"{name}: largest share {float((first / scores.sum(0)).max()):.3g}, closest call {float(((first - second) / first).min()):.2g}, pixels a class {counts}")
        assert ((first - second) / first).min() > 1e-7 and sum(c > 0 for c in counts) > 1, "choose another image"
        numbers[f"{name}/scores"] = formula.digest("scores", scores.numpy())
        numbers[f"{name}/classes"] = formula.digest("classes", classes.numpy())
        numbers[f"{name}/counts"] = counts


# Name, category, label id: EvaluationMetricsGoldenTests.cs lists the same. Average sizes as Cityscapes' script states them.
STREET = [("road", "flat", 7), ("building", "construction", 11), ("person", "human", 24), ("rider", "human", 25),
          ("car", "vehicle", 26), ("bicycle", "vehicle", 33), ("sky", "sky", 23)]
SIZES = {"person": 3462.4756337644, "rider": 3930.4788056518, "car": 12794.0202738185, "bicycle": 4672.3249222261}


def masks(name, height, width, absent):
    """Blocks of classes (one class never), a tenth of the pixels ignored, a prediction that is right two times of three."""
    block = 6
    rows, columns = -(-height // block), -(-width // block)
    choices = [c for c in range(len(STREET)) if c != absent]
    drawn = np.floor(formula.uniform(f"{name}/truth", rows * columns) * len(choices)).astype(int).reshape(rows, columns)
    y, x = np.mgrid[0:height, 0:width]
    truth = np.array(choices)[drawn[y // block, x // block]]
    number = np.floor(formula.uniform(f"{name}/instance", rows * columns) * 5).astype(int).reshape(rows, columns)[y // block, x // block]
    label_ids = np.array([s[2] for s in STREET])[truth]
    thing = np.isin(truth, [i for i, s in enumerate(STREET) if s[0] in SIZES])
    instances = np.where(thing & (number > 0), label_ids * 1000 + number, label_ids)  # number 0: a group, no instance
    ignored = formula.uniform(f"{name}/ignored", height * width).reshape(height, width) < 0.1
    wrong = np.array(choices)[np.floor(formula.uniform(f"{name}/wrong", height * width) * len(choices)).astype(int).reshape(height, width)]
    right = formula.uniform(f"{name}/right", height * width).reshape(height, width) < 2 / 3
    prediction = np.where(right, truth, wrong)
    instances = np.where(ignored, 29001, instances)  # caravan: an instance of a class that is not scored
    return np.where(ignored, 255, truth), prediction, instances


def histogram(truth, prediction, classes):
    valid = truth < classes
    return np.bincount(truth[valid].astype(np.int64) * classes + prediction[valid], minlength=classes * classes).reshape(classes, classes)


def ious(confusion):
    tp = np.diag(confusion).astype(float)
    union = confusion.sum(0) + confusion.sum(1) - tp
    return np.divide(tp, union, out=np.full(len(tp), np.nan), where=union > 0)


def instance_scores(samples, confusion):
    """Cityscapes' instance-level scores of classes and categories."""
    names = [s[0] for s in STREET]
    by_label = {s[2]: i for i, s in enumerate(STREET)}
    tp, fn, category_tp, category_fn = (dict.fromkeys(SIZES, 0.0) for _ in range(4))
    for _, prediction, instances in samples:
        for instance in np.unique(instances[instances > 1000]):
            index = by_label.get(int(instance) // 1000)
            if index is None:
                continue
            name, category, _ = STREET[index]
            mask = instances == instance
            size = np.count_nonzero(mask)
            weight = SIZES[name] / size
            hit = np.count_nonzero(prediction[mask] == index)
            same = np.count_nonzero(np.isin(prediction[mask], [i for i, s in enumerate(STREET) if s[1] == category]))
            tp[name] += hit * weight
            fn[name] += (size - hit) * weight
            category_tp[name] += same * weight
            category_fn[name] += (size - same) * weight
    scores = {}
    for name in SIZES:
        column = names.index(name)
        fp = confusion[:, column].sum() - confusion[column, column]
        scores[f"iIoU {name}"] = tp[name] / (tp[name] + fp + fn[name])
    scores["iIoU"] = np.mean(list(scores.values()))
    of_categories = []
    for category in ("human", "vehicle"):  # all of whose classes have instances
        members = [i for i, s in enumerate(STREET) if s[1] == category]
        others = [i for i in range(len(STREET)) if i not in members]
        fp = confusion[np.ix_(others, members)].sum()
        hits, misses = (sum(d[names[i]] for i in members) for d in (category_tp, category_fn))
        of_categories.append(hits / (hits + fp + misses))
    scores["category iIoU"] = np.mean(of_categories)
    return scores


def metrics(numbers):
    for case, absent in (("street", 6), ("whole street", None)):
        samples = [masks(f"{case}/{i}", 37 + 6 * i, 53 - 4 * i, absent) for i in range(3)]
        confusion = sum(histogram(t, p, len(STREET)) for t, p, _ in samples)
        iou = ious(confusion)
        rows, total = confusion.sum(1), confusion.sum()
        correct = np.diag(confusion)
        values = {
            "mIoU (nan)": iou.mean(), "mIoU (zero)": np.nan_to_num(iou).mean(), "mIoU (skip)": np.nanmean(iou),
            "mAcc": np.mean(correct[rows > 0] / rows[rows > 0]), "aAcc": correct.sum() / total,
            "fwIoU": np.sum((rows / total * np.nan_to_num(iou))[rows > 0]),
        }
        values["ADE score"] = (values["aAcc"] + values["mIoU (skip)"]) / 2
        categories = list(dict.fromkeys(s[1] for s in STREET))
        member = np.array([categories.index(s[1]) for s in STREET])
        grouped = np.array([[confusion[np.ix_(member == a, member == b)].sum() for b in range(len(categories))] for a in range(len(categories))])
        of_categories = ious(grouped)
        values["category mIoU"] = np.nanmean(of_categories)
        values.update({f"IoU category {c}": v for c, v in zip(categories, of_categories)})
        values.update(instance_scores(samples, confusion))
        numbers[f"{case}/confusion"] = confusion.ravel().tolist()
        for i, (t, p, _) in enumerate(samples):
            numbers[f"{case}/confusion {i}"] = histogram(t, p, len(STREET)).ravel().tolist()
        for name, value in values.items():
            if not np.isnan(value):
                numbers[f"{case}/{name}"] = [float(value)]


def real_masks(numbers, stored):
    """Neighbouring frames of CamVid, one as the truth of the other: counts only."""
    root = pathlib.Path(__file__).parents[5] / "shared/data/camvid"
    if not root.exists():
        numbers.update({k: v for k, v in stored.items() if k.startswith("camvid/")})
        return
    classes = len((root / "classes.csv").read_text().split()) - 1
    files = sorted((root / "labels/val").glob("*.png"))
    frames = [np.array(Image.open(f)) for f in files[:4]]
    total = np.zeros((classes, classes), dtype=np.int64)
    for truth, prediction in zip(frames, frames[1:]):
        # A prediction is a class everywhere: what is unlabelled in the neighbour is taken for class 0.
        total += histogram(truth, np.where(prediction < classes, prediction, 0), classes)
    numbers["camvid/confusion"] = total.ravel().tolist()
    numbers["camvid/ious"] = [float(v) for v in np.nan_to_num(ious(total), nan=-1)]


def main():
    torch.set_num_threads(2)
    numbers = {}
    predictions(numbers)
    metrics(numbers)
    real_masks(numbers, json.loads(TARGET.read_text()) if TARGET.exists() else {})
    lines = ",\n".join(f" {json.dumps(k)}: [{', '.join(format(x, '.17g') for x in v)}]" for k, v in numbers.items())
    TARGET.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
