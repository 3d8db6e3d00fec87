"""Saved workflows become prompts that a real ComfyUI takes; what is missing is said in a sentence."""

import pytest
from klingkit.scripts.steps import Stop
from klingkit.scripts.workflows import WORKFLOWS, pictures, read_workflow, to_prompt

FILES = sorted(WORKFLOWS.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_saved_workflow_becomes_a_prompt_of_nodes_that_comfyui_has(path, comfyui):
    info = comfyui.get("/object_info")

    prompt = to_prompt(read_workflow(path), info)

    assert prompt
    assert {node["class_type"] for node in prompt.values()} <= set(info)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_pictures_of_a_saved_workflow_are_at_hand(path, comfyui):
    found = pictures(read_workflow(path))

    assert all(picture.is_file() for picture in found)


def test_a_node_that_comfyui_lacks_is_named():
    workflow = {"nodes": [{"id": 1, "type": "KlingKitDream", "widgets_values": []}], "links": []}

    with pytest.raises(Stop, match="did not load KlingKitDream"):
        to_prompt(workflow, {"LoadImage": {}})


def test_a_picture_that_is_nowhere_is_named():
    workflow = {"nodes": [{"id": 1, "type": "LoadImage", "widgets_values": ["unicorn.png", "image"]}], "links": []}

    with pytest.raises(Stop, match=r"The picture unicorn\.png"):
        pictures(workflow)


@pytest.mark.parametrize("content", [None, "no JSON"])
def test_a_workflow_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "story.json"
    if content is not None:
        path.write_text(content)

    with pytest.raises(Stop, match=r"story\.json cannot be read"):
        read_workflow(path)
