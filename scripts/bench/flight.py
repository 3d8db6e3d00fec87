"""500 tasks in flight: what they cost this process while a simulator, in another one, pretends to work on them."""

import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nodes.kling.accounts import Account, Accounts
from nodes.kling.answers import TaskAnswer
from nodes.kling.client import Client
from nodes.kling.requests import Image2Video, Request
from nodes.media import videos
from nodes.tasks.dispatcher import Dispatcher
from nodes.tasks.journal import SAVED, Journal, Task

from ..simulator import SimulatorProcess
from . import Measure, Row
from ._children import in_a_child, memory_mb

_TASKS = 500
_USUAL = 160.0
"""s that a task usually takes."""
_WINDOWS, _WINDOW = 3, 5.0
"""How often, and for how many s, the processor time is counted; the window whose questions were cheapest counts."""
_PICTURE = 1_500_000
"""Characters of base64, as of a photo in 1080p."""


def in_flight() -> Iterator[Row]:
    with (
        tempfile.TemporaryDirectory() as name,
        SimulatorProcess(Path(name), generation_seconds=3600).start() as simulator,
    ):
        seen = in_a_child(_watch, Path(name), simulator.kling_variables())
    yield Row(f"{_TASKS} tasks: processor time to submit one", seen.submit_ms, "ms")
    yield Row(f"{_TASKS} tasks in flight: questions per second", seen.questions, "")
    yield Row(f"{_TASKS} tasks in flight: processor time of a question", seen.question_ms, "ms")
    yield Row(f"{_TASKS} tasks in flight: share of one core", seen.share, "%", 10)
    yield Row(f"{_TASKS} tasks in flight: memory above idle", seen.memory, "MB", 40)


def with_pictures() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        grown = in_a_child(_grown_mb, Path(name))
    yield Row(f"{_TASKS} tasks in flight, each with a photo: memory above idle", grown, "MB", 40)


MEASURES: tuple[Measure, ...] = (in_flight, with_pictures)


@dataclass(frozen=True)
class _Seen:
    """`questions` per s; `share` of one core in %; `memory` in MB."""

    submit_ms: float
    questions: float
    question_ms: float
    share: float
    memory: float


class _Counting(Client):
    """Counts the questions."""

    asked = 0

    def query(self, kind: str, task_id: str) -> TaskAnswer:
        self.asked += 1  # one lost to a race of threads does not matter
        return super().query(kind, task_id)


class _Patient(Client):
    """A provider that takes everything and finishes nothing."""

    def create(self, request: Request, external_task_id: str, remark: object = None) -> TaskAnswer:
        return TaskAnswer(task_id=external_task_id, state="submitted")

    def query(self, kind: str, task_id: str) -> TaskAnswer:
        return TaskAnswer(task_id=task_id, state="processing")


@dataclass(frozen=True)
class _Photo:
    """What the media layer makes of a picture, as far as a request looks at it."""

    text: str

    @property
    def digest(self) -> str:
        return self.text[:64]


def _watch(folder: Path, variables: dict[str, str]) -> _Seen:
    journal = Journal(f"sqlite:///{folder / 'journal.db'}")
    accounts = Accounts(variables, folder / "accounts.toml", lambda: "")
    _submit(_open(journal, accounts, folder, Client), 1, "warming up")
    idle, before = memory_mb(), time.process_time()
    _submit(_open(journal, accounts, folder, Client), _TASKS, "in flight")
    submitted = time.process_time() - before
    _spread_over_time(journal)

    client = _Counting(accounts.get())
    dispatcher = _open(journal, accounts, folder, lambda _: client)
    dispatcher.take_up()
    _until(lambda: client.asked > _TASKS)
    windows = [_count(client) for _ in range(_WINDOWS)]
    memory = memory_mb(highest=True) - idle
    dispatcher.close()
    questions = sum(asked for asked, _ in windows) / _WINDOWS / _WINDOW
    seconds = min(used / asked for asked, used in windows)
    return _Seen(
        submit_ms=submitted / _TASKS * 1000,
        questions=questions,
        question_ms=seconds * 1000,
        share=questions * seconds * 100,
        memory=memory,
    )


def _count(client: _Counting) -> tuple[int, float]:
    """Questions, and s of processor time, of one window."""
    asked, used = client.asked, time.process_time()
    time.sleep(_WINDOW)
    return client.asked - asked, time.process_time() - used


def _open(journal: Journal, accounts: Accounts, folder: Path, make_client: Callable[[Account], Client]) -> Dispatcher:
    return Dispatcher(journal, accounts, folder, videos.check, make_client=make_client)


def _submit(dispatcher: Dispatcher, number: int, prompt: str) -> None:
    """Returns when the provider has them all; nothing goes on after that."""
    url = "https://example.com/fox.png"
    requests = [Image2Video(model_name="kling-v1-6", mode="std", image=url, prompt=prompt) for _ in range(number)]
    jobs = [dispatcher.submit(request, "default", take=take) for take, request in enumerate(requests)]
    for job in jobs:
        job.submitted.result(60)
    dispatcher.close()


def _spread_over_time(journal: Journal) -> None:
    """As if they had been submitted one after the other, by an account that knows how long such tasks take."""
    dice = random.Random(7)  # noqa: S311  (the same ages every time)
    open_tasks = journal.open_tasks()
    for task in open_tasks:
        age = dice.random() * dice.uniform(0.8, 1.2) * _USUAL
        journal.change(task, submitted_at=time.time() - age)
    for number in range(20):
        _add_finished(journal, open_tasks[0], number, _USUAL * dice.uniform(0.8, 1.2))


def _add_finished(journal: Journal, like: Task, number: int, seconds: float) -> None:
    alike = {name: getattr(like, name) for name in ("account", "identity", "kind", "model", "mode", "duration")}
    name = f"finished {number}"
    journal.add(Task(external_task_id=name, fingerprint=name, state=SAVED, made_in=seconds, **alike))


def _grown_mb(folder: Path) -> float:
    journal = Journal(f"sqlite:///{folder / 'journal.db'}")
    accounts = Accounts({"KLING_API_KEY": "any"}, folder / "accounts.toml", lambda: "")
    dispatcher = _open(journal, accounts, folder, _Patient)
    idle = 0.0
    for take in range(_TASKS):
        request = Image2Video(model_name="kling-v1-6", mode="std", image=_Photo(secrets.token_hex(_PICTURE // 2)))
        dispatcher.submit(request, "default", take=take).submitted.result(60)
        idle = idle or memory_mb()
    grown = memory_mb() - idle
    dispatcher.close()
    return grown


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError("The tasks were not all asked within a minute.")
        time.sleep(0.1)
