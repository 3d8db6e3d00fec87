"""POST /v1/videos/text2video: a prompt becomes a video."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from .. import catalog
from ..errors import InputError
from .base import Request, check_address, check_text
from .image2video import check_camera, check_scale, check_shot, check_sound, find_model

CAMERA_MODEL = "kling-v1"
CAMERA: catalog.Shots = {"std": ("5",)}
"""Where CAMERA_MODEL moves the camera in a video without a picture. No other model does."""


@dataclass(frozen=True, kw_only=True)
class Text2Video(Request):
    """Fields as in Image2Video without its pictures, and an aspect ratio in their place.

    Attributes:
        aspect_ratio: "16:9", "9:16" or "1:1".
        camera_control: kling-v1 alone, in mode std and 5 s.
    """

    kind: ClassVar[str] = "text2video"

    model_name: str
    prompt: str
    negative_prompt: str = ""
    aspect_ratio: str = "16:9"
    mode: str = ""
    duration: str = "5"
    cfg_scale: float | None = None
    sound: str = ""
    camera_control: Mapping[str, Any] | None = None

    def check(self) -> None:
        """Raise InputError, naming input, value, limit and remedy."""
        model = find_model(self.model_name, self.kind)
        if not self.prompt.strip():
            raise InputError("prompt is empty: say what happens in the video.")
        check_text("prompt", self.prompt)
        check_text("negative_prompt", self.negative_prompt)
        check_address("callback_url", self.callback_url)
        check_aspect_ratio(self.aspect_ratio)
        check_shot(model, self.mode, self.duration)
        check_scale(model, self.cfg_scale)
        check_sound(model, self.mode, self.sound)
        if self.camera_control is not None:
            check_camera(self.camera_control)
            if self.model_name != CAMERA_MODEL or self.duration not in CAMERA.get(self.mode, ()):
                raise InputError(
                    f"Text2Video does camera control with kling-v1 in std 5 s, not with {self.model_name} in "
                    f"{f'{self.mode} {self.duration} s'.strip()}. Change the model, or take the camera away."
                )

    def units(self) -> float | None:
        """The official price: units per second of the model and mode."""
        return catalog.MODELS[self.model_name].units_for(self.mode, self.duration, sound=self.sound == "on")


def check_aspect_ratio(ratio: str) -> None:
    """Raise InputError where Kling has no such format."""
    if ratio not in catalog.ASPECT_RATIOS:
        raise InputError(f"aspect_ratio is {ratio!r}; it can be {', '.join(catalog.ASPECT_RATIOS)}.")
