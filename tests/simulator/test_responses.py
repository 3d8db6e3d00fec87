"""DMXAPI's newer way: one path, where the model's name says whether to make or to tell."""

import json

import pytest
from klingkit.nodes.simulator import Fault, Step

PATH = "/v1/responses"
V2 = {"model": "kling-v2-6-image2video", "input": "a fox runs"}
V3 = {"model": "kling-v3", "input": "a fox runs"}


@pytest.fixture
def kling(relay):
    return relay("dmxapi-responses")


@pytest.fixture
def api(kling, client):
    return client(kling)


def inner(answer):
    """The JSON that the text of an answer holds."""
    return json.loads(answer.json()["output"][0]["content"][0]["text"])


def events(answer):
    return [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")]


def lines(answer):
    return events(answer)[-1]["response"]["output"][0]["content"][0]["text"].split("\n")


def ended_v2(api, model, task_id):
    said = ["", "任务状态: submitted"]
    while said[1] in ("任务状态: submitted", "任务状态: processing"):
        said = lines(api.post(PATH, {"model": model, "input": task_id, "stream": True}))
    return said


def ended_v3(api, task_id):
    data = {"task_status": ""}
    while data["task_status"] not in ("succeed", "failed"):
        data = inner(api.post(PATH, {"model": "kling-v3-get-all", "input": task_id}))["data"]
    return data


def test_the_older_model_answers_a_create_as_kling_does(kling, api, picture):
    answer = api.post(PATH, {**V2, "image": picture, "image_tail": "", "callback_url": "", "duration": 10}).json()

    assert (answer["code"], answer["message"]) == (0, "SUCCEED")
    assert answer["data"]["task_id"].isdecimal()
    assert answer["data"]["task_info"] == {}
    assert answer["usage"]["total_tokens"] == 30_000
    assert (kling.ledger[0].model, kling.ledger[0].units) == ("kling-v2-6", 3.0)


def test_the_older_model_tells_of_a_video_in_words(api, picture, film):
    task_id = api.post(PATH, {**V2, "image": picture}).json()["data"]["task_id"]

    said = ended_v2(api, "kling-image2video-get", task_id)

    assert said[0] == f"任务ID: {task_id}"
    assert said[1].startswith("视频链接: http")
    assert said[2] == "时长: 5.041"
    assert len(film(said[1].removeprefix("视频链接: ")).frames) == 121


def test_an_answer_in_events_ends_with_done(api):
    task_id = api.post(PATH, {"model": "kling-v2-6-text2video", "input": "a fox"}).json()["data"]["task_id"]

    answer = api.post(PATH, {"model": "kling-text2video-get", "input": task_id, "stream": True})

    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.text.rstrip().endswith("data: [DONE]")
    assert events(answer)[-1]["response"]["status"] == "completed"


def test_a_failed_task_of_the_older_model_says_why(kling, api, picture):
    kling.fail(Fault.TASK_FAILS, Step.CREATE, reason="Image pixel is invalid")
    task_id = api.post(PATH, {**V2, "image": picture}).json()["data"]["task_id"]

    said = ended_v2(api, "kling-image2video-get", task_id)

    assert said[1:] == ["任务状态: failed", "失败原因: Image pixel is invalid"]


def test_the_newer_model_puts_the_id_into_a_text(api, picture):
    answer = api.post(PATH, {**V3, "image": picture, "sound": "on", "mode": "pro"})

    assert inner(answer)["taskId"] == answer.json()["request_id"]
    assert inner(answer)["taskId"].startswith("tsk-")
    assert answer.json()["usage"]["total_tokens"] == 60_000


def test_the_newer_model_puts_kling_s_answer_into_a_text(api, picture, film):
    task_id = inner(api.post(PATH, {**V3, "image": picture, "duration": "3"}))["taskId"]

    data = ended_v3(api, task_id)

    (video,) = data["task_result"]["videos"]
    assert data["task_id"] == task_id
    assert video["id"].startswith("mda-")
    assert (video["duration"], data["final_unit_deduction"]) == ("3.041", "1.8")
    assert len(film(video["url"]).frames) == 73


def test_the_newer_model_makes_videos_from_texts_and_shots_from_a_list(kling, api, picture):
    shots = [{"index": 1, "prompt": "a fox", "duration": "3"}, {"index": 2, "prompt": "an owl", "duration": "2"}]

    text = api.post(PATH, {**V3, "aspect_ratio": "1:1"})
    several = api.post(
        PATH, {**V3, "image": picture, "input": shots, "multi_shot": True, "shot_type": "customize", "duration": "5"}
    )

    assert all("taskId" in inner(answer) for answer in (text, several))
    assert [charge.kind for charge in kling.ledger] == ["text2video", "image2video"]


@pytest.mark.parametrize("header", ["a-key-for-these-tests", "Bearer a-key-for-these-tests"])
def test_the_key_may_come_bare(api, header):
    answer = api.post(PATH, V3, headers={"Authorization": header})

    assert "taskId" in inner(answer)


def test_refusals_come_in_the_shape_of_the_model(kling, api):
    older = api.post(PATH, {**V2, "image": "AAAA"})
    newer = api.post(PATH, {**V3, "mode": "8k"})
    unknown = api.post(PATH, {"model": "kling-v9", "input": "a fox"})

    assert (older.status_code, older.json()["error"]["code"]) == (400, "dmxapi_kling_error_1201")
    assert (newer.status_code, inner(newer)["code"]) == (200, 1201)
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "dmxapi_kling_error_1203")
    assert kling.charged == 0


def test_a_task_that_nobody_knows_is_refused_in_the_shape_of_the_query(api, picture):
    v3 = inner(api.post(PATH, {**V3, "image": picture}))["taskId"]

    crossed = api.post(PATH, {"model": "kling-image2video-get", "input": v3})
    newer = api.post(PATH, {"model": "kling-v3-get-all", "input": "tsk-0"})

    assert events(crossed)[-1]["error"]["code"] == "task_not_exist"
    assert inner(newer)["code"] == 1203


def test_nothing_else_is_there(api, picture):
    answers = [api.post(path, {"image": picture}) for path in ("/v1/videos/image2video", "/kling/v1/videos/lip-sync")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_creates_and_queries_are_told_apart_in_the_record(kling, api, picture):
    task_id = inner(api.post(PATH, {**V3, "image": picture}))["taskId"]
    api.post(PATH, {"model": "kling-v3-get-all", "input": task_id})

    assert kling.requests == {"POST create": 1, "POST query": 1}
    assert [body["model"] for body in kling.bodies] == ["kling-v3"]
