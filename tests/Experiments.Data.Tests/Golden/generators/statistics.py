"""Tests, intervals and power over seeds, and bootstraps over images, by SciPy.

Writes ../statistics.json. Run: python3 statistics.py (Debian's python3-scipy, python3-numpy). The images of the bootstrap are
given by a formula, so that they need not be stored: see `counts`.
"""
import itertools
import json
import pathlib

import numpy as np
from scipy import stats

TARGET = pathlib.Path(__file__).parent.parent / "statistics.json"

PAIRS = {
    "three": ([0.3475, 0.3421, 0.3529], [0.3404, 0.3343, 0.3465]),
    "five": ([0.712, 0.698, 0.705, 0.721, 0.709], [0.7125, 0.706, 0.7115, 0.7165, 0.7205]),
    "ties": ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], [2.0, 1.0, 1.0, 6.0, 8.0, 6.0, 4.0]),
    "twelve": (list(np.round(np.sin(np.arange(12)) + 3, 4)), list(np.round(np.cos(np.arange(12) * 1.7) * 0.6 + 2.7, 4))),
}


def sign_flip(differences):
    d = np.asarray(differences)
    sums = [abs(np.dot(signs, d)) for signs in itertools.product([-1, 1], repeat=len(d))]
    return float(np.mean(np.asarray(sums) >= abs(d.sum()) - 1e-12))


def signed_rank(differences):
    """Exact, ties included: every pattern of signs over the mid-ranks."""
    d = np.asarray([x for x in differences if x != 0])
    ranks = stats.rankdata(np.abs(d))
    smaller = min(ranks[d > 0].sum(), ranks[d < 0].sum())
    sums = [np.dot(signs, ranks) for signs in itertools.product([0, 1], repeat=len(d))]
    return float(smaller), float(min(1, 2 * np.mean(np.asarray(sums) <= smaller + 1e-9)))


def hedges(a, b):
    m = len(a) + len(b) - 2
    pooled = np.sqrt(((len(a) - 1) * np.var(a, ddof=1) + (len(b) - 1) * np.var(b, ddof=1)) / m)
    from scipy.special import gammaln
    return float((np.mean(a) - np.mean(b)) / pooled * np.exp(gammaln(m / 2) - gammaln((m - 1) / 2)) / np.sqrt(m / 2))


def power(difference, deviation, n, alpha=0.05):
    critical = stats.t.ppf(1 - alpha / 2, n - 1)
    shift = difference / deviation * np.sqrt(n)
    return float(stats.nct.sf(critical, n - 1, shift) + stats.nct.cdf(-critical, n - 1, shift))


def holm(p):
    order = np.argsort(p, kind="stable")
    adjusted = np.maximum.accumulate([min(1, (len(p) - i) * p[j]) for i, j in enumerate(order)])
    result = np.empty(len(p))
    result[order] = adjusted
    return list(result)


IMAGES, CLASSES = 60, 4


def counts(method):
    """Counts[image, truth, prediction]: whole numbers from a formula that is in ImageBootstrapTests too."""
    result = np.zeros((IMAGES, CLASSES, CLASSES))
    for i in range(IMAGES):
        for t in range(CLASSES):
            for p in range(CLASSES):
                hit = 400 + (37 * i + 101 * t) % 211 if t == p else 0
                miss = (13 * i * i + 29 * t + 53 * p + 17 * method * (i + 3)) % 97
                result[i, t, p] = hit + miss
    return result


def miou(total):
    inter = np.diagonal(total, axis1=-2, axis2=-1)
    union = total.sum(-1) + total.sum(-2) - inter
    return (inter / union).mean(-1)


def bca(a, b=None, resamples=40_000):
    pool = np.stack([a, b]) if b is not None else a[None]

    def statistic(index, axis=-1):
        index = np.asarray(index).astype(int)
        if index.ndim == 1:
            index = index[None]
        values = []
        for row in index:
            weights = np.bincount(row, minlength=IMAGES)
            m = miou(np.tensordot(weights, pool, (0, 1)))
            values.append(m[0] - m[1] if b is not None else m[0])
        values = np.asarray(values)
        return values if len(values) > 1 else values[0]

    result = stats.bootstrap((np.arange(IMAGES),), statistic, n_resamples=resamples, method="BCa", vectorized=True, axis=-1,
                             random_state=np.random.default_rng(1), batch=2000)
    return [float(result.confidence_interval.low), float(result.confidence_interval.high), float(statistic(np.arange(IMAGES)))]


numbers = {}
for name, (a, b) in PAIRS.items():
    d = np.asarray(a) - np.asarray(b)
    interval = stats.t.interval(0.95, len(d) - 1, d.mean(), stats.sem(d))
    t = stats.ttest_rel(a, b)
    w = stats.ttest_ind(a, b, equal_var=False)
    va, vb = np.var(a, ddof=1) / len(a), np.var(b, ddof=1) / len(b)
    df = (va + vb) ** 2 / (va ** 2 / (len(a) - 1) + vb ** 2 / (len(b) - 1))
    half = stats.t.ppf(0.975, df) * np.sqrt(va + vb)
    gap = np.mean(a) - np.mean(b)
    numbers[f"{name}/a"], numbers[f"{name}/b"] = [float(x) for x in a], [float(x) for x in b]
    numbers[f"{name}/interval"] = [float(x) for x in interval]
    numbers[f"{name}/paired"] = [float(t.statistic), float(t.pvalue)]
    numbers[f"{name}/signflip"] = [sign_flip(d)]
    numbers[f"{name}/wilcoxon"] = list(signed_rank(np.round(d, 6)))
    numbers[f"{name}/welch"] = [float(w.statistic), float(w.pvalue), float(df), float(gap - half), float(gap + half)]
    numbers[f"{name}/effects"] = [float(d.mean() / d.std(ddof=1)), hedges(a, b)]

# SciPy's own exact signed-rank test where nothing is tied, its normal approximation where there are many.
numbers["twelve/wilcoxon-scipy"] = [float(x) for x in stats.wilcoxon(np.round(np.subtract(*PAIRS["twelve"]), 6), mode="exact")]
many = np.round(np.sin(np.arange(1, 81) * 2.3) + 0.2, 1)
many = many[many != 0]
numbers["many"] = [float(x) for x in many]
numbers["many/wilcoxon"] = [float(x) for x in stats.wilcoxon(many, mode="approx", correction=False)]

cases = [(0.5, 1.0, 3), (1.0, 1.0, 5), (0.0, 1.0, 4), (2.0, 0.7, 3), (0.02, 0.013, 10), (0.3, 1.0, 100), (8.0, 1.0, 2)]
numbers["power"] = [x for c in cases for x in (*c, power(*c))]
needed = []
for difference, deviation in [(0.5, 1.0), (0.1, 1.0), (1.0, 0.5), (0.005, 0.01), (3.0, 1.0)]:
    n = next(n for n in range(2, 10_000) if power(difference, deviation, n) >= 0.8)
    needed += [difference, deviation, n]
numbers["needed"] = needed
p = [0.01, 0.04, 0.03, 0.005, 0.6, 0.03]
numbers["holm"] = p
numbers["holm/adjusted"] = [float(x) for x in holm(p)]
numbers["bootstrap/one"] = bca(counts(0))
numbers["bootstrap/difference"] = bca(counts(0), counts(1))

TARGET.write_text(json.dumps(numbers, indent=1) + "\n")
