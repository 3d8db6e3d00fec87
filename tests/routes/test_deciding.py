"""What a person decides on the page about a task, on a real socket."""

import threading

import pytest
from klingkit.nodes.kling.errors import KlingError
from klingkit.nodes.simulator import Fault, Step
from klingkit.nodes.tasks import by_hand

pytestmark = pytest.mark.anyio

SOON = 20


def left_unknown(gallery):
    """A task that is paid, but whose create was never answered, at a provider that keeps no ids."""
    gallery.environ["KLING_PROVIDER"] = "relay"
    gallery.simulator.settings.external_ids = False
    gallery.simulator.fail(Fault.DROP_AFTER, Step.CREATE, times=1)
    job = gallery.submit()
    assert job.saved.exception(SOON)
    return gallery.journal.get(job.task.id)


async def post(client, task, what, **body):
    answer = await client.post(f"/klingkit/tasks/{task.id}/{what}", json=body)
    return answer.status, await answer.json()


async def test_a_task_that_nobody_works_on_is_taken_up_again(gallery):
    job = gallery.submit()
    task_id = job.submitted.result(SOON).task_id
    job.saved.result(SOON)
    row = gallery.journal.change(gallery.journal.by_task_id(task_id)[0], state="submitted", path="")

    async with gallery.open() as client:
        status, told = await post(client, row, "resume")

    assert (status, told["state"], told["video"]) == (200, "saved", True)
    assert gallery.simulator.charged == 1


async def test_a_saved_task_whose_file_is_gone_is_fetched_again(gallery):
    task = gallery.saved()
    gallery.lose(task)

    async with gallery.open() as client:
        status, told = await post(client, task, "resume")

    assert (status, told["state"], told["video"]) == (200, "saved", True)
    assert gallery.simulator.charged == 1


async def test_a_task_that_stays_unknown_says_why(gallery):
    task = left_unknown(gallery)

    async with gallery.open() as client:
        status, told = await post(client, task, "resume")

    assert status == 409
    assert task.external_task_id in told["error"]
    assert gallery.simulator.requests["POST create"] == 1


async def test_a_failed_task_is_not_taken_up(gallery):
    task = gallery.row(state="failed", reason="the risk control system")

    async with gallery.open() as client:
        answer = await post(client, task, "resume")

    assert answer == (409, {"error": "Row 1 has failed, so there is nothing to take up. Send it again."})


async def test_a_task_of_an_account_that_points_elsewhere_says_so(gallery):
    task = gallery.row(state="submitted", task_id="815", identity="environment http://elsewhere.example")

    async with gallery.open() as client:
        status, told = await post(client, task, "resume")

    assert status == 409
    assert "Set its address back" in told["error"]


async def test_an_unknown_task_gets_the_id_that_a_person_found(gallery):
    task = left_unknown(gallery)
    found = gallery.simulator.ledger[0].task_id

    async with gallery.open() as client:
        status, told = await post(client, task, "take-up", task_id=f" {found} ")

    assert (status, told["id"], told["task_id"], told["state"]) == (200, task.id, found, "saved")
    assert gallery.simulator.charged == 1


@pytest.mark.parametrize("body", [{}, {"task_id": ""}, {"task_id": 815}, {"task_id": "8" * 201}])
async def test_a_task_is_taken_up_by_an_id_only(gallery, body):
    task = gallery.row(state="unknown")

    async with gallery.open() as client:
        status, told = await post(client, task, "take-up", **body)

    assert status == 400
    assert told["error"].startswith("task_id is missing")


async def test_an_id_that_the_provider_does_not_know_changes_nothing(gallery):
    task = left_unknown(gallery)

    async with gallery.open() as client:
        status, told = await post(client, task, "take-up", task_id="12345")

    assert status == 409
    assert "knows no text2video task '12345'" in told["error"]
    assert gallery.journal.get(task.id) == task


