"""How many tasks an account may run at once per model, learnt from refusals; who waits is served in order."""

import bisect
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)


@dataclass
class _Lane(Generic[Who]):
    limit: int | None = None
    learnt: int | None = None
    learnt_at: float = 0.0
    running: set[Who] = field(default_factory=set)
    waiting: list[Who] = field(default_factory=list)
    arrivals: dict[Who, int] = field(default_factory=dict)

    def has_room(self) -> bool:
        limits = [limit for limit in (self.limit, self.learnt) if limit is not None]
        return len(self.running) < min(limits) if limits else True

    def queue(self, who: Who) -> None:
        """A place by arrival: who was refused goes back to where it stood."""
        if who not in self.waiting:
            self.arrivals.setdefault(who, len(self.arrivals))
            bisect.insort(self.waiting, who, key=self.arrivals.__getitem__)


class Slots(Generic[Who]):
    """One lane per key (account and model). `Who` is anything hashable that stands for a task.

    Args:
        clock: s since epoch.
        forget_after: s after which a learnt limit is tried again; a refused create costs nothing.
    """

    def __init__(self, clock: Callable[[], float], forget_after: float = 1800.0) -> None:
        self._clock = clock
        self._forget_after = forget_after
        self._lanes: dict[Hashable, _Lane[Who]] = {}
        self._lock = threading.Lock()

    def enter(self, key: Hashable, who: Who, limit: int | None = None) -> bool:
        """Take a slot, or a place in the queue. `limit` is what the account's owner set."""
        with self._lock:
            lane = self._lanes.setdefault(key, _Lane())
            lane.limit = limit
            if lane.learnt and self._clock() - lane.learnt_at > self._forget_after:
                lane.learnt = None
            if who in lane.running:
                return True
            lane.queue(who)
            if lane.waiting[0] != who or not lane.has_room():
                return False
            lane.running.add(lane.waiting.pop(0))
            return True

    def running(self, key: Hashable, who: Who) -> None:
        """Count a task that runs already, e.g. one taken up after a restart."""
        with self._lock:
            self._lanes.setdefault(key, _Lane()).running.add(who)

    def refused(self, key: Hashable, who: Who) -> bool:
        """The provider had no slot for `who`: it waits again, and the lane is as long as it turned out to be.

        Returns:
            Whether one of our own tasks holds a slot, whose end lets `who` in. If not, other programs use up the
            account, and only time helps.
        """
        with self._lock:
            lane = self._lanes[key]
            lane.running.discard(who)
            lane.queue(who)
            lane.learnt = max(1, len(lane.running))
            lane.learnt_at = self._clock()
            return bool(lane.running)

    def leave(self, key: Hashable, who: Who) -> None:
        """Give the slot or the place in the queue back."""
        with self._lock:
            lane = self._lanes.get(key)
            if lane is not None:
                lane.running.discard(who)
                if who in lane.waiting:
                    lane.waiting.remove(who)
                if not lane.waiting:
                    lane.arrivals.clear()

    def next_in(self, key: Hashable) -> Who | None:
        """Who would be let in if it asked now."""
        with self._lock:
            lane = self._lanes.get(key)
            return lane.waiting[0] if lane and lane.waiting and lane.has_room() else None

    def ahead(self, key: Hashable, who: Who) -> int | None:
        """How many wait before `who`; None where it does not wait."""
        with self._lock:
            lane = self._lanes.get(key)
            return lane.waiting.index(who) if lane and who in lane.waiting else None
