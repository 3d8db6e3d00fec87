"""Everything that one simulator's handlers share, and how a checked create becomes a task."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from .auth import Account, Keys
from .checks import KINDS, Body, Order, Past, identify_face
from .clips import Clips
from .faces import Session, Sessions
from .faults import Plan
from .habits import Habits
from .record import Record
from .tasks import UNTOLD_FAILURE, Charge, Task, TaskBook
from .visit import VISIT

_DAY = 24 * 3600.0
_FACE_UNITS = 0.05

Checked = TypeVar("Checked")


@dataclass(slots=True)
class Settings:
    """May be changed while the simulator runs; what has been created keeps what it was created with."""

    generation_seconds: float
    spread: float
    """Random share by which a task takes longer or shorter: 0.2 is 80 to 120 % of generation_seconds."""
    slots: int | None
    """Tasks that an account may have open per model; None: any number."""
    short_side: int
    """px of a clip's shorter side."""
    link_seconds: float
    external_ids: bool
    """False: the relay that drops external_task_id and cannot be asked by it."""
    kept_seconds: float = 30 * _DAY
    """How long a video can be extended or made to speak."""
    session_seconds: float = _DAY
    """How long the faces that identify-face found are remembered."""
    pack_units: float = 10_000.0
    """What an account's resource pack held at first, as /account/costs tells it; creates go on beyond it."""


@dataclass(slots=True)
class Stage:
    settings: Settings
    keys: Keys
    clips: Clips
    habits: Habits = field(default_factory=Habits)
    book: TaskBook = field(default_factory=TaskBook)
    sessions: Sessions = field(default_factory=Sessions)
    plan: Plan = field(default_factory=Plan)
    record: Record = field(default_factory=Record)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the server ends, so that stalled answers end with it; a new one each time it starts."""
    # Seeded: two runs of a test wait equally long.
    _dice: random.Random = field(default_factory=lambda: random.Random(0))

    async def create(self, kind: str, body: Body, account: Account) -> Task:
        """Checks and takes a create; raises Refused."""
        order = await self._checked(KINDS[kind], body, account)
        return self.open_task(order, account)

    async def identify(self, body: Body, account: Account) -> Session:
        """Finds the faces of a video at once, without a task; raises Refused."""
        found = await self._checked(identify_face, body, account)
        self.sessions.add(found)
        self.book.charge(
            Charge(
                task_id=found.session_id,
                external_task_id="",
                kind="identify-face",
                model="",
                account=account.name,
                units=_FACE_UNITS,
                at=found.opened_at,
            )
        )
        return found

    def open_task(self, order: Order, account: Account) -> Task:
        """Takes, charges and begins to draw; raises Refused where there is no room. Never awaits: slots are exact."""
        kept = self.settings.external_ids and self.habits.external_ids
        external_task_id = order.external_task_id if kept else ""
        self.book.check_room(account, order.model, external_task_id, slots=self.settings.slots)
        planned = VISIT.get().failing
        failure = (planned.reason or UNTOLD_FAILURE) if planned else order.failure
        task = Task(
            task_id=self.habits.new_task_id(order.model),
            video_id=self.habits.new_video_id(order.model),
            kind=order.kind,
            model=order.model,
            mode=order.mode,
            prompt=order.prompt,
            account=account,
            units=order.units,
            clip=None if failure else self.clips.order(order.take, self.settings.short_side),
            due_at=time.time() + self._seconds(),
            external_task_id=external_task_id,
            watermark=order.watermark,
            parent=order.parent,
            failure=failure,
        )
        self.book.add(task)
        return task

    async def _checked(self, check: Callable[[Body, Past], Checked], body: Body, account: Account) -> Checked:
        past = Past(
            account=account,
            book=self.book,
            sessions=self.sessions,
            kept_seconds=self.settings.kept_seconds,
            session_seconds=self.settings.session_seconds,
            needs_task_id=self.habits.parent_task_id,
        )
        # Pictures are decoded meanwhile, which takes its time.
        return await asyncio.to_thread(check, body, past)

    def _seconds(self) -> float:
        share = self._dice.uniform(-1, 1) * self.settings.spread
        return max(0.0, self.settings.generation_seconds * (1 + share))
