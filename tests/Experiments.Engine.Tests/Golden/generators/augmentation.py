"""Augmented crops of a formula image, each transform alone and both whole orders, whole images step by step in float64.

Bilinear scaling is PyTorch's (half-pixel, align-corners) or SciPy's at the coordinates of TensorFlow 1; rotation and blur
are SciPy's. Writes ../augmentation.json. Run: python3 augmentation.py (Debian's python3-torch, -scipy and -pil).
"""
import json
import math
import pathlib

import numpy as np
import torch
from PIL import Image
from scipy import ndimage

import formula

HEIGHT, WIDTH, CLASSES = 11, 15, 5
MEAN = np.array([120.0, 110.0, 100.0])
IGNORED = 255

# Settings of every case unless it says otherwise; AugmentationGoldenTests.cs lists the same.
STILL = dict(order="reference", jitter="none", mirror=False, scale_min=1, scale_max=1, image_resize="half-pixel", label_resize="centre",
             degrees=0, rotation_probability=1, centre="centre", blur_probability=0, std=(1, 1, 1))
UP, DOWN = dict(scale_min=1.37, scale_max=1.37), dict(scale_min=0.61, scale_max=0.61)
TF1 = dict(image_resize="tf1-legacy", label_resize="corner")
REFERENCE = dict(TF1, jitter="reference", mirror=True, scale_min=0.5, scale_max=2, degrees=10)
SEMSEG = dict(order="semseg", label_resize="corner", mirror=True, scale_min=0.5, scale_max=2, degrees=10, rotation_probability=0.5,
              centre="opencv", blur_probability=0.5, std=(58.395, 57.12, 57.375))

# The ten draws in their order; a case names those that it moves.
DRAWS = ("mirror", "scale", "rotation", "top", "left", "brightness", "contrast", "saturation", "rotation_gate", "blur_gate")
QUIET = dict(mirror=0.9, scale=0.3, rotation=0.5, top=0.43, left=0.71, brightness=0.5, contrast=0.5, saturation=0.5,
             rotation_gate=0.1, blur_gate=0.9)

# Name -> crop, settings, draws.
CASES = {
    "crop": (7, {}, {}),
    "pad": (14, {}, {}),
    "mirror": (9, dict(mirror=True), dict(mirror=0.2)),
    "jitter-reference": (7, dict(jitter="reference"), dict(brightness=0.93)),
    "jitter-working": (9, dict(jitter="working"), dict(brightness=0.85, contrast=0.1, saturation=0.97)),
    "scale-up-half-pixel": (11, UP, {}),
    "scale-down-half-pixel": (7, DOWN, {}),
    "scale-up-align-corners": (11, dict(UP, image_resize="align-corners"), {}),
    "scale-down-align-corners": (7, dict(DOWN, image_resize="align-corners"), {}),
    "scale-up-tf1-legacy": (11, dict(UP, **TF1), {}),
    "scale-down-tf1-legacy": (7, dict(DOWN, **TF1), {}),
    "rotate-centre": (13, dict(degrees=25), dict(rotation=0.9)),
    "rotate-opencv": (13, dict(degrees=25, centre="opencv"), dict(rotation=0.03)),
    "blur-inside": (5, dict(order="semseg", blur_probability=0.5), dict(blur_gate=0.4)),
    "blur-edges": (15, dict(order="semseg", blur_probability=0.5), dict(blur_gate=0.4)),
    "mirror-before-scale": (11, dict(UP, mirror=True, **TF1), dict(mirror=0.2)),
    "mirror-after-scale": (11, dict(UP, mirror=True, order="semseg", **TF1), dict(mirror=0.2)),
    "reference-order": (13, REFERENCE, dict(mirror=0.2, scale=0.71, rotation=0.83, brightness=0.9)),
    "reference-order-padded": (17, REFERENCE, dict(mirror=0.3, scale=0.21, rotation=0.12, brightness=0.2)),
    "reference-order-working-jitter": (13, dict(REFERENCE, jitter="working"), dict(scale=0.63, rotation=0.97, brightness=0.2, contrast=0.9)),
    "semseg-order": (13, SEMSEG, dict(mirror=0.2, scale=0.71, rotation=0.83, rotation_gate=0.49, blur_gate=0.49)),
    "semseg-order-padded": (17, SEMSEG, dict(mirror=0.2, scale=0.23, rotation=0.07, rotation_gate=0.3, blur_gate=0.2)),
    "semseg-order-closed-gates": (13, SEMSEG, dict(scale=0.58, rotation=0.83, rotation_gate=0.51, blur_gate=0.51)),
    "semseg-order-working-jitter": (13, dict(SEMSEG, jitter="working"), dict(mirror=0.1, scale=0.9, rotation=0.3, blur_gate=0.1, brightness=0.2, contrast=0.8)),
}


def grey(image):
    return image @ np.array([0.299, 0.587, 0.114])


def jitter(image, kind, draw):
    if kind == "reference":  # a delta that was meant for values of 0-1
        return image + 63.0 / 255 * (2 * draw["brightness"] - 1)
    if kind == "working":  # brightness, then contrast about the mean grey, then saturation about each pixel's grey
        brightness, contrast, saturation = (0.75 + 0.5 * draw[k] for k in ("brightness", "contrast", "saturation"))
        image = image * brightness
        centre = grey(image).mean()
        image = centre + contrast * (image - centre)
        own = grey(image)[..., None]
        image = np.clip(own + saturation * (image - own), 0, 255)
    return image


