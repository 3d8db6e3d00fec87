"""A link into a socket that a choice brought is still there when the saved workflow is loaded again."""

import pytest
from klingkit.scripts import workflows
from klingkit.tests.graphs import said
from klingkit.tests.page.pages import build, links_by_name, load, queued, run, save

PICTURE = {"type": "EmptyImage"}
CHOICES = {
    "an end frame": (PICTURE, "IMAGE", "KlingKitImage2Video", "guidance", "end frame", "guidance.image_tail"),
    "a motion brush": (
        {"type": "KlingKitMotionBrush"},
        "brush",
        "KlingKitImage2Video",
        "guidance",
        "motion brush",
        "guidance.brush",
    ),
    "a camera": (
        {"type": "KlingKitCameraControl"},
        "camera",
        "KlingKitImage2Video",
        "guidance",
        "camera",
        "guidance.camera",
    ),
    "a local video": ({"type": "CreateVideo"}, "VIDEO", "KlingKitLipSync", "source", "local video", "source.video"),
    "a sound": ({"type": "EmptyAudio"}, "AUDIO", "KlingKitLipSync", "speech", "audio", "speech.audio"),
}
NAMES = sorted(path.stem for path in workflows.WORKFLOWS.glob("*.json"))


@pytest.mark.parametrize("choice", CHOICES)
def test_a_link_into_a_choice_outlives_saving_and_loading(drawn_page, choice):
    source, output, node, name, value, socket = CHOICES[choice]
    build(drawn_page, {1: source, 2: {"type": node, "widgets": {name: value}}}, [(1, output, 2, socket)])
    saved = save(drawn_page)

    load(drawn_page, saved)

    assert links_by_name(save(drawn_page)) == [(1, output, 2, socket)]
    asked = queued(drawn_page)["2"]["inputs"]
    assert (asked[name], asked[socket]) == (value, ["1", 0])


def test_all_sockets_of_a_node_keep_their_own_links(drawn_page):
    nodes = {1: {"type": "CreateVideo"}, 2: {"type": "EmptyAudio"}}
    nodes[3] = {"type": "KlingKitLipSync", "widgets": {"speech": "audio", "source": "local video"}}
    links = [(1, "VIDEO", 3, "source.video"), (2, "AUDIO", 3, "speech.audio")]
    build(drawn_page, nodes, links)
    saved = save(drawn_page)

    load(drawn_page, saved)

    assert links_by_name(save(drawn_page)) == links


@pytest.mark.parametrize("name", NAMES)
def test_the_page_queues_a_workflow_as_comfy_cli_does(comfyui, page, name):
    workflow = workflows.read_workflow(workflows.WORKFLOWS / f"{name}.json")
    converted = workflows.to_prompt(workflow, comfyui.get("/object_info"))

    load(page, workflow)

    assert links_by_name(save(page)) == links_by_name(workflow)
    assert queued(page) == {
        number: {"class_type": node["class_type"], "inputs": node["inputs"]} for number, node in converted.items()
    }


def test_what_the_page_queues_runs(comfyui, page):
    load(page, workflows.read_workflow(workflows.WORKFLOWS / "end_frame.json"))

    result = run(comfyui, page)

    assert (result.status, said(result)) == ("success", "")
