"""The motion brush made visible: what lies under a mask moves along its path while the clip lasts.

So a film shows whether a path's y was counted from the bottom, as Kling wants it, or from the top.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from .scenes import Stroke

Plane = np.ndarray[Any, np.dtype[np.uint8]]
_WHITE = 128
"""From here on a mask counts as painted."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """The painted part of one plane: where it lies, what is there, and which of its px are painted."""

    left: int
    top: int
    colours: Plane
    painted: np.ndarray[Any, np.dtype[np.bool_]]


class Brush:
    """`strokes` over a picture of `size` px that is drawn as `planes` (Y, U, V)."""

    def __init__(self, strokes: Sequence[Stroke], size: tuple[int, int], planes: Sequence[Plane]) -> None:
        self._areas = [
            ([_cut(plane, mask) for plane in planes], _offsets(stroke.path, size, planes[0].shape))
            for stroke in strokes
            if (mask := stroke.mask.image) is not None
        ]

    def moved(self, planes: Sequence[Plane], done: float) -> list[Plane]:
        """The planes with every area as far on its way as `done` says (0 to 1)."""
        if not self._areas:
            return list(planes)
        result = [plane.copy() for plane in planes]
        for cuts, offsets in self._areas:
            x, y = offsets[min(len(offsets) - 1, int(done * len(offsets)))]
            for plane, cut in zip(result, cuts, strict=True):
                scale = plane.shape[1] / planes[0].shape[1]
                if cut is not None:
                    _paste(plane, cut, round(x * scale), round(y * scale))
        return result


def _cut(plane: Plane, mask: Image.Image) -> _Cut | None:
    height, width = plane.shape
    fitted = mask.convert("L").resize((width, height), Image.Resampling.NEAREST)
    painted = np.asarray(fitted) >= _WHITE
    rows, columns = np.flatnonzero(painted.any(axis=1)), np.flatnonzero(painted.any(axis=0))
    if not rows.size:
        return None
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _Cut(int(columns[0]), int(rows[0]), plane[part].copy(), painted[part])


def _offsets(
    path: Sequence[tuple[int, int]], size: tuple[int, int], drawn: tuple[int, ...]
) -> list[tuple[float, float]]:
    """A hundred steps along the path, all equally long, in px of the drawn plane with y downwards."""
    points = np.array(path, float) - path[0]
    points *= drawn[1] / size[0], -drawn[0] / size[1]
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    steps = np.linspace(0.0, lengths[-1], 101)
    return list(zip(*(np.interp(steps, lengths, points[:, axis]).tolist() for axis in (0, 1)), strict=True))


def _paste(plane: Plane, cut: _Cut, x: int, y: int) -> None:
    """Only what is still inside the picture is drawn."""
    height, width = cut.colours.shape
    left, top = cut.left + x, cut.top + y
    shown = np.s_[max(0, -top) : plane.shape[0] - top, max(0, -left) : plane.shape[1] - left]
    if top >= plane.shape[0] or left >= plane.shape[1] or top + height <= 0 or left + width <= 0:
        return
    colours, painted = cut.colours[shown], cut.painted[shown]
    place = plane[max(0, top) : max(0, top) + colours.shape[0], max(0, left) : max(0, left) + colours.shape[1]]
    np.copyto(place, colours, where=painted)
