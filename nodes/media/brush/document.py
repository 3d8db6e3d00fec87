"""What a motion brush consists of, in px of its own canvas, from the top left corner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...kling.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Point = tuple[float, float]
Points = tuple[Point, ...]

_SAME_ASPECT = 0.01
"""Rounding both sides to px needs about this; Kling fails a task whose masks have another aspect than the picture."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line drawn with a round pen; one point is a dot."""

    points: Points
    size: float
    """The pen's diameter in px of the canvas."""
    erase: bool = False
    """Takes away from its own area what was painted before."""
    fill: bool = False
    """A filled shape instead of a line: a polygon that was drawn over an erased place."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was painted: first all polygons, filled, then the strokes in their order, so that an eraser cuts both."""

    strokes: tuple[Stroke, ...] = ()
    polygons: tuple[Points, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class GivenMask:
    """A mask that another node made, in place of a drawing."""

    pixels: NDArray[np.uint8] = field(repr=False)
    """[height, width], 0 or 255; of any size with the canvas's aspect."""


@dataclass(frozen=True, slots=True)
class Area:
    """Something that moves, and where to."""

    painting: Drawing | GivenMask
    path: Points
    """Two points or more; the first is the start. Longer ones than Kling takes are thinned when sent."""


@dataclass(frozen=True, slots=True)
class Brush:
    """A checked document: up to 6 areas that move, and at most one that stays."""

    width: float
    """Of the canvas, in px. The document fits every picture of that aspect."""
    height: float
    areas: tuple[Area, ...] = ()
    static: Drawing | GivenMask | None = None


def check_aspect(size: tuple[float, float], what: str, other_size: tuple[float, float], other: str) -> None:
    """Raise InputError where two sizes (width, height) differ in aspect by more than 1 %."""
    if abs(size[0] * other_size[1] / (size[1] * other_size[0]) - 1) > _SAME_ASPECT:
        raise InputError(
            f"{what} is {size[0]:g} x {size[1]:g} px and {other} is {other_size[0]:g} x {other_size[1]:g} px; Kling "
            f"wants the same ratio of width to height. Paint the brush on the picture that is sent, or crop that one."
        )
