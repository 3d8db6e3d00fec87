"""When to ask a task next: rarely while it cannot be ready, densely around its usual time, ever less after."""

import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

FEW = 3
"""So many tasks of its own tell more than the published average."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """The asking times of one kind of task.

    Attributes:
        expected: s that a task usually takes.
        early, late: s between which nearly all of them finish.
        step: s between two questions within that time.
        slowest: s between two questions when a task is very late.
    """

    expected: float
    early: float
    late: float
    step: float
    slowest: float = 30.0

    def first(self, elapsed: float = 0.0) -> float:
        """s to wait before the first question of a task submitted `elapsed` s ago."""
        return self._jitter(max(self.early - elapsed, 0.0) if self.early else self.step)

    def next(self, elapsed: float) -> float:
        """s to wait after a question that found it running `elapsed` s after it was submitted."""
        if elapsed < self.early:
            return self._jitter(self.early - elapsed)
        if elapsed <= self.late:
            return self._jitter(self.step if self.early else max(self.step, elapsed / 10))
        return self._jitter(min(max(self.step, (elapsed - self.late) / 5), self.slowest))

    def _jitter(self, seconds: float) -> float:
        return seconds * random.uniform(0.95, 1.05)  # noqa: S311  (spreads load, hides nothing)


def learn(seconds: Sequence[float], published: float, shortest: float) -> Rhythm:
    """The rhythm from this account's last tasks of a kind, or from the published average where there are too few.

    Args:
        seconds: how long the last ones took.
        published: the mean that Kling's users measured.
        shortest: the shortest time between two questions.

    Without history nothing is known of the spread, so questions start at once and thin out with the time passed.
    """
    if len(seconds) < FEW:
        expected = statistics.median(seconds) if seconds else published
        return Rhythm(expected=expected, early=0.0, late=published * 2, step=shortest)
    middle = statistics.median(seconds)
    spread = max(max(seconds) - min(seconds), 0.02 * middle)
    early, late = max(min(seconds) - 0.1 * spread, 0.0), max(seconds) + 0.1 * spread
    return Rhythm(expected=middle, early=early, late=late, step=max(shortest, (late - early) / 20))
