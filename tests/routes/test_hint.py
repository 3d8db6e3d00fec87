"""A callback makes the dispatcher ask now, and no more than that."""

import time
from urllib.parse import urlsplit

import pytest
from klingkit.nodes.kling.accounts import Account, Accounts
from klingkit.nodes.kling.client import Client
from klingkit.nodes.kling.requests import Text2Video
from klingkit.nodes.media import videos
from klingkit.nodes.tasks.dispatcher import Dispatcher
from klingkit.nodes.tasks.job import NEVER, Patience
from klingkit.nodes.tasks.journal import Journal

PAUSE = 30.0
"""s between two questions: longer than any of these tests takes."""

ENVIRON = {"KLING_API_KEY": "a-key", "KLING_PROVIDER": "official"}


@pytest.fixture
def shot():
    return Text2Video(model_name="kling-v1-6", mode="std", prompt="a fox")


@pytest.fixture
def start(tmp_path, simulator):
    """A dispatcher on the simulator, where tasks take an hour unless they are ended."""
    simulator.generation_seconds = 3600
    started = []

    def begin(**options):
        environ = ENVIRON | {"KLING_BASE_URL": simulator.url}
        accounts = Accounts(environ, tmp_path / "accounts.toml", lambda: simulator.url)
        journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}")
        options = {"patience": Patience(ask_every=PAUSE)} | options
        started.append(Dispatcher(journal, accounts, tmp_path / "output", videos.check, **options))
        return started[-1]

    yield begin
    for dispatcher in started:
        dispatcher.close()


@pytest.fixture
def driven(start, clock, shot):
    """A dispatcher that does what is due when it is told to, and its one job, just submitted."""
    dispatcher = start(clock=clock, threads=False)
    job = dispatcher.submit(shot, "default")
    dispatcher.turn()
    return dispatcher, job


def asked(simulator):
    return simulator.requests["GET query"]


def finish(simulator, client, task_id):
    """Lets the task end, and looks until its clip is drawn."""
    simulator.finish_tasks()
    gives_up = time.monotonic() + 10
    while client.query("text2video", task_id).state != "succeed":
        assert time.monotonic() < gives_up
        time.sleep(0.02)


@pytest.fixture
def elsewhere(simulator):
    """A client of our own: whoever looks at the task beside the dispatcher."""
    account = Account(name="environment", base_url=simulator.url, provider="official", api_key="a-key")
    client = Client(account)
    yield client
    client.close()


@pytest.mark.anyio
async def test_a_callback_brings_the_video_at_once(serve, hosting, start, simulator, elsewhere, shot):
    dispatcher = start()
    job = dispatcher.submit(shot, "default")
    task_id = job.submitted.result(10).task_id
    finish(simulator, elsewhere, task_id)

    async with serve(dispatcher.hint) as client:
        await client.post(urlsplit(hosting.callback_url()).path, json={"task_id": task_id, "task_status": "failed"})

    assert job.saved.result(PAUSE / 2).state == "saved"


def test_a_hint_is_a_question_now_and_the_rhythm_goes_on(driven, simulator, clock):
    dispatcher, job = driven
    before = asked(simulator)

    dispatcher.hint(job.task.task_id)
    due = dispatcher.turn()

    assert asked(simulator) == before + 1
    assert clock.now < due < NEVER


def test_many_hints_are_one_question_and_one_more_later(driven, simulator, clock):
    dispatcher, job = driven
    for _ in range(20):
        dispatcher.hint(job.task.task_id)
        dispatcher.turn()
    assert asked(simulator) == 1

    clock.now += PAUSE
    dispatcher.turn()

    assert asked(simulator) == 2


def test_an_unknown_id_changes_nothing(driven, simulator):
    dispatcher, _ = driven
    due = dispatcher.turn()

    for task_id in ("815000000000000001", "", "klingkit-"):
        dispatcher.hint(task_id)

    assert dispatcher.turn() == due
    assert asked(simulator) == 0


def test_a_task_that_is_over_is_not_asked_again(driven, simulator, elsewhere):
    dispatcher, job = driven
    finish(simulator, elsewhere, job.task.task_id)
    dispatcher.hint(job.task.task_id)
    dispatcher.turn()
    assert job.saved.result(0).state == "saved"
    questions = asked(simulator)

    dispatcher.hint(job.task.task_id)

    assert dispatcher.turn() == NEVER
    assert asked(simulator) == questions


def test_a_hint_during_a_question_is_not_lost(start, clock, simulator, elsewhere, shot):
    hints = []

    class Told(Client):
        """Gets its answer, and is told of a change before anyone has looked at it."""

        def query(self, kind, name):
            answer = super().query(kind, name)
            if hints:
                task_id = hints.pop()
                dispatcher.hint(task_id)
                finish(simulator, elsewhere, task_id)
            return answer

    dispatcher = start(clock=clock, threads=False, make_client=Told)
    job = dispatcher.submit(shot, "default")
    dispatcher.turn()
    hints.append(job.task.task_id)

    clock.now += 2 * PAUSE
    dispatcher.turn()

    assert job.saved.result(0).state == "saved"
