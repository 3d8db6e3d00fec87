"""Kling's newer lip-sync needs two answers first: which faces a video shows, and for a text its sound.

Both calls answer at once and cost 0.05 units each. A lost answer stops here: nothing is repeated by itself.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import answers
from .errors import InputError, Unanswered
from .requests import AdvancedLipSync
from .transport import Reply
from .values import as_id, as_link, as_number

IDENTIFY_PATH = "/v1/videos/identify-face"
SPEECH_PATH = "/v1/audio/tts"

Post = Callable[[str, dict[str, Any]], Reply]


@dataclass(frozen=True)
class Face:
    """One face and when it is seen, in ms."""

    face_id: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start / 1000:.1f} to {self.end / 1000:.1f} s"


def choose(request: AdvancedLipSync, post: Post, who: str) -> dict[str, Any]:
    """The fields of the create: session, and the chosen face with its sound.

    Raises:
        InputError: the video shows no such face; names those that it shows.
        Refused, Unanswered, NotConnected: as everywhere.
    """
    source = {"video_id": request.video_id} if request.video_id else {"video_url": request.video_url}
    data = _data(post(IDENTIFY_PATH, source), who)
    faces = [_face(row) for row in data.get("face_data") or []]
    if request.face >= len(faces):
        shown = "; ".join(f"face {number}: {face}" for number, face in enumerate(faces)) or "none"
        raise InputError(f"face is {request.face}, and Kling sees these in the video: {shown}. Choose one of them.")
    face = faces[request.face]
    sound, sound_ms = _sound(request, post, who)
    choice = request.face_choice(face.face_id, sound, sound_ms)
    fields = {"session_id": as_id(data.get("session_id")) or "", "face_choose": [choice]}
    return fields | ({"callback_url": request.callback_url} if request.callback_url else {})


def _face(row: dict[str, Any]) -> Face:
    start, end = (int(as_number(row.get(name)) or 0) for name in ("start_time", "end_time"))
    return Face(as_id(row.get("face_id")) or "", start, end)


def _sound(request: AdvancedLipSync, post: Post, who: str) -> tuple[dict[str, str], int]:
    if request.sound_file:
        text = request.sound_file if isinstance(request.sound_file, str) else request.sound_file.text
        return {"sound_file": text}, request.sound_ms
    spoken = {
        "text": request.text,
        "voice_id": request.voice_id,
        "voice_language": request.voice_language,
        "voice_speed": round(request.voice_speed, 1),
    }
    audios = (_data(post(SPEECH_PATH, spoken), who).get("task_result") or {}).get("audios") or [{}]
    audio_id, url = as_id(audios[0].get("id")), as_link(audios[0].get("url"))
    if not audio_id and not url:
        raise Unanswered(f"{who} gave no sound for the text.")
    sound_ms = int((as_number(audios[0].get("duration")) or 0) * 1000)
    return ({"audio_id": audio_id} if audio_id else {"sound_file": url or ""}), sound_ms


def _data(reply: Reply, who: str) -> dict[str, Any]:
    """The `data` of an answer that comes at once; numbers as text, since ids can be long ones."""
    try:
        tree = json.loads(reply.text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        tree = None
    data = tree.get("data") if isinstance(tree, dict) else None
    if not isinstance(data, dict) or not ("session_id" in data or "task_result" in data):
        raise answers.refused(reply.http, reply.text, who)
    return data
