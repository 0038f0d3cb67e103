"""Trainable parameters of the network behind each recipe, counted by PyTorch.

Writes the counts into recipes/index.json. Run: python3 recipes.py (Debian's python3-torch and python3-torchvision).
"""
import json
import pathlib

import pspnet

# The profile is the first word of a recipe's file name; its stem decides the count.
STEMS = {"reference": None, "semseg": (64, 64, 128), "mmseg": (32, 32, 64)}


def count(profile, backbone, classes):
    network = pspnet.PspNet(backbone.lower().replace("-", ""), classes, stem=STEMS[profile])
    return sum(p.numel() for p in network.parameters())


def main():
    target = pathlib.Path(__file__).resolve().parents[4] / "recipes" / "index.json"
    index = json.loads(target.read_text())
    counts = {}
    for recipe in index:
        network = (recipe["file"].split("-")[0], recipe["backbone"], recipe["classes"])
        if network not in counts:
            counts[network] = count(*network)
        recipe["parameters"] = counts[network]
    target.write_text(json.dumps(index, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
