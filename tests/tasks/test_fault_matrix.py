"""Every fault of the simulator, at every step, for one task and for eight: nothing is paid twice, nothing paid is lost.

The matrix is made from the simulator's own table, so a new fault is in it the day it exists.
"""

import sys

import pytest
from klingkit.nodes.kling.errors import CreateUnanswered, Refused, TaskError, TaskFailed
from klingkit.nodes.media import videos
from klingkit.nodes.simulator import Fault, Simulator, Step

SOON = 30
MATRIX = [(fault, step) for fault in Fault for step in fault.steps]
FINAL = {1000, 1003, 1004, 1100, 1101, 1102, 1103, 1304}
"""Codes after which a create stops: a person must act."""
BUSY = {1302, 1303, 5001}


@pytest.fixture
def simulator():
    with Simulator(generation_seconds=0.05, short_side=120) as running:
        yield running


def named(matrix):
    return [pytest.param(fault, step, id=f"{step.value}-{fault.label}") for fault, step in matrix]


def queue(dispatcher, requests):
    """What a person sees who queues the graph once: a file or an error for each."""
    futures = [job.saved for job in [dispatcher.submit(request, "default") for request in requests]]
    return [future.exception(SOON) or future.result() for future in futures]


def queue_until_settled(dispatcher, requests):
    """Queue, and queue again while an error says that the task goes on."""
    for _ in range(8):
        outcomes = queue(dispatcher, requests)
        going_on = [o for o in outcomes if isinstance(o, TaskError) and not isinstance(o, TaskFailed)]
        if not going_on:
            break
    return outcomes


@pytest.mark.parametrize("many", [1, 8])
@pytest.mark.parametrize(("fault", "step"), named(MATRIX))
def test_with_kling_itself(studio, shot, fault, step, many):
    hit = 1 if many == 1 else 3
    studio.simulator.fail(fault, step, times=hit)
    requests = [shot(f"fox {number}") for number in range(many)]

    outcomes = queue_until_settled(studio.open(), requests)

    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    refused = hit if step is Step.CREATE and fault.code in FINAL else 0
    failed = hit if fault is Fault.TASK_FAILS else 0
    assert studio.simulator.charged == many - refused
    assert len(studio.files) == many - refused - failed
    assert len(errors) == refused + failed
    assert studio.parts == []
    assert all(videos.check(file).seconds > 4.9 for file in studio.files)
    for error in errors:
        assert isinstance(error, Refused) or error.task_id in str(error)


@pytest.mark.parametrize("many", [1, 8])
@pytest.mark.parametrize(("fault", "step"), named((fault, step) for fault, step in MATRIX if step is Step.CREATE))
def test_with_a_relay_that_cannot_be_asked(studio, shot, fault, step, many):
    studio.environ["KLING_PROVIDER"] = "relay"
    studio.simulator.settings.external_ids = False
    hit = 1 if many == 1 else 3
    studio.simulator.fail(fault, step, times=hit)
    requests = [shot(f"fox {number}") for number in range(many)]

    dispatcher = studio.open()
    outcomes = queue_until_settled(dispatcher, requests)
    charged = studio.simulator.charged

    unknown = [outcome for outcome in outcomes if isinstance(outcome, CreateUnanswered)]
    saved = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    told = fault is Fault.TASK_FAILS or fault.code in FINAL | BUSY
    assert len(unknown) == (0 if told else hit)
    assert charged == len(saved) + (hit if fault.acts else 0)
    assert charged <= many
    again = queue(dispatcher, [request for request, o in zip(requests, outcomes, strict=True) if o in unknown])
    assert [str(error) for error in again] == [str(error) for error in unknown]
    assert studio.simulator.charged == charged
    assert len(studio.files) == len(saved)


def test_the_matrix_lists_itself(capsys):
    with capsys.disabled():
        steps = {step: sorted(fault.label for fault, where in MATRIX if where is step) for step in Step}
        for step, faults in steps.items():
            sys.stdout.write(f"\n  {step.value}: {', '.join(faults)}")

    assert {fault for fault, _ in MATRIX} == set(Fault)
    assert all(steps.values())
