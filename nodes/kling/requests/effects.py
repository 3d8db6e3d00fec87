"""POST /v1/videos/effects: a picture, or two people in two pictures, in a scene that Kling has made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import InputError
from .base import Media, Request, check_address

TWO_PICTURES = (
    "pet_skateboard",
    "daily_ootd",
    "toss_run",
    "switch_to_silk",
    "studio_look",
    "french_elegance",
    "finger_swipe",
    "smooth_transition",
    "kiss_pro",
    "snow_night_kiss",
    "eternal_kiss",
    "cheers_2026",
    "fight_pro",
    "hug_pro",
    "heart_gesture_pro",
)
"""Scenes of two pictures, 2026-09-20. The list of all changes each month, so a scene is free text."""

ENDED = (
    "celebration",
    "c4d_cartoon",
    "kiss",
    "fight",
    "hug",
    "thumbs_up",
    "tiger_hug",
    "pet_lion",
    "3d_cartoon_1",
    "magic_match_tree",
)
"""Scenes that Kling has taken away."""


@dataclass(frozen=True, kw_only=True)
class Effects(Request):
    """Scenes change often: an unknown one is sent as it is, and Kling's answer is shown.

    Attributes:
        images: one picture, or two for the scenes in TWO_PICTURES.
        duration: s, as text.
    """

    kind: ClassVar[str] = "effects"

    effect_scene: str
    images: Sequence[Media | str] = ()
    duration: str = "5"

    def check(self) -> None:
        """Raise InputError, naming input, value, limit and remedy."""
        if not self.effect_scene.strip():
            raise InputError("effect_scene is empty: name one, such as hug_pro. Kling's page of effects lists them.")
        if self.effect_scene in ENDED:
            raise InputError(f"Kling has ended the scene {self.effect_scene!r}. Choose another, such as hug_pro.")
        wanted = 2 if self.effect_scene in TWO_PICTURES else None
        if len(self.images) not in (1, 2) or (wanted and len(self.images) != wanted):
            raise InputError(
                f"{len(self.images)} pictures are connected; the scene {self.effect_scene} takes {wanted or '1 or 2'}."
            )
        check_address("callback_url", self.callback_url)

    def _values(self) -> dict[str, Any]:
        values = super()._values()
        images = values.pop("images")
        pictures = {"image": images[0]} if len(images) == 1 else {"images": list(images)}
        return {**values, "input": {**pictures, "duration": values.pop("duration")}}
