"""Paints a brush's areas as masks of exactly the sent picture's size: 255 where they hold, 0 elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from .document import Brush, Drawing, GivenMask, Points, Stroke, check_aspect

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Pixels = list[tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Masks:
    """uint8 arrays of [height, width], 0 or 255."""

    areas: tuple[NDArray[np.uint8], ...]
    """In the document's order; one where nothing was painted is all 0."""
    static: NDArray[np.uint8] | None
    """None where nothing was painted."""


def rasterise(brush: Brush, width: int, height: int) -> Masks:
    """Paint all areas, scaled from the canvas to a picture of `width` x `height` px.

    Raises:
        InputError: the picture's aspect is not the canvas's, by more than 1 %.
    """
    check_aspect((brush.width, brush.height), "The brush's canvas", (width, height), "the picture")
    scale = (width / brush.width, height / brush.height)
    static = _paint(brush.static, scale, width, height) if brush.static else None
    return Masks(
        areas=tuple(_paint(area.painting, scale, width, height) for area in brush.areas),
        static=static if static is not None and static.any() else None,
    )


def _paint(painting: Drawing | GivenMask, scale: tuple[float, float], width: int, height: int) -> NDArray[np.uint8]:
    if isinstance(painting, GivenMask):
        return np.array(Image.fromarray(painting.pixels).resize((width, height), Image.Resampling.NEAREST))
    image = Image.new("L", (width, height))
    pen = ImageDraw.Draw(image)
    for polygon in painting.polygons:
        pen.polygon(_pixels(polygon, scale), fill=255)
    for stroke in painting.strokes:
        _draw(pen, stroke, scale)
    return np.array(image)


def _draw(pen: ImageDraw.ImageDraw, stroke: Stroke, scale: tuple[float, float]) -> None:
    colour = 0 if stroke.erase else 255
    size = max(1, round(stroke.size * math.sqrt(scale[0] * scale[1])))
    points = _pixels(stroke.points, scale)
    if stroke.fill:
        pen.polygon(points, fill=colour)
        return
    for ends in pairwise(points):
        # In one direction, since Pillow rounds a line of even width the other way when it runs back.
        pen.line(sorted(ends), fill=colour, width=size)
    for point in points:
        _dot(pen, point, size, colour)


def _dot(pen: ImageDraw.ImageDraw, point: tuple[int, int], size: int, colour: int) -> None:
    """The round end or joint of a line: Pillow's own joints leave gaps in a line of many short pieces."""
    if size == 1:
        pen.point(point, fill=colour)  # for which Pillow's ellipse draws nothing
        return
    left, top = (middle - (size - 1) // 2 for middle in point)
    pen.ellipse((left, top, left + size - 1, top + size - 1), fill=colour)


def _pixels(points: Points, scale: tuple[float, float]) -> _Pixels:
    return [(round(x * scale[0]), round(y * scale[1])) for x, y in points]
