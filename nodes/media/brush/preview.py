"""Shows a brush on its picture: each area tinted, what stays still hatched, an arrow along each path."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ...kling.errors import InputError
from . import paths
from .document import Brush, Point
from .painting import rasterise

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

Colour = tuple[int, int, int]

COLOURS: tuple[Colour, ...] = (
    (255, 69, 58),
    (50, 132, 255),
    (48, 209, 88),
    (255, 214, 10),
    (214, 92, 255),
    (64, 224, 232),
)
"""Of areas 1 to 6, told apart also next to each other."""
_STATIC: Colour = (200, 200, 205)
_HALO: Colour = (16, 16, 20)
_TINT = 0.45
_SMOOTH = 3
"""Arrows are drawn this many times larger, then shrunk: Pillow itself draws no smooth edges."""
_LARGE = 2_500_000
"""px of an arrow's surroundings from which on its edges are fine enough, and three times the sides too much memory."""


def preview(image: torch.Tensor | NDArray[Any], brush: Brush) -> torch.Tensor:
    """IMAGE [1, height, width, 3], the picture with the brush on it; for people only, never sent.

    Args:
        image: [height, width, channels] or [1, height, width, channels], floats from 0 to 1; 1, 3 or 4 channels, of
            which the fourth is put on black, as when it is sent.

    Raises:
        InputError: not such a picture, another aspect than the brush's, or a path that does not move.
    """
    import torch  # ComfyUI has loaded it long ago; importing the pack must not

    pixels = _rgb(image)
    height, width, _ = pixels.shape
    masks = rasterise(brush, width, height)
    if masks.static is not None:
        _hatch(pixels, masks.static > 0)
    for mask, colour in zip(masks.areas, COLOURS, strict=False):
        _tint(pixels, mask > 0, colour)
    canvas = Image.fromarray(np.rint(pixels).astype(np.uint8)).convert("RGBA")
    for number, (area, colour) in enumerate(zip(brush.areas, COLOURS, strict=False), start=1):
        size = (brush.width, brush.height)
        _arrow(canvas, paths.in_picture(area.path, size, width, height, where=f"area {number}"), str(number), colour)
    return torch.from_numpy(np.array(canvas.convert("RGB"), np.float32) / 255)[None]


def _rgb(image: torch.Tensor | NDArray[Any]) -> NDArray[np.float32]:
    """[height, width, 3] floats from 0 to 255, a copy."""
    array = image if isinstance(image, np.ndarray) else image.detach().float().cpu().numpy()
    array = array[0] if array.ndim == 4 and len(array) == 1 else array
    if array.ndim != 3 or array.shape[2] not in (1, 3, 4) or 0 in array.shape:
        raise InputError(
            f"`image` has the shape {list(image.shape)}; the brush is drawn on one picture, [height, width, channels] "
            f"with 1, 3 or 4 channels. Connect a single IMAGE."
        )
    array = np.clip(np.nan_to_num(array.astype(np.float32)), 0, 1)
    colours = array[..., :3] * array[..., 3:] if array.shape[2] == 4 else array
    return np.repeat(colours, 3, axis=2) * 255 if colours.shape[2] == 1 else colours * 255


