"""Kling's newer lip-sync asks first which faces a video shows. That answers at once, and costs 0.05 units."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import answers
from .errors import InputError
from .requests import AdvancedLipSync
from .transport import Reply
from .values import as_id, as_number

IDENTIFY_PATH = "/v1/videos/identify-face"

Post = Callable[[str, dict[str, Any]], Reply]


@dataclass(frozen=True)
class Face:
    """One face and when it is seen, in ms."""

    face_id: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start / 1000:.1f} to {self.end / 1000:.1f} s"


def choose(request: AdvancedLipSync, post: Post, who: str, remark: Callable[[str], object]) -> dict[str, Any]:
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
    remark(f"face {request.face} of {len(faces)}, seen {faces[request.face]}")
    choice = request.face_choice(faces[request.face].face_id)
    fields = {"session_id": as_id(data.get("session_id")) or "", "face_choose": [choice]}
    return fields | ({"callback_url": request.callback_url} if request.callback_url else {})


def _face(row: dict[str, Any]) -> Face:
    start, end = (int(as_number(row.get(name)) or 0) for name in ("start_time", "end_time"))
    return Face(as_id(row.get("face_id")) or "", start, end)


def _data(reply: Reply, who: str) -> dict[str, Any]:
    """The `data` of an answer that comes at once; numbers as text, since ids can be long ones."""
    try:
        tree = json.loads(reply.text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        tree = None
    data = tree.get("data") if isinstance(tree, dict) else None
    if not isinstance(data, dict) or "session_id" not in data:
        raise answers.refused(reply.http, reply.text, who)
    return data
