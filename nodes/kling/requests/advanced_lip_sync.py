"""identify-face, then POST /v1/videos/advanced-lip-sync: one of the people in a video moves the mouth to a sound."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import InputError
from .base import Media, Request, check_address
from .lip_sync import UNITS_PER_5_S, check_source

VOLUMES = (0.0, 2.0)
FACES_UNITS = 0.05
SHORTEST_MS = 2000


@dataclass(frozen=True, kw_only=True)
class AdvancedLipSync(Request):
    """What shapes the video. The session and the face's id are asked for when it is sent, and end after a day.

    Attributes:
        face: which of the faces that Kling finds, counted from 0 in the order of its answer.
        sound_file: mp3, wav, m4a or aac, at most 5 MB, 2 to 60 s; Media or an address. A text cannot be spoken here.
        sound_start_time, sound_end_time: ms; the part of the sound that is used, at least 2 s. End 0: as much as fits.
        sound_insert_time: ms on the video's time line.
        sound_volume, original_audio_volume: 0 to 2; 0 is mute.
        sound_ms, seconds: how long the sound and the video are, where that is known.
        source_digest: of a local video's file, which has a new address each time it is shared.
    """

    kind: ClassVar[str] = "advanced-lip-sync"

    video_id: str = ""
    task_id: str = ""
    video_url: str = ""
    face: int = 0
    sound_file: Media | str = ""
    sound_start_time: int = 0
    sound_end_time: int = 0
    sound_insert_time: int = 0
    sound_volume: float = 1.0
    original_audio_volume: float = 1.0
    sound_ms: int = 0
    seconds: float | None = None
    source_digest: str = ""

    def check(self) -> None:
        """Raise InputError, naming input, value, limit and remedy."""
        check_source(self.video_id, self.video_url)
        check_address("callback_url", self.callback_url)
        if not self.sound_file:
            raise InputError("speech is missing: the engine `face` moves the mouth to a sound. Connect audio.")
        if self.face < 0:
            raise InputError(f"face is {self.face}; faces are counted from 0.")
        for name in ("sound_volume", "original_audio_volume"):
            volume = getattr(self, name)
            if not VOLUMES[0] <= volume <= VOLUMES[1]:
                raise InputError(f"{name} is {volume}; it goes from {VOLUMES[0]:g} to {VOLUMES[1]:g}.")
        end = self._sound_end()
        if end - self.sound_start_time < SHORTEST_MS:
            raise InputError(
                f"The sound is used from {self.sound_start_time} to {end} ms, which is less than the {SHORTEST_MS} ms "
                f"that Kling wants. Use more of it."
            )

    def identity(self) -> dict[str, Any]:
        """A local video counts by its content, not by the address it was given this time."""
        fields = super().identity()
        return fields | {"video_url": ""} if self.source_digest else fields

    def units(self) -> float | None:
        """Lip-sync's price, and what finding the faces costs."""
        return UNITS_PER_5_S * math.ceil((self.seconds or 10.0) / 5) + FACES_UNITS

    def face_choice(self, face_id: str) -> dict[str, Any]:
        """The one element of `face_choose`."""
        return {
            "face_id": face_id,
            "sound_file": self.sound_file if isinstance(self.sound_file, str) else self.sound_file.text,
            "sound_start_time": self.sound_start_time,
            "sound_end_time": self._sound_end(),
            "sound_insert_time": self.sound_insert_time,
            "sound_volume": self.sound_volume,
            "original_audio_volume": self.original_audio_volume,
        }

    def _sound_end(self) -> int:
        """ms: as given, else so that the sound does not outlast the video, which Kling refuses."""
        if self.sound_end_time or not self.seconds:
            return self.sound_end_time or self.sound_ms
        room = int(self.seconds * 1000) - self.sound_insert_time + self.sound_start_time
        return min(self.sound_ms, room)
