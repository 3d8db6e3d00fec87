"""The videos that a create builds on: by id, of this account and young enough, or by a URL, which is never fetched."""

import time
from dataclasses import dataclass

from ..answers import Refused
from ..auth import Account
from ..faces import Sessions
from ..scenes import Footage, Scene
from ..tasks import Parent, Task, TaskBook
from .fields import Body, illegal, text

NOBODY = "nobody"
"""Of a video whose prompt has this word, or a text that has it, Kling says that there is no human in it."""
NO_HUMAN = "there is no human in the video"

_DAY = 24 * 3600.0
_UNKNOWN_SECONDS, _UNKNOWN_ASPECT = 5, 16 / 9
"""What a video by URL is taken for."""


@dataclass(frozen=True, slots=True)
class Past:
    """What an account has made so far, for the kinds that build on it."""

    account: Account
    book: TaskBook
    sessions: Sessions
    kept_seconds: float
    """A video that is older cannot be used any more."""
    session_seconds: float
    """How long the faces that were found are remembered."""
    needs_task_id: bool = False
    """The provider wants the id of the task that made a video next to the video's own."""


@dataclass(frozen=True, slots=True)
class Source:
    """A video to build on."""

    parent: Parent
    footage: Footage | Scene
    seconds: float
    task: Task | None = None
    """None for a video by URL."""

    @property
    def empty_of_people(self) -> bool:
        return self.task is not None and NOBODY in self.task.prompt.lower()


def own_video(body: Body, past: Past, *, where: str = "") -> Source:
    """The video that video_id names; 1203 where this account has none, 1201 where it is too old or another task's."""
    video_id = text(body, "video_id", where=where)
    if not video_id:
        raise illegal(f"{where}video_id is required")
    task = past.book.by_video(video_id)
    if task is None or task.account != past.account or task.clip is None or task.status() != "succeed":
        raise Refused(1203, f"{where}video_id: video is not found: {video_id}")
    if past.needs_task_id:
        _check_task(body, task, where)
    if time.time() - task.updated_at() > past.kept_seconds:
        days = past.kept_seconds / _DAY
        raise illegal(f"{where}video_id: the video is older than {days:g} days and can not be used any more")
    clip = task.clip.result()
    return Source(Parent(video_id, clip.shape.duration), clip.footage, clip.shape.milliseconds / 1000, task)


def any_video(body: Body, past: Past, *, where: str = "") -> Source:
    """The video of video_id or of video_url: one of them must be given, and an empty text counts as none."""
    named, linked = text(body, "video_id", where=where), text(body, "video_url", where=where)
    if bool(named) == bool(linked):
        raise illegal(f"{where}video_id and {where}video_url: exactly one of them must be given")
    if named:
        return own_video(body, past, where=where)
    if not linked.startswith(("http://", "https://")):
        raise illegal(f"{where}video_url must be an http or https address")
    scene = Scene(seconds=_UNKNOWN_SECONDS, aspect=_UNKNOWN_ASPECT, caption="video by URL, not fetched")
    return Source(Parent("", f"{_UNKNOWN_SECONDS}", linked), scene, _UNKNOWN_SECONDS)


def _check_task(body: Body, task: Task, where: str) -> None:
    task_id = text(body, "task_id", where=where)
    if not task_id:
        raise illegal(f"{where}task_id is required next to {where}video_id")
    if task_id != task.task_id:
        raise illegal(f"{where}task_id and {where}video_id do not belong together")
