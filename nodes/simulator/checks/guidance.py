"""End frame, motion brush and camera: at most one of the three, and only where the model has it."""

from ...kling.catalog import (
    BRUSH_MAX_AREAS,
    BRUSH_POINTS,
    CAMERA_AXES,
    CAMERA_PRESETS,
    CAMERA_RANGE,
    Shots,
    in_words,
)
from ..scenes import Sent, Stroke
from .fields import Body, choice, illegal, mapping, number, objects, whole_number
from .pictures import mask
from .shot import Shot

_SAME_ASPECT = 0.01
"""How far a mask's width to height may be from the picture's; Kling does not say, rounding to px needs about this."""


def check_exclusive(body: Body) -> None:
    groups = {
        "image_tail": "image_tail" in body,
        "static_mask/dynamic_masks": "static_mask" in body or "dynamic_masks" in body,
        "camera_control": "camera_control" in body,
    }
    present = [name for name, there in groups.items() if there]
    if len(present) > 1:
        raise illegal(f"{' and '.join(present)} can not be used together")


def check_end_frame(shot: Shot, first: Sent | None, tail: Sent | None) -> None:
    if tail is None:
        return
    _check_capable("image_tail", shot, shot.model.end_frame)
    if shot.sound and not shot.model.end_frame_with_sound:
        raise illegal(f"image_tail can not be used with sound by {shot.model.name}")
    if first is None and not shot.model.end_frame_alone:
        raise illegal(f"image is required: {shot.model.name} does not take image_tail alone")


def check_brush(body: Body, shot: Shot, first: Sent | None) -> tuple[Stroke, ...]:
    """The areas that move, for the clip to show; none where there is no brush."""
    if "static_mask" not in body and "dynamic_masks" not in body:
        return ()
    _check_capable("static_mask/dynamic_masks", shot, shot.model.motion_brush)
    still = mask(body, "static_mask")
    strokes: list[Stroke] = []
    for index, area in enumerate(objects(body, "dynamic_masks", 1, BRUSH_MAX_AREAS)):
        where = f"dynamic_masks[{index}]."
        painted = mask(area, "mask", where=where)
        if painted is None:
            raise illegal(f"{where}mask is required")
        strokes.append(Stroke(painted, _path(area, first, where)))
    _check_masks([*([still] if still else []), *(stroke.mask for stroke in strokes)], first)
    return tuple(strokes)


def _path(area: Body, first: Sent | None, where: str) -> tuple[tuple[int, int], ...]:
    points = objects(area, "trajectories", *BRUSH_POINTS, where=where)
    if not points:
        raise illegal(f"{where}trajectories is required")
    return tuple(_point(point, first, f"{where}trajectories[{index}].") for index, point in enumerate(points))


def _point(point: Body, first: Sent | None, where: str) -> tuple[int, int]:
    return _place(point, "x", 0, first, where), _place(point, "y", 1, first, where)


def _place(point: Body, axis: str, side: int, first: Sent | None, where: str) -> int:
    value = whole_number(point, axis, where=where)
    # Of a picture by URL nobody knows how large it is.
    most = first.size[side] - 1 if first and first.size else value
    if not 0 <= value <= most:
        raise illegal(f"{where}{axis} must lie inside the picture, 0 to {max(0, most)}, it is {value}")
    return value


def _check_masks(masks: list[Sent], first: Sent | None) -> None:
    sizes = {mask.size for mask in masks if mask.size}
    if len(sizes) > 1:
        raise illegal("static_mask and dynamic_masks must have the same resolution")
    if first is None or first.size is None:
        return
    if any(abs(width / height / first.aspect - 1) > _SAME_ASPECT for width, height in sizes):
        raise illegal("the masks must have the aspect ratio of image")


def check_camera(body: Body, shot: Shot, allowed: Shots) -> None:
    """`allowed`: the modes and durations in which this model has a camera for this kind of task."""
    camera = mapping(body, "camera_control")
    if camera is None:
        return
    _check_capable("camera_control", shot, allowed)
    if "type" not in camera:
        raise illegal("camera_control.type is required")
    presets = CAMERA_PRESETS if shot.model.camera_presets else ()
    way = choice(camera, "type", ("simple", *presets), "", where="camera_control.")
    if way != "simple":
        if "config" in camera:
            raise illegal(f"camera_control.config must be absent with type {way}")
        return
    config = mapping(camera, "config")
    if config is None:
        raise illegal("camera_control.config is required with type simple")
    _check_axes(config)


def _check_axes(config: Body) -> None:
    unknown = [name for name in config if name not in CAMERA_AXES]
    if unknown:
        raise illegal(f"camera_control.config has no {unknown[0]!r}, only {', '.join(CAMERA_AXES)}")
    values = [number(config, axis, *CAMERA_RANGE, where="camera_control.config.") for axis in CAMERA_AXES]
    if sum(value != 0 for value in values) != 1:
        raise illegal("camera_control.config must have exactly one value that is not 0")


def _check_capable(what: str, shot: Shot, shots: Shots) -> None:
    if shot.duration not in shots.get(shot.mode, ()):
        raise illegal(
            f"{what} is not supported by {shot.model.name} in {f'{shot.mode} {shot.duration} s'.strip()},"
            f" which has it for: {in_words(shots)}"
        )
