import io

import numpy as np
import pytest
import requests
from klingkit.nodes.simulator import NO_HUMAN, NOBODY, Fault, Step
from PIL import Image

PATH = "/v1/videos/identify-face"
TIMES = {"sound_start_time": 0, "sound_end_time": 3000, "sound_insert_time": 1000}


@pytest.fixture(autouse=True)
def no_waiting(simulator):
    simulator.generation_seconds = 0


@pytest.fixture
def parent(api, picture):
    return api.video(image=picture)


@pytest.fixture
def session(api, parent):
    return api.post(PATH, {"video_id": parent["id"]}).json()["data"]


def chosen(session, record, **changes):
    return {
        "session_id": session["session_id"],
        "face_choose": [{"face_id": "0", "sound_file": record, **TIMES, **changes}],
    }


def test_two_faces_are_found_at_once_and_cost_little(simulator, session):
    spans = [(face["face_id"], face["start_time"], face["end_time"]) for face in session["face_data"]]

    portraits = [requests.get(face["face_image"], timeout=5) for face in session["face_data"]]

    assert spans == [("0", 0, 5041), ("1", 2520, 5041)]
    assert all(Image.open(io.BytesIO(portrait.content)).size == (256, 256) for portrait in portraits)
    assert (simulator.ledger[-1].kind, simulator.ledger[-1].units) == ("identify-face", 0.05)
    assert simulator.ledger[-1].task_id == session["session_id"]
    assert simulator.requests["POST identify"] == 1
    assert simulator.bodies[-1].keys() == {"video_id"}


def test_a_video_by_url_has_faces_too(api):
    data = api.post(PATH, {"video_url": "https://example.com/a.mp4", "video_id": ""}).json()["data"]

    assert [face["end_time"] for face in data["face_data"]] == [5000, 5000]
    assert requests.get(data["face_data"][0]["face_image"], timeout=5).status_code == 200


def test_the_sound_is_heard_where_it_was_put(api, session, record, film):
    video = api.video("advanced-lip-sync", **chosen(session, record(4), sound_start_time=500, sound_end_time=3000))

    sound = film(video["url"]).sound()

    loud = np.flatnonzero(np.abs(sound) > 0.1) / 44100
    assert loud[0] == pytest.approx(1.0, abs=0.05)
    assert loud[-1] == pytest.approx(3.5, abs=0.05)
    assert video["duration"] == "5.041"


def test_the_volumes_mix_old_and_new(api, picture, record, film):
    parent = api.video(image=picture, model_name="kling-v2-6", mode="pro", sound="on")
    found = api.post(PATH, {"video_id": parent["id"]}).json()["data"]

    muted, both = (
        film(api.video("advanced-lip-sync", **chosen(found, record(3), original_audio_volume=volume))["url"]).sound()
        for volume in (0, 1)
    )

    assert np.abs(muted[: 44100 // 2]).max() < 0.01
    assert np.abs(both[4410 : 44100 // 2]).max() == pytest.approx(0.2, abs=0.05)


def test_the_answer_names_the_parent_and_comes_alone(api, parent, session, record):
    task_id = api.create("advanced-lip-sync", **chosen(session, record(3)), external_task_id="mine")

    data = api.get("/v1/videos/advanced-lip-sync/mine").json()["data"]

    assert data["task_id"] == task_id
    assert data["task_info"]["parent_video"]["id"] == parent["id"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"face_id": "7"}, "face_id"),
        ({"sound_file": ""}, "exactly one"),
        ({"audio_id": "8"}, "exactly one"),
        ({"sound_end_time": 1500}, "2000 ms or more"),
        ({"sound_end_time": 9000}, "within the sound"),
        ({"sound_start_time": 3000, "sound_end_time": 0}, "within the sound"),
        ({"sound_insert_time": 2500}, "the video from 0 to 5041 ms"),
        ({"sound_insert_time": -1}, "sound_insert_time"),
        ({"face_id": "1", "sound_insert_time": 0}, "share 2000 ms"),
        ({"sound_insert_time": 1.5}, "integer"),
        ({"sound_volume": 2.5}, "sound_volume"),
        ({"original_audio_volume": -1}, "original_audio_volume"),
    ],
)
def test_times_and_volumes_have_their_limits(api, session, record, changes, word):
    answer = api.post("/v1/videos/advanced-lip-sync", chosen(session, record(4), **changes)).json()

    assert answer["code"] == 1201
    assert word in answer["message"]


@pytest.mark.parametrize("seconds", [1.5, 61])
def test_a_sound_that_is_too_short_or_too_long_is_refused(api, session, record, seconds):
    answer = api.post("/v1/videos/advanced-lip-sync", chosen(session, record(seconds))).json()

    assert "2 to 60 s" in answer["message"]


@pytest.mark.parametrize("count", [0, 2])
def test_exactly_one_face_speaks(api, session, record, count):
    body = chosen(session, record(3))

    answer = api.post("/v1/videos/advanced-lip-sync", {**body, "face_choose": body["face_choose"] * count}).json()

    assert answer["code"] == 1201
    assert "face_choose" in answer["message"]


def test_a_session_belongs_to_its_account_and_grows_old(simulator, api, session, record):
    body, path = chosen(session, record(3)), "/v1/videos/advanced-lip-sync"

    other = api.post(path, body, headers={"Authorization": "Bearer another-key"}).json()
    unknown = api.post(path, {**body, "session_id": "8"}).json()
    simulator.settings.session_seconds = 0
    old = api.post(path, body).json()

    assert (other["code"], unknown["code"], old["code"]) == (1203, 1203, 1201)
    assert "expired" in old["message"]


def test_a_video_without_people_and_a_planned_failure_are_refused_at_once(simulator, api, picture, parent):
    empty = api.video(image=picture, prompt=f"there is {NOBODY}")
    simulator.fail(Fault.TASK_FAILS, Step.CREATE, after=1, times=1, reason="no face at all")

    answers = [api.post(PATH, {"video_id": video["id"]}).json() for video in (empty, parent)]

    assert [answer["message"] for answer in answers] == [NO_HUMAN, "no face at all"]
    assert simulator.charged == 2
