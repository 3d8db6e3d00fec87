"""Everything that one simulator's handlers share, and how a checked create becomes a task."""

import asyncio
import random
import time
from concurrent.futures import Future
from dataclasses import dataclass, field

from PIL import Image

from .auth import Account, Keys
from .checks import Order
from .clip import Shape, gradient
from .clips import Clip, Clips
from .faults import Plan
from .record import Record
from .tasks import UNTOLD_FAILURE, Task, TaskBook

_NOT_FETCHED = "picture by URL, not fetched"


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


@dataclass(slots=True)
class Stage:
    settings: Settings
    keys: Keys
    clips: Clips
    book: TaskBook = field(default_factory=TaskBook)
    plan: Plan = field(default_factory=Plan)
    record: Record = field(default_factory=Record)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the server ends, so that stalled answers end with it; a new one each time it starts."""
    # Seeded: two runs of a test wait equally long.
    _dice: random.Random = field(default_factory=lambda: random.Random(0))

    def open_task(self, order: Order, account: Account, *, failing: bool, reason: str) -> Task:
        """Takes, charges and begins to draw; raises Refused where there is no room. Never awaits: slots are exact."""
        external_task_id = order.external_task_id if self.settings.external_ids else ""
        self.book.check_room(account, order.model, external_task_id, slots=self.settings.slots)
        task = Task(
            kind=order.kind,
            model=order.model,
            account=account,
            units=order.units,
            clip=None if failing else self._clip(order),
            due_at=time.time() + self._seconds(),
            external_task_id=external_task_id,
            watermark=order.watermark,
            failure=(reason or UNTOLD_FAILURE) if failing else "",
        )
        self.book.add(task)
        return task

    def _seconds(self) -> float:
        share = self._dice.uniform(-1, 1) * self.settings.spread
        return max(0.0, self.settings.generation_seconds * (1 + share))

    def _clip(self, order: Order) -> Future[Clip]:
        shape = Shape.of(order.aspect, short_side=self.settings.short_side, seconds=order.seconds)
        sent = order.picture
        image = sent.image if sent else None
        if image is not None and sent is not None:
            return self.clips.order(sent.digest, shape, lambda: image)
        caption = _NOT_FETCHED if sent else order.caption

        def drawn() -> Image.Image:
            return gradient(order.aspect, caption)

        return self.clips.order(caption, shape, drawn)
