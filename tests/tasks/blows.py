"""When to kill a process that makes eight videos: at any moment, and in the middle of each thing it does."""

import random
import time

from klingkit.nodes.simulator import Fault, Step

MANY = 8
WHOLE = 3.0
"""s that eight tasks take, about."""

_COUNTED = {"create": "POST create", "query": "GET query", "clip": "GET clip"}
_HELD = {
    "unread": (Fault.SILENCE_BEFORE, Step.CREATE),
    "unanswered": (Fault.SILENCE_AFTER, Step.CREATE),
    "half-read": (Fault.STALLED_BODY, Step.CREATE),
    "half-loaded": (Fault.STALLED_BODY, Step.DOWNLOAD),
}
KINDS = ("moment", *_COUNTED, *_HELD)


class Blow:
    """One kill.

    moment: so many s after the tasks were queued. create, query, clip: as soon as the simulator has heard so many of
    them. unread, unanswered, half-read: while that create waits for its answer, which the simulator holds back;
    half-loaded: while that video is half on the disk.
    """

    def __init__(self, kind, number):
        self.kind = kind
        self.number = number

    def __str__(self):
        return f"{self.kind} {self.number:.2f} s" if self.kind == "moment" else f"{self.kind} {self.number}"

    def raise_(self, simulator):
        """Call before the tasks are queued."""
        self._simulator, self._heard = simulator, simulator.requests
        self._began = time.monotonic()
        if self.kind in _HELD:
            fault, step = _HELD[self.kind]
            simulator.fail(fault, step, after=self.number - 1, times=1)

    def queued(self):
        """Call when they are."""
        self._began = time.monotonic()

    def falls(self, output):
        """Whether it is time. `output` is the folder of the videos."""
        if self.kind == "moment":
            return time.monotonic() - self._began >= self.number
        heard = self._simulator.requests - self._heard
        if self.kind == "half-loaded":
            return heard["GET clip"] >= self.number and any(output.rglob("*.part"))
        return heard[_COUNTED.get(self.kind, "POST create")] >= self.number


def blows(seed, rounds):
    """So many blows; each kind comes equally often, in random order."""
    chance = random.Random(seed)  # noqa: S311  (a series that can be repeated, no secret)
    kinds = [kind for _ in range(-(-rounds // len(KINDS))) for kind in chance.sample(KINDS, len(KINDS))]
    return [Blow(kind, _number(kind, chance)) for kind in kinds[:rounds]]


def _number(kind, chance):
    return chance.uniform(0, WHOLE) if kind == "moment" else chance.randint(1, MANY)
