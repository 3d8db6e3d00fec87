"""POST /v1/videos/video-extend: a video of Kling's goes on for another 4 to 5 s."""

from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import InputError
from .base import Request, check_address, check_text

UNITS = {"std": 2.0, "pro": 3.5}
"""A call, by the mode of the video that is extended: at 720p and at 1080p."""


@dataclass(frozen=True, kw_only=True)
class VideoExtend(Request):
    """The result is the whole longer video, with an id of its own to go on from.

    Attributes:
        video_id: of a video (not a task) of kling-v1, v1-5 or v1-6, or of an extension; at most 30 days old, and
            3 minutes long in the end.
        task_id: of the task that made it. Relays such as DMXAPI want it, Kling itself does not; the dialect decides.
        negative_prompt, cfg_scale: not for videos of kling-v1.
        source_model, source_mode: what made the video, where the journal knows it; for slots and price, not sent.
    """

    kind: ClassVar[str] = "video-extend"

    video_id: str
    task_id: str = ""
    prompt: str = ""
    negative_prompt: str = ""
    cfg_scale: float | None = None
    source_model: str = ""
    source_mode: str = ""

    def check(self) -> None:
        """Raise InputError, naming input, value, limit and remedy."""
        if not self.video_id.strip():
            raise InputError(
                "video_id is empty. Connect the video_id of the node that made the video; some relays give none, "
                "and their videos cannot be extended."
            )
        check_text("prompt", self.prompt)
        check_text("negative_prompt", self.negative_prompt)
        check_address("callback_url", self.callback_url)
        if self.cfg_scale is not None and not 0 <= self.cfg_scale <= 1:
            raise InputError(f"cfg_scale is {self.cfg_scale}; it goes from 0 to 1.")
        if self.source_model == "kling-v1" and self.negative_prompt:
            raise InputError("Videos of kling-v1 are extended without negative_prompt. Leave it empty.")

    @property
    def model(self) -> str:
        """Kling extends with the source's model, and counts slots by it."""
        return self.source_model

    def units(self) -> float | None:
        """A price a call, however long the video is by then."""
        return UNITS.get(self.source_mode, UNITS["std"])

    def _values(self) -> dict[str, Any]:
        values = super()._values()
        return {name: value for name, value in values.items() if not name.startswith("source_")}
