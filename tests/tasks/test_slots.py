"""Slots: the account's limit is learnt, and who waits is served in order."""

import json

from klingkit.nodes.kling.errors import KlingError
from klingkit.nodes.simulator import Fault, Step
from klingkit.nodes.tasks.slots import Slots

SOON = 60


def test_forty_tasks_on_three_slots_become_forty_videos(studio, dispatcher, shot):
    studio.simulator.settings.slots = 3

    jobs = [dispatcher.submit(shot(f"fox {number}"), "default") for number in range(40)]
    saved = [job.saved.result(SOON) for job in jobs]

    assert len({task.path for task in saved}) == len(studio.files) == 40
    assert studio.simulator.charged == 40
    assert studio.simulator.open_at_once == 3


def test_a_full_account_is_not_asked_again_and_again(studio, dispatcher, shot):
    studio.simulator.settings.slots = 3

    jobs = [dispatcher.submit(shot(f"fox {number}"), "default") for number in range(20)]
    for job in jobs:
        job.saved.result(SOON)

    # Eight creates may go out together before the first refusal is heard; after that each waits for a slot of ours.
    assert studio.simulator.requests["POST create"] <= 20 + 8


def test_who_comes_first_is_served_first(studio, shot):
    studio.limit_slots(1)
    dispatcher = studio.open()

    jobs = [dispatcher.submit(shot(f"fox {number}"), "default") for number in range(6)]
    for job in jobs:
        job.saved.result(SOON)

    prompts = [body["prompt"] for body in studio.simulator.bodies]
    assert prompts == [f"fox {number}" for number in range(6)]


def test_the_owner_of_an_account_may_set_its_slots(studio, shot):
    studio.limit_slots(2)

    dispatcher = studio.open()
    jobs = [dispatcher.submit(shot(f"fox {number}"), "default") for number in range(6)]
    for job in jobs:
        job.saved.result(SOON)

    assert studio.simulator.open_at_once == 2
    assert studio.simulator.requests["POST create"] == 6


def test_slots_that_another_program_holds_are_waited_for(studio, dispatcher, shot):
    studio.simulator.fail(Fault.CODE_1303, Step.CREATE, times=3)

    saved = dispatcher.submit(shot(), "default").saved.result(SOON)

    assert saved.state == "saved"
    assert studio.simulator.charged == 1


def test_who_waits_sees_how_many_are_ahead(studio, shot):
    studio.limit_slots(1)
    studio.simulator.generation_seconds = 30
    dispatcher = studio.open()

    first = dispatcher.submit(shot("first"), "default")
    first.submitted.result(SOON)
    others = [dispatcher.submit(shot(f"fox {number}"), "default") for number in range(3)]
    studio.until(lambda: dispatcher.ahead(others[2]) == 2)

    assert [dispatcher.ahead(job) for job in (first, *others)] == [None, 0, 1, 2]
    assert others[2].note == "waiting for a slot"


def test_who_leaves_the_queue_unsent_costs_nothing_and_lets_the_next_in(studio, shot):
    studio.limit_slots(1)
    studio.simulator.generation_seconds = 30
    dispatcher = studio.open()
    first = dispatcher.submit(shot("first"), "default")
    first.submitted.result(SOON)

    second = dispatcher.submit(shot("second"), "default")
    with dispatcher.waiting(second):
        third = dispatcher.submit(shot("third"), "default")
    assert isinstance(second.saved.exception(SOON), KlingError)
    studio.simulator.finish_tasks()
    third.submitted.result(SOON)

    assert [json.loads(task.request)["prompt"] for task in studio.journal.newest(3) if task.state != "failed"] == [
        "third",
        "first",
    ]
    assert studio.simulator.charged == 2


def test_a_sent_task_goes_on_when_everybody_leaves(studio, dispatcher, shot):
    job = dispatcher.submit(shot(), "default")

    with dispatcher.waiting(job):
        job.submitted.result(SOON)

    assert job.saved.result(SOON).state == "saved"


def test_a_learnt_limit_is_forgotten_after_a_while():
    now = [0.0]
    slots = Slots(lambda: now[0], forget_after=60)
    slots.enter("lane", "a")
    slots.enter("lane", "b")
    slots.refused("lane", "b")
    assert not slots.enter("lane", "b")

    now[0] = 61

    assert slots.enter("lane", "b")