async def test_a_task_that_was_given_up_is_sent_anew_when_it_is_queued_again(gallery):
    task = left_unknown(gallery)

    async with gallery.open() as client:
        status, told = await post(client, task, "give-up")

    assert (status, told["state"]) == (200, "failed")
    assert gallery.saved().id != task.id
    assert gallery.simulator.charged == 2


async def test_only_an_unknown_task_can_be_given_up(gallery):
    task = gallery.saved()

    async with gallery.open() as client:
        status, told = await post(client, task, "give-up")

    assert status == 409
    assert told["error"].endswith("is saved, not unknown, so there is nothing to give up.")


async def test_a_forgotten_task_leaves_its_file_and_no_thumbnail(gallery):
    task = gallery.saved()

    async with gallery.open() as client:
        await client.get(f"/klingkit/tasks/{task.id}/thumbnail")
        answer = await post(client, task, "forget")
        again = await post(client, task, "forget")

    assert answer == (200, {"gone": task.id})
    assert again[0] == 404
    assert gallery.news[-1] == ("klingkit.gone", {"id": task.id})
    assert gallery.rows.of(task)["video"]
    assert list(gallery.thumbnails.iterdir()) == []


@pytest.mark.parametrize("force", [False, "yes", 1])
async def test_a_paid_task_is_forgotten_only_by_force(gallery, force):
    task = gallery.row(state="submitted", task_id="815", units=2.0)

    async with gallery.open() as client:
        status, told = await post(client, task, "forget", force=force)
        forced = await post(client, task, "forget", force=True)

    assert (status, told["force"]) == (409, True)
    assert "it is paid (2 units)" in told["error"]
    assert "--" not in told["error"]
    assert forced == (200, {"gone": task.id})


@pytest.mark.parametrize("what", ["forget", "give-up", "take-up"])
async def test_a_refusal_is_told_in_the_language_of_the_page(gallery, what):
    task = gallery.row(state="submitted", task_id="815")

    async with gallery.open() as client:
        await client.post("/klingkit/locale", json={"locale": "zh"})
        status, told = await post(client, task, what, task_id="815")

    assert status == 409
    assert told["error"].startswith("第 1 行（任务 815）")


@pytest.mark.parametrize("what", ["forget", "give-up", "take-up"])
async def test_nothing_is_decided_about_a_task_that_this_comfyui_works_on(gallery, what):
    gallery.simulator.generation_seconds = 3600
    job = gallery.submit()
    task = job.submitted.result(SOON)
    gallery.journal.change(task, state="unknown", task_id="")
    task_id = gallery.simulator.ledger[0].task_id

    async with gallery.open() as client:
        status, told = await post(client, task, what, force=True, task_id=task_id)

    assert status == 409
    assert "is being worked on right now" in told["error"]
    assert gallery.journal.get(task.id).state == "unknown"
    assert not job.over


async def test_nobody_begins_to_work_on_a_task_while_a_person_decides_about_it(gallery):
    task = left_unknown(gallery)
    began = threading.Event()

    def resume():
        began.set()
        return gallery.dispatcher.resume(task)

    with gallery.dispatcher.alone(task):
        other = threading.Thread(target=resume)
        other.start()
        began.wait(SOON)
        gallery.journal.change(task, state="failed", reason="given up")
    other.join(SOON)

    assert gallery.journal.get(task.id).state == "failed"
    assert gallery.simulator.requests["POST create"] == 1


def test_another_try_of_the_same_inputs_does_not_keep_a_failed_row(gallery):
    gallery.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1)
    first = gallery.submit()
    assert isinstance(first.saved.exception(SOON), KlingError)
    gallery.simulator.generation_seconds = 3600
    second = gallery.submit()

    by_hand.forget(gallery.journal, gallery.journal.get(first.task.id), alone=gallery.dispatcher.alone)

    assert [task.id for task in gallery.journal.newest(9)] == [second.task.id]
