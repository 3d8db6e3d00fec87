"""identify-face, then POST /v1/videos/advanced-lip-sync: one of the people in a video moves the mouth to a sound."""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import InputError
from .base import Media, Request, check_address
from .lip_sync import UNITS_PER_5_S, check_source, check_speech

VOLUMES = (0.0, 2.0)
FACES_UNITS = 0.05
SPEECH_UNITS = 0.05
SHORTEST_MS = 2000


@dataclass(frozen=True, kw_only=True)
class AdvancedLipSync(Request):
    """What shapes the video. The session and the face's id are asked for when it is sent, and end after a day.

    Attributes:
        face: which of the faces that Kling finds, counted from 0 in the order of its answer.
        text, voice_id, voice_language, voice_speed: spoken first by Kling's text to speech; or else
        sound_file: mp3, wav, m4a or aac, at most 5 MB, 2 to 60 s; Media or an address.
        sound_start_time, sound_end_time: ms; the part of the sound that is used, at least 2 s. End 0: to its end.
        sound_insert_time: ms on the video's time line.
        sound_volume, original_audio_volume: 0 to 2; 0 is mute.
        sound_ms: how long the sound is, where it is known.
    """

    kind: ClassVar[str] = "advanced-lip-sync"

    video_id: str = ""
    task_id: str = ""
    video_url: str = ""
    face: int = 0
    text: str = ""
    voice_id: str = ""
    voice_language: str = ""
    voice_speed: float = 1.0
    sound_file: Media | str = ""
    sound_start_time: int = 0
    sound_end_time: int = 0
    sound_insert_time: int = 0
    sound_volume: float = 1.0
    original_audio_volume: float = 1.0
    sound_ms: int = 0
    seconds: float | None = None

    def check(self) -> None:
        """Raise InputError, naming input, value, limit and remedy."""
        check_source(self.video_id, self.video_url)
        check_address("callback_url", self.callback_url)
        if not self.sound_file:
            check_speech(self.text, self.voice_id, self.voice_language, self.voice_speed)
        if self.face < 0:
            raise InputError(f"face is {self.face}; faces are counted from 0.")
        for name in ("sound_volume", "original_audio_volume"):
            volume = getattr(self, name)
            if not VOLUMES[0] <= volume <= VOLUMES[1]:
                raise InputError(f"{name} is {volume}; it goes from {VOLUMES[0]:g} to {VOLUMES[1]:g}.")
        end = self.sound_end_time or self.sound_ms
        if end and end - self.sound_start_time < SHORTEST_MS:
            raise InputError(
                f"The sound is used from {self.sound_start_time} to {end} ms, which is less than the {SHORTEST_MS} ms "
                f"that Kling wants. Use more of it."
            )

    def units(self) -> float | None:
        """Lip-sync's price, and what finding the faces and speaking the text cost."""
        speech = 0.0 if self.sound_file else SPEECH_UNITS
        return UNITS_PER_5_S * math.ceil((self.seconds or 10.0) / 5) + FACES_UNITS + speech

    def face_choice(self, face_id: str, sound: dict[str, str], sound_ms: int) -> dict[str, Any]:
        """The one element of `face_choose`. `sound` is {"audio_id": ...} or {"sound_file": ...}."""
        return {
            "face_id": face_id,
            **sound,
            "sound_start_time": self.sound_start_time,
            "sound_end_time": self.sound_end_time or self.sound_ms or sound_ms,
            "sound_insert_time": self.sound_insert_time,
            "sound_volume": self.sound_volume,
            "original_audio_volume": self.original_audio_volume,
        }
