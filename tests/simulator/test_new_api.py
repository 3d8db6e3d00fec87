"""The dialect of most relays: new-api around Kling."""

import json

import pytest
from klingkit.nodes.simulator import Fault, Step

PATH = "/kling/v1/videos/image2video"


@pytest.fixture
def kling(relay):
    return relay("new-api")


@pytest.fixture
def api(kling, client):
    return client(kling)


def ended(api, task_id):
    row = {"status": ""}
    while row["status"] not in ("SUCCESS", "FAILURE"):
        row = api.get(f"{PATH}/{task_id}").json()["data"]
    return row


def test_a_create_answers_in_openai_s_words(kling, api, picture):
    answer = api.post(PATH, {"image": picture, "model_name": "kling-v1-6", "duration": 5}).json()

    assert answer["id"] == answer["task_id"] == kling.ledger[0].task_id
    assert answer["id"].startswith("task_")
    assert (answer["object"], answer["status"], answer["model"]) == ("video", "queued", "kling-v1-6")
    assert answer["metadata"] == {"url": ""}


def test_a_finished_row_holds_kling_s_answer_with_an_id_of_its_own(api, picture, film):
    task_id = api.post(PATH, {"image": picture}).json()["id"]

    row = ended(api, task_id)

    inner = row["data"]["data"]
    assert (row["status"], row["progress"], row["fail_reason"]) == ("SUCCESS", "100%", "")
    assert row["task_id"] == task_id != inner["task_id"]
    assert inner["task_status"] == "succeed"
    assert inner["task_result"]["videos"][0]["id"].isdecimal()
    assert len(film(row["result_url"]).frames) == 121
    assert api.get(f"{PATH}/{inner['task_id']}").status_code == 400
    assert ended(api, task_id)["data"]["data"]["task_id"] == inner["task_id"]


def test_a_row_grows_with_its_task(kling, api, picture):
    kling.generation_seconds = 3
    task_id = api.post(PATH, {"image": picture}).json()["id"]

    seen = [api.get(f"{PATH}/{task_id}").json()["data"]]
    while seen[-1]["status"] == "SUBMITTED":
        seen.append(api.get(f"{PATH}/{task_id}").json()["data"])

    assert (seen[0]["data"], seen[0]["progress"]) == (None, "10%")
    assert (seen[-1]["status"], seen[-1]["data"]["data"]["task_status"]) == ("IN_PROGRESS", "processing")
    assert seen[-1]["finish_time"] == 0


def test_a_failed_row_says_why(kling, api, picture):
    kling.fail(Fault.TASK_FAILS, Step.CREATE, reason="Image pixel is invalid")

    row = ended(api, api.post(PATH, {"image": picture}).json()["id"])

    assert (row["status"], row["fail_reason"]) == ("FAILURE", "Image pixel is invalid")
    assert row["data"]["data"]["task_status_msg"] == "Image pixel is invalid"


@pytest.mark.parametrize(
    "path",
    ["/kling/v1/videos/video-extend", "/kling/v1/videos/lip-sync", "/v1/videos/image2video", "/v1/responses"],
)
def test_only_two_kinds_are_routed(api, path):
    answer = api.post(path, {})

    assert answer.status_code == 404
    assert "Invalid URL" in answer.json()["error"]["message"]


def test_lists_and_external_ids_are_not_there(api, picture):
    api.post(PATH, {"image": picture, "external_task_id": "mine"})

    assert api.get(PATH).status_code == 404
    assert api.get(f"{PATH}/mine").json() == {"code": "task_not_exist", "message": "task_not_exist", "data": None}


def test_kling_s_refusal_is_a_text_in_the_gateway_s(kling, api, picture):
    answer = api.post(PATH, {"image": picture, "prompt": "a forbidden thing"})

    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (400, "fail_to_fetch_task", None)
    assert json.loads(answer.json()["message"])["code"] == 1301
    assert kling.charged == 0


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.CODE_1000, 401, ""),
        (Fault.CODE_1102, 403, "insufficient_user_quota"),
        (Fault.CODE_1103, 403, ""),
    ],
)
def test_the_gateway_has_refusals_of_its_own(kling, api, picture, fault, status, code):
    kling.fail(fault, Step.CREATE)

    answer = api.post(PATH, {"image": picture})

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["type"] == "new_api_error"
