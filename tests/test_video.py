"""Image2Video in a real ComfyUI."""

from pathlib import Path

import pytest
import requests
from klingkit.nodes.media import videos
from klingkit.nodes.simulator import Fault, Step
from klingkit.tests.comfyui import KEY, example_picture
from klingkit.tests.graphs import empty, image2video, load, made, poll, preview, said


def run(comfyui, prompt, *, picture=None, see=1, **inputs):
    """One Image2Video, seen by a PreviewAny at one of its outputs."""
    graph = {
        "picture": picture or empty(),
        "video": image2video(prompt, **inputs),
        "see": preview("video", see),
    }
    return comfyui.queue(graph)


def test_both_nodes_are_there_with_the_names_that_workflows_depend_on(comfyui):
    info = comfyui.get("/object_info")

    image2video_info, poll_info = info["KlingKitImage2Video"], info["KlingKitPoll"]

    assert image2video_info["display_name"] == "Kling Image2Video"
    assert list(image2video_info["input"]["required"]) == ["image"]
    assert list(image2video_info["input"]["optional"]) == [
        "prompt",
        "negative_prompt",
        "model",
        "guidance",
        "account",
        "take",
        "wait",
        "on_failure",
        "give_up_after",
        "filename_prefix",
        "callback_url",
        "external_task_id",
    ]
    assert list(poll_info["input"]["required"]) == ["task_id"]
    assert list(poll_info["input"]["optional"]) == ["kind", "account", "give_up_after", "filename_prefix"]
    for node in (image2video_info, poll_info):
        assert node["output"] == ["VIDEO", "STRING", "STRING", "STRING"]
        assert node["output_name"] == ["video", "video_path", "video_id", "task_id"]
        assert node["output_is_list"] == [True] * 4
        assert not node["output_node"]


def test_the_prompt_of_the_design_runs(comfyui):
    comfyui.put_input(example_picture())
    graph = {
        "3": load(),
        "4": {
            "class_type": "KlingKitImage2Video",
            "inputs": {
                "image": ["3", 0],
                "prompt": "the prompt of the design",
                "model": "kling-v1-6",
                "model.mode": "pro",
                "model.duration": "5",
                "model.cfg_scale": 0.5,
                "guidance": "end frame",
                "guidance.image_tail": ["3", 0],
            },
        },
        "5": {"class_type": "SaveVideo", "inputs": {"video": ["4", 0], "filename_prefix": "design", "format": "auto"}},
    }
    graph["5"]["inputs"]["codec"] = "auto"

    result = comfyui.queue(graph)

    assert said(result) == ""
    (video,) = made(result, "4")
    assert videos.check(Path(video["video_path"])).seconds == pytest.approx(5, abs=0.1)
    assert Path(video["video_path"]).parent == comfyui.output / "Kling"
    assert list(comfyui.output.glob("design_*.mp4"))
    sent = comfyui.simulator.bodies[-1]
    assert (sent["mode"], sent["duration"], sent["cfg_scale"]) == ("pro", "5", 0.5)
    assert sent["image"] == sent["image_tail"]


def test_everything_but_the_picture_may_be_left_out(comfyui):
    graph = {"picture": empty(color=7), "video": {"class_type": "KlingKitImage2Video", "inputs": {}}}
    graph["video"]["inputs"]["image"] = ["picture", 0]
    graph["see"] = preview("video", 1)

    result = comfyui.queue(graph)

    assert said(result) == ""
    assert comfyui.simulator.bodies[-1]["model_name"] == "kling-v1-6"


def test_the_preview_is_shown_and_the_progress_told(comfyui):
    comfyui.simulator.generation_seconds = 1.5

    result = run(comfyui, "progress")

    (shown,) = result.outputs["video"]["images"]
    answer = requests.get(f"{comfyui.url}/view", params=shown, timeout=10)
    assert answer.headers["Content-Type"] == "video/mp4"
    texts = [data["text"] for kind, data in result.events if kind == "text"]
    assert any("s of about" in text and text.startswith("processing") for text in texts)
    states = [data["nodes"] for kind, data in result.events if kind == "progress_state"]
    bars = [nodes["video"]["value"] for nodes in states if "video" in nodes]
    assert any(0 < bar < 1 for bar in bars)
    assert texts[-1].startswith("saved after")
    assert bars[-1] == 1


