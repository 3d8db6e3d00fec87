"""A real ComfyUI whose page is set to Chinese."""

import pytest
import requests
from klingkit.nodes.simulator import Fault, Step
from klingkit.tests.graphs import empty, image2video, poll, preview, said


@pytest.fixture
def chinese(comfyui):
    """What the page does when somebody chooses a language in its settings."""
    requests.post(f"{comfyui.url}/settings", json={"Comfy.Locale": "zh"}, timeout=5).raise_for_status()
    yield comfyui
    requests.post(f"{comfyui.url}/settings", json={"Comfy.Locale": "en"}, timeout=5).raise_for_status()


def run(comfyui, prompt, *, picture=None, see=1, **inputs):
    graph = {
        "picture": picture or empty(),
        "video": image2video(prompt, **inputs),
        "see": preview("video", see),
    }
    return comfyui.queue(graph)


def texts(result):
    return [data["text"] for kind, data in result.events if kind == "text"]


def test_a_picture_that_is_too_small_is_refused_in_chinese(chinese):
    result = run(chinese, "small", picture=empty(width=200, height=100))

    assert "`image` 为 200 x 100 px；可灵要求宽和高都不小于 300 px。请放大到 600 x 300 px 或更大。" in said(result)
    assert result.errors[0]["exception_type"] == "klingkit.InputError"


def test_an_unknown_account_and_an_unable_model_are_told_in_chinese_before_the_run(chinese):
    account = run(chinese, "account", account="studio")
    model = run(chinese, "model", model="kling-v9")
    polled = chinese.queue({"poll": poll("815000000000000001", account="studio"), "see": preview("poll", 1)})

    assert account.status == model.status == polled.status == "refused"
    assert "本机没有账号 'studio'。现有账号：environment、simulator。" in said(account)
    assert "KlingKit 不知道可用于 image2video 的模型 'kling-v9'。" in said(model)
    assert "本机没有账号 'studio'" in said(polled)


def test_a_failed_task_is_told_in_chinese_with_its_id(chinese):
    chinese.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1, reason="Failure to pass the risk control system")

    result = run(chinese, "fails in chinese")

    assert "可灵未能完成任务 " in said(result)
    assert "：未通过风控审核。请把提示词改得温和一些" in said(result)
    assert result.errors[0]["exception_type"] == "klingkit.TaskFailed"


def test_a_blocked_output_and_the_progress_are_told_in_chinese(chinese):
    chinese.simulator.generation_seconds = 1.5
    waited = run(chinese, "progress in chinese")
    unwaited = run(chinese, "not waited for in chinese", wait=False)

    assert any(text.startswith("生成中，已用 ") for text in texts(waited))
    assert texts(waited)[-1].startswith("用时 ")
    assert "`wait` 已关闭，所以还没有视频" in said(unwaited)


def test_the_journal_and_the_log_stay_english(chinese):
    chinese.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1, reason="there is no human in the video")

    run(chinese, "english in the log")

    assert ": there is no human in the video. Use a video in which" in chinese.log_text()
