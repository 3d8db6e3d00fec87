"""POST /v1/videos/multi-image2video: one to four pictures of subjects become one video."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .. import catalog
from ..errors import InputError
from .base import Media, Request, check_address, check_text
from .image2video import check_shot, find_model
from .text2video import check_aspect_ratio

MOST_IMAGES = 4


@dataclass(frozen=True, kw_only=True)
class MultiImage2Video(Request):
    """kling-v1-6 alone. Kling takes the pictures as they are: crop them to their subjects first.

    Attributes:
        images: 1 to 4 pictures: Media, URLs or base64 text; sent as `image_list`.
        duration: s, as text.
    """

    kind: ClassVar[str] = "multi-image2video"

    model_name: str = "kling-v1-6"
    images: Sequence[Media | str] = ()
    prompt: str = ""
    negative_prompt: str = ""
    aspect_ratio: str = "16:9"
    mode: str = "std"
    duration: str = "5"

    def check(self) -> None:
        """Raise InputError, naming input, value, limit and remedy."""
        model = find_model(self.model_name, self.kind)
        if not 1 <= len(self.images) <= MOST_IMAGES:
            raise InputError(
                f"{len(self.images)} pictures are connected; MultiImage2Video takes 1 to {MOST_IMAGES}. "
                f"Connect fewer, or make several videos."
            )
        if not self.prompt.strip():
            raise InputError("prompt is empty: say what the subjects in the pictures do together.")
        check_text("prompt", self.prompt)
        check_text("negative_prompt", self.negative_prompt)
        check_address("callback_url", self.callback_url)
        check_aspect_ratio(self.aspect_ratio)
        check_shot(model, self.mode, self.duration)

    def units(self) -> float | None:
        """The official price: units per second of the model and mode."""
        return catalog.MODELS[self.model_name].units_for(self.mode, self.duration)

    def _values(self) -> dict[str, Any]:
        values = super()._values()
        return {**values, "image_list": [{"image": image} for image in values.pop("images")]}
