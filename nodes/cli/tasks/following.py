"""tasks wait and tasks save: from a row to its file. Neither ever pays."""

import argparse
import math
import shutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import wait as wait_for
from pathlib import Path

from ...kling.errors import CreateUnanswered, KlingError, TaskFailed
from ...tasks import journal as states
from ...tasks import taking_up
from ...tasks.by_hand import called
from ...tasks.job import Job
from ...tasks.journal import Task
from .. import say, tell
from . import text
from .desk import Desk

LOOK_EVERY = 0.2
"""s between two looks at a job."""
_FEW = 3
"""So many questions without an answer are enough for someone who does not want to wait."""

Limit = Callable[[Job], str]
"""Why to stop looking at a job that is not over; "" to go on."""


def wait(desk: Desk, asked: argparse.Namespace) -> int:
    """Wait for a task, however long."""
    return report(follow(desk, desk.find(asked.task), _until(asked.timeout)), asked)


def save(desk: Desk, asked: argparse.Namespace) -> int:
    """Save the video of a finished task, and copy it."""
    target = _target(asked.to) if asked.to else None
    task = follow(desk, desk.find(asked.task), _unless_running)
    if target:
        copied = _copy(Path(task.path), target)
        if not asked.json:
            say(str(copied))
            return 0
    return report(task, asked)


def report(task: Task, asked: argparse.Namespace) -> int:
    """The result of a task that is saved: its path, or its row."""
    say(text.as_json(task) if asked.json else task.path)
    return 0


def follow(desk: Desk, task: Task, limit: Limit) -> Task:
    """Bring a task to its file, or share in what a running ComfyUI does about it.

    Raises:
        KlingError: it failed, cannot be saved, or `limit` says to stop.
    """
    if task.state == states.FAILED:
        raise _failed(task)
    if task.state == states.SAVED and Path(task.path).is_file():
        return task
    with desk.dispatcher() as dispatcher, _Progress() as progress:
        job = dispatcher.resume(task)
        future = job.saved
        while not wait_for([future], timeout=LOOK_EVERY).done:
            if why := limit(job):
                raise KlingError(f"{called(job.task)} {why}")
            progress(job)
        error = future.exception()
        return future.result() if error is None else _raise(desk, task, error)


def _until(minutes: float) -> Limit:
    ends = math.inf if minutes == math.inf else time.monotonic() + minutes * 60
    why = (
        f"is not saved after {minutes:g} min. It goes on; wait again, or queue the same inputs: neither costs anything."
    )
    return lambda _: why if time.monotonic() >= ends else ""


def _unless_running(job: Job) -> str:
    if job.task.state in (states.SUCCEEDED, states.SAVED):
        return ""
    note = "a running ComfyUI works on it" if job.step is taking_up.follow else job.note
    if note == job.note and job.rhythm is None and job.failures < _FEW:
        return ""
    return f"is not finished: {note}. `tasks wait {job.task.id}` waits for it."


def _raise(desk: Desk, task: Task, error: BaseException) -> Task:
    """Say what stopped a task in the words that help at a command line."""
    try:
        now = desk.journal.get(task.id)
    except LookupError:
        raise KlingError(f"{called(task)} was forgotten in the meantime.") from error
    if now.state == states.FAILED:
        raise _failed(now) from error
    if isinstance(error, CreateUnanswered):
        raise KlingError(
            f"{error} Here that is `tasks take-up {task.id} TASK_ID`, and `tasks give-up {task.id}`."
        ) from error
    if isinstance(error, KlingError):
        raise error
    raise KlingError(f"{called(now)} could not be followed: {error}") from error


def _failed(task: Task) -> KlingError:
    if task.task_id:
        return TaskFailed(task.task_id, task.reason)
    return KlingError(f"{called(task)} failed: {task.reason.rstrip('. ') or 'no reason given'}.")


def _target(name: str) -> Path:
    """Checked before anything is fetched."""
    target = Path(name).expanduser().absolute()
    if target.is_dir():
        return target
    if target.exists():
        raise KlingError(f"{target} exists already. Name another file, or remove it first.")
    if not target.parent.is_dir():
        raise KlingError(f"There is no folder {target.parent}. Make it first, or name another one.")
    return target


def _copy(video: Path, target: Path) -> Path:
    if target.is_dir():
        target = _target(str(target / video.name))
    part = target.with_name(f"{target.name}.part")
    try:
        shutil.copyfile(video, part)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise KlingError(f"{video} is saved, but cannot be copied to {target}: {error.strerror}.") from error
    return target


class _Progress:
    """How far a job is: one line rewritten on a terminal, elsewhere a line for each change."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._shown = ""

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_terminal and self._shown:
            self._rewrite("")

    def __call__(self, job: Job) -> None:
        name = job.task.task_id or f"row {job.task.id}"
        if self._is_terminal:
            size = shutil.get_terminal_size().columns - 1
            self._rewrite(text.cut(f"{name}: {text.plain(job.note)}{_elapsed(job)}", size))
        elif (line := f"{name}: {text.plain(job.note)}") != self._shown:
            self._shown = line
            tell(line)

    def _rewrite(self, line: str) -> None:
        if line != self._shown:
            blank = " " * (text.width(self._shown) - text.width(line))
            sys.stderr.write(f"\r{line}{blank}" if line else f"\r{blank}\r")
            sys.stderr.flush()
            self._shown = line


def _elapsed(job: Job) -> str:
    if job.task.submitted_at is None:
        return ""
    expected = f" of about {job.rhythm.expected:.0f} s" if job.rhythm else ""
    return f", {time.time() - job.task.submitted_at:.0f} s{expected}"
