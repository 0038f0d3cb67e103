"""Scores of prediction files some of whose pixels have no class, pixel by pixel from the definitions, float64.

Writes ../scoring.json. Run: OMP_NUM_THREADS=2 python3 scoring.py (Debian's python3-torch, python3-torchvision, python3-numpy).
The masks are those of evaluation.py; one pixel in twenty of a prediction is 255. Such a pixel is a miss of its true class and a
false positive of none (Cityscapes' evalPixelLevelSemanticLabeling.py: a row's sum without the column of the ignored).
"""
import json
import pathlib

import numpy as np

import formula
from evaluation import SIZES, STREET, instance_scores, masks

TARGET = pathlib.Path(__file__).parent.parent / "scoring.json"
NAMES, CATEGORIES = [s[0] for s in STREET], list(dict.fromkeys(s[1] for s in STREET))


def sample(i):
    name, height, width = f"score/{i}", 37 + 6 * i, 53 - 4 * i
    truth, prediction, instances = masks(name, height, width, 6)
    none = formula.uniform(f"{name}/none", height * width).reshape(height, width) < 0.05
    return truth, np.where(none, 255, prediction), instances


def iou(truth, prediction, member):
    """Intersection over union of the classes of `member`, over the pixels that count."""
    t, p = np.isin(truth, member), np.isin(prediction, member)
    union = np.count_nonzero(t | p)
    return np.count_nonzero(t & p) / union if union else np.nan


def main():
    samples = [sample(i) for i in range(3)]
    counted = [(t[t < 7], p[t < 7]) for t, p, _ in samples]
    truth, prediction = (np.concatenate([c[k] for c in counted]) for k in (0, 1))
    classes = np.array([iou(truth, prediction, [c]) for c in range(7)])
    share = np.array([np.mean(truth == c) for c in range(7)])
    recall = np.array([np.mean(prediction[truth == c] == c) for c in range(7) if np.any(truth == c)])
    right = np.mean(truth == prediction)
    categories = [iou(truth, prediction, [i for i, s in enumerate(STREET) if s[1] == name]) for name in CATEGORIES]
    numbers = {
        "mIoU (zero)": np.nan_to_num(classes).mean(), "mIoU (skip)": np.nanmean(classes), "mAcc": recall.mean(), "aAcc": right,
        "fwIoU": np.sum(share * np.nan_to_num(classes)), "ADE score": (right + np.nanmean(classes)) / 2,
        "category mIoU": np.nanmean(categories),
    }
    numbers.update({f"IoU category {name}": value for name, value in zip(CATEGORIES, categories) if not np.isnan(value)})
    confusion = np.array([[np.count_nonzero((truth == a) & (prediction == b)) for b in range(7)] for a in range(7)])
    numbers.update(instance_scores(samples, confusion))
    numbers = {name: [float(value)] for name, value in numbers.items()}
    numbers["confusion"] = confusion.ravel().tolist()
    numbers["unclassified"] = [int(np.count_nonzero((truth == c) & (prediction == 255))) for c in range(7)]
    for i, (t, p) in enumerate(counted):
        of_image = [iou(t, p, [c]) for c in range(7)]
        numbers[f"image {i}"] = [len(t), float(np.nanmean(of_image)), float(np.mean(t == p))]
    lines = ",\n".join(f" {json.dumps(k)}: [{', '.join(format(x, '.17g') for x in v)}]" for k, v in numbers.items())
    TARGET.write_text("{\n" + lines + "\n}\n")
    print(f"{len(numbers)} entries; sizes of {len(SIZES)} classes; {sum(numbers['unclassified'])} pixels without a class of {len(truth)}")


if __name__ == "__main__":
    main()
