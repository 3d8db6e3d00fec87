"""lip-sync, the older way: a video and a text or a sound, all in one create."""

import math
import re

from ..scenes import Dubbed
from ..sound import Samples, speech_seconds, tone
from .fields import Body, address, choice, illegal, mapping, number, prompt, text, watermark
from .order import Order
from .sounds import check_url, sound_file
from .sources import NO_HUMAN, NOBODY, Past, Source, any_video

VIDEO_SECONDS = (2, 60)
"""How long the video may be (60 s since 2025-06-30)."""
_TEXT_MAX = 120
_SPEED = (0.8, 2.0)
_LANGUAGES = ("zh", "en")
_VOICE_ID = re.compile(r"[A-Za-z0-9_-]{2,64}")
"""Kling's table of voices is not repeated here: what looks like one of them will do."""
_UNITS_PER_5_SECONDS = 0.5
_IN = "input."


def lip_sync(body: Body, past: Past) -> Order:
    asked = mapping(body, "input")
    if asked is None:
        raise illegal("input is required")
    source = any_video(asked, past, where=_IN)
    check_length(source, _IN)
    if not text(asked, "mode", where=_IN):
        raise illegal("input.mode is required")
    speaks = choice(asked, "mode", ("text2video", "audio2video"), "", where=_IN) == "text2video"
    said = _said(asked) if speaks else ""
    heard = _spoken(asked, said) if speaks else _recorded(asked)
    address(body, "callback_url")
    return Order(
        kind="lip-sync",
        model="lip-sync",
        units=lip_sync_units(source.seconds),
        take=Dubbed(parent=source.footage, sound=heard),
        prompt=said,
        parent=source.parent,
        failure=NO_HUMAN if source.empty_of_people or NOBODY in said.lower() else "",
        external_task_id=text(body, "external_task_id"),
        watermark=watermark(body),
    )


def check_length(source: Source, where: str = "") -> None:
    low, high = VIDEO_SECONDS
    if not low <= int(source.seconds) <= high:
        raise illegal(f"{where}video_id: the video must have {low} to {high} s, this one has {source.seconds:g} s")


def lip_sync_units(seconds: float) -> float:
    return _UNITS_PER_5_SECONDS * max(1, math.ceil(int(seconds) / 5))


def _said(asked: Body) -> str:
    said = prompt(asked, "text", limit=_TEXT_MAX, where=_IN)
    if not said.strip():
        raise illegal("input.text is required with mode text2video")
    return said


def _spoken(asked: Body, said: str) -> Samples:
    voice = text(asked, "voice_id", where=_IN)
    if not voice:
        raise illegal("input.voice_id is required with mode text2video")
    if not _VOICE_ID.fullmatch(voice):
        raise illegal(f"input.voice_id value {voice!r} is invalid")
    language = choice(asked, "voice_language", _LANGUAGES, "zh", where=_IN)
    speed = number(asked, "voice_speed", *_SPEED, default=1.0, where=_IN)
    if round(speed, 1) != speed:
        raise illegal(f"input.voice_speed must have at most one decimal, it is {speed}")
    return tone(speech_seconds(said, language, speed))


def _recorded(asked: Body) -> Samples | None:
    if not text(asked, "audio_type", where=_IN):
        raise illegal("input.audio_type is required with mode audio2video")
    if choice(asked, "audio_type", ("file", "url"), "", where=_IN) == "file":
        return sound_file(asked, "audio_file", where=_IN)
    check_url(asked, "audio_url", where=_IN)
    return None
