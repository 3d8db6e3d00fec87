"""tasks list and tasks show: reading the journal, changing nothing."""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...tasks import journal as states
from ...tasks.journal import Task
from .. import say
from . import OPEN, text
from .desk import Desk

_HEAD = ("ROW", "STATE", "ACCOUNT", "KIND", "MODEL", "UNITS", "AGE", "TASK ID", "VIDEO OR REASON")
_RIGHT = (_HEAD.index("ROW"), _HEAD.index("UNITS"), _HEAD.index("AGE"))
_LEAST = 24
"""Columns that a path or a reason gets on however narrow a terminal."""


def show_list(desk: Desk, asked: argparse.Namespace) -> int:
    """The tasks, newest first."""
    wanted = {None: (), OPEN: states.OPEN}.get(asked.state, (asked.state,))
    tasks = desk.journal.newest(asked.limit + 1, states=wanted, account=asked.account)
    shown = tasks[: asked.limit]
    if asked.json:
        say(text.as_json(shown))
        return 0
    if not shown:
        say("No task is like that." if asked.state or asked.account else "The journal is empty.")
        return 0
    for line in _table(shown):
        say(line)
    if len(tasks) > len(shown):
        say(f"Older ones are left out; --limit {asked.limit * 5} shows more.")
    return 0


def show(desk: Desk, asked: argparse.Namespace) -> int:
    """Everything about one task."""
    task = desk.find(asked.task)
    if asked.json:
        say(text.as_json(task))
        return 0
    facts = [(name, value) for name, value in _facts(task) if value]
    for line in text.columns(facts):
        say(line)
    say("\nNext:")
    for line in text.columns(list(_next(task))):
        say(f"  {line}")
    return 0


def _table(tasks: Sequence[Task]) -> Iterator[str]:
    now = time.time()
    cells = [_HEAD[:-1], *(_cells(task, now) for task in tasks)]
    left = text.columns([[*row, ""] for row in cells], right=_RIGHT)
    indent = max(text.width(line) for line in left) + 2
    room = _room(indent)
    for line, last in zip(left, [_HEAD[-1], *(_outcome(task, room) for task in tasks)], strict=True):
        yield f"{line}{' ' * (indent - text.width(line))}{last}".rstrip()


def _cells(task: Task, now: float) -> tuple[str, ...]:
    return (
        str(task.id),
        task.state,
        task.account,
        task.kind,
        text.what(task),
        text.cost(task),
        text.ago(task.created_at, now),
        task.task_id or text.NOTHING,
    )


def _room(used: int) -> int:
    """Columns left for the last cell. Whole for a file or a pipe, as nobody sees it break there."""
    if not sys.stdout.isatty():
        return sys.maxsize
    return max(shutil.get_terminal_size().columns - used, _LEAST)


def _outcome(task: Task, room: int) -> str:
    if task.reason and task.state in (states.FAILED, states.UNKNOWN):
        return text.cut(text.plain(task.reason), room)
    return text.cut(task.path, room, keep_end=True)


def _facts(task: Task) -> Iterator[tuple[str, str]]:
    request = json.loads(task.request)
    yield "row", str(task.id)
    yield "state", task.state
    yield "reason", text.plain(task.reason)
    yield "account", task.identity
    yield "kind", task.kind
    yield "model", text.what(task)
    for name in ("prompt", "negative_prompt"):
        yield name.replace("_", " "), text.plain(str(request.pop(name, "")))
    yield "also asked", _others(task, request)
    yield "task id", task.task_id
    yield "external id", task.external_task_id
    yield "video id", task.video_id
    yield "cost", _cost(task)
    yield "written down", text.when(task.created_at)
    yield "sent", text.when(task.sent_at)
    yield "accepted", text.when(task.submitted_at)
    yield "ended", text.when(task.finished_at)
    yield "made in", "" if task.made_in is None else f"{task.made_in:.0f} s"
    yield "worked on by", task.lease_owner.rpartition("/")[0] if task.lease_until > time.time() else ""
    yield "file", _file(task)
    yield "link", task.video_url


def _others(task: Task, request: dict[str, object]) -> str:
    said = {"model_name": task.model, "mode": task.mode, "duration": task.duration}
    left = {name: value for name, value in request.items() if said.get(name) != str(value)}
    return json.dumps(left, ensure_ascii=False) if left else ""


def _cost(task: Task) -> str:
    units = text.cost(task)
    if units == text.NOTHING:
        return ""
    return f"{units.lstrip('~')} units (1 unit = 1 yuan){', estimated' if task.units_estimated else ''}"


def _file(task: Task) -> str:
    if not task.path:
        return ""
    path = Path(task.path)
    return f"{path} ({path.stat().st_size / 1e6:.1f} MB)" if path.is_file() else f"{path} (gone)"


def _next(task: Task) -> Iterator[tuple[str, str]]:
    """What can be done now: a command and what it brings."""
    number = task.id
    if task.state == states.SAVED and Path(task.path).is_file():
        yield f"tasks save {number} --to FILE", "copies the video"
    elif task.state in (states.SAVED, states.SUCCEEDED):
        yield f"tasks save {number}", "fetches the video, which is paid"
    elif task.state == states.SUBMITTED:
        yield f"tasks wait {number}", "waits for the video and saves it; costs nothing"
    elif task.state == states.PREPARED and task.sent_at is None:
        yield f"tasks wait {number}", "follows it; it was not sent yet, so it has cost nothing"
    elif task.state in (states.PREPARED, states.UNKNOWN):
        yield f"tasks wait {number}", "asks whether Kling has it; costs nothing"
    if task.state == states.UNKNOWN:
        if not task.task_id:
            yield f"tasks take-up {number} TASK_ID", "if you find it in the provider's list"
        yield f"tasks give-up {number}", "if it is not there: the same inputs are then sent, and paid, anew"
    if task.state == states.FAILED:
        yield "queue it again", "sends, and pays for, a new task"
        yield f"tasks forget {number}", "drops the row"