def test_a_finished_task_says_that_nothing_was_paid(comfyui):
    run(comfyui, "said twice")

    again = run(comfyui, "said twice", give_up_after=3)

    texts = [data["text"] for kind, data in again.events if kind == "text"]
    assert texts[-1] == "saved before, nothing paid"


def test_a_batch_becomes_as_many_videos_side_by_side(comfyui):
    comfyui.simulator.generation_seconds = 1
    charged = comfyui.simulator.charged

    result = run(comfyui, "a batch of equal pictures", picture=empty(batch=6), see=3)

    assert said(result) == ""
    assert len({video["task_id"] for video in made(result)}) == 6
    assert comfyui.simulator.charged - charged == 6
    assert comfyui.simulator.open_at_once >= 6


def test_the_same_inputs_queued_again_cost_nothing(comfyui):
    first = made(run(comfyui, "twice"))
    charged = comfyui.simulator.charged

    again = run(comfyui, "twice", give_up_after=5)

    assert made(again) == first
    assert comfyui.simulator.charged == charged


def test_two_equal_nodes_in_one_graph_share_a_task_unless_take_differs(comfyui):
    charged = comfyui.simulator.charged
    graph = {"picture": empty()}
    for name, inputs in {"one": {}, "two": {"give_up_after": 9}, "other": {"take": 1}}.items():
        graph[name] = image2video("equal nodes", **inputs)
        graph[f"see {name}"] = preview(name, 1)

    result = comfyui.queue(graph)

    one, two, other = (made(result, name)[0]["task_id"] for name in ("one", "two", "other"))
    assert one == two != other
    assert comfyui.simulator.charged - charged == 2


def test_a_deleted_file_is_there_again_when_the_graph_is_queued_again(comfyui):
    (video,) = made(run(comfyui, "deleted"))
    Path(video["video_path"]).unlink()
    charged = comfyui.simulator.charged

    (again,) = made(run(comfyui, "deleted"))

    assert Path(again["video_path"]).is_file()
    assert comfyui.simulator.charged == charged


def test_without_waiting_the_task_id_comes_at_once_and_poll_gives_the_video(comfyui):
    comfyui.simulator.generation_seconds = 1
    graph = {
        "picture": empty(batch=2),
        "video": image2video("later", wait=False),
        "poll": poll(["video", 3]),
        "see": preview("poll", 1),
    }

    result = comfyui.queue(graph)

    assert said(result) == ""
    assert len(made(result, "poll")) == 2


def test_without_waiting_the_other_outputs_say_why_they_are_blocked(comfyui):
    result = run(comfyui, "not waited for", wait=False, see=0)

    assert "`wait` is off" in said(result)


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"account": "studio"}, "There is no account 'studio' on this machine. It has: environment, simulator."),
        ({"model": "kling-v9"}, "'kling-v9' is no model that KlingKit knows for image2video. Choose one of: kling-v1,"),
        ({"model": "kling-v2-1-master", "guidance": "end frame"}, "kling-v2-1-master cannot do end frame."),
        ({"guidance": "magic"}, "'magic' is no guidance. Choose one of: none,"),
        ({"model.cfg_scale": 2.0}, "Value 2.0 bigger than max of 1.0"),
        ({"take": -1}, "take"),
        ({"model.mode": "4k"}, "4k"),
    ],
)
def test_what_can_be_told_beforehand_is_told_before_anything_runs(comfyui, inputs, sentence):
    result = run(comfyui, "refused", **inputs)

    assert result.status == "refused"
    assert sentence in said(result)


@pytest.mark.parametrize(
    ("inputs", "picture", "sentence"),
    [
        ({}, empty(299, 400), "`image` is 299 x 400 px; Kling wants at least 300 px"),
        ({}, empty(1000, 399), "Kling takes 1:2.5 to 2.5:1"),
        ({"prompt": "a" * 2501}, None, "prompt has 2501 characters and Kling takes at most 2500"),
        ({"negative_prompt": "a" * 2501}, None, "negative_prompt has 2501"),
        ({"filename_prefix": "../outside"}, None, "filename_prefix is '../outside'"),
        ({"filename_prefix": "/outside"}, None, "filename_prefix is '/outside'"),
        ({"callback_url": "example.com"}, None, "callback_url is 'example.com'"),
        (
            {"guidance": "end frame", "guidance.image_tail": ["picture", 0]},
            None,
            "kling-v1-6 does an end frame in pro 5 or 10 s, not in std 5 s",
        ),
    ],
)
def test_bad_input_costs_nothing_and_says_how_to_mend_it(comfyui, inputs, picture, sentence):
    posts = comfyui.simulator.requests["POST create"]
    prompt = inputs.pop("prompt", "bad input")

    result = run(comfyui, prompt, picture=picture, **inputs)

    assert sentence in said(result)
    assert comfyui.simulator.requests["POST create"] == posts


