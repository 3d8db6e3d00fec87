"""The journal: every paid task this machine knows, on disk before it is sent.

    prepared ── submitted ── succeeded ── saved
        │           └─────────── failed
        └── unknown: a create whose answer was lost, or a task that the provider denies; a person decides

SQLite in WAL mode with full synchronisation: what a method has returned survives a pulled plug.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from .database import is_alive, open_engine, own_name
from .migrations import migrate
from .news import News
from .origin import Origin, drop_unused, keep
from .tables import sources, tasks

PREPARED, SUBMITTED, SUCCEEDED, SAVED, FAILED, UNKNOWN = (
    "prepared",
    "submitted",
    "succeeded",
    "saved",
    "failed",
    "unknown",
)
OPEN = (PREPARED, SUBMITTED, SUCCEEDED)
"""States in which there is something left to do that needs no person."""

GIVEN_UP = "given up knowingly"
"""How the reason of a task begins that a person gave up: failed, and perhaps charged all the same."""

LEASE_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Task:
    """One row. Times are s since epoch; `units` are Kling's (1 unit = 1 yuan); `made_in` is s at the provider,
    `seconds` the length of the video.

    `sent_at` is written just before a create goes out and taken back when it certainly did not arrive: a prepared task
    without it costs nothing, one with it may be running.

    `revision` grows with every write but that of a lease: of two states of a row, the later one has the greater.
    `prompt` to `source` are for the page: see origin.py.
    """

    id: int = 0
    external_task_id: str
    fingerprint: str
    account: str
    identity: str
    kind: str
    model: str = ""
    mode: str = ""
    duration: str = ""
    request: str = "{}"
    prefix: str = ""
    state: str = PREPARED
    task_id: str = ""
    video_id: str = ""
    video_url: str = ""
    seconds: float | None = None
    path: str = ""
    reason: str = ""
    units: float | None = None
    units_estimated: bool = True
    made_in: float | None = None
    created_at: float = 0.0
    sent_at: float | None = None
    submitted_at: float | None = None
    finished_at: float | None = None
    lease_owner: str = field(default="", compare=False)
    lease_until: float = field(default=0.0, compare=False)
    revision: int = field(default=0, compare=False)
    prompt: str = ""
    graph: str = ""
    node: str = ""
    run: int = 0
    item: int = 0
    items: int = 1
    source: str = ""


class TakenOver(Exception):
    """Our lease ran out, as when this machine slept, and another process works on the task by now."""


class Journal:
    """All reading and writing of tasks. Threads and processes may share one database.

    Args:
        url: an SQLAlchemy database URL.
        clock: s since epoch.
        heard: told of each row that this process has written, when it is on disk; not of leases.
        gone: told the number of each row that this process has dropped.
    """

    def __init__(
        self,
        url: str,
        clock: Callable[[], float] = time.time,
        *,
        heard: Callable[[Task], object] | None = None,
        gone: Callable[[int], object] | None = None,
    ) -> None:
        self._engine = open_engine(url)
        self._clock = clock
        self._news = News(heard, gone)
        self._latest = 0
        self._lock = threading.Lock()
        self.owner = own_name()
        with self._engine.begin() as connection:
            migrate(connection)

    def add(self, task: Task, origin: Origin | None = None) -> tuple[Task, bool]:
        """Write a task down, leased to us; or give the living one with the same fingerprint.

        Returns:
            The task as it stands on disk, and whether it is new.
        """
        until = self._clock() + LEASE_SECONDS
        row = _columns(task, without=("id",)) | {"lease_owner": self.owner, "lease_until": until}
        row["created_at"] = row["created_at"] or self._clock()
        row |= {"revision": self._stamp()} | (origin.columns() if origin else {})
        while True:
            try:
                with self._engine.begin() as connection:
                    keep(connection, origin)
                    key = connection.execute(tasks.insert().values(row)).inserted_primary_key
                return self._told(key[0] if key else 0), True
            except IntegrityError:
                living = self.find(task.fingerprint)
                if living is not None:
                    return living, False

    def get(self, id: int) -> Task:
        """The row as it stands. Raises LookupError where there is none."""
        task = self._first(select(tasks).where(tasks.c.id == id))
        if task is None:
            raise LookupError(f"The journal has no row {id}.")
        return task

    def change(self, task: Task, **values: Any) -> Task:
        """Write new values of a task and give it back as it stands now."""
        with self._engine.begin() as connection:
            connection.execute(update(tasks).where(tasks.c.id == task.id).values(values | self._revised()))
        return self._told(task.id)

    def bring(self, task: Task, origin: Origin) -> Task:
        """Note that a task which exists already is what a newer run of a node wanted, too."""
        with self._engine.begin() as connection:
            keep(connection, origin)
            values = origin.columns() | self._revised()
            connection.execute(update(tasks).where(tasks.c.id == task.id).values(values))
            drop_unused(connection, task.source)
        return self._told(task.id)

    def change_unsent(self, task: Task, **values: Any) -> Task:
        """As `change`, for what must not happen to a task that another process has meanwhile taken over and sent.

        Raises:
            TakenOver: it is no longer ours, or no longer unsent; nothing was written.
        """
        ours = and_(tasks.c.lease_owner == self.owner, tasks.c.state == PREPARED, tasks.c.sent_at.is_(None))
        with self._engine.begin() as connection:
            renewed = {"lease_until": self._clock() + LEASE_SECONDS} | self._revised()
            changed = connection.execute(update(tasks).where(tasks.c.id == task.id, ours).values(values | renewed))
        if changed.rowcount != 1:
            raise TakenOver(f"Row {task.id} has been taken over by another process.")
        return self._told(task.id)

    def find(self, fingerprint: str) -> Task | None:
        """The living task with this fingerprint: any state but failed."""
        return self._first(select(tasks).where(tasks.c.fingerprint == fingerprint, tasks.c.state != FAILED))

    def by_task_id(self, task_id: str) -> list[Task]:
        """The tasks with the provider's id, newest first; several where accounts of two providers share one."""
        return self.read(select(tasks).where(tasks.c.task_id == task_id).order_by(tasks.c.id.desc()))

    def by_video_id(self, video_id: str) -> Task | None:
        """The task that made a video."""
        return self._first(select(tasks).where(tasks.c.video_id == video_id).order_by(tasks.c.id.desc()))

    def open_tasks(self) -> list[Task]:
        """What is left to do, oldest first."""
        return self.read(select(tasks).where(tasks.c.state.in_(OPEN)).order_by(tasks.c.id))

    def lease(self, task: Task) -> bool:
        """Take a task over, unless a living process works on it."""
        now = self._clock()
        free = or_(tasks.c.lease_owner == self.owner, tasks.c.lease_until < now)
        if not is_alive(task.lease_owner):
            free = or_(free, tasks.c.lease_owner == task.lease_owner)
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(tasks)
                .where(and_(tasks.c.id == task.id, free))
                .values(lease_owner=self.owner, lease_until=now + LEASE_SECONDS)
            )
        return changed.rowcount == 1

    def renew(self, ids: Iterable[int]) -> None:
        """Keep our leases for another LEASE_SECONDS."""
        with self._engine.begin() as connection:
            connection.execute(
                update(tasks)
                .where(tasks.c.id.in_(list(ids)), tasks.c.lease_owner == self.owner)
                .values(lease_until=self._clock() + LEASE_SECONDS)
            )

    def release(self, ids: Iterable[int]) -> None:
        """Let others have these tasks."""
        with self._engine.begin() as connection:
            connection.execute(
                update(tasks).where(tasks.c.id.in_(list(ids)), tasks.c.lease_owner == self.owner).values(lease_until=0)
            )

    def history(self, task: Task, limit: int = 50) -> list[float]:
        """How many s the last tasks of this account, kind, model, mode and length took at the provider."""
        alike = [tasks.c[name] == getattr(task, name) for name in ("identity", "kind", "model", "mode", "duration")]
        query = select(tasks.c.made_in).where(*alike, tasks.c.made_in.is_not(None))
        with self._engine.connect() as connection:
            return [float(seconds) for seconds in connection.scalars(query.order_by(tasks.c.id.desc()).limit(limit))]

    def spent(self, identity: str, since: float, before: int | None = None) -> float:
        """Units of an account's tasks since then, up to row `before`."""
        query = select(func.coalesce(func.sum(tasks.c.units), 0.0)).where(
            tasks.c.identity == identity, tasks.c.created_at >= since, charged()
        )
        if before is not None:
            query = query.where(tasks.c.id < before)
        with self._engine.connect() as connection:
            return float(connection.scalar(query) or 0)

    def source(self, task: Task) -> bytes | None:
        """The packed workflow and prompt that a task comes from, where they were kept."""
        found = self.rows(select(sources.c.content).where(sources.c.digest == task.source))
        return bytes(found[0].content) if found else None

    def forget(self, task: Task) -> None:
        """Drop the row, and its source where no other row is of it. The file stays."""
        with self._engine.begin() as connection:
            connection.execute(tasks.delete().where(tasks.c.id == task.id))
            drop_unused(connection, task.source)
        self._news.gone(task.id)

    def newest(self, limit: int, *, states: Iterable[str] = (), account: str = "") -> list[Task]:
        """The last tasks, newest first; of these states and this account only, where given."""
        query = select(tasks).order_by(tasks.c.id.desc()).limit(limit)
        if wanted := list(states):
            query = query.where(tasks.c.state.in_(wanted))
        return self.read(query.where(tasks.c.account == account) if account else query)

    def named(self, name: str) -> list[Task]:
        """The tasks that a row number, a task_id or an external_task_id stands for, newest first."""
        same = or_(tasks.c.task_id == name, tasks.c.external_task_id == name)
        if name.isdecimal() and len(name) < 10:  # Kling's own ids are longer numbers, too long for a row's column
            same = or_(same, tasks.c.id == int(name))
        return self.read(select(tasks).where(same).order_by(tasks.c.id.desc()))

    def rows(self, query: Executable) -> Sequence[Row[Any]]:
        """What a query gives, for who asks after more than whole tasks."""
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def read(self, query: Select[Any]) -> list[Task]:
        """The tasks that a query over all columns gives."""
        with self._engine.connect() as connection:
            return [Task(**row) for row in connection.execute(query).mappings()]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _stamp(self) -> int:
        """A revision greater than any before it of this process, also where its clock stands still or is set back."""
        with self._lock:
            self._latest = max(self._latest + 1, int(self._clock() * 1_000_000))
            return self._latest

    def _revised(self) -> dict[str, Any]:
        """And greater than the row's own, which another process may have written by another clock."""
        stamp, following = self._stamp(), tasks.c.revision + 1
        return {"revision": case((following > stamp, following), else_=stamp)}

    def _told(self, id: int) -> Task:
        task = self.get(id)
        self._news.changed(task)
        return task

    def _first(self, query: Select[Any]) -> Task | None:
        found = self.read(query.limit(1))
        return found[0] if found else None


def charged() -> ColumnElement[bool]:
    """Whether a row counts as spent: failed tasks are free, unless given up."""
    return or_(tasks.c.state != FAILED, tasks.c.reason.startswith(GIVEN_UP))


def _columns(task: Task, without: tuple[str, ...]) -> dict[str, Any]:
    return {column.name: getattr(task, column.name) for column in fields(task) if column.name not in without}
