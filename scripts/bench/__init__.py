"""How fast the pack is: `python -m scripts.bench`, or with the names of modules in this folder for a part of it.

Each module here has MEASURES, a tuple of functions that yield rows. A new one is found by itself.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Row(NamedTuple):
    """One number of the table; `target` is the highest that is good enough, or None where none was set."""

    name: str
    number: float
    unit: str
    target: float | None = None


Measure = Callable[[], Iterator[Row]]


def shortest_ms(work: Callable[[], object], *, times: int = 15) -> float:
    """The shortest of several runs, in ms: what the work takes when nothing else wants the processor."""
    spans = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        spans.append(time.perf_counter() - started)
    return min(spans) * 1000


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this thread, and those it starts, on one core; where the system cannot do that, nothing happens."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
