"""Damage to chart images, of many kinds: what happens to files, and what a hand could do to a picture."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Levels = NDArray[np.uint8]
"""Pixels, shape (height, width, 3)."""
PLOT = (slice(30, 590), slice(30, 1292))
BLUE, ORANGE, GREY = (0, 80, 220), (250, 80, 0), (155, 155, 155)


@dataclass(frozen=True)
class Damaged:
    """A damaged image and the kind of damage."""

    kind: str
    content: bytes


def damaged(content: bytes, kind: str, seed: int) -> Damaged:
    """Damage an image; the kind decides how, the seed where and how much."""
    rng = np.random.default_rng(seed)
    if kind in FILES:
        return Damaged(kind, FILES[kind](content, rng))
    with Image.open(io.BytesIO(content)) as image:
        levels = np.asarray(image.convert("RGB"))
    return Damaged(kind, png(PICTURES[kind](levels.copy(), rng)))


def png(levels: Levels) -> bytes:
    """Return pixels as a PNG."""
    return saved(Image.fromarray(levels), "PNG", compress_level=1)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return an image as a file of some kind."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def _truncated(content: bytes, rng: np.random.Generator) -> bytes:
    return content[: int(rng.integers(1, len(content) - 1))]


def _garbled(content: bytes, rng: np.random.Generator) -> bytes:
    start = int(rng.integers(40, len(content) // 2))
    return content[:start] + bytes(byte ^ 0x5A for byte in content[start : start + 2000]) + content[start + 2000 :]


def _lossy_webp(content: bytes, rng: np.random.Generator) -> bytes:
    return saved(_opened(content), "WEBP", quality=int(rng.integers(40, 100)))


def _lossy_and_back(content: bytes, rng: np.random.Generator) -> bytes:
    return saved(Image.open(io.BytesIO(_lossy_webp(content, rng))).convert("RGB"), "PNG", compress_level=1)


def _jpeg_and_back(content: bytes, rng: np.random.Generator) -> bytes:
    jpeg = saved(_opened(content), "JPEG", quality=int(rng.integers(50, 100)))
    return saved(Image.open(io.BytesIO(jpeg)), "PNG", compress_level=1)


def _resized(content: bytes, rng: np.random.Generator) -> bytes:
    factor = rng.uniform(0.5, 1.5)
    return saved(_opened(content).resize((int(1400 * factor), int(700 * factor))), "PNG", compress_level=1)


def _resized_and_back(content: bytes, rng: np.random.Generator) -> bytes:
    factor = rng.uniform(0.5, 0.97)
    small = _opened(content).resize((int(1400 * factor), int(700 * factor)))
    return saved(small.resize((1400, 700)), "PNG", compress_level=1)


def _palette(content: bytes, rng: np.random.Generator) -> bytes:
    return saved(_opened(content).quantize(int(rng.integers(8, 256))), "PNG")


def _palette_and_back(content: bytes, rng: np.random.Generator) -> bytes:
    few = _opened(content).quantize(int(rng.integers(8, 64)))
    return saved(few.convert("RGB"), "PNG", compress_level=1)


def _frames(content: bytes, rng: np.random.Generator) -> bytes:
    image = _opened(content)
    return saved(image, "PNG", save_all=True, append_images=[image.rotate(180)], compress_level=1)


FILES: Mapping[str, Callable[[bytes, np.random.Generator], bytes]] = {
    "truncated": _truncated,
    "garbled": _garbled,
    "lossy webp": _lossy_webp,
    "lossy and back": _lossy_and_back,
    "jpeg": lambda content, _: saved(_opened(content), "JPEG", quality=95),
    "jpeg and back": _jpeg_and_back,
    "cmyk": lambda content, _: saved(_opened(content).convert("CMYK"), "TIFF"),
    "grey": lambda content, _: saved(_opened(content).convert("L"), "PNG"),
    "16 bits": lambda content, _: saved(_opened(content).convert("I;16"), "PNG"),
    "alpha": lambda content, _: saved(_opened(content).convert("RGBA"), "PNG", compress_level=1),
    "palette": _palette,
    "palette and back": _palette_and_back,
    "gif": lambda content, _: saved(_opened(content), "GIF"),
    "animated": _frames,
    "resized": _resized,
    "resized and back": _resized_and_back,
}


def _shifted(levels: Levels, rng: np.random.Generator) -> Levels:
    return np.roll(levels, int(rng.choice([-3, -2, -1, 1, 2, 3])), axis=int(rng.integers(2)))


def _darkened(levels: Levels, rng: np.random.Generator) -> Levels:
    return (levels * rng.uniform(0.3, 0.98)).astype(np.uint8)


def _noisy(levels: Levels, rng: np.random.Generator) -> Levels:
    return np.clip(levels + rng.normal(0, rng.uniform(2, 10), levels.shape), 0, 255).astype(np.uint8)


def _is(levels: Levels, colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    """Pixels nearer in tint to one series than to white, grid or other series."""
    tint = levels.astype(float) - levels.mean(axis=2, keepdims=True)
    wanted = np.array(colour) - np.mean(colour)
    if not wanted.any():
        return np.asarray((np.abs(tint).max(axis=2) < 4) & (levels[..., 0] < 200))
    return np.asarray((tint @ wanted) / (np.linalg.norm(wanted) ** 2) > 0.08)


def _without(levels: Levels, colour: tuple[int, int, int]) -> Levels:
    plot = levels[PLOT]
    plot[_is(plot, colour)] = 255
    return levels


def _gap(levels: Levels, rng: np.random.Generator) -> Levels:
    plot, start, width = levels[PLOT], int(rng.integers(80, 1100)), int(rng.integers(10, 60))
    part = plot[40:530, start : start + width]
    part[_is(part, BLUE) if rng.random() < 0.5 else part.min(axis=2) < 200] = 255
    return levels


def _swapped(levels: Levels, rng: np.random.Generator) -> Levels:
    levels[PLOT] = levels[PLOT][..., ::-1]
    return levels


def _grid_rows(levels: Levels) -> list[int]:
    return [
        row for row in range(31, 588) if (levels[row : row + 2, 31:70] == 230).all() and levels[row - 1, 40, 0] > 250
    ]


def _line_moved(levels: Levels, rng: np.random.Generator) -> Levels:
    row = int(rng.choice(_grid_rows(levels)[1:-1]))
    return _blend(levels, row, row + int(rng.choice([-4, -3, -2, 2, 3, 4])))


def _line_missing(levels: Levels, rng: np.random.Generator) -> Levels:
    return _blend(levels, int(rng.choice(_grid_rows(levels))), None)


def _blend(levels: Levels, row: int, to: int | None) -> Levels:
    line = levels[row : row + 2, 30:1292].copy()
    levels[row : row + 2, 30:1292] = levels[row - 1 : row, 30:1292]
    if to is not None:
        levels[to : to + 2, 30:1292] = line
    return levels


def _label_box(levels: Levels, row: int) -> tuple[slice, slice]:
    return slice(row - 12, row + 12), slice(1310, 1400)


def _labels_exchanged(levels: Levels, rng: np.random.Generator) -> Levels:
    one, other = rng.choice(_grid_rows(levels)[:-1], 2, replace=False)
    first, second = _label_box(levels, int(one)), _label_box(levels, int(other))
    levels[first], levels[second] = levels[second].copy(), levels[first].copy()
    return levels


def _label_doubled(levels: Levels, rng: np.random.Generator) -> Levels:
    one, other = rng.choice(_grid_rows(levels)[:-1], 2, replace=False)
    levels[_label_box(levels, int(one))] = levels[_label_box(levels, int(other))]
    return levels


def _label_missing(levels: Levels, rng: np.random.Generator) -> Levels:
    levels[_label_box(levels, int(rng.choice(_grid_rows(levels))))] = 255
    return levels


def _year_doubled(levels: Levels, rng: np.random.Generator) -> Levels:
    ticks = np.flatnonzero((levels[593:597] == 0).all(axis=(0, 2)))[2:-2:2]
    one, other = (int(tick) for tick in rng.choice(ticks, 2, replace=False))
    levels[600:632, one - 29 : one + 31] = levels[600:632, other - 29 : other + 31]
    return levels


def _blob(levels: Levels, rng: np.random.Generator) -> Levels:
    image = Image.fromarray(levels)
    x, y, size = int(rng.integers(40, 1280)), int(rng.integers(40, 570)), int(rng.integers(8, 60))
    colour = [BLUE, ORANGE, GREY, (0, 0, 0), (0, 128, 0)][int(rng.integers(5))]
    ImageDraw.Draw(image).ellipse((x, y, x + size, y + size), fill=colour)
    return np.asarray(image).copy()


def _written_on(levels: Levels, rng: np.random.Generator) -> Levels:
    image = Image.fromarray(levels)
    place = int(rng.integers(0, 1300)), int(rng.integers(0, 660))
    ImageDraw.Draw(image).text(place, "www.example.org", fill=(60, 60, 60), font_size=24)
    return np.asarray(image).copy()


def _cut(levels: Levels, rng: np.random.Generator) -> Levels:
    size, turns = int(rng.integers(60, 300)), int(rng.integers(4))
    turned = np.rot90(levels, turns).copy()
    turned[:size] = 255
    return np.rot90(turned, -turns).copy()


def _piece_moved(levels: Levels, rng: np.random.Generator) -> Levels:
    start, width = int(rng.integers(90, 1000)), int(rng.integers(60, 200))
    part = levels[40:580, start : start + width].copy()
    levels[40:580, start : start + width] = np.roll(part, int(rng.choice([-15, -8, 8, 15])), axis=0)
    return levels


PICTURES: Mapping[str, Callable[[Levels, np.random.Generator], Levels]] = {
    "shifted": _shifted,
    "darkened": _darkened,
    "noisy": _noisy,
    "no blue": lambda levels, _: _without(levels, BLUE),
    "no orange": lambda levels, _: _without(levels, ORANGE),
    "no grey": lambda levels, _: _without(levels, GREY),
    "gap": _gap,
    "colours swapped": _swapped,
    "channels swapped": lambda levels, _: levels[..., ::-1].copy(),
    "upside down": lambda levels, _: levels[::-1].copy(),
    "mirrored": lambda levels, _: levels[:, ::-1].copy(),
    "line moved": _line_moved,
    "line missing": _line_missing,
    "labels exchanged": _labels_exchanged,
    "label doubled": _label_doubled,
    "label missing": _label_missing,
    "year doubled": _year_doubled,
    "blob": _blob,
    "written on": _written_on,
    "cut": _cut,
    "piece moved": _piece_moved,
}
KINDS = sorted([*FILES, *PICTURES])
