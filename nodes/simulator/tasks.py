"""The tasks of all accounts, their slots, and the ledger of what was charged.

A task has no timer: where it stands is worked out from the clock whenever somebody asks.
"""

import threading
import time
from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import dataclass, field

from .answers import Refused
from .auth import Account
from .clips import Clip

_SUBMITTED_SHARE = 0.1
"""The part of its time that a task waits before it is "processing"."""

UNTOLD_FAILURE = "Failure to pass the risk control system"
"""What a task that is made to fail says when no reason was given."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A line of the ledger: one create that was accepted, whatever became of its task."""

    task_id: str
    """Of what is answered at once, the id that it was answered with."""
    external_task_id: str
    kind: str
    model: str
    account: str
    """The last four characters of the key."""
    units: float
    at: float


@dataclass(frozen=True, slots=True)
class Parent:
    """The video that a task's own is made from, as task_info.parent_video tells of it."""

    video_id: str
    """Empty for a video that came as a URL."""
    duration: str
    url: str = ""
    """As it was given; empty: a signed link to our own clip."""


@dataclass(slots=True, kw_only=True)
class Task:
    task_id: str
    video_id: str
    kind: str
    model: str
    mode: str = ""
    prompt: str = ""
    account: Account
    units: float
    clip: Future[Clip] | None
    """None for a task that is going to fail."""
    due_at: float
    external_task_id: str = ""
    watermark: bool | None = None
    """As asked for by watermark_info; None: not asked."""
    parent: Parent | None = None
    failure: str = ""
    created_at: float = field(default_factory=time.time)

    def ended(self) -> bool:
        """A clip that takes longer to draw than the task was to last holds the task up."""
        return time.time() >= self.due_at and (self.clip is None or self.clip.done())

    def reason(self) -> str:
        """Why an ended task failed; empty when it succeeded."""
        if self.failure or self.clip is None:
            return self.failure or UNTOLD_FAILURE
        error = self.clip.exception()
        return f"The simulator could not draw the clip: {error!r}" if error else ""

    def status(self) -> str:
        if self.ended():
            return "failed" if self.reason() else "succeed"
        return "processing" if time.time() >= self._started_at() else "submitted"

    def updated_at(self) -> float:
        """When its status last changed."""
        if self.ended():
            drawn = 0.0 if self.clip is None or self.reason() else self.clip.result().ready_at
            return max(self.due_at, drawn)
        started = self._started_at()
        return started if time.time() >= started else self.created_at

    def _started_at(self) -> float:
        return self.created_at + (self.due_at - self.created_at) * _SUBMITTED_SHARE


class TaskBook:
    """Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: dict[str, Task] = {}
        self._charges: list[Charge] = []
        self._open_at_once = 0

    def check_room(self, account: Account, model: str, external_task_id: str, *, slots: int | None) -> None:
        """Raises Refused where a new task of this account and model cannot be taken."""
        with self._lock:
            mine = [task for task in self._tasks.values() if task.account == account]
        if external_task_id and any(task.external_task_id == external_task_id for task in mine):
            # Kling demands that it is unique and does not document what happens to a second one.
            raise Refused(1201, f"external_task_id {external_task_id!r} is already taken by another task")
        if slots is not None and sum(task.model == model and not task.ended() for task in mine) >= slots:
            raise Refused(1303, "parallel task over resource pack limit")

    def add(self, task: Task) -> None:
        """Takes the task and charges it."""
        charge = Charge(
            task_id=task.task_id,
            external_task_id=task.external_task_id,
            kind=task.kind,
            model=task.model,
            account=task.account.name,
            units=task.units,
            at=task.created_at,
        )
        self.charge(charge)
        with self._lock:
            self._tasks[task.task_id] = task
            # The number of open tasks only grows here, so here is where its peak shows.
            still_open = sum(not other.ended() for other in self._tasks.values())
            self._open_at_once = max(self._open_at_once, still_open)

    def charge(self, charge: Charge) -> None:
        """On its own for what is answered at once, without a task."""
        with self._lock:
            self._charges.append(charge)

    def find(self, account: Account, name: str, *, kinds: Collection[str] | None = None) -> Task:
        """By task id or external task id; `kinds` None: whatever kind. Raises Refused 1203."""
        with self._lock:
            known = self._tasks.get(name)
            tasks = [known] if known else list(self._tasks.values())
        for task in tasks:
            if task.account != account or name not in (task.task_id, task.external_task_id):
                continue
            if kinds is None or task.kind in kinds:
                return task
        raise Refused(1203, f"task not found: {name}")

    def newest_first(self, account: Account, kind: str) -> list[Task]:
        with self._lock:
            tasks = list(self._tasks.values())
        return [task for task in reversed(tasks) if task.account == account and task.kind == kind]

    def by_video(self, video_id: str) -> Task | None:
        with self._lock:
            return next((task for task in self._tasks.values() if task.video_id == video_id), None)

    def finish_all(self) -> None:
        """Lets every open task end now, as soon as its clip is drawn."""
        now = time.time()
        with self._lock:
            for task in self._tasks.values():
                task.due_at = min(task.due_at, now)

    def charges(self) -> list[Charge]:
        with self._lock:
            return list(self._charges)

    def open_at_once(self) -> int:
        with self._lock:
            return self._open_at_once
