"""Level effects, analyses of variance and a two-level bootstrap of made studies, by NumPy and SciPy.

Writes ../effects.json. Run: python3 effects.py (Debian's python3-scipy, python3-numpy). A study is a list of rows (level of each
factor, seed, A, B). Sums of squares are the Wald form of type III: (Lb)' (L (X'X)^-1 L')^-1 (Lb), with L the term's coefficients.
"""
import itertools
import json
import pathlib

import numpy as np
from scipy import stats

TARGET = pathlib.Path(__file__).parent.parent / "effects.json"


def made(settings):
    """Rows of (setting, seeds): numbers that look like mIoU, with effects, a seed's own shift and some noise."""
    rows = []
    for levels, seeds in settings:
        for seed in seeds:
            k = len(rows)
            shift = 0.01 * np.sin(5.1 * seed)
            a = 0.71 + shift + 0.004 * sum((i + 1) * l for i, l in enumerate(levels)) + 0.006 * np.sin(2.3 * k + 0.7)
            b = 0.70 + shift + 0.007 * levels[0] + 0.003 * levels[-1] * levels[0] + 0.006 * np.cos(1.9 * k)
            rows.append([*levels, seed, round(float(a), 4), round(float(b), 4)])
    return rows


FULL = list(itertools.product(range(2), range(3)))
THIRD = [(a, b, a ^ b) for a, b in itertools.product(range(2), repeat=2)]
FOURTH = [(a, b, c, a ^ b ^ c) for a, b, c in itertools.product(range(2), repeat=3)]
ONE = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 2, 0), (0, 0, 1)]
STUDIES = {
    "balanced": made([(s, range(3)) for s in FULL]),
    "unbalanced": made([(s, [[0, 1, 2], [0, 2], [1, 2, 3], [0], [0, 1, 2, 3], [2, 3]][i]) for i, s in enumerate(FULL)]),
    "one": made([(s, range(5) if i == 0 else [1, 2, 3] if i == 2 else range(3)) for i, s in enumerate(ONE)]),
    "third": made([(s, range(3)) for s in THIRD]),
    "fourth": made([(s, range(2)) for s in FOURTH]),
    "unblocked": made([(s, range(3 * i, 3 * i + 3)) for i, s in enumerate(FULL)]),
}


def coded(levels):
    names = sorted(set(levels))
    return np.array([[float(l == n) - float(l == names[-1]) for n in names[:-1]] for l in levels]).reshape(len(levels), -1)


def rank(*parts):
    return np.linalg.matrix_rank(np.hstack(parts), tol=1e-8)


def anova(levels, seeds, y):
    """{term: [df, SS, F, p, partial eta²]}, and [df, SS] of the error."""
    levels, y = np.asarray(levels), np.asarray(y)
    n, factors = levels.shape
    one = np.ones((n, 1))
    at = {}
    for seed, level in zip(seeds, map(tuple, levels)):
        at.setdefault(seed, set()).add(level)
    blocks = {"seed": coded(seeds)} if any(len(s) > 1 for s in at.values()) else {}
    mains = {str(f): coded(list(levels[:, f])) for f in range(factors)}
    mains = {f: c for f, c in mains.items() if c.shape[1]}
    inter = {f"{f}x{g}": np.hstack([mains[f][:, [i]] * mains[g] for i in range(mains[f].shape[1])])
             for f, g in itertools.combinations(mains, 2)}
    first = {**blocks, **mains}

    def own(term, others):
        rest = [one] + [c for t, c in others.items() if t != term]
        return rank(*rest, others[term]) - rank(*rest) == others[term].shape[1]

    estimable = [t for t in first if own(t, first)] + [t for t in inter if own(t, {**first, **inter})]
    model = {**first, **{t: c for t, c in inter.items() if t in estimable}}
    x = np.hstack([one, *model.values()])
    everything = np.hstack([one, *first.values(), *inter.values()])
    rest = y - everything @ np.linalg.lstsq(everything, y, rcond=None)[0]
    freedom, error = n - rank(everything), rest @ rest
    inverse = np.linalg.pinv(x.T @ x)
    b = inverse @ x.T @ y
    result, start = {}, 1
    for term, columns in model.items():
        width = columns.shape[1]
        if term in estimable:
            c = slice(start, start + width)
            squares = b[c] @ np.linalg.solve(inverse[c, c], b[c])
            f = squares / width / (error / freedom) if freedom else np.nan
            result[term] = [width, squares, f, stats.f.sf(f, width, freedom), squares / (squares + error)]
        start += width
    return result, [freedom, error]


def interval(values):
    values = np.asarray(values)
    low, high = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
    return [len(values), values.mean(), low, high]


def apart(groups, signs):
    """Welch's interval of a signed mean of group means: [mean, low, high]."""
    v = [w * w * np.var(g, ddof=1) / len(g) for g, w in zip(groups, signs)]
    df = sum(v) ** 2 / sum(x * x / (len(g) - 1) for x, g in zip(v, groups))
    mean = sum(w * np.mean(g) for g, w in zip(groups, signs))
    half = stats.t.ppf(0.975, df) * np.sqrt(sum(v))
    return [mean, mean - half, mean + half]


