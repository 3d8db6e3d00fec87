"""Every workflow that we ship runs at every provider that can do it; where one cannot, our own sentence says so."""

from pathlib import Path

import pytest
from klingkit.nodes.media import videos
from klingkit.scripts import workflows
from klingkit.tests.comfyui import example_picture
from klingkit.tests.graphs import said
from klingkit.tests.workflows.stories import ALL, NEWER, VIDEOS, rows


@pytest.fixture(scope="module")
def prompts(_comfyui_of_the_session):
    """The workflows as ComfyUI's queue wants them, by name, each converted once."""
    _comfyui_of_the_session.put_input(example_picture())
    info = _comfyui_of_the_session.get("/object_info")
    return {
        name: workflows.to_prompt(workflows.read_workflow(workflows.WORKFLOWS / f"{name}.json"), info) for name in ALL
    }


def at(prompt, account, model=None, take=0):
    """The prompt with each of our nodes at this account, and with another model where one is given.

    Two stories may begin alike, and the second then has its first video for nothing: `take` tells them apart.
    """
    nodes = {number: node | {"inputs": dict(node["inputs"])} for number, node in prompt.items()}
    for node in nodes.values():
        inputs = node["inputs"]
        if "account" in inputs:
            inputs["account"] = account
        if "take" in inputs:
            inputs["take"] = take
        if model and "model" in inputs:
            inputs["model"] = model
            inputs.pop("model.cfg_scale", None)
    return nodes


def made(result):
    return [video for shown in result.outputs.values() for video in shown.get("klingkit", [])]


@pytest.mark.parametrize(("name", "provider", "model"), rows())
def test_a_workflow_runs_at_every_provider_that_can_do_it(comfyui, providers, prompts, name, provider, model):
    before = providers[provider].charged

    result = comfyui.queue(at(prompts[name], provider, model, take=ALL.index(name)))

    assert (result.status, said(result)) == ("success", "")
    shown = {video["video_path"]: video for video in made(result)}
    assert len(shown) == VIDEOS[name]
    assert all(videos.check(Path(path)).seconds > 4 for path in shown)
    assert providers[provider].charged - before == VIDEOS[name]


@pytest.mark.parametrize("name", ["camera", "image2video_extend_lipsync", "lip_sync_own_audio", "motion_brush"])
def test_dmxapis_responses_refuse_an_older_model_and_nothing_is_sent(comfyui, providers, prompts, name):
    before = providers["dmxapi-responses"].requests["POST create"]

    result = comfyui.queue(at(prompts[name], "dmxapi-responses"))

    assert "/v1/responses, which makes videos from pictures and prompts with kling-v2-6 and kling-v3" in said(result)
    assert "or an account with the provider `dmxapi`" in said(result)
    assert providers["dmxapi-responses"].requests["POST create"] == before


@pytest.mark.parametrize("name", ["image2video_extend_lipsync", "lip_sync_own_audio"])
def test_where_a_provider_gives_no_video_id_the_story_ends_after_the_first_video(comfyui, providers, prompts, name):
    before = providers["dmxapi-responses"].charged

    result = comfyui.queue(at(prompts[name], "dmxapi-responses", NEWER, take=ALL.index(name)))

    assert "This provider gave the video no id, so nothing can go on from its video_id." in said(result)
    assert providers["dmxapi-responses"].charged == before + 1


@pytest.mark.parametrize(
    ("name", "kind"), [("image2video_extend_lipsync", "video-extend"), ("lip_sync_own_audio", "lip-sync")]
)
def test_a_relay_that_lacks_a_path_is_told_with_the_path(comfyui, providers, prompts, name, kind):
    before = providers["relay"].charged

    result = comfyui.queue(at(prompts[name], "relay", take=ALL.index(name)))

    assert f"Account relay ({providers['relay'].base_url}) refused: " in said(result)
    assert f"POST /kling/v1/videos/{kind}" in said(result)
    assert providers["relay"].charged == before + 1
