"""The way of a task, on a real socket with real files."""

from pathlib import Path

import pytest
from klingkit.nodes.kling.errors import AccountError, ParameterRefused, TaskError, TaskFailed
from klingkit.nodes.media import videos
from klingkit.nodes.simulator import Fault, Step

SOON = 20


def test_a_request_becomes_a_file_that_plays(studio, dispatcher, shot):
    saved = dispatcher.submit(shot(), "default", prefix="Kling/fox").saved.result(SOON)

    assert Path(saved.path).parent == studio.folder / "output" / "Kling"
    assert videos.check(Path(saved.path)).seconds == pytest.approx(5, abs=0.1)
    assert (saved.state, saved.task_id, saved.video_id) == (
        "saved",
        studio.simulator.ledger[0].task_id,
        saved.video_id,
    )
    assert saved.units == 2.0
    assert not saved.units_estimated


def test_many_tasks_are_waited_for_at_once(studio, dispatcher, shot):
    studio.simulator.generation_seconds = 1
    jobs = [dispatcher.submit(shot(f"fox {number}"), "default") for number in range(8)]

    saved = [job.saved.result(SOON) for job in jobs]

    assert len({task.path for task in saved}) == 8
    assert studio.simulator.open_at_once == 8


def test_the_row_is_on_disk_before_the_request_goes_out(studio, dispatcher, shot):
    studio.simulator.fail(Fault.SILENCE_BEFORE, Step.CREATE, times=1)

    job = dispatcher.submit(shot(), "default")

    row = studio.journal.find(job.task.fingerprint)
    assert row.state == "prepared"
    assert row.external_task_id == job.task.external_task_id
    job.saved.result(SOON)
    assert studio.simulator.bodies[0]["external_task_id"] == row.external_task_id


def test_the_same_inputs_are_the_same_task(studio, dispatcher, shot):
    first = dispatcher.submit(shot(), "default")
    second = dispatcher.submit(shot(), "default")

    assert first is second
    first.saved.result(SOON)
    assert studio.simulator.charged == 1


def test_another_take_is_another_task(studio, dispatcher, shot):
    jobs = [dispatcher.submit(shot(), "default", take=take) for take in (0, 1)]

    paths = {job.saved.result(SOON).path for job in jobs}

    assert len(paths) == 2
    assert studio.simulator.charged == 2


def test_a_finished_task_is_given_again_without_a_network(studio, shot):
    saved = studio.open().submit(shot(), "default").saved.result(SOON)
    asked = sum(studio.simulator.requests.values())

    again = studio.open().submit(shot(), "default").saved.result(SOON)

    assert again == saved
    assert sum(studio.simulator.requests.values()) == asked


def test_a_deleted_file_is_fetched_again_for_nothing(studio, dispatcher, shot):
    saved = dispatcher.submit(shot(), "default").saved.result(SOON)
    Path(saved.path).unlink()

    again = dispatcher.submit(shot(), "default").saved.result(SOON)

    assert Path(again.path).is_file()
    assert studio.simulator.charged == 1


def test_a_refused_request_costs_nothing_and_may_be_mended(studio, dispatcher, shot):
    studio.simulator.fail(Fault.CODE_1102, Step.CREATE, times=1)

    with pytest.raises(Exception, match=r"code 1102.*Top up"):
        dispatcher.submit(shot(), "default").saved.result(SOON)

    assert studio.simulator.charged == 0
    assert dispatcher.submit(shot(), "default").saved.result(SOON).state == "saved"


def test_kling_own_reason_reaches_the_person(studio, dispatcher, shot):
    studio.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1, reason="Failure to pass the risk control system")

    job = dispatcher.submit(shot(), "default")

    with pytest.raises(TaskFailed, match=r"risk control system\. Soften the prompt") as caught:
        job.saved.result(SOON)
    assert caught.value.task_id == studio.simulator.ledger[0].task_id
    assert caught.value.task_id in str(caught.value)


def test_a_failed_task_is_paid_anew_when_it_is_queued_anew(studio, dispatcher, shot):
    studio.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1)
    with pytest.raises(TaskFailed):
        dispatcher.submit(shot(), "default").saved.result(SOON)

    saved = dispatcher.submit(shot(), "default").saved.result(SOON)

    assert saved.state == "saved"
    assert studio.simulator.charged == 2


