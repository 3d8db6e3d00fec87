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
from .fields import Body, choice, illegal, mapping, number, objects, whole_number
from .pictures import Sent, picture
from .shot import Shot

_TAIL_ALONE = ("kling-v1-5", "kling-v1-6")
"""The models that take an end frame without a first one (the map of 2026-05 withdrew it from the newer ones)."""
_SIMPLE_ONLY = "kling-v1-5"
"""Its camera knows no presets."""
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
    if first is None and shot.model.name not in _TAIL_ALONE:
        raise illegal(f"image is required: {shot.model.name} does not take image_tail alone")


def check_brush(body: Body, shot: Shot, first: Sent | None) -> None:
    if "static_mask" not in body and "dynamic_masks" not in body:
        return
    _check_capable("static_mask/dynamic_masks", shot, shot.model.motion_brush)
    masks = [picture(body, "static_mask")]
    for index, area in enumerate(objects(body, "dynamic_masks", 1, BRUSH_MAX_AREAS)):
        where = f"dynamic_masks[{index}]."
        if "mask" not in area:
            raise illegal(f"{where}mask is required")
        masks.append(picture(area, "mask", where=where))
        _check_path(area, where)
    _check_masks([mask for mask in masks if mask], first)


def _check_path(area: Body, where: str) -> None:
    points = objects(area, "trajectories", *BRUSH_POINTS, where=where)
    if not points:
        raise illegal(f"{where}trajectories is required")
    for index, point in enumerate(points):
        for axis in ("x", "y"):
            whole_number(point, axis, where=f"{where}trajectories[{index}].")


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
    presets = () if shot.model.name == _SIMPLE_ONLY else CAMERA_PRESETS
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
