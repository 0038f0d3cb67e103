"""Names and shapes of the state of torchvision's ResNets, as PyTorch gives them.

Writes ../names.json: network -> name -> shape. Run: python3 names.py (Debian's python3-torch and python3-torchvision).
"""
import json
import pathlib

import torchvision


def main():
    networks = {}
    for name in ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"):
        state = getattr(torchvision.models, name)(weights=None).state_dict()
        networks[name] = {key: list(value.shape) for key, value in state.items()}
        print(name, len(state), sum(not key.endswith("num_batches_tracked") for key in state))
    target = pathlib.Path(__file__).parent.parent / "names.json"
    lines = ",\n".join(f" {json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in networks.items())
    target.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