def test_one_bad_picture_in_a_batch_sends_none_of_them(comfyui):
    posts = comfyui.simulator.requests["POST create"]
    graph = {
        "picture": empty(320, 320, batch=3),
        "tail": empty(320, 320, batch=2),
        "video": image2video(
            "a bad tail", **{"model.mode": "pro", "guidance": "end frame", "guidance.image_tail": ["tail", 0]}
        ),
        "see": preview("video", 1),
    }

    result = comfyui.queue(graph)

    assert "image_tail holds 2 pictures" in said(result)
    assert comfyui.simulator.requests["POST create"] == posts


def test_one_of_three_fails_and_only_it_is_paid_again(comfyui):
    comfyui.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1, reason="Image pixel is invalid")
    charged = comfyui.simulator.charged

    first = run(comfyui, "one fails", picture=empty(batch=3))
    again = run(comfyui, "one fails", picture=empty(batch=3))

    assert "1 of 3 tasks did not give a video" in said(first)
    assert "Image pixel is invalid. Use a JPEG or PNG picture" in said(first)
    assert len(made(again)) == 3
    assert comfyui.simulator.charged - charged == 4


def test_a_skipped_failure_blocks_only_its_own_item_and_is_tried_again(comfyui):
    comfyui.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1, reason="no luck")
    charged = comfyui.simulator.charged

    first = run(comfyui, "one is skipped", picture=empty(batch=3), on_failure="skip")
    again = run(comfyui, "one is skipped", picture=empty(batch=3), on_failure="skip")

    assert len(made(first)) == 2
    assert "no luck" in said(first)
    assert first.status == "success"
    assert len(made(again)) == 3
    assert comfyui.simulator.charged - charged == 4


def test_an_interrupt_ends_the_wait_and_not_the_task(comfyui):
    """How soon is measured by `make bench`; here it must only be before the task could end by itself."""
    comfyui.simulator.generation_seconds = 4
    clicked = []

    def click(kind, data):
        if not clicked and kind == "text" and "processing" in data["text"]:
            clicked.append(data)
            requests.post(f"{comfyui.url}/interrupt", timeout=5).raise_for_status()

    graph = {"picture": empty(), "video": image2video("interrupted"), "see": preview("video", 1)}
    result = comfyui.queue(graph, on_event=click)
    task_id = comfyui.simulator.ledger[-1].task_id
    saved_by_then = list(comfyui.output.rglob(f"*{task_id}.mp4"))
    charged = comfyui.simulator.charged
    again = comfyui.queue(graph)

    assert result.status == "interrupted"
    assert saved_by_then == []
    assert len(made(again)) == 1
    assert comfyui.simulator.charged == charged


def test_a_wait_that_is_given_up_names_the_task_and_the_next_step(comfyui):
    assert (
        "give_up_after" in comfyui.get("/object_info/KlingKitImage2Video")["KlingKitImage2Video"]["input"]["optional"]
    )


def test_no_key_is_in_the_log_the_history_or_the_video(comfyui):
    result = run(comfyui, "secret")
    comfyui.simulator.fail(Fault.CODE_1000, Step.CREATE, times=1)
    refused = run(comfyui, "refused for its key")

    video = Path(made(result)[0]["video_path"]).read_bytes()
    history = requests.get(f"{comfyui.url}/history", timeout=10).text
    info = requests.get(f"{comfyui.url}/object_info", timeout=10).text
    assert "HTTP 401" in said(refused)
    assert refused.errors[0]["exception_type"] == "klingkit.AuthenticationRefused"
    assert f"Account environment ({comfyui.simulator.url})" in said(refused)
    for place in (comfyui.log_text(), history, info, str(result.events), said(refused), video.decode("latin-1")):
        assert KEY not in place
    for file in comfyui.user.rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes()


def test_the_account_simulator_is_always_there(comfyui):
    charged = comfyui.simulator.charged

    result = run(comfyui, "on the built-in simulator", account="simulator")

    assert said(result) == ""
    assert videos.check(Path(made(result)[0]["video_path"])).height == 720
    assert comfyui.simulator.charged == charged
