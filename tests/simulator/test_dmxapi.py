"""The dialect of the source documents: DMXAPI below /kling/v1."""

import re
import uuid

import pytest
from klingkit.nodes.simulator import Fault, Step

PATH = "/kling/v1/videos"


@pytest.fixture
def kling(relay):
    return relay("dmxapi")


@pytest.fixture
def api(kling, client):
    return client(kling)


@pytest.fixture
def create(api):
    """Creates as the documents do and gives the id: create(kind, **body)."""

    def do(kind, **body):
        answer = api.post(f"{PATH}/{kind}", body).json()
        assert answer["code"] == 0, answer
        return answer["data"]["task_id"]

    return do


@pytest.fixture
def told(api):
    """Asks until the task has ended: told("generations/ID")."""

    def do(path):
        data = {"task_status": "submitted"}
        while data["task_status"] not in ("succeed", "failed"):
            data = api.get(f"{PATH}/{path}").json()["data"]
            data = data[0] if isinstance(data, list) else data
        return data

    return do


@pytest.fixture
def parent(create, told, picture):
    """A finished image2video: its task id and its video."""
    task_id = create("image2video", image=picture, model_name="kling-v1-6")
    return task_id, told(f"generations/{task_id}")["task_result"]["videos"][0]


def test_a_create_answers_as_the_document_prints_it(api, picture):
    answer = api.post(f"{PATH}/image2video", {"image": picture, "external_task_id": "mine"}).json()

    data = answer["data"]
    assert answer["request_id"] == data["task_id"]
    assert data.keys() == {"task_id", "task_status", "created_at", "updated_at"}
    assert re.fullmatch(r"Cj[A-Za-z0-9]{20}", data["task_id"])


def test_a_video_is_asked_for_at_generations_and_not_at_its_own_path(api, create, told, parent, film):
    task_id, video = parent

    own = api.get(f"{PATH}/image2video/{task_id}")

    assert own.status_code == 404
    assert own.json()["error"]["type"] == "rix_api_error"
    assert uuid.UUID(video["id"])
    assert len(film(video["url"]).frames) == 121
    assert told(f"text2video/{create('text2video', prompt='a fox')}")["task_status"] == "succeed"


def test_lists_external_ids_and_other_prefixes_are_not_there(api, create, picture):
    create("image2video", image=picture, external_task_id="mine")
    create("image2video", image=picture, external_task_id="mine")

    answers = [
        api.get(f"{PATH}/image2video"),
        api.get(f"{PATH}/generations/mine"),
        api.get("/v1/videos/image2video/8"),
        api.post("/v1/videos/image2video", {"image": picture}),
        api.post("/image-to-video/kling-3.0", {}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


def test_an_extension_names_task_and_video_and_is_asked_for_at_its_own_path(api, create, told, parent):
    task_id, video = parent

    extended = create(
        "video-extend", task_id=task_id, video_id=video["id"], prompt="on", negative_prompt="", cfg_scale=0.5
    )

    assert told(f"video-extend/{extended}")["task_result"]["videos"][0]["duration"] == "10.041"
    assert api.get(f"{PATH}/generations/{extended}").json()["code"] == 1203


@pytest.mark.parametrize("task_id", [None, "", "CjOfSomebodyElse000000"])
def test_a_video_without_its_task_is_refused(kling, api, parent, task_id):
    named = {} if task_id is None else {"task_id": task_id}

    answer = api.post(f"{PATH}/video-extend", {"video_id": parent[1]["id"], "prompt": "on", **named}).json()

    assert answer["code"] == 1201
    assert "task_id" in answer["message"]
    assert kling.charged == 1


def test_a_video_of_another_task_is_refused(api, create, parent, picture):
    other = create("image2video", image=picture)

    answer = api.post(f"{PATH}/video-extend", {"task_id": other, "video_id": parent[1]["id"]}).json()

    assert "do not belong together" in answer["message"]


def test_lip_sync_takes_both_ids_inside_input_and_answers_with_a_list(api, create, parent, film):
    asked = {"task_id": parent[0], "video_id": parent[1]["id"], "mode": "text2video", "text": "欢迎大家使用"}

    task_id = create("lip-sync", input={**asked, "voice_id": "girlfriend_1_speech02", "voice_language": "zh"})
    data = []
    while not data or data[0]["task_status"] != "succeed":
        data = api.get(f"{PATH}/lip-sync/{task_id}").json()["data"]

    assert film(data[0]["task_result"]["videos"][0]["url"]).loud_seconds() == pytest.approx(1.5, abs=0.1)
    assert api.post(f"{PATH}/lip-sync", {"input": {**asked, "task_id": ""}}).json()["code"] == 1201


def test_the_gateway_refuses_keys_in_its_own_words_and_passes_kling_s_on(kling, api, picture, token):
    kling.fail(Fault.CODE_1303, Step.CREATE, times=1)
    kling.fail(Fault.CODE_1102, Step.CREATE, times=1)

    full, empty = (api.post(f"{PATH}/image2video", {"image": picture}) for _ in range(2))
    unknown = api.get(f"{PATH}/generations/1", headers={"Authorization": f"Bearer {token}"})

    assert (full.status_code, full.json()["code"]) == (429, 1303)
    assert (empty.status_code, empty.json()["error"]["code"]) == (403, "insufficient_user_quota")
    assert (unknown.status_code, unknown.json()["error"]["type"]) == (401, "rix_api_error")
