"""A job: this process's errand around one task, from its row in the journal to its file on disk."""

import dataclasses
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..kling.client import Client
from ..kling.requests import Request
from .downloads import Limits
from .journal import Journal, Task
from .slots import Slots

if TYPE_CHECKING:
    from .rhythm import Rhythm

NEVER = float("inf")


@dataclass(frozen=True)
class Next:
    """What a step wants done after it: another step, `after` s from now. NEVER waits until someone wakes the job."""

    step: "Step"
    after: float = 0.0


@dataclass(frozen=True)
class Done:
    """The job is over; `error` is what its waiters get instead of a file."""

    error: Exception | None = None


Step = Callable[["Job", "Tools"], Next | Done]
"""One piece of work, done in a worker thread. It may block on the network; it never sleeps."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait where something goes wrong, in s. Tests and simulated clocks hand in their own."""

    retry_first: float = 1.0
    retry_longest: float = 30.0
    second_look: float = 5.0
    """Between two questions of which both must say "no such task" before it counts."""
    for_a_person: float = 60.0
    """Until the next try where a person must act first: a wrong key, an account that is gone."""
    ask_every: float = 1.0
    """The shortest time between two questions about a task."""
    follow: float = 2.0
    """Between two looks at a task that another process works on."""
    connect_tries: int = 5
    download_tries: int = 8
    ask_for: float = 24 * 3600.0
    """A task not finished by then is left in the journal, to be asked again at the next start."""

    def retry(self, failures: int) -> float:
        """s to wait after so many failures in a row."""
        return min(self.retry_first * 2 ** (failures - 1), self.retry_longest)


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What the steps work with; the dispatcher owns it."""

    journal: Journal
    slots: "Slots[Job]"
    clock: Callable[[], float]
    patience: Patience
    folder: Path
    check_video: Callable[[Path], object]
    limits: Limits
    client: Callable[[Task], Client]
    """The client of a task's account. Raises AccountError where that account is gone or is another one by now."""
    rhythm: Callable[[Task], "Rhythm"]


@dataclass(eq=False)
class Job:
    """What a node waits on.

    Attributes:
        task: the row as last written.
        request: what to send; None where only the row is known, as after a restart.
        submitted, saved: end with the task, or with the error a waiter gets. An error may be followed by new futures
            while the job goes on: a wrong key stops the wait, not the task.
        note: what it is waiting for, in a few words.
        remark: what was found when it was sent, such as the face that speaks.
        waiters, abandoned: how many hold it, and whether the last of them has left.
        resent: the create goes out again, since the provider says that it knows nothing of the first.
        hinted, asked_early: a rumour says that it is worth asking; when one was last followed, s since epoch.
        busy, parked, over: a worker is at it; it waits for a slot; it has ended.
    """

    task: Task
    step: Step
    request: Request | None = None
    submitted: "Future[Task]" = field(default_factory=lambda: _future())
    saved: "Future[Task]" = field(default_factory=lambda: _future())
    note: str = "preparing"
    remark: str = ""
    failures: int = 0
    looks: int = 0
    resent: bool = False
    rhythm: "Rhythm | None" = None
    waiters: int = 0
    abandoned: bool = False
    busy: bool = False
    parked: bool = False
    hinted: bool = False
    asked_early: float = 0.0
    over: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def lane(self) -> tuple[str, str]:
        """Kling counts slots per account and model."""
        return (self.task.identity, self.task.model)

    def remarked(self, remark: str) -> None:
        """Keep a remark for the node."""
        self.remark = remark

    def tell(self, error: Exception) -> None:
        """Give the present waiters an error while the job goes on for later ones."""
        with self.lock:
            told, self.submitted, self.saved = (self.submitted, self.saved), _future(), _future()
            if self.task.task_id:
                self.submitted.set_result(self.task)
        _end(told, error)

    def has_task_id(self) -> None:
        """The task exists: who only wanted its id may go."""
        with self.lock:
            if not self.submitted.done():
                self.submitted.set_result(self.task)

    def finish(self, error: Exception | None) -> None:
        """The last word."""
        with self.lock:
            self.over = True
            if error is None:
                self.has_task_id()
                self.saved.set_result(self.task)
            else:
                _end((self.submitted, self.saved), error)

    def change(self, journal: Journal, **values: object) -> Task:
        """Write to the journal and keep what it holds now."""
        self.task = journal.change(self.task, **values) if self.task.id else dataclasses.replace(self.task, **values)
        return self.task


def _future() -> "Future[Task]":
    future: Future[Task] = Future()
    future.set_running_or_notify_cancel()  # so that a waiter who leaves cannot cancel it for the others
    return future


def _end(futures: "tuple[Future[Task], ...]", error: Exception) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error)
