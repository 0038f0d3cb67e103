"""Small image files of every kind that the engine reads, with the pixels that Pillow decodes from them.

Writes ../decoding.json: name → the file and the pixels (Height × Width × 3, zlib), both in base 64, and the size.
Run: python3 decoding.py (Debian's python3-pil and python3-numpy). Files that Pillow cannot write are written here from the PNG
specification (third edition). Grey of 16 bits is no case of Pillow's: it cuts such values off at 255, and the engine
takes their high byte, as libpng does; its pixels are made by that definition.
"""
import base64
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

import formula

TARGET = pathlib.Path(__file__).parent.parent / "decoding.json"
ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def picture(name, height, width):
    """Waves, an edge and some noise: something to lose for a codec."""
    noise = formula.uniform(f"{name}/noise", height * width * 3).reshape(height, width, 3)
    y, x = np.mgrid[0:height, 0:width]
    waves = np.stack([128 + 100 * np.sin(x / 5.0 + y / 9.0), 255.0 * (x > y), 128 + 100 * np.cos(y / 4.0)], 2)
    return np.clip(waves + 30 * noise - 15, 0, 255).astype(np.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paeth(a, b, c):
    p = a + b - c
    return min((a, b, c), key=lambda v: abs(p - v))


def filtered(kind, row, above, step):
    out = bytearray([kind])
    for i, value in enumerate(row):
        left, up, corner = (row[i - step] if i >= step else 0), above[i], (above[i - step] if i >= step else 0)
        out.append((value - (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]) & 255)
    return bytes(out)


def packed(samples, depth):
    if depth == 16:
        return samples.astype(">u2").tobytes()
    bits = (samples.reshape(-1, 1) >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(-1).astype(np.uint8)).tobytes()


def png(samples, depth, colour, interlaced=False, palette=None, transparency=None):
    """A PNG whose rows take the five filters in turn; its data lie in chunks of 100 bytes."""
    height, width = samples.shape[:2]
    step = max(1, CHANNELS[colour] * depth // 8)
    data = b""
    for top, left, down, right in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[top::down, left::right]
        if part.size == 0:
            continue
        above = None
        for y, row in enumerate(part):
            row = packed(row.reshape(-1), depth)
            data += filtered(y % 5, row, above or bytes(len(row)), step)
            above = row
    data = zlib.compress(data)
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced)))
    if palette is not None:
        file += chunk(b"PLTE", palette.tobytes())
    if transparency is not None:
        file += chunk(b"tRNS", transparency)
    for at in range(0, len(data), 100):
        file += chunk(b"IDAT", data[at:at + 100])
    return file + chunk(b"IEND", b"")


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def files():
    """Name → file."""
    for interlaced in (False, True):
        suffix = " interlaced" if interlaced else ""
        for height, width in ((19, 23), (1, 1), (3, 2)):
            size = f" {width}x{height}{suffix}"
            rgb = picture(f"png{size}", height, width)
            wide = (formula.uniform(f"wide{size}", height * width * 4).reshape(height, width, 4) * 65536).astype(np.uint16)
            yield f"rgb 8{size}", png(rgb, 8, 2, interlaced)
            yield f"rgb 16{size}", png(wide[:, :, :3], 16, 2, interlaced)
            yield f"rgba 8{size}", png(np.dstack([rgb, rgb[:, :, :1] // 2]), 8, 6, interlaced)
            yield f"rgba 16{size}", png(wide, 16, 6, interlaced)
            yield f"grey alpha 8{size}", png(rgb[:, :, :2], 8, 4, interlaced)
            yield f"grey alpha 16{size}", png(wide[:, :, :2], 16, 4, interlaced)
            yield f"grey 16{size}", png(wide[:, :, 0], 16, 0, interlaced)
            for depth in (1, 2, 4, 8):
                grey = rgb[:, :, 0] >> (8 - depth)
                colours = (formula.uniform(f"palette {depth}", 3 << depth) * 256).astype(np.uint8)
                yield f"grey {depth}{size}", png(grey, depth, 0, interlaced)
                yield f"palette {depth}{size}", png(grey, depth, 3, interlaced, colours, bytes([0, 128]))
    for name, height, width in (("", 37, 53), (" small", 1, 1), (" narrow", 17, 3)):
        image = Image.fromarray(picture(f"jpeg{name}", height, width))
        for sampling, how in enumerate(("4:4:4", "4:2:2", "4:2:0")):
            for progressive in (False, True):
                kind = "progressive" if progressive else "sequential"
                yield f"jpeg {kind} {how}{name}", saved(image, "JPEG", quality=85, subsampling=sampling, progressive=progressive)
        yield f"jpeg grey{name}", saved(image.convert("L"), "JPEG", quality=90)
        yield f"jpeg progressive grey{name}", saved(image.convert("L"), "JPEG", quality=90, progressive=True)
        cmyk = np.dstack([picture(f"cmyk{name}", height, width), picture(f"key{name}", height, width)[:, :, :1]])
        yield f"jpeg cmyk{name}", saved(Image.fromarray(cmyk, "CMYK"), "JPEG", quality=90)
    yield "jpeg of low quality", saved(Image.fromarray(picture("low", 40, 41)), "JPEG", quality=10)


def main():
    cases = {}
    for name, file in files():
        image = Image.open(io.BytesIO(file))
        image.load()
        pixels = np.asarray(image.convert("RGB"))
        if name.startswith("grey 16"):
            wide = np.asarray(image).astype(np.uint16) >> 8
            pixels = np.stack([wide] * 3, 2).astype(np.uint8)
        cases[name] = {
            "file": base64.b64encode(file).decode(), "height": pixels.shape[0], "width": pixels.shape[1],
            "pixels": base64.b64encode(zlib.compress(pixels.tobytes(), 9)).decode(),
        }
    TARGET.write_text(json.dumps(cases, indent=0) + "\n")
    print(f"{len(cases)} files, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