def scale(image, labels, factor, image_resize, label_resize):
    height, width = round(image.shape[0] * factor), round(image.shape[1] * factor)
    if image_resize == "tf1-legacy":
        rows = np.arange(height) * image.shape[0] / height
        columns = np.arange(width) * image.shape[1] / width
        grid = np.meshgrid(rows, columns, indexing="ij")
        scaled = np.stack([ndimage.map_coordinates(image[..., c], grid, order=1, mode="nearest") for c in range(3)], -1)
    else:
        planes = torch.from_numpy(image.transpose(2, 0, 1).copy())[None]
        planes = torch.nn.functional.interpolate(planes, (height, width), mode="bilinear", align_corners=image_resize == "align-corners")
        scaled = planes[0].numpy().transpose(1, 2, 0)
    if label_resize == "centre":
        small = np.asarray(Image.fromarray(labels).resize((width, height), Image.NEAREST))
    else:
        small = labels[np.arange(height) * labels.shape[0] // height][:, np.arange(width) * labels.shape[1] // width]
    return scaled, small


def rotate(image, labels, degrees, centre, fill):
    height, width = labels.shape
    about = np.array([height / 2, width / 2] if centre == "opencv" else [(height - 1) / 2, (width - 1) / 2])
    # Where a pixel (y, x) of the picture turned counter-clockwise comes from.
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    inverse = np.array([[c, s], [-s, c]])
    offset = about - inverse @ about
    sources = np.einsum("ij,jyx->iyx", inverse, np.indices(labels.shape)) + offset[:, None, None]
    assert np.abs(sources % 1 - 0.5).min() > 1e-6, "a label lies on a tie: take another draw"
    turned = np.stack([
        ndimage.affine_transform(image[..., k], inverse, offset, order=1, mode="grid-constant", cval=fill[k]) for k in range(3)], -1)
    return turned, ndimage.affine_transform(labels, inverse, offset, order=0, mode="grid-constant", cval=IGNORED)


def blur(image):
    for axis in (0, 1):
        image = ndimage.correlate1d(image, np.array([1, 4, 6, 4, 1]) / 16, axis=axis, mode="mirror")
    return image


def pad_and_crop(image, labels, crop, fill, draw):
    vertical, horizontal = (max(crop - n, 0) for n in labels.shape)
    border = ((vertical // 2, vertical - vertical // 2), (horizontal // 2, horizontal - horizontal // 2))
    image = np.stack([np.pad(image[..., c], border, constant_values=fill[c]) for c in range(3)], -1)
    labels = np.pad(labels, border, constant_values=IGNORED)
    top = math.floor(draw["top"] * (labels.shape[0] - crop + 1))
    left = math.floor(draw["left"] * (labels.shape[1] - crop + 1))
    return image[top:top + crop, left:left + crop], labels[top:top + crop, left:left + crop]


def augment(image, labels, crop, settings, draw):
    o = dict(STILL, **settings)
    factor = o["scale_min"] + draw["scale"] * (o["scale_max"] - o["scale_min"])
    degrees = o["degrees"] * (2 * draw["rotation"] - 1)
    rotated = o["degrees"] > 0 and draw["rotation_gate"] < o["rotation_probability"]
    mirrored = o["mirror"] and draw["mirror"] < 0.5
    image = jitter(image, o["jitter"], draw)
    if o["order"] == "reference":
        image, fill = image - MEAN, np.zeros(3)
        if mirrored:
            image, labels = image[:, ::-1], np.ascontiguousarray(labels[:, ::-1])
        image, labels = scale(image, labels, factor, o["image_resize"], o["label_resize"])
        if rotated:
            image, labels = rotate(image, labels, degrees, o["centre"], fill)
        image, labels = pad_and_crop(image, labels, crop, fill, draw)
    else:
        image, labels = scale(image, labels, factor, o["image_resize"], o["label_resize"])
        if rotated:
            image, labels = rotate(image, labels, degrees, o["centre"], MEAN)
        if draw["blur_gate"] < o["blur_probability"]:
            image = blur(image)
        if mirrored:
            image, labels = image[:, ::-1], labels[:, ::-1]
        image, labels = pad_and_crop(image, labels, crop, MEAN, draw)
        image = image - MEAN
    return image / np.array(o["std"]), labels


def main():
    image = np.floor(256 * formula.uniform("augmentation", HEIGHT * WIDTH * 3)).reshape(HEIGHT, WIDTH, 3)
    labels = formula.labels("augmentation", (HEIGHT, WIDTH), CLASSES).astype(np.uint8)
    numbers = {}
    for name, (crop, settings, moved) in CASES.items():
        draw = dict(QUIET, **moved)
        pixels, classes = augment(image, labels, crop, settings, draw)
        assert pixels.shape == (crop, crop, 3) and classes.shape == (crop, crop)
        numbers[f"{name}/draw"] = [draw[k] for k in DRAWS]
        numbers[f"{name}/image"] = pixels.transpose(2, 0, 1).ravel()
        numbers[f"{name}/labels"] = classes.ravel()
    target = pathlib.Path(__file__).parent.parent / "augmentation.json"
    lines = ",\n".join(f" {json.dumps(k)}: [{', '.join(format(x, '.8g') for x in v)}]" for k, v in numbers.items())
    target.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
