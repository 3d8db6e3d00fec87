"""Kling's newer API, which stands beside the older one in the dialect "official"."""

import time

import pytest
from klingkit.nodes.simulator import Fault, Step

PROMPT = {"type": "prompt", "text": "a fox runs"}


def frame(picture, which="first_frame"):
    return {"type": which, "url": picture}


@pytest.fixture(autouse=True)
def no_waiting(simulator):
    simulator.generation_seconds = 0


@pytest.fixture
def create(api, picture):
    """Creates a video from the picture and gives its id: create(model, settings=..., options=...)."""

    def do(model="kling-2.6", **body):
        answer = api.post(f"/image-to-video/{model}", {"contents": [PROMPT, frame(picture)], **body})
        assert answer.json()["code"] == 0, answer.text
        return answer.json()["data"]["id"]

    return do


def rows_of(api, **asked):
    return api.get("/tasks", params=asked).json()["data"]


def ended(api, task_id):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        (row,) = rows_of(api, task_ids=task_id)
        if row["status"] in ("succeeded", "failed"):
            return row
        time.sleep(0.02)
    raise AssertionError(f"{task_id} has not ended: {row}")


def test_a_task_comes_with_the_newer_words(simulator, api, create, picture, film):
    answer = api.post("/image-to-video/kling-3.0", {"contents": [PROMPT, frame(picture)], "settings": {"duration": 3}})
    born = answer.json()["data"]

    row = ended(api, born["id"])

    assert born["status"] == "submitted"
    assert row["message"] == ""
    assert row["create_time"] == born["create_time"] <= row["update_time"]
    assert row["billing"] == [{"charge_type": "unit", "amount": "1.8", "package_type": "video"}]
    (output,) = row["outputs"]
    assert (output["type"], output["duration"]) == ("video", "3.041")
    assert len(film(output["url"]).frames) == 73
    assert (simulator.ledger[0].model, simulator.ledger[0].kind) == ("kling-v3", "image2video")


def test_several_tasks_are_asked_for_at_once(api, create):
    ids = [create() for _ in range(3)]

    rows = rows_of(api, task_ids=",".join([*ids, "8"]))

    assert [row["id"] for row in rows] == ids


def test_external_ids_are_kept_and_can_be_asked_by(api, create):
    task_id = create(options={"external_task_id": "mine"})

    (row,) = rows_of(api, external_task_ids="mine")

    assert (row["id"], row["external_id"]) == (task_id, "mine")


@pytest.mark.parametrize("asked", [{}, {"task_ids": "1", "external_task_ids": "2"}])
def test_a_question_is_by_one_kind_of_id(api, asked):
    assert api.get("/tasks", params=asked).json()["code"] == 1201


def test_a_text_becomes_a_video_with_sound(simulator, api, film):
    body = {"prompt": "a fox", "settings": {"resolution": "1080p", "audio": "native", "aspect_ratio": "9:16"}}
    task_id = api.post("/kling/text-to-video/kling-2.6", body).json()["data"]["id"]

    clip = film(ended(api, task_id)["outputs"][0]["url"])

    assert clip.has_sound
    assert clip.frames[0].shape[:2] == (214, 120)
    assert simulator.ledger[0].units == 5.0


def test_a_failed_task_says_why(simulator, api, create):
    simulator.fail(Fault.TASK_FAILS, Step.CREATE)

    (row,) = rows_of(api, task_ids=create())

    assert (row["status"], row["message"]) == ("failed", "Failure to pass the risk control system")
    assert "outputs" not in row


@pytest.mark.parametrize("path", ["/image-to-video/kling-3.0", "/tasks?task_ids=1"])
def test_a_signed_token_is_not_taken(api, token, path):
    ask = api.get if path.startswith("/tasks") else lambda path, **options: api.post(path, {}, **options)

    answer = ask(path, headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (401, 1002)
    assert api.get("/v1/videos/image2video", headers={"Authorization": f"Bearer {token}"}).status_code == 200


URL = "http://example.com/fox.jpg"


@pytest.mark.parametrize(
    ("path", "body", "word"),
    [
        ("/image-to-video/kling-3.0", {}, "first_frame"),
        ("/image-to-video/kling-3.0", {"contents": [PROMPT]}, "first_frame"),
        ("/image-to-video/kling-3.0", {"contents": [frame(URL)] * 2}, "twice"),
        ("/image-to-video/kling-3.0", {"contents": [{"type": "song"}]}, "contents[0].type"),
        ("/image-to-video/kling-3.0", {"contents": [frame("AAAA")]}, "Unsupported image"),
        ("/image-to-video/kling-3.0", {"contents": [frame(URL)], "settings": {"duration": "5"}}, "integer"),
        ("/image-to-video/kling-2.6", {"contents": [frame(URL)], "settings": {"duration": 7}}, "5, 10"),
        ("/image-to-video/kling-2.6", {"contents": [frame(URL)], "settings": {"resolution": "4k"}}, "mode"),
        ("/image-to-video/kling-2.6", {"contents": [frame(URL)], "settings": {"audio": "native"}}, "sound"),
        ("/image-to-video/kling-2.6", {"contents": [frame(URL), frame(URL, "last_frame")]}, "image_tail"),
        ("/text-to-video/kling-2.5-turbo", {"settings": {}}, "prompt is required"),
        ("/text-to-video/kling-2.5-turbo", {"prompt": "x" * 2501}, "2500"),
    ],
)
def test_what_the_documents_do_not_allow_is_refused(simulator, api, path, body, word):
    answer = api.post(path, body).json()

    assert answer["code"] == 1201
    assert word in answer["message"]
    assert simulator.charged == 0


def test_a_model_without_a_path_is_a_404(api):
    assert api.post("/image-to-video/kling-9", {}).json()["code"] == 1202
