"""When to ask a task next: rarely while it cannot be ready, densely around its usual time, ever less after.

A question costs the provider and us, a pause costs the user half of it. Where h is the chance that a running task ends
within the next second, pauses proportional to 1/sqrt(h) give the least mean delay for a number of questions. For times
spread evenly over W s and n questions a task that is 2 W / (9 n), and no rhythm does better: 0.9 s for 15 questions
and 160 s +-20 %, but 1.9 s for 320 s +-20 %.
"""

import bisect
import itertools
import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

FEW = 3
"""So many tasks of its own tell more than the published average."""
QUESTIONS = 13.0
"""About so many, on average, fall between the earliest and the latest end; about 15 with those before and after."""
PARTS = 4
"""The learnt times are cut into so many parts, each as probable; finer cuts would learn the noise."""
SLOWEST = 30.0
"""s between two questions when a task is very late."""


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """The asking times of one kind of task.

    Attributes:
        expected: s that a task usually takes.
        shortest: s between two questions at least.
        edges: s at which the parts of the learnt times begin, and the last one ends; empty without history.
        pauses: s between two questions, for each part.
    """

    expected: float
    shortest: float
    edges: Sequence[float] = ()
    pauses: Sequence[float] = ()

    def first(self) -> float:
        """s to wait before the first question of a task just submitted."""
        return self.next(0.0)

    def next(self, elapsed: float) -> float:
        """s to wait after a question that found it running `elapsed` s after it was submitted."""
        if not self.edges:
            soon = min(elapsed / 10, self.expected / 20)
            return _varied(max(soon, _late(elapsed - 2 * self.expected), self.shortest))
        early, late = self.edges[0], self.edges[-1]
        if elapsed < early:
            return max(self._before(elapsed, early), self.shortest)
        if elapsed >= late:
            return _varied(max(_late(elapsed - late), self.pauses[-1]))
        return _varied(self.pauses[bisect.bisect_right(self.edges, elapsed) - 1])

    def _before(self, elapsed: float, early: float) -> float:
        """One look on the way, since what Kling refuses to make fails soon; then where the dense questions begin."""
        look = early / 3
        if elapsed < 0.9 * look:
            return _varied(look) - elapsed
        # At another point of the first pause for each task: a batch does not ask in one breath.
        return early + random.random() * self.pauses[0] - elapsed  # noqa: S311  (spreads load, hides nothing)


def learn(seconds: Sequence[float], published: float, shortest: float) -> Rhythm:
    """The rhythm from this account's last tasks of a kind, or from the published average where there are too few.

    Args:
        seconds: how long the last ones took.
        published: the mean that Kling's users measured.
        shortest: the shortest time between two questions.

    Without history anything may come, so pauses are a tenth of the time passed and at most a twentieth of the average.
    """
    if len(seconds) < FEW:
        return Rhythm(expected=statistics.median(seconds) if seconds else published, shortest=shortest)
    usual = _without_outliers(seconds)
    edges = _edges(usual, shortest)
    # Per part: how long it is, and the share of tasks that still run in its middle. Together they tell h.
    parts = [(end - start, 1 - (number + 0.5) / PARTS) for number, (start, end) in enumerate(itertools.pairwise(edges))]
    price = sum(math.sqrt(length * share / PARTS) for length, share in parts) / QUESTIONS
    pauses = [max(price * math.sqrt(length * share * PARTS), shortest) for length, share in parts]
    return Rhythm(expected=statistics.median(usual), shortest=shortest, edges=edges, pauses=pauses)


def _without_outliers(seconds: Sequence[float]) -> list[float]:
    """One task of an hour must not thin out the questions about all the others. Those outside count as late."""
    lower, _, upper = statistics.quantiles(seconds, n=4, method="inclusive")
    reach = 1.5 * (upper - lower)
    return sorted(time for time in seconds if lower - reach <= time <= upper + reach)


def _edges(usual: Sequence[float], shortest: float) -> list[float]:
    """The quantiles of the learnt times, with room at both ends for what so few have not shown."""
    spread = usual[-1] - usual[0]
    room = max(spread / max(len(usual) - 1, 1), 0.02 * statistics.median(usual), shortest / 2)
    points = [max(usual[0] - room, 0.0), *usual, usual[-1] + room]
    return [points[0], *statistics.quantiles(points, n=PARTS, method="inclusive"), points[-1]]


def _late(beyond: float) -> float:
    """s to wait where a task runs for so many s longer than usual."""
    return min(beyond / 5, SLOWEST)


def _varied(seconds: float) -> float:
    return seconds * random.uniform(0.95, 1.05)  # noqa: S311  (spreads load, hides nothing)
