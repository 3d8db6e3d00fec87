"""Kling Poll in a real ComfyUI: tasks of this pack, of another program, and of nobody."""

import base64
from pathlib import Path

import pytest
import requests
from klingkit.nodes.media import videos
from klingkit.nodes.simulator import Fault, Step
from klingkit.tests.comfyui import KEY, example_picture
from klingkit.tests.graphs import made, poll, preview, said


def create_elsewhere(simulator):
    """What another program does with the same account."""
    picture = base64.b64encode(example_picture().read_bytes()).decode()
    answer = requests.post(
        f"{simulator.url}/v1/videos/image2video",
        json={"model_name": "kling-v1", "image": picture, "prompt": "of another program"},
        headers={"Authorization": f"Bearer {KEY}"},
        timeout=10,
    )
    return answer.json()["data"]["task_id"]


def run(comfyui, task_id, **inputs):
    return comfyui.queue({"poll": poll(task_id, **inputs), "see": preview("poll", 1)})


@pytest.mark.parametrize("kind", ["auto", "image2video"])
def test_a_task_of_another_program_is_waited_for_and_saved(comfyui, kind):
    task_id = create_elsewhere(comfyui.simulator)
    charged = comfyui.simulator.charged

    result = run(comfyui, task_id, kind=kind, filename_prefix="taken/up")

    (video,) = made(result, "poll")
    assert video["task_id"] == task_id
    assert Path(video["video_path"]) == comfyui.output / "taken" / f"up_{task_id}.mp4"
    assert videos.check(Path(video["video_path"])).codec == "h264"
    assert comfyui.simulator.charged == charged


def test_polling_twice_asks_the_journal_alone(comfyui):
    task_id = create_elsewhere(comfyui.simulator)
    first = made(run(comfyui, task_id), "poll")
    queries = comfyui.simulator.requests["GET query"]

    again = made(run(comfyui, task_id, give_up_after=7), "poll")

    assert again == first
    assert comfyui.simulator.requests["GET query"] == queries


def test_a_task_that_nobody_knows_says_who_was_asked(comfyui):
    result = run(comfyui, "815000000000000001")

    assert f"Account environment ({comfyui.simulator.url}) knows no task '815000000000000001'" in said(result)


def test_a_task_of_another_kind_is_not_found_under_this_one(comfyui):
    result = run(comfyui, create_elsewhere(comfyui.simulator), kind="text2video")

    assert "asked for text2video" in said(result)


def test_a_task_that_failed_says_why(comfyui):
    comfyui.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1, reason="Failure to pass the risk control system")
    task_id = create_elsewhere(comfyui.simulator)

    result = run(comfyui, task_id)

    assert f"Kling could not finish task {task_id}: Failure to pass the risk control system." in said(result)


@pytest.mark.parametrize("task_id", ["", "   "])
def test_an_empty_id_is_told(comfyui, task_id):
    assert "task_id is empty" in said(run(comfyui, task_id))


def test_an_id_with_strange_letters_is_asked_for_as_it_is(comfyui):
    result = run(comfyui, "CjhDaWgU7GA/../AAA+b1QfA==")

    assert "knows no task 'CjhDaWgU7GA/../AAA+b1QfA=='" in said(result)


def test_an_account_that_this_machine_lacks_is_told(comfyui):
    result = run(comfyui, "815000000000000001", account="studio")

    assert result.status == "refused"
    assert "There is no account 'studio' on this machine" in said(result)
