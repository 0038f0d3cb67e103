"""Numbers by formula, so that no large file is committed: the same in FormulaNumbers.cs.

The i-th number of a named sequence is splitmix64(fnv1a64(name) + (i + 1) * golden ratio), as 53 bits over [0, 1).
"""
import numpy as np

MASK = 0xFFFFFFFFFFFFFFFF


def fnv1a(name):
    value = 14695981039346656037
    for byte in name.encode():
        value = ((value ^ byte) * 1099511628211) & MASK
    return value


def uniform(name, count):
    """`count` numbers of [0, 1), float64."""
    with np.errstate(over="ignore"):
        z = np.uint64(fnv1a(name)) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) / 2.0**53


def signed(name, shape, scale=1.0):
    """Numbers of [-scale, scale) in a shape."""
    return ((2 * uniform(name, int(np.prod(shape))) - 1) * scale).reshape(shape)


def parameter(name, shape):
    """Start value of a network's tensor by its checkpoint key: weights of He's size, batch norm near its identity."""
    if len(shape) >= 2:
        fan_in = int(np.prod(shape[1:]))
        return signed(name, shape, np.sqrt(6.0 / fan_in))
    if name.endswith("running_var"):
        return 1 + 0.2 * signed(name, shape)
    if name.endswith("running_mean") or name.endswith("bias"):
        return 0.1 * signed(name, shape)
    return 1 + 0.1 * signed(name, shape)  # batch norm's gamma


def image(name, shape):
    """Network input of about unit size."""
    return signed(name, shape, 2.0)


def labels(name, shape, classes):
    """Labels below `classes`, one in ten 255."""
    u = uniform(name, int(np.prod(shape)))
    ignored = uniform(name + "/ignored", int(np.prod(shape))) < 0.1
    return np.where(ignored, 255, np.floor(u * classes)).astype(np.int64).reshape(shape)


def digest(name, array):
    """What is stored of a large tensor: its Euclidean norm and four fixed random projections."""
    flat = np.asarray(array, dtype=np.float64).ravel()
    return [float(np.sqrt(np.sum(flat * flat)))] + [
        float(np.dot(flat, signed(f"projection{k}/{name}", flat.shape))) for k in range(4)
    ]
