"""A path as it was drawn becomes the path that Kling follows."""

import numpy as np

from ...kling.catalog import BRUSH_POINTS
from ...kling.errors import InputError
from .document import Points

Pixels = list[tuple[int, int]]


def in_picture(path: Points, canvas: tuple[float, float], width: int, height: int, *, where: str) -> Pixels:
    """A path in px of the sent picture, still from its top left corner.

    What leaves the picture is put on its border. A path of more than 77 points is thinned to 77, at equal distances
    along it; a shorter one keeps every point.

    Args:
        canvas: width and height that `path` was drawn on.
        where: for the error, e.g. "area 2".

    Raises:
        InputError: all points fall on one pixel: nothing would move, and be paid for.
    """
    scale = np.array([width / canvas[0], height / canvas[1]])
    points = np.clip(np.array(path, float) * scale, 0, [width - 1, height - 1])
    most = BRUSH_POINTS[1]
    if len(points) > most:
        points = _thinned(points, most)
    pixels = np.rint(points).astype(int)
    if (pixels == pixels[0]).all():
        raise InputError(
            f"`brush`, {where}: its path stays on one pixel of the picture, {tuple(pixels[0].tolist())}. "
            f"Draw it to where the area moves."
        )
    return [(x, y) for x, y in pixels.tolist()]


def trajectory(pixels: Pixels, height: int) -> list[dict[str, int]]:
    """Kling's `trajectories`: the same points from the bottom left corner, where the lowest row is y = 0."""
    return [{"x": x, "y": height - 1 - y} for x, y in pixels]


def _thinned(points: np.ndarray, count: int) -> np.ndarray:
    """`count` points at equal distances along a line of more; both ends stay."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    travelled = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, travelled[-1], count)
    return np.stack([np.interp(wanted, travelled, points[:, axis]) for axis in (0, 1)], axis=1)