def by_setting(rows):
    settings = {}
    for *levels, seed, a, b in rows:
        settings.setdefault(tuple(levels), {})[seed] = a - b
    return settings


def pooled(settings, factor, level):
    of = [s for l, s in settings.items() if l[factor] == level]
    return {seed: np.mean([s[seed] for s in of]) for seed in of[0] if all(seed in s for s in of)}


def change(one, other):
    return interval([one[s] - other[s] for s in one if s in other])


numbers = {}
for name, rows in STUDIES.items():
    numbers[f"{name}/rows"] = [x for row in rows for x in row]
    numbers[f"{name}/factors"] = [len(rows[0]) - 3]
    levels, seeds = [r[:-3] for r in rows], [r[-3] for r in rows]
    terms, error = anova(levels, seeds, [r[-2] - r[-1] for r in rows])
    numbers |= {f"{name}/anova/{t}": v for t, v in terms.items()} | {f"{name}/anova/error": error}
    terms, error = anova([l + [m] for l in levels for m in (0, 1)], [s for s in seeds for _ in (0, 1)], [r[i] for r in rows for i in (-2, -1)])
    numbers |= {f"{name}/metric/{t}": v for t, v in terms.items()} | {f"{name}/metric/error": error}

# The balanced study by the textbook's sums over cell means, and one factor alone by SciPy.
cube = np.array([[[r[-2] - r[-1] for r in STUDIES["balanced"] if r[:2] == [a, b]] for b in range(3)] for a in range(2)])
grand = cube.mean()
both = cube.mean(2) - cube.mean((1, 2))[:, None] - cube.mean((0, 2))[None] + grand
for term, squares in {"0": 9 * ((cube.mean((1, 2)) - grand) ** 2).sum(), "1": 6 * ((cube.mean((0, 2)) - grand) ** 2).sum(),
                      "0x1": 3 * (both ** 2).sum(), "seed": 6 * ((cube.mean((0, 1)) - grand) ** 2).sum()}.items():
    assert abs(numbers[f"balanced/anova/{term}"][1] - squares) < 1e-15, term
alone = anova([[r[1]] for r in STUDIES["unblocked"]], [r[2] for r in STUDIES["unblocked"]], [r[3] for r in STUDIES["unblocked"]])[0]["0"]
assert np.allclose(alone[2:4], list(stats.f_oneway(*[[r[3] for r in STUDIES["unblocked"] if r[1] == l] for l in range(3)])))

# One at a time: a level is its setting; changes over the seeds that ran at both.
one = by_setting(STUDIES["one"])
for key, setting in {"0/0": (0, 0, 0), "0/1": (1, 0, 0), "1/1": (0, 1, 0), "1/2": (0, 2, 0), "2/1": (0, 0, 1)}.items():
    numbers[f"one/level/{key}"] = interval(list(one[setting].values()))
    if any(setting):
        numbers[f"one/change/{key}"] = change(one[setting], one[(0, 0, 0)])
full = by_setting(STUDIES["balanced"])
for factor, count in ((0, 2), (1, 3)):
    for level in range(count):
        numbers[f"balanced/level/{factor}/{level}"] = interval(list(pooled(full, factor, level).values()))
        if level:
            numbers[f"balanced/change/{factor}/{level}"] = change(pooled(full, factor, level), pooled(full, factor, 0))
free = by_setting(STUDIES["unblocked"])
groups = {l: [list(s.values()) for k, s in free.items() if k[1] == l] for l in range(3)}
for level in range(3):
    numbers[f"unblocked/level/1/{level}"] = [6, *apart(groups[level], [0.5, 0.5])]
    if level:
        numbers[f"unblocked/change/1/{level}"] = [12, *apart(groups[level] + groups[0], [0.5, 0.5, -0.5, -0.5])]

# Two levels: eight seeds and sixty images, both drawn with replacement, percentile interval.
IMAGES, CLASSES, SEEDS, RESAMPLES = 60, 4, 8, 20_000
i, t, p = np.ogrid[:IMAGES, :CLASSES, :CLASSES]
pool = np.zeros((2, SEEDS, IMAGES, CLASSES, CLASSES))
for method in range(2):
    for seed in range(SEEDS):
        hit = 400 + (37 * i + 101 * t) % 211 + seed * 23 * (method + 1) % 40
        pool[method, seed] = np.where(t == p, hit, 0) + (13 * i * i + 29 * t + 53 * p + 17 * method * (i + 3)) % 97
random = np.random.default_rng(3)
draws = []
for _ in range(RESAMPLES):
    weights = np.bincount(random.integers(0, IMAGES, IMAGES), minlength=IMAGES)
    total = np.einsum("i,msitp->mstp", weights, pool)
    hits = np.diagonal(total, axis1=-2, axis2=-1)
    miou = (hits / (total.sum(-1) + total.sum(-2) - hits)).mean(-1)
    draws.append((miou[0] - miou[1])[random.integers(0, SEEDS, SEEDS)].mean())
numbers["two-level"] = list(np.quantile(draws, [0.025, 0.975]))

TARGET.write_text(json.dumps({k: [float(x) for x in v] for k, v in numbers.items()}, indent=1) + "\n")
