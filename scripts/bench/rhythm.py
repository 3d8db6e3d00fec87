"""How soon a finished task is noticed, and how often it is asked: the real dispatcher on a clock that jumps."""

import random
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nodes.kling import catalog
from nodes.kling.accounts import Account, Accounts
from nodes.kling.answers import TaskAnswer, Video
from nodes.kling.client import Client
from nodes.kling.requests import Image2Video, Request
from nodes.tasks.dispatcher import Dispatcher
from nodes.tasks.job import Job
from nodes.tasks.journal import Journal

from . import Measure, Row
from ._children import file_server

FAMILIES = (30, 160, 320)
"""Usual times of a task, in s."""
LEARNT, MEASURED = 20, 25
"""Tasks of each line: those that it learns from, and those that are counted."""
LINES = 8
"""Lines of a family; each has a history of its own, and one task at a time."""

Draw = Callable[[random.Random, float], float]


def rhythm() -> Iterator[Row]:
    # For 320 s +-20 % alone 1.5 s is out of reach of any rhythm: 2 * 128 s / (9 * 15) = 1.9 s at best.
    yield from _rows("+-20 %", lambda dice, usual: usual * dice.uniform(0.8, 1.2), queries=15, delay=1.5)
    yield from _rows("normal, sigma 20 %", lambda dice, usual: max(usual * dice.gauss(1, 0.2), 1), queries=15)


MEASURES: tuple[Measure, ...] = (rhythm,)


@dataclass
class _Clock:
    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


class _Kling(Client):
    """A provider whose tasks take the time that `draw` says, by `clock`."""

    def __init__(self, account: Account, clock: _Clock, seconds: Callable[[Request], float], url: str) -> None:
        super().__init__(account)
        self._clock = clock
        self._seconds = seconds
        self._url = url
        self._tasks: dict[str, tuple[float, float]] = {}
        self.asked: Counter[str] = Counter()

    def create(self, request: Request, external_task_id: str, remark: object = None) -> TaskAnswer:
        now, name = self._clock(), f"task-{len(self._tasks)}"
        self._tasks[name] = now, now + self._seconds(request)
        return TaskAnswer(task_id=name, state="submitted", created_at=now)

    def query(self, kind: str, task_id: str) -> TaskAnswer:
        self.asked[task_id] += 1
        created, finished = self._tasks[task_id]
        if self._clock() < finished:
            return TaskAnswer(task_id=task_id, state="processing", created_at=created)
        video = Video(id=task_id, url=self._url, seconds=5.0)
        return TaskAnswer(
            task_id=task_id, state="succeed", videos=(video,), created_at=created, updated_at=finished, units=2.0
        )

    def finished(self, task_id: str) -> float:
        return self._tasks[task_id][1]


@dataclass
class _Line:
    """Tasks of one model, mode and length, one after the other; the journal learns from them apart from the others."""

    shot: tuple[str, str, str]
    usual: float
    number: int = 0
    job: Job | None = None
    delays: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)

    @property
    def is_busy(self) -> bool:
        return self.job is not None and not self.job.over

    @property
    def is_over(self) -> bool:
        return self.number == LEARNT + MEASURED and not self.is_busy

    def submit(self, dispatcher: Dispatcher) -> None:
        model, mode, duration = self.shot
        request = Image2Video(model_name=model, mode=mode, duration=duration, image="https://example.com/fox.png")
        self.job = dispatcher.submit(request, "default", take=self.number)
        self.number += 1

    def note(self, kling: _Kling) -> None:
        if self.job is None:
            return
        task = self.job.saved.result(0)
        if self.number > LEARNT:
            self.delays.append((task.finished_at or 0) - kling.finished(task.task_id))
            self.queries.append(kling.asked[task.task_id])
        self.job = None


def _rows(spread: str, draw: Draw, *, queries: float | None = None, delay: float | None = None) -> Iterator[Row]:
    families = _run(draw)
    for usual, lines in families.items():
        yield Row(f"tasks of {usual} s {spread}: queries per task", _mean(lines, "queries"), "")
        yield Row(f"tasks of {usual} s {spread}: finished to saved", _mean(lines, "delays"), "s")
    together = [line for lines in families.values() for line in lines]
    yield Row(f"these tasks together, {spread}: queries per task", _mean(together, "queries"), "", queries)
    yield Row(f"these tasks together, {spread}: finished to saved", _mean(together, "delays"), "s", delay)


def _mean(lines: list[_Line], what: str) -> float:
    return statistics.fmean(number for line in lines for number in getattr(line, what))


def _run(draw: Draw) -> dict[int, list[_Line]]:
    families = _families()
    usual = {line.shot: line.usual for lines in families.values() for line in lines}
    dice = random.Random(11)  # noqa: S311  (the same tasks every time)
    random.seed(11)  # and the rhythm's own spread
    clock = _Clock()

    def seconds(request: Request) -> float:
        return draw(dice, usual[request.model, getattr(request, "mode", ""), getattr(request, "duration", "")])

    with tempfile.TemporaryDirectory() as name, file_server(_clip(Path(name))) as url:
        folder, made = Path(name), []

        def make_client(account: Account) -> Client:
            made.append(_Kling(account, clock, seconds, url))
            return made[0]

        accounts = Accounts({"KLING_API_KEY": "any"}, folder / "accounts.toml", lambda: "")
        journal = Journal("sqlite://", clock)
        dispatcher = Dispatcher(
            journal, accounts, folder, lambda _: None, clock=clock, threads=False, make_client=make_client
        )
        _drive([line for lines in families.values() for line in lines], dispatcher, clock, made)
        dispatcher.close()
        journal.close()
    return families


def _drive(lines: list[_Line], dispatcher: Dispatcher, clock: _Clock, made: list[_Kling]) -> None:
    while not all(line.is_over for line in lines):
        for line in lines:
            if not line.is_busy and not line.is_over:
                line.submit(dispatcher)
        # 1 ms beyond: the clock's floats are too coarse to hit a moment exactly.
        clock.now = max(dispatcher.turn(), clock.now) + 0.001
        for line in lines:
            if not line.is_busy:
                line.note(made[0])


def _families() -> dict[int, list[_Line]]:
    shots = iter(
        (model.name, mode, duration)
        for model in catalog.models_for("image2video")
        for mode in model.modes or ("",)
        for duration in model.durations
    )
    return {usual: [_Line(next(shots), usual) for _ in range(LINES)] for usual in FAMILIES}


def _clip(folder: Path) -> Path:
    path = folder / "clip"
    path.write_bytes(bytes(1000))
    return path