def test_a_refusal_by_kling_names_the_parameter(studio, dispatcher, shot):
    job = dispatcher.submit(shot("forbidden"), "default")

    with pytest.raises(Exception, match="code 1301"):
        job.saved.result(SOON)


def test_a_wrong_key_is_told_with_account_and_address_and_without_the_key(studio, shot):
    studio.simulator.fail(Fault.CODE_1000, Step.CREATE)

    with pytest.raises(Exception, match="HTTP 401") as caught:
        studio.open().submit(shot(), "default").saved.result(SOON)

    assert f"Account environment ({studio.simulator.url})" in str(caught.value)
    assert "a-key" not in str(caught.value)


def test_an_unknown_account_is_told_before_anything_is_written(studio, dispatcher, shot):
    with pytest.raises(AccountError, match="There is no account 'nope'"):
        dispatcher.submit(shot(), "nope")

    assert studio.journal.newest(1) == []


def test_a_wrong_key_stops_the_wait_and_not_the_task(studio, dispatcher, shot):
    studio.simulator.generation_seconds = 1.5
    studio.simulator.fail(Fault.CODE_1000, Step.QUERY, times=1)
    job = dispatcher.submit(shot(), "default")

    with pytest.raises(TaskError, match="cannot be asked"):
        job.saved.result(SOON)

    assert dispatcher.submit(shot(), "default") is job
    assert job.saved.result(SOON).state == "saved"


def test_a_task_goes_on_in_the_next_process(studio, shot):
    studio.simulator.generation_seconds = 1
    first = studio.open()
    task_id = first.submit(shot(), "default").submitted.result(SOON).task_id
    first.close()

    second = studio.open()
    assert second.take_up() == 1
    saved = second.submit(shot(), "default").saved.result(SOON)

    assert saved.task_id == task_id
    assert studio.simulator.charged == 1


def test_an_account_that_now_points_elsewhere_is_not_asked_for_old_tasks(studio, shot):
    studio.simulator.generation_seconds = 1
    first = studio.open()
    first.submit(shot(), "default").submitted.result(SOON)
    first.close()
    queries = studio.simulator.requests["GET query"]
    studio.environ["KLING_BASE_URL"] = studio.simulator.url + "/kling"

    second = studio.open()
    job = second.adopt(studio.simulator.ledger[0].task_id, "auto", "default")

    with pytest.raises(AccountError, match="Set its address back"):
        job.saved.result(SOON)
    assert studio.simulator.requests["GET query"] == queries
    assert studio.journal.open_tasks()


def test_poll_takes_up_a_task_of_another_program(studio, dispatcher, shot):
    task_id = studio.another_machine().open().submit(shot(), "default").submitted.result(SOON).task_id

    saved = dispatcher.adopt(task_id, "auto", "default", prefix="mine").saved.result(SOON)

    assert saved.kind == "image2video"
    assert Path(saved.path).name == f"mine_{task_id}.mp4"


def test_poll_of_a_task_that_nobody_knows_says_whom_it_asked(studio, dispatcher):
    job = dispatcher.adopt("815000000000000001", "auto", "default")

    with pytest.raises(TaskError, match=r"knows no task '815000000000000001'.*choose the account that made it"):
        job.saved.result(SOON)


def test_poll_of_a_known_task_needs_no_network(studio, dispatcher, shot):
    saved = dispatcher.submit(shot(), "default").saved.result(SOON)
    asked = sum(studio.simulator.requests.values())

    again = dispatcher.adopt(saved.task_id, "auto", "default").saved.result(SOON)

    assert again == saved
    assert sum(studio.simulator.requests.values()) == asked


def test_a_parameter_that_kling_refuses_is_not_tried_again(studio, dispatcher, shot):
    studio.simulator.fail(Fault.CODE_1103, Step.CREATE)

    with pytest.raises(Exception, match="code 1103"):
        dispatcher.submit(shot(), "default").saved.result(SOON)

    assert studio.simulator.requests["POST create"] == 1
    assert not isinstance(ParameterRefused, TaskError)


def test_idle_it_holds_no_thread_awake(studio, dispatcher, shot):
    dispatcher.submit(shot(), "default").saved.result(SOON)

    assert dispatcher.turn() == float("inf")
