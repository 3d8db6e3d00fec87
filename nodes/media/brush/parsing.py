"""Reads the brush's JSON into a Brush, and says where something is wrong in it.

    {"version": 1, "width": 1280, "height": 720,
     "areas": [{"strokes": [{"points": [[x, y], ...], "size": 40, "erase": false},
                            {"points": [[x, y], ...], "fill": true}, ...],
                "polygons": [[[x, y], ...], ...],
                "path": [[x, y], ...]}, ...],
     "static": {"strokes": [...], "polygons": [...]}}

A key that is not known is an error: else a part that was painted would stay unsent, and the video be paid for all the
same. What a later version changes gets a number and a reader of its own; no reader is ever taken away.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...kling.catalog import BRUSH_MAX_AREAS, BRUSH_POINTS
from ...kling.errors import InputError
from .document import Area, Brush, Drawing, Point, Points, Stroke

_SIDE = (16.0, 16384.0)
"""px of a canvas."""
_PEN = (0.1, 16384.0)
_REACH = 65536.0
"""px; a stroke may leave the canvas, but a point beyond this is a mistake (and more than Pillow can draw)."""


def parse(text: str) -> Brush:
    """Read and check the brush's JSON text.

    Paths may have any number of points from 2 on. Whether something is painted shows only when it is drawn.

    Raises:
        InputError: no JSON, a version that this KlingKit does not know, or a part that is missing or makes no sense.
    """
    if not isinstance(text, str):
        raise _error("", f"it is {type(text).__name__}, not a text. Give it the JSON of the editor")
    if not text.strip():
        raise _error("", "it is empty. Open the brush editor on the node, paint what moves and draw its path")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _error("", f"it is no JSON ({error}). Paint it again in the editor, or mend the text") from error
    return _reader(document)(document)


def read_path(value: object, where: str) -> Points:
    """Check a path: a list of at least two [x, y] in px of the canvas.

    Raises:
        InputError: names `where`, e.g. "area 2".
    """
    path = _points(value, f"{where}, path")
    fewest, most = BRUSH_POINTS
    if len(path) < fewest:
        count = f"{len(path)} point{'' if len(path) == 1 else 's'}"
        raise _error(where, f"its path has {count}; Kling takes {fewest} to {most}. Draw where the area moves to")
    return path


def _reader(document: object) -> Callable[[Mapping[str, Any]], Brush]:
    if not isinstance(document, dict):
        raise _error("", f"it is {_shown(document)}, not an object with version, width, height and areas")
    version = document.get("version")
    # True is 1 to Python.
    reader = _READERS.get(version) if type(version) is int else None
    if reader:
        return reader
    known = ", ".join(map(str, _READERS))
    if type(version) is int and version > max(_READERS):
        raise _error("", f"its version is {_shown(version)}, and this KlingKit reads {known}. Update KlingKit")
    raise _error("", f"its version is {_shown(version)}; it can be {known}. Paint it again in the editor")


def _version_1(document: Mapping[str, Any]) -> Brush:
    _only(document, "", ("version", "width", "height", "areas", "static"))
    areas = _list(document.get("areas", []), "areas")
    if len(areas) > BRUSH_MAX_AREAS:
        excess = len(areas) - BRUSH_MAX_AREAS
        raise _error("", f"it has {len(areas)} areas; Kling takes at most {BRUSH_MAX_AREAS}. Take {excess} away")
    static = document.get("static")
    return Brush(
        width=_number(document.get("width"), "width", *_SIDE),
        height=_number(document.get("height"), "height", *_SIDE),
        areas=tuple(_area(area, f"area {number}") for number, area in enumerate(areas, start=1)),
        static=None if static is None else _static(static),
    )


_READERS = {1: _version_1}


def _area(value: object, where: str) -> Area:
    area = _object(value, where, ("strokes", "polygons", "path"))
    return Area(painting=_drawing(area, where), path=read_path(area.get("path", []), where))


def _static(value: object) -> Drawing:
    return _drawing(_object(value, "static", ("strokes", "polygons")), "static")


def _drawing(value: Mapping[str, Any], where: str) -> Drawing:
    strokes = _list(value.get("strokes", []), f"{where}, strokes")
    polygons = _list(value.get("polygons", []), f"{where}, polygons")
    return Drawing(
        strokes=tuple(_stroke(stroke, f"{where}, stroke {number}") for number, stroke in enumerate(strokes, start=1)),
        polygons=tuple(
            _polygon(polygon, f"{where}, polygon {number}") for number, polygon in enumerate(polygons, start=1)
        ),
    )


def _stroke(value: object, where: str) -> Stroke:
    stroke = _object(value, where, ("points", "size", "erase", "fill"))
    erase, fill = (_flag(stroke, name, where) for name in ("erase", "fill"))
    if fill:
        return Stroke(_polygon(stroke.get("points", []), where), 1.0, erase, fill)
    points = _points(stroke.get("points", []), where)
    if not points:
        raise _error(where, "it has no points. Take it away")
    return Stroke(points, _number(stroke.get("size"), f"{where}, size", *_PEN), erase)


def _flag(stroke: Mapping[str, Any], name: str, where: str) -> bool:
    value = stroke.get(name, False)
    if not isinstance(value, bool):
        raise _error(where, f"{name} is {_shown(value)}; it is true or false")
    return value


def _polygon(value: object, where: str) -> Points:
    points = _points(value, where)
    if len(points) < 3:
        raise _error(where, f"it has {len(points)} corners and needs 3 or more. Take it away")
    return points


def _points(value: object, where: str) -> Points:
    return tuple(_point(point, f"{where}, point {number}") for number, point in enumerate(_list(value, where), start=1))


def _point(value: object, where: str) -> Point:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise _error(where, f"it is {_shown(value)}, not [x, y]")
    x, y = value
    return _number(x, f"{where}, x", -_REACH, _REACH), _number(y, f"{where}, y", -_REACH, _REACH)


def _number(value: object, where: str, low: float, high: float) -> float:
    # NaN is in no range: the comparison refuses it.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise _error(where, f"it is {_shown(value)}, not a number from {low:g} to {high:g}")
    return float(value)


def _list(value: object, where: str) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise _error(where, f"it is {_shown(value)}, not a list")
    return value


def _object(value: object, where: str, keys: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _error(where, f"it is {_shown(value)}, not an object with {', '.join(keys)}")
    _only(value, where, keys)
    return value


def _only(value: Mapping[str, Any], where: str, keys: Sequence[str]) -> None:
    unknown = next((key for key in value if key not in keys), None)
    if unknown is not None:
        raise _error(where, f"it has {_shown(unknown)}, which KlingKit does not know. It can have {', '.join(keys)}")


def _shown(value: object) -> str:
    """A value as JSON writes it, cut to what a person reads."""
    if value is None:
        return "missing"
    text = json.dumps(value, default=repr)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _error(where: str, what: str) -> InputError:
    return InputError(f"{f'`brush`, {where}' if where else '`brush`'}: {what}.")
