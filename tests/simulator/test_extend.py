import base64
import io
import itertools

import numpy as np
import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def no_waiting(simulator):
    simulator.generation_seconds = 0


def refused(api, **body):
    answer = api.post("/v1/videos/video-extend", body)
    assert answer.json()["code"] != 0, answer.text
    return answer.json()["code"], answer.json()["message"]


def test_three_extensions_make_20_seconds_of_5(api, picture, film):
    first = api.video(image=picture)
    videos = [first]
    for _ in range(3):
        videos.append(api.video("video-extend", video_id=videos[-1]["id"], prompt="on and on"))

    short, long = film(first["url"]), film(videos[-1]["url"])

    assert [video["duration"] for video in videos] == ["5.041", "10.041", "15.041", "20.041"]
    assert len({video["id"] for video in videos}) == 4
    assert len(long.frames) == 20 * 24 + 1
    assert long.seconds == pytest.approx(20.041, abs=0.001)
    assert all(np.array_equal(*pair) for pair in zip(short.frames, long.frames, strict=False))


def test_the_new_frames_go_on_where_the_old_ones_ended(api, film):
    file = io.BytesIO()
    Image.linear_gradient("L").resize((640, 400)).convert("RGB").save(file, "PNG")
    parent = api.video(image=base64.b64encode(file.getvalue()).decode())

    frames = film(api.video("video-extend", video_id=parent["id"])["url"]).frames

    steps = [np.abs(new[:90].astype(int) - old[:90]).mean() for old, new in itertools.pairwise(frames)]
    assert max(steps[118:123]) < 3
    assert np.abs(frames[121][:90].astype(int) - frames[240][:90]).mean() > 5


def test_the_answer_names_the_parent_and_its_link_works(api, picture, film):
    parent = api.video(image=picture, model_name="kling-v1-6", mode="pro")

    data = api.finished(api.create("video-extend", video_id=parent["id"]), "video-extend")

    told = data["task_info"]["parent_video"]
    assert (told["id"], told["duration"]) == (parent["id"], "5.041")
    assert len(film(told["url"]).frames) == 121


@pytest.mark.parametrize(("mode", "units"), [("std", 2.0), ("pro", 3.5)])
def test_a_call_costs_by_the_mode_of_its_source_each_time(simulator, api, picture, mode, units):
    parent = api.video(image=picture, model_name="kling-v1-6", mode=mode)

    once = api.video("video-extend", video_id=parent["id"])
    api.video("video-extend", video_id=once["id"])

    assert [charge.units for charge in simulator.ledger[1:]] == [units] * 2
    assert {charge.model for charge in simulator.ledger} == {"kling-v1-6"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text2video", {"prompt": "a fox", "model_name": "kling-v1-6"}),
        ("multi-image2video", {"prompt": "a fox", "image_list": [{"image": "http://example.com/fox.jpg"}]}),
    ],
)
def test_videos_from_texts_and_several_pictures_can_be_extended(api, kind, body):
    parent = api.video(kind, **body)

    assert api.video("video-extend", video_id=parent["id"], cfg_scale=0.5)["duration"] == "10.041"


def test_a_video_of_a_newer_model_cannot_be_extended(simulator, api, picture):
    parent = api.video(image=picture, model_name="kling-v2-1")

    code, message = refused(api, video_id=parent["id"])

    assert code == 1201
    assert "kling-v2-1" in message
    assert simulator.charged == 1


def test_a_video_that_was_made_to_speak_cannot_be_extended(api, picture):
    parent = api.video(image=picture)
    said = {"video_id": parent["id"], "mode": "text2video", "text": "hello", "voice_id": "AOT"}

    code, message = refused(api, video_id=api.video("lip-sync", input=said)["id"])

    assert code == 1201
    assert "lip-sync" in message


@pytest.mark.parametrize("video_id", ["", "812345678901234567"])
def test_a_video_that_is_not_there_cannot_be_extended(simulator, api, video_id):
    code, _ = refused(api, video_id=video_id)

    assert code == (1203 if video_id else 1201)
    assert simulator.charged == 0


def test_another_account_s_video_is_not_there(api, picture):
    parent = api.video(image=picture)

    answer = api.post(
        "/v1/videos/video-extend", {"video_id": parent["id"]}, headers={"Authorization": "Bearer another-key"}
    )

    assert answer.json()["code"] == 1203


def test_an_old_video_cannot_be_extended(simulator, api, picture):
    parent = api.video(image=picture)
    simulator.settings.kept_seconds = 0

    code, message = refused(api, video_id=parent["id"])

    assert code == 1201
    assert "older than" in message


@pytest.mark.parametrize(
    ("model", "body", "word"),
    [
        ("kling-v1", {"cfg_scale": 0.5}, "kling-v1"),
        ("kling-v1", {"negative_prompt": "rain"}, "kling-v1"),
        ("kling-v1-6", {"cfg_scale": 1.5}, "cfg_scale"),
        ("kling-v1-6", {"prompt": "x" * 2501}, "prompt"),
        ("kling-v1-6", {"callback_url": "ftp://example.com"}, "callback_url"),
    ],
)
def test_extensions_have_rules_of_their_own(api, picture, model, body, word):
    parent = api.video(image=picture, model_name=model)

    code, message = refused(api, video_id=parent["id"], **body)

    assert code == 1201
    assert word in message


def test_three_minutes_are_the_end(simulator, api, draw):
    simulator.settings.short_side = 64
    video = api.video(image=draw(300, 300), duration="10")
    while float(video["duration"]) < 180:
        video = api.video("video-extend", video_id=video["id"])

    code, message = refused(api, video_id=video["id"])

    assert video["duration"] == "180.041"
    assert code == 1201
    assert "180 s" in message