def _tint(pixels: NDArray[np.float32], mask: NDArray[np.bool_], colour: Colour) -> None:
    pixels[mask] = pixels[mask] * (1 - _TINT) + np.array(colour, np.float32) * _TINT
    pixels[_edge(mask, _thickness(pixels) // 2)] = colour


def _hatch(pixels: NDArray[np.float32], mask: NDArray[np.bool_]) -> None:
    """Grey stripes from the lower left to the upper right."""
    thickness = _thickness(pixels)
    rows, columns = np.nonzero(mask)
    strength = np.where((rows + columns) % (4 * thickness) < thickness, 0.7, 0.3)[:, None].astype(np.float32)
    pixels[rows, columns] = pixels[rows, columns] * (1 - strength) + np.array(_STATIC, np.float32) * strength
    pixels[_edge(mask, thickness // 2)] = _STATIC


def _edge(mask: NDArray[np.bool_], thickness: int) -> NDArray[np.bool_]:
    """The outermost px of a mask."""
    inner = mask.copy()
    for _ in range(max(1, thickness)):
        padded = np.pad(inner, 1, constant_values=True)
        inner &= padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask & ~inner


def _thickness(pixels: NDArray[np.float32]) -> int:
    """px of a line that is seen, but hides little."""
    return max(2, round(min(pixels.shape[:2]) / 140))


def _arrow(canvas: Image.Image, path: paths.Pixels, label: str, colour: Colour) -> None:
    """A line with a dark rim, a numbered disc at its start and a head at its end."""
    line = max(3.0, min(canvas.size) / 110)
    left, top, right, bottom = _box(path, canvas.size, margin=math.ceil(8 * line))
    smooth = _SMOOTH if (right - left) * (bottom - top) < _LARGE else 1
    layer = Image.new("RGBA", ((right - left) * smooth, (bottom - top) * smooth), (*_HALO, 0))
    points = [((x - left + 0.5) * smooth, (y - top + 0.5) * smooth) for x, y in path]
    line *= smooth
    pen = ImageDraw.Draw(layer)
    shaft, head = _shaft_and_head(points, 4.5 * line)
    for fill, rim in ((_HALO, 0.45 * line), (colour, 0.0)):
        _trace(pen, shaft, line + 2 * rim, fill)
        _trace(pen, [*head, head[0]], 0.3 * line + 2 * rim, fill)
        pen.polygon(head, fill=fill)
        _disc(pen, points[0], 2.2 * line + rim, fill)
    pen.text(points[0], label, fill=_HALO, font=ImageFont.load_default(round(3.4 * line)), anchor="mm")
    canvas.alpha_composite(layer.reduce(smooth), (left, top))


def _box(path: paths.Pixels, size: tuple[int, int], margin: int) -> tuple[int, int, int, int]:
    """The part of a picture that an arrow covers: left, top, right, bottom."""
    columns, rows = zip(*path, strict=True)
    return (
        max(0, min(columns) - margin),
        max(0, min(rows) - margin),
        min(size[0], max(columns) + margin),
        min(size[1], max(rows) + margin),
    )


def _shaft_and_head(points: list[Point], length: float) -> tuple[list[Point], list[Point]]:
    """The path up to the head's base, and the head's three corners.

    The head points away from where the path was `length` before its end: the last two points alone may be 1 px apart,
    and say little about the direction.
    """
    tip = points[-1]
    before = next((index for index in reversed(range(len(points))) if math.dist(points[index], tip) >= length), None)
    start = points[before] if before is not None else max(points, key=lambda point: math.dist(point, tip))
    distance = math.dist(start, tip)
    along = ((tip[0] - start[0]) / distance, (tip[1] - start[1]) / distance)
    if before is None:
        # Shorter than the head itself: drawn longer than it is, beyond the disc at the start, to show the direction.
        tip = (points[0][0] + along[0] * length * 1.6, points[0][1] + along[1] * length * 1.6)
    base = (tip[0] - along[0] * length, tip[1] - along[1] * length)
    wing = (-along[1] * length * 0.42, along[0] * length * 0.42)
    head = [tip, (base[0] + wing[0], base[1] + wing[1]), (base[0] - wing[0], base[1] - wing[1])]
    return [*points[: (before or 0) + 1], base], head


def _trace(pen: ImageDraw.ImageDraw, points: list[Point], width: float, fill: Colour) -> None:
    """A line with round joints and ends."""
    pen.line(points, fill=fill, width=max(1, round(width)))
    for point in points:
        _disc(pen, point, width / 2, fill)


def _disc(pen: ImageDraw.ImageDraw, middle: Point, radius: float, fill: Colour) -> None:
    x, y = middle
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
