"""Which job is due when, and the leases by which other processes see that we work on it."""

import contextlib
import heapq
import itertools
import logging
from collections.abc import Callable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from .job import NEVER, Job
from .journal import LEASE_SECONDS, Journal, Task
from .taking_up import follow

log = logging.getLogger("klingkit")

RENEW_EVERY = LEASE_SECONDS / 3


class Agenda:
    """The jobs of one dispatcher, whose lock it relies on.

    Args:
        clock: s since epoch.
    """

    def __init__(self, journal: Journal, clock: Callable[[], float]) -> None:
        self._journal = journal
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._due: list[tuple[float, int, Job]] = []
        self._order = itertools.count()
        self._renewed = 0.0

    def __iter__(self) -> Iterator[Job]:
        return iter(list(self._jobs.values()))

    def find(self, fingerprint: str) -> Job | None:
        """The living job of a task."""
        return self._jobs.get(fingerprint)

    def add(self, job: Job) -> None:
        """Take a job in; `plan` says when it is due."""
        self._jobs[job.task.fingerprint] = job

    def plan(self, job: Job, after: float) -> None:
        """It is due in `after` s, beside what is planned for it already."""
        heapq.heappush(self._due, (self._clock() + after, next(self._order), job))

    def due(self, job: Job) -> float:
        """When a job is due, s since epoch; NEVER where nothing is planned."""
        return next((at for at, _, waiting in self._due if waiting is job), NEVER)

    def cancel(self, job: Job) -> None:
        """Nothing is planned for a job any more."""
        self._due = [entry for entry in self._due if entry[2] is not job]
        heapq.heapify(self._due)

    def next_due(self) -> float:
        """When something is to be done. Keeps the leases of our jobs on the way."""
        while self._due and self._due[0][2].over:
            heapq.heappop(self._due)
        due = self._due[0][0] if self._due else NEVER
        if not self._jobs:
            return due
        now = self._clock()
        if now >= self._renewed + RENEW_EVERY:
            self._renewed = now
            with _logged("Leases could not be renewed"):
                self._journal.renew(self._held())
        return min(due, self._renewed + RENEW_EVERY) if due > now else due

    def pop(self) -> Job | None:
        """The first job that is due, unless it is over by now."""
        if not self._due or self._due[0][0] > self._clock():
            return None
        _, _, job = heapq.heappop(self._due)
        return None if job.over else job

    def remove(self, job: Job) -> None:
        """A job that is over: out of the agenda at once, and its lease given back by `release`."""
        if self._jobs.get(job.task.fingerprint) is job:
            del self._jobs[job.task.fingerprint]

    def release(self, task: Task) -> None:
        """Let other processes have a task."""
        with _logged("A lease could not be given back"):
            self._journal.release([task.id])

    def release_all(self) -> None:
        """Let other processes have all that we work on."""
        self._journal.release(self._held())

    def _held(self) -> list[int]:
        return [job.task.id for job in self._jobs.values() if job.step is not follow]


@contextlib.contextmanager
def _logged(what: str) -> Iterator[None]:
    """A lease is a courtesy to other processes: a database that fails here must not stop our own tasks."""
    try:
        yield
    except SQLAlchemyError:
        log.exception(what)
