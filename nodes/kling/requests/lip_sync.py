"""POST /v1/videos/lip-sync: the person in a video says a text, or moves the mouth to a sound."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import InputError
from .base import Media, Request, check_address

TEXT_MAX = 120
SPEEDS = (0.8, 2.0)
UNITS_PER_5_S = 0.5


@dataclass(frozen=True, kw_only=True)
class LipSync(Request):
    """What Kling wants in `input`, field by field; `video_id` or `video_url`, and `text` or a sound.

    Attributes:
        task_id: of the task that made `video_id`, for relays that want it.
        mode: "text2video" (speaks `text`) or "audio2video".
        text: at most 120 characters, spoken with
        voice_id, voice_language, voice_speed: the same id can exist in zh and en; speed 0.8 to 2.0 in tenths.
        audio_file: mp3, wav, m4a or aac, at most 5 MB; or
        audio_url: the same, as an address.
        seconds: of the source, where it is known; for the price alone, not sent.
        source_digest: of a local video's file, which has a new address each time it is shared; not sent.
    """

    kind: ClassVar[str] = "lip-sync"

    video_id: str = ""
    task_id: str = ""
    video_url: str = ""
    mode: str = "text2video"
    text: str = ""
    voice_id: str = ""
    voice_language: str = ""
    voice_speed: float = 1.0
    audio_file: Media | str = ""
    audio_url: str = ""
    seconds: float | None = None
    source_digest: str = ""

    def check(self) -> None:
        """Raise InputError, naming input, value, limit and remedy."""
        check_source(self.video_id, self.video_url)
        check_address("callback_url", self.callback_url)
        if self.mode == "text2video":
            check_speech(self.text, self.voice_id, self.voice_language, self.voice_speed)
        elif self.mode != "audio2video":
            raise InputError(f"mode is {self.mode!r}; it can be text2video or audio2video.")
        elif bool(self.audio_file) == bool(self.audio_url):
            raise InputError("speech needs either a sound or the address of one. Connect audio, or give audio_url.")
        else:
            check_address("audio_url", self.audio_url)

    def identity(self) -> dict[str, Any]:
        """A local video counts by its content, not by the address it was given this time."""
        fields = super().identity()
        if self.source_digest:
            fields["input"]["video_url"] = f"sha256:{self.source_digest}"
        return fields

    def units(self) -> float | None:
        """0.5 units for each 5 s that are begun; of 10 s where the length is not known."""
        return UNITS_PER_5_S * math.ceil((self.seconds or 10.0) / 5)

    def _values(self) -> dict[str, Any]:
        values = super()._values()
        values.pop("seconds")
        values.pop("source_digest")
        callback_url = values.pop("callback_url")
        if self.mode == "text2video":
            values["voice_speed"] = round(self.voice_speed, 1)
            unused = ("audio_file", "audio_url")
        else:
            values["audio_type"] = "file" if self.audio_file else "url"
            unused = ("text", "voice_id", "voice_language", "voice_speed")
        return {"input": {name: v for name, v in values.items() if name not in unused}, "callback_url": callback_url}


def check_speech(text: str, voice_id: str, language: str, speed: float) -> None:
    """Raise InputError where a text cannot be spoken."""
    if not text.strip():
        raise InputError("text is empty: write what the person says.")
    if len(text) > TEXT_MAX:
        raise InputError(
            f"text has {len(text)} characters and Kling speaks at most {TEXT_MAX}. "
            f"Shorten it by {len(text) - TEXT_MAX}, or connect a sound."
        )
    if not voice_id:
        raise InputError("voice is empty: choose one.")
    if language not in ("zh", "en"):
        raise InputError(f"voice_language is {language!r}; it can be zh or en.")
    if not SPEEDS[0] <= speed <= SPEEDS[1]:
        raise InputError(f"voice_speed is {speed}; it goes from {SPEEDS[0]} to {SPEEDS[1]}.")


def check_source(video_id: str, video_url: str) -> None:
    """Raise InputError unless there is exactly one source."""
    if bool(video_id.strip()) == bool(video_url.strip()):
        raise InputError(
            "The source needs either a video_id or a video_url. Connect the video_id of the node that made the video; "
            "some relays give none, then use its address."
        )
    check_address("video_url", video_url)
