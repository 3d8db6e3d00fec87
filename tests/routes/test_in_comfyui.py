"""The routes where users have them: in a real ComfyUI."""

from urllib.parse import urlsplit

import pytest
import requests
from klingkit.tests.graphs import empty, image2video, made, preview

TOKEN = "a-token-of-these-tests-that-is-long-enough"


@pytest.fixture
def callback(comfyui):
    """The address of the callback, as though a task had asked for one before."""
    file = comfyui.user / "klingkit" / "callback.token"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(TOKEN)
    yield f"{comfyui.url}/klingkit/callback/{TOKEN}"
    file.unlink()


def test_a_callback_is_answered(callback):
    answer = requests.post(callback, json={"task_id": "815000000000000001", "task_status": "succeed"}, timeout=10)

    assert (answer.status_code, answer.json()) == (200, {})


def test_a_callback_with_another_token_is_not(callback):
    answer = requests.post(f"{callback}x", json={"task_id": "815000000000000001"}, timeout=10)

    assert (answer.status_code, answer.json()) == (404, {"error": "There is nothing here."})


@pytest.mark.parametrize("prefix", ["", "/api"])
def test_what_nobody_shared_is_not_given(comfyui, prefix):
    answer = requests.get(f"{comfyui.url}{prefix}/klingkit/share/{'A' * 43}/fox.mp4", timeout=10)

    assert (answer.status_code, answer.json()) == (404, {"error": "There is nothing here, or not any more."})


def test_the_token_is_not_in_the_log(comfyui, callback):
    requests.post(callback, data=b"no JSON", timeout=10)

    assert TOKEN not in comfyui.log_text()


@pytest.fixture
def public(comfyui):
    """Callbacks are set up, at an address of the internet that leads here."""
    file = comfyui.user / "klingkit" / "hosting.toml"
    file.write_text('public_url = "https://my.host/comfy"\ncallbacks = true')
    file.chmod(0o600)
    yield "https://my.host/comfy"
    file.unlink()


@pytest.mark.parametrize("given", ["", "https://elsewhere.example/hook"])
def test_kling_is_asked_to_call_here_unless_the_node_names_an_address(comfyui, callback, public, given):
    picture = empty()
    video = image2video("told by callback", take=len(given), callback_url=given)

    result = comfyui.queue({"picture": picture, "video": video, "see": preview("video", 1)})

    assert made(result)
    asked = comfyui.simulator.bodies[-1]["callback_url"]
    assert asked == (given or f"{public}{urlsplit(callback).path}")
