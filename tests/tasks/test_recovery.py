"""After a crash, beside another process, and when nobody can tell."""

from pathlib import Path

import pytest
from klingkit.nodes.kling.errors import CreateUnanswered, KlingError, TaskError
from klingkit.nodes.simulator import Fault, Step
from klingkit.nodes.tasks import journal as states

SOON = 30


def left_behind(studio, shot, **values):
    """The row that a process leaves which ended in the middle of a create."""
    first = studio.open()
    job = first.submit(shot(), "default")
    job.submitted.result(SOON)
    first.close()
    return studio.journal.change(job.task, **values)


def test_two_processes_on_one_journal_pay_once_and_fetch_once(studio, shot):
    studio.simulator.generation_seconds = 1
    here, there = studio.open(), studio.open()

    jobs = [dispatcher.submit(shot(), "default") for dispatcher in (here, there)]
    paths = {job.saved.result(SOON).path for job in jobs}

    assert len(paths) == 1
    assert studio.simulator.charged == 1
    assert studio.simulator.requests["GET clip"] == 1


def test_a_process_takes_over_when_the_other_has_died(studio, shot):
    studio.simulator.generation_seconds = 1
    here = studio.open()
    task_id = here.submit(shot(), "default").submitted.result(SOON).task_id
    here.close()
    studio.journal.change(studio.journal.by_task_id(task_id)[0], lease_owner="elsewhere/1/x", lease_until=0)

    there = studio.open()
    there.take_up()

    studio.until(lambda: studio.journal.by_task_id(task_id)[0].state == states.SAVED)
    assert studio.simulator.charged == 1


def test_a_crash_after_the_request_went_out_is_found_by_our_own_id(studio, shot):
    row = left_behind(studio, shot, state=states.PREPARED, task_id="", submitted_at=None)

    there = studio.open()
    there.take_up()

    studio.until(lambda: studio.journal.get(row.id).state == states.SAVED)
    assert studio.journal.get(row.id).task_id == studio.simulator.ledger[0].task_id
    assert studio.simulator.charged == 1


def test_a_crash_before_anything_arrived_costs_nothing_and_is_sent_when_queued_again(studio, shot):
    row = left_behind(studio, shot, state=states.PREPARED, task_id="", external_task_id="never-arrived")

    there = studio.open()
    there.take_up()

    studio.until(lambda: studio.journal.get(row.id).state == states.FAILED)
    assert "never" in studio.journal.get(row.id).reason
    assert there.submit(shot(), "default").saved.result(SOON).state == states.SAVED


def test_a_task_that_only_waited_in_line_when_the_process_ended_costs_nothing(studio, shot):
    row = left_behind(studio, shot, state=states.PREPARED, task_id="", sent_at=None)
    asked = sum(studio.simulator.requests.values())

    there = studio.open()
    there.take_up()

    studio.until(lambda: studio.journal.get(row.id).state == states.FAILED)
    assert sum(studio.simulator.requests.values()) == asked


def test_an_unknown_task_is_asked_for_and_never_sent_again_by_itself(studio, shot):
    studio.environ["KLING_PROVIDER"] = "relay"
    studio.simulator.settings.external_ids = False
    studio.simulator.fail(Fault.DROP_AFTER, Step.CREATE, times=1)
    dispatcher = studio.open()

    said = []
    for _ in range(3):
        with pytest.raises(CreateUnanswered) as caught:
            dispatcher.submit(shot(), "default").saved.result(SOON)
        said.append(str(caught.value))

    assert len(set(said)) == 1
    assert "Kling Poll" in said[0]
    assert "`take`" in said[0]
    assert studio.simulator.requests["POST create"] == 1
    assert dispatcher.submit(shot(), "default", take=1).saved.result(SOON).state == states.SAVED


def test_an_unknown_task_that_turns_up_is_taken(studio, shot):
    studio.environ["KLING_PROVIDER"] = "relay"
    studio.simulator.fail(Fault.DROP_AFTER, Step.CREATE, times=1)
    studio.simulator.fail(Fault.UNKNOWN_TASK, Step.QUERY, times=2)
    dispatcher = studio.open()
    with pytest.raises(CreateUnanswered):
        dispatcher.submit(shot(), "default").saved.result(SOON)

    saved = dispatcher.submit(shot(), "default").saved.result(SOON)

    assert Path(saved.path).is_file()
    assert studio.simulator.charged == 1


def test_an_outage_in_the_middle_is_sat_out(studio, dispatcher, shot):
    studio.simulator.generation_seconds = 0.5
    job = dispatcher.submit(shot(), "default")
    job.submitted.result(SOON)

    with studio.simulator.outage():
        studio.until(lambda: job.failures >= 2)

    assert job.saved.result(SOON).state == states.SAVED
    assert studio.simulator.charged == 1


def test_a_provider_that_cannot_be_reached_is_told_and_nothing_is_owed(studio, dispatcher, shot):
    with studio.simulator.outage():
        job = dispatcher.submit(shot(), "default")
        with pytest.raises(KlingError, match="could not be reached; nothing was sent"):
            job.saved.result(SOON)

    assert studio.journal.get(job.task.id).state == states.FAILED
    assert dispatcher.submit(shot(), "default").saved.result(SOON).state == states.SAVED


def test_a_budget_is_kept_by_all_who_share_the_journal(studio, shot):
    studio.limit_slots(3)
    with (studio.folder / "accounts.toml").open("a") as file:
        file.write("daily_budget = 5\n")

    jobs = [studio.open().submit(shot(f"fox {number}"), "default") for number in range(4)]
    outcomes = [job.saved.exception(SOON) for job in jobs]

    assert [outcome is None for outcome in outcomes] == [True, True, False, False]
    assert "budget of 5 units" in str(outcomes[2])
    assert "Nothing was sent" in str(outcomes[2])
    assert studio.simulator.charged == 2


def test_a_task_that_the_provider_denies_is_asked_for_again_and_not_paid_again(studio, dispatcher, shot):
    studio.simulator.fail(Fault.UNKNOWN_TASK, Step.QUERY, times=2)

    with pytest.raises(TaskError, match="was accepted, but the provider no longer knows it"):
        dispatcher.submit(shot(), "default").saved.result(SOON)

    assert dispatcher.submit(shot(), "default").saved.result(SOON).state == states.SAVED
    assert studio.simulator.charged == 1


def test_a_create_that_was_only_slow_to_show_is_not_called_failed(studio, dispatcher, shot):
    """The first answer is lost, the task is denied twice, and the second create is refused as a duplicate."""
    studio.simulator.fail(Fault.DROP_AFTER, Step.CREATE, times=1)
    studio.simulator.fail(Fault.UNKNOWN_TASK, Step.QUERY, times=4)

    saved = dispatcher.submit(shot(), "default").saved.result(SOON)

    assert saved.state == states.SAVED
    assert studio.simulator.requests["POST create"] == 2
    assert studio.simulator.charged == 1
