"""What a person decides at the command line about a task, because it may cost money."""

import json
from pathlib import Path

import pytest

SOON = 30


def test_a_given_up_task_is_sent_anew_when_queued_again_and_counts_as_spent(desktop, shot):
    task = desktop.left_unknown(shot())

    asked = desktop.run("give-up", str(task.id))
    done = desktop.run("give-up", str(task.id), "--yes")

    assert asked.status == 1
    assert "may be running and charged 2 units" in asked.err
    assert "--yes" in asked.err
    assert (done.status, done.out) == (
        0,
        f"Row {task.id} is given up. Queue the same inputs again to send them anew.\n",
    )
    assert desktop.comfyui().submit(shot(), "default").saved.result(SOON).state == "saved"
    assert desktop.simulator.charged == 2
    assert desktop.journal.spent(task.identity, 0, before=99) == 4
    assert desktop.run("list").out.count("~2") == 1


@pytest.mark.parametrize(("typed", "state"), [("y\n", "failed"), ("n\n", "unknown"), ("\n", "unknown")])
def test_a_person_at_a_terminal_is_asked_first(desktop, typed, state):
    task = desktop.row(state="unknown", units=2.0)

    shown = desktop.on_terminal("give-up", str(task.id), typed=typed)

    assert "Give it up? [y/N]" in shown
    assert desktop.journal.get(task.id).state == state


def test_an_unknown_task_that_a_person_found_is_saved_and_belongs_to_the_same_inputs(desktop, shot):
    task = desktop.left_unknown(shot())
    found = desktop.simulator.ledger[0].task_id

    ended = desktop.run("take-up", str(task.id), found)

    again = desktop.comfyui().submit(shot(), "default").saved.result(SOON)
    assert (ended.status, ended.out.strip()) == (0, again.path)
    assert (again.id, again.task_id) == (task.id, found)
    assert Path(again.path).is_file()
    assert desktop.simulator.charged == 1


def test_a_task_taken_up_can_be_left_to_comfyui(desktop, shot):
    task = desktop.left_unknown(shot())
    found = desktop.simulator.ledger[0].task_id

    row = json.loads(desktop.run("take-up", str(task.id), found, "--no-wait", "--json").out)

    assert (row["state"], row["task_id"], row["reason"]) == ("submitted", found, "")
    comfyui = desktop.comfyui()
    assert comfyui.take_up() == 1
    assert comfyui.resume(desktop.journal.get(task.id)).saved.result(SOON).state == "saved"


def test_a_task_that_kling_poll_has_fetched_can_still_be_taken_up(desktop, shot):
    task = desktop.left_unknown(shot())
    found = desktop.simulator.ledger[0].task_id
    comfyui = desktop.comfyui()
    comfyui.adopt(found, "auto", "default").saved.result(SOON)

    ended = desktop.run("take-up", str(task.id), found)

    assert ended.status == 0
    assert desktop.journal.get(task.id).state == "saved"


def test_an_id_that_the_provider_does_not_know_changes_nothing(desktop, shot):
    task = desktop.left_unknown(shot())

    ended = desktop.run("take-up", str(task.id), "12345")

    assert ended.status == 1
    assert "knows no image2video task '12345'" in ended.err
    assert desktop.journal.get(task.id).state == "unknown"


def test_a_task_that_was_sent_under_another_external_id_is_not_taken_up(desktop, shot):
    other = desktop.comfyui().submit(shot("another"), "default").saved.result(SOON)
    desktop.journal.forget(other)
    task = desktop.row(state="unknown")

    ended = desktop.run("take-up", str(task.id), other.task_id)

    assert ended.status == 1
    assert f"Task {other.task_id} is another one" in ended.err
    assert desktop.journal.get(task.id).state == "unknown"


def test_waiting_for_an_unknown_task_names_both_ways_out(desktop, shot):
    task = desktop.left_unknown(shot())

    ended = desktop.run("wait", str(task.id))

    assert ended.status == 1
    assert task.external_task_id in ended.err
    assert f"`tasks take-up {task.id} TASK_ID`" in ended.err
    assert f"`tasks give-up {task.id}`" in ended.err


def test_a_forgotten_task_leaves_its_file(desktop, shot):
    saved = desktop.comfyui().submit(shot(), "default").saved.result(SOON)

    ended = desktop.run("forget", str(saved.id))

    assert ended.out == f"Row {saved.id} (task {saved.task_id}) is forgotten. Its file stays: {saved.path}.\n"
    assert Path(saved.path).is_file()
    assert desktop.journal.newest(1) == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "submitted", "task_id": "84", "units": 2.0}, "it is paid (2 units)"),
        ({"state": "succeeded", "task_id": "84"}, "it is paid, "),
        ({"state": "unknown", "units": 2.0}, "it may be paid (2 units)"),
        ({"state": "prepared", "sent_at": 1.0, "units": 2.0}, "it may be paid (2 units)"),
    ],
)
def test_a_paid_task_is_forgotten_only_by_force(desktop, values, said):
    task = desktop.row(**values)

    refused = desktop.run("forget", str(task.id))
    forced = desktop.run("forget", str(task.id), "--force")

    assert refused.status == 1
    assert said in refused.err
    assert "--force" in refused.err
    assert forced.status == 0
    assert desktop.journal.newest(1) == []


def test_a_task_that_was_never_sent_may_be_forgotten(desktop):
    task = desktop.row(state="prepared")

    assert desktop.run("forget", str(task.id)).status == 0


@pytest.mark.parametrize("command", [["forget", "1", "--force"], ["give-up", "1", "--yes"]])
def test_nothing_is_decided_behind_the_back_of_a_running_comfyui(desktop, command):
    task = desktop.row(state="unknown")
    assert desktop.open_journal().lease(task)

    ended = desktop.run(*command)

    assert ended.status == 1
    assert "Row 1 is being worked on by a running ComfyUI" in ended.err
    assert desktop.journal.get(1).state == "unknown"
