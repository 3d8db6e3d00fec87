"""POST /v1/videos/image2video: a picture becomes a video."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .. import catalog
from ..errors import InputError
from .base import Media, Request, check_address, check_text

_NO_MODES = "has no modes. Leave mode out"


@dataclass(frozen=True, kw_only=True)
class Image2Video(Request):
    """Fields and rules of Kling's image2video page (spring 2026) and its capability map.

    Attributes:
        image, image_tail: start and end picture: Media, or a URL or base64 text. One of the two must be there.
        mode: "std", "pro", "4k"; "" for a model without modes.
        duration: s, as text.
        cfg_scale: 0 to 1, how closely the prompt is followed; None for a model without it.
        sound: "on", "off", or "" for a model without sound.
        camera_control: {"type": ..., "config": {axis: -10 to 10}}.
        static_mask, dynamic_masks: motion brush; masks have the picture's size, white where they hold. Points count
            px from the lower left corner.
    """

    kind: ClassVar[str] = "image2video"

    model_name: str
    image: Media | str = ""
    image_tail: Media | str = ""
    prompt: str = ""
    negative_prompt: str = ""
    mode: str = ""
    duration: str = "5"
    cfg_scale: float | None = None
    sound: str = ""
    camera_control: Mapping[str, Any] | None = None
    static_mask: Media | str = ""
    dynamic_masks: Sequence[Mapping[str, Any]] = ()

    def check(self) -> None:
        """Raise InputError, naming input, value, limit and remedy."""
        model = find_model(self.model_name, self.kind)
        if not self.image and not self.image_tail:
            raise InputError("image is not connected: Image2Video needs a picture to start from.")
        check_text("prompt", self.prompt)
        check_text("negative_prompt", self.negative_prompt)
        check_address("callback_url", self.callback_url)
        check_shot(model, self.mode, self.duration)
        check_scale(model, self.cfg_scale)
        check_sound(model, self.mode, self.sound)
        self._check_guidance(model)

    def units(self) -> float | None:
        """The official price: units per second of the model and mode."""
        return catalog.MODELS[self.model_name].units_for(self.mode, self.duration, sound=self.sound == "on")

    def _check_guidance(self, model: catalog.Model) -> None:
        used = {
            "an end frame": (bool(self.image_tail), model.end_frame),
            "a motion brush": (bool(self.static_mask or self.dynamic_masks), model.motion_brush),
            "camera control": (self.camera_control is not None, model.camera),
        }
        wanted = [name for name, (is_used, _) in used.items() if is_used]
        if len(wanted) > 1:
            raise InputError(f"Kling takes only one of {' and '.join(wanted)} in a video. Take the other away.")
        for name in wanted:
            check_guidance(model, name, used[name][1], self.mode, self.duration)
        if self.image_tail:
            self._check_end_frame(model)
        if self.camera_control is not None:
            check_camera(self.camera_control, model)
        _check_brush(self.dynamic_masks)

    def _check_end_frame(self, model: catalog.Model) -> None:
        if self.sound == "on" and not model.end_frame_with_sound:
            raise InputError(f"{model.name} makes no sound in a video with an end frame. Turn sound off.")
        if not self.image and not model.end_frame_alone:
            raise InputError(
                f"image is not connected, and {model.name} does not take an end frame alone. Connect a start picture."
            )


def find_model(name: str, kind: str) -> catalog.Model:
    """The catalog's row.

    Raises:
        InputError: no such model, or it cannot do `kind`.
    """
    model = catalog.MODELS.get(name)
    if model is None or kind not in model.kinds:
        able = ", ".join(model.name for model in catalog.models_for(kind))
        raise InputError(f"model is {name!r}, which is not known to do {kind}. Choose one of: {able}.")
    return model


def check_shot(model: catalog.Model, mode: str, duration: str) -> None:
    """Raise InputError where the model has no such mode or length."""
    if mode not in (model.modes or ("",)):
        able = f"has the modes {', '.join(model.modes)}. Choose one of these" if model.modes else _NO_MODES
        raise InputError(f"mode is {mode!r}, but {model.name} {able}.")
    if duration not in model.durations:
        lengths = model.durations
        able = f"{lengths[0]} to {lengths[-1]}" if len(lengths) > 2 else " or ".join(lengths)
        raise InputError(f"duration is {duration!r}, but {model.name} makes videos of {able} s. Choose one of these.")


def check_scale(model: catalog.Model, scale: float | None) -> None:
    """Raise InputError where the model has no cfg_scale, or not this one."""
    if scale is not None and not model.cfg_scale:
        raise InputError(f"cfg_scale is {scale}, but {model.name} does not take it. Leave it out.")
    if scale is not None and not 0 <= scale <= 1:
        raise InputError(f"cfg_scale is {scale}; Kling takes 0 to 1. Set it within that.")


def check_sound(model: catalog.Model, mode: str, sound: str) -> None:
    """Raise InputError where the model makes no sound in this mode."""
    if sound not in ("", "on", "off"):
        raise InputError(f"sound is {sound!r}; it can be on or off. Choose one of these.")
    if sound != "on" or mode in model.sound:
        return
    if not model.sound:
        raise InputError(f"sound is on, but {model.name} makes none. Turn it off, or choose another model.")
    raise InputError(
        f"sound is on, but {model.name} makes it only in mode {' or '.join(model.sound)}, not in {mode}. "
        f"Turn it off, or change mode."
    )


def check_guidance(model: catalog.Model, name: str, shots: catalog.Shots, mode: str, duration: str) -> None:
    """Raise InputError where the model, mode and length do not go with `name`, e.g. "an end frame"."""
    if not shots:
        able = ", ".join(other.name for other in catalog.MODELS.values() if _shots(other, name))
        raise InputError(f"{model.name} cannot do {name}. These can: {able}.")
    if duration not in shots.get(mode, ()):
        raise InputError(
            f"{model.name} does {name} in {catalog.in_words(shots)}, not in {f'{mode} {duration} s'.strip()}. "
            f"Change mode or duration."
        )


def _shots(model: catalog.Model, name: str) -> catalog.Shots:
    return {"an end frame": model.end_frame, "a motion brush": model.motion_brush, "camera control": model.camera}[name]


def check_camera(control: Mapping[str, Any], model: catalog.Model | None = None) -> None:
    """Raise InputError unless it is a preset without config, or `simple` with exactly one axis that is not 0.

    A preset only where `model`, if given, has them.
    """
    kind = control.get("type")
    presets = catalog.CAMERA_PRESETS if model is None or model.camera_presets else ()
    if kind == "simple":
        _check_axes(control.get("config") or {})
    elif kind not in presets:
        able = f"{f'with {model.name} ' if model else ''}it can be: {', '.join(('simple', *presets))}"
        raise InputError(f"The camera type is {kind!r}; {able}. Choose one of these.")
    elif "config" in control:
        raise InputError(f"The camera type {kind} takes no axes. Leave config out.")


def _check_axes(config: Mapping[str, Any]) -> None:
    unknown = set(config) - set(catalog.CAMERA_AXES)
    if unknown:
        raise InputError(f"The camera has the axes {', '.join(catalog.CAMERA_AXES)}, not {', '.join(sorted(unknown))}.")
    low, high = catalog.CAMERA_RANGE
    for axis, value in config.items():
        if type(value) not in (int, float) or not low <= value <= high:
            raise InputError(f"The camera's {axis} is {value!r}; it goes from {low:g} to {high:g}. Set it within that.")
    moved = [axis for axis, value in config.items() if value]
    if len(moved) != 1:
        found = f"{' and '.join(moved)} are not 0" if moved else "all are 0"
        raise InputError(f"A simple camera moves along exactly one axis, and {found}. Set one of them.")


def _check_brush(areas: Sequence[Mapping[str, Any]]) -> None:
    if len(areas) > catalog.BRUSH_MAX_AREAS:
        raise InputError(
            f"The motion brush has {len(areas)} moving areas, and Kling takes at most {catalog.BRUSH_MAX_AREAS}. "
            f"Take {len(areas) - catalog.BRUSH_MAX_AREAS} away."
        )
    fewest, most = catalog.BRUSH_POINTS
    for number, area in enumerate(areas, start=1):
        points = area.get("trajectories") or ()
        if not area.get("mask"):
            raise InputError(f"Moving area {number} of the motion brush is empty. Paint it, or take it away.")
        if not fewest <= len(points) <= most:
            raise InputError(
                f"The path of moving area {number} has {len(points)} points, and Kling takes {fewest} to {most}. "
                f"Draw it {'longer' if len(points) < fewest else 'with fewer points'}."
            )
        if any(type(point.get(axis)) is not int for point in points for axis in ("x", "y")):
            raise InputError(f"The path of moving area {number} has a point whose x or y is no whole number of px.")
