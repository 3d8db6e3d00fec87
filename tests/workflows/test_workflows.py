"""Every workflow that we ship runs in a real ComfyUI as it was saved, and gives away nothing of its maker's machine."""

import json
import re
from pathlib import Path

import pytest
from klingkit.nodes.media import videos
from klingkit.scripts import workflows
from klingkit.tests.comfyui import KEY, example_picture
from klingkit.tests.workflows.stories import VIDEOS

PATHS = sorted(workflows.WORKFLOWS.glob("*.json"))
each_workflow = pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])


def converted(comfyui, path):
    return workflows.to_prompt(workflows.read_workflow(path), comfyui.get("/object_info"))


def texts(value):
    """Every string below a piece of JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def test_each_workflow_says_here_how_many_videos_it_makes():
    assert {path.stem for path in PATHS} == set(VIDEOS)


@each_workflow
def test_a_workflow_runs_as_saved_and_every_video_opens(comfyui, path):
    comfyui.put_input(example_picture())

    result = comfyui.queue(converted(comfyui, path))

    assert (result.status, result.errors) == ("success", [])
    made = [video for shown in result.outputs.values() for video in shown.get("klingkit", [])]
    assert len({video["video_path"] for video in made}) == VIDEOS[path.stem]
    for video in made:
        videos.check(Path(video["video_path"]))


def test_the_end_frame_arrives_as_a_picture_of_its_own(comfyui):
    path = workflows.WORKFLOWS / "end_frame.json"

    prompt = converted(comfyui, path)

    (node,) = [node["inputs"] for node in prompt.values() if node["class_type"] == "KlingKitImage2Video"]
    assert node["guidance"] == "end frame"
    assert node["guidance.image_tail"] != node["image"]
    assert (node["model"], node["model.mode"], node["model.duration"]) == ("kling-v1-6", "pro", "5")


@each_workflow
def test_a_workflow_holds_no_key_and_no_path_of_a_machine(path):
    said = texts(json.loads(path.read_text(encoding="utf-8")))

    assert not [text for text in said if KEY in text or re.search(r"\bsk-\w|Bearer |eyJ\w{10}", text)]
    assert not [text for text in said if re.search(r"(^|\s)(/\w|~/|[A-Za-z]:\\)", text)]


@each_workflow
def test_a_workflow_has_a_picture_for_the_template_browser(path):
    picture = path.with_suffix(".jpg")

    assert picture.is_file()
    assert picture.stat().st_size < 100_000
