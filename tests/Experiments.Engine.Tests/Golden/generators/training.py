"""Five training steps of PSPNet-18 in float64: each optimiser with L2, each regulariser with momentum SGD, and the options
of loss and step. The penalties are autograd graphs over the weights, the optimisers PyTorch's own; what PyTorch does not
have (Caffe's momentum, TensorFlow 1's RMSProp) is written out. Learning rates of the schedules come from PyTorch's schedulers.

Writes ../training.json. Run: OMP_NUM_THREADS=2 python3 training.py (Debian's python3-torch and python3-torchvision).
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F
import torchvision

import formula
import pspnet

CLASSES, COUNT, CROP, STEPS = 5, 2, 48, 5
ALPHA, BETA, RATE, MOMENTUM = 0.2, 0.1, 0.02, 0.9
WEIGHT_FACTOR, BIAS_FACTOR = 2, 4


def inherited(name):
    return name.startswith("backbone.")


def rows(t):
    return t.reshape(t.shape[0], -1)


def orthogonal(w, start):
    """w_c - (<w_c, s_c>/|s_c|^2) s_c for each output channel."""
    share = (rows(w) * rows(start)).sum(1, keepdim=True) / (rows(start) ** 2).sum(1, keepdim=True)
    return rows(w) - share * rows(start)


PENALTIES = {
    "none": lambda n, w, s: 0 * w.sum(),
    "l2": lambda n, w, s: 0.5 * (w ** 2).sum(),
    "l2-sp": lambda n, w, s: 0.5 * ((w - s) ** 2).sum(),
    "l2-sp-normalised": lambda n, w, s: math.sqrt(rows(w).shape[1]) * 0.5 * (orthogonal(w, s) ** 2).sum(),
    # As the source has it: half the squared norm less the squared projection.
    "l2-sp-orthogonal": lambda n, w, s: 0.5 * (w ** 2).sum() - 0.5 * ((rows(w) * rows(s)).sum(1) ** 2 / (rows(s) ** 2).sum(1)).sum(),
    "l1-sp": lambda n, w, s: (w - s).abs().sum(),
    "gl-sp": lambda n, w, s: math.sqrt(rows(w).shape[1]) * rows(w - s).norm(dim=1).sum(),
    "l2-sp-fisher": lambda n, w, s: 0.5 * (fisher(n, w) * (w - s) ** 2).sum(),
}


def fisher(name, w):
    return torch.from_numpy(formula.uniform(f"fisher/{name}", w.numel())).reshape(w.shape)


class Caffe:
    """history = m * history + lr * gradient; w -= history."""

    def __init__(self, groups):
        self.param_groups = groups
        self.history = [torch.zeros_like(g["params"][0]) for g in groups]

    @torch.no_grad()
    def step(self):
        for group, history in zip(self.param_groups, self.history):
            w = group["params"][0]
            history.mul_(MOMENTUM).add_(group["lr"] * (w.grad + group.get("weight_decay", 0) * w))
            w -= history


class RmsPropTf:
    """ms starts at 1 and epsilon is inside the root (TensorFlow 1's RMSPropOptimizer without momentum)."""

    def __init__(self, groups):
        self.param_groups = groups
        self.square = [torch.ones_like(g["params"][0]) for g in groups]

    @torch.no_grad()
    def step(self):
        for group, square in zip(self.param_groups, self.square):
            w = group["params"][0]
            g = w.grad + group.get("weight_decay", 0) * w
            square += (1 - 0.9) * (g * g - square)
            w -= group["lr"] * g / torch.sqrt(square + 1e-10)


OPTIMISERS = {
    "momentum": lambda g: torch.optim.SGD(g, lr=RATE, momentum=MOMENTUM),
    "caffe-momentum": Caffe,
    "sgd": lambda g: torch.optim.SGD(g, lr=RATE),
    "adam": lambda g: torch.optim.Adam(g, lr=RATE),
    "adamw": lambda g: torch.optim.AdamW(g, lr=RATE),
    "rmsprop": lambda g: torch.optim.RMSprop(g, lr=RATE),
    "rmsprop-tf": RmsPropTf,
}


def hard(scores, target, threshold, minimum):
    """Mean over the pixels whose true class has a probability below max(threshold, that of the minimum-th hardest)."""
    loss = F.cross_entropy(scores, target, ignore_index=255, reduction="none")
    valid = target != 255
    p = F.softmax(scores, 1).gather(1, target.masked_fill(~valid, 0).unsqueeze(1)).squeeze(1)[valid]
    limit = max(p.sort()[0][min(minimum, p.numel() - 1)].item(), threshold)
    return loss[valid][p < limit].mean()


def criterion(options):
    if "ohem" in options:
        return lambda s, t: hard(s, t, *options["ohem"])
    weights = torch.tensor(options["class_weights"], dtype=torch.float64) if "class_weights" in options else None
    return lambda s, t: F.cross_entropy(s, t, weights, ignore_index=255)


def loss_of(network, images, labels, options):
    loss, (main, aux) = criterion(options), network.logits(images)
    if options.get("resolution") == "logit":
        target = F.interpolate(labels[:, None].double(), main.shape[2:], mode="nearest")[:, 0].long()
        return loss(main, target) + 0.4 * loss(aux, target)
    main, aux = (pspnet.resize(t, CROP, CROP, "half-pixel") for t in (main, aux))
    return loss(main, labels) + 0.4 * loss(aux, labels)


def train(name, optimiser="momentum", penalty="l2", rate=RATE, **options):
    network = pspnet.by_formula(pspnet.PspNet("resnet18", CLASSES)).train()
    starts = {n: p.detach().clone() for n, p in network.named_parameters()}
    by_graph = penalty != "l2"  # L2 goes through the optimiser's own weight_decay
    groups = []
    for n, p in network.named_parameters():
        factor = 1 if inherited(n) else (BIAS_FACTOR if n.endswith("bias") else WEIGHT_FACTOR)
        takes_part = p.dim() >= 2 or options.get("scope") == "all"
        near = inherited(n) and not (options.get("dilated") and n.startswith(("backbone.layer3", "backbone.layer4")))
        decay = 0 if by_graph or not takes_part else (ALPHA if near else BETA)
        groups.append(dict(params=[p], lr=rate * factor, factor=factor, weight_decay=decay, name=n, near=near, takes_part=takes_part))
    machine = OPTIMISERS[optimiser](groups)
    for step in range(STEPS):
        for p in network.parameters():
            p.grad = None
        batches = options.get("accumulation", 1)
        for k in range(batches):
            images, labels = pspnet.batch(f"step{step * batches + k}", COUNT, CROP, CLASSES)
            (loss_of(network, images, labels, options) / batches).backward()
        if "clip" in options:
            torch.nn.utils.clip_grad_norm_(network.parameters(), options["clip"])
        if by_graph:
            omega = sum(
                ALPHA * PENALTIES[penalty](g["name"], g["params"][0], starts[g["name"]]) if g["near"]
                else (0 if penalty == "none" else BETA) * 0.5 * (g["params"][0] ** 2).sum()
                for g in groups if g["takes_part"])
            omega.backward()
        for group in machine.param_groups:
            group["lr"] = rate * (1 - step / STEPS) ** 0.9 * group["factor"]
        machine.step()
    numbers = {}
    blocks = {}
    for n, p in sorted(network.named_parameters()):
        part = n.split(".")
        blocks.setdefault(part[1] if part[0] == "backbone" else part[0], []).append((p - starts[n]).detach().numpy().ravel())
    for block, parts in blocks.items():
        moved = torch.cat([torch.from_numpy(x) for x in parts]).numpy()
        numbers[f"{name}/moved/{block}"] = formula.digest(block, moved)
    print(name, {k.split("/")[-1]: round(v[0], 5) for k, v in numbers.items()})
    return numbers


def schedules():
    """Rates of 20 steps of base 0.1 from PyTorch's schedulers."""
    def run(make):
        optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
        scheduler = make(optimiser)
        found = []
        for _ in range(20):
            found.append(optimiser.param_groups[0]["lr"])
            optimiser.step()
            scheduler.step()
        return found
    s = torch.optim.lr_scheduler
    poly = [0.1 * (1 - k / 20) ** 0.9 for k in range(20)]
    linear = [x / 0.1 for x in run(lambda o: s.LinearLR(o, 0.25, 1.0, 5))]
    return {
        "schedule/poly": run(lambda o: s.LambdaLR(o, lambda k: (1 - k / 20) ** 0.9)),
        # MMSegmentation's PolyLR: (base - min) * (1 - k/max)^power + min
        "schedule/poly-minimum": [(0.1 - 1e-3) * (1 - k / 20) ** 0.9 + 1e-3 for k in range(20)],
        "schedule/steps": run(lambda o: s.MultiStepLR(o, [5, 12], 0.1)),
        "schedule/cosine": run(lambda o: s.CosineAnnealingLR(o, 20, 1e-3)),
        "schedule/constant": [0.1] * 20,
        "schedule/warmup": [p * w for p, w in zip(poly, linear)],
    }


def fisher_information():
    """Mean over images of sum_k p_k (d log p_k / dw)^2 of a classifier in evaluation mode, by loops."""
    network = torchvision.models.resnet18(num_classes=CLASSES)
    holder = torch.nn.Module()
    holder.backbone = network
    holder.fc = network.fc
    network.fc = torch.nn.Identity()
    pspnet.by_formula(holder).eval()
    images = torch.from_numpy(formula.image("fisher/image", (3, 3, 32, 32)))
    sums = {n: torch.zeros_like(p) for n, p in holder.named_parameters()}
    for image in images:
        logits = holder.fc(network(image[None]))[0]
        p = F.softmax(logits, 0).detach()
        for k in range(CLASSES):
            grads = torch.autograd.grad(F.log_softmax(logits, 0)[k], list(holder.parameters()), retain_graph=True)
            for (n, _), g in zip(holder.named_parameters(), grads):
                sums[n] += p[k] * g ** 2 / len(images)
    return {f"fisher/{n}": formula.digest(n, v.numpy()) for n, v in sums.items()}


def main():
    torch.set_num_threads(2)
    numbers = {}
    for optimiser in OPTIMISERS:
        numbers |= train(f"optimiser/{optimiser}", optimiser, rate=0.001 if optimiser[0] in "ar" else RATE)
    for penalty in PENALTIES:
        if penalty != "l2":
            numbers |= train(f"regulariser/{penalty}", penalty=penalty)
    numbers |= train("option/scope-all", scope="all")
    numbers |= train("option/scope-all-l2-sp", penalty="l2-sp", scope="all")
    numbers |= train("option/consider-dilated", penalty="l2-sp", dilated=True)
    numbers |= train("option/logit-resolution", resolution="logit")
    numbers |= train("option/class-weights", class_weights=[0.5, 1, 2, 0, 3])
    numbers |= train("option/ohem", ohem=(0.3, 200))
    # At the logits' size: resized logits repeat at the border, and which of equally hard pixels count is rounding's choice.
    numbers |= train("option/ohem-minimum", ohem=(1e-6, 30), resolution="logit")
    numbers |= train("option/clip", clip=0.5)
    numbers |= train("option/accumulation", accumulation=3)
    numbers |= schedules()
    numbers |= fisher_information()
    target = pathlib.Path(__file__).parent.parent / "training.json"
    lines = ",\n".join(f" {json.dumps(k)}: [{', '.join(format(x, '.14g') for x in v)}]" for k, v in numbers.items())
    target.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
