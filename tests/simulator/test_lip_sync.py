import base64

import numpy as np
import pytest
from klingkit.nodes.simulator import NO_HUMAN, NOBODY

TEXT = {"mode": "text2video", "text": "hello there, this is a test", "voice_id": "AOT", "voice_language": "en"}
URL = "https://example.com/speaker.mp4"


@pytest.fixture(autouse=True)
def no_waiting(simulator):
    simulator.generation_seconds = 0


@pytest.fixture
def parent(api, picture):
    return api.video(image=picture)


def refused(api, body):
    answer = api.post("/v1/videos/lip-sync", body)
    assert answer.json()["code"] != 0, answer.text
    return answer.json()["code"], answer.json()["message"]


def test_a_text_becomes_a_tone_as_long_as_it_takes_to_say(api, parent, film):
    slow = film(api.video("lip-sync", input={"video_id": parent["id"], **TEXT})["url"])
    fast = film(api.video("lip-sync", input={"video_id": parent["id"], **TEXT, "voice_speed": 2.0})["url"])

    assert slow.codec == "aac"
    assert slow.loud_seconds() == pytest.approx(27 * 0.07, abs=0.1)
    assert fast.loud_seconds() == pytest.approx(27 * 0.07 / 2, abs=0.1)


def test_the_picture_stays_as_it_was(api, parent, film):
    before, after = film(parent["url"]), film(api.video("lip-sync", input={"video_id": parent["id"], **TEXT})["url"])

    assert not before.has_sound
    assert after.seconds == pytest.approx(before.seconds, abs=0.001)
    assert all(np.array_equal(*pair) for pair in zip(before.frames, after.frames, strict=True))


@pytest.mark.parametrize(
    ("format", "codec"), [("mp3", "libmp3lame"), ("wav", "pcm_s16le"), ("ipod", "aac"), ("adts", "aac")]
)
def test_a_sound_that_came_along_is_what_is_heard(api, parent, film, record, format, codec):
    sound = record(3, format=format, codec=codec, hertz=880)
    body = {"video_id": parent["id"], "mode": "audio2video", "audio_type": "file", "audio_file": sound}

    heard = film(api.video("lip-sync", input=body)["url"])

    pitch = np.abs(np.fft.rfft(heard.sound()[22050 : 22050 + 44100])).argmax()
    assert pitch == pytest.approx(880, abs=2)
    assert heard.loud_seconds() == pytest.approx(3, abs=0.1)


def test_a_sound_longer_than_the_video_is_cut(api, parent, film, record):
    body = {"video_id": parent["id"], "mode": "audio2video", "audio_type": "file", "audio_file": record(8)}

    heard = film(api.video("lip-sync", input=body)["url"])

    assert heard.seconds == pytest.approx(5.041, abs=0.03)
    assert len(heard.frames) == 121


def test_the_answer_to_a_query_is_a_list_of_one(api, parent):
    task_id = api.create("lip-sync", input={"video_id": parent["id"], "task_id": "ignored here", **TEXT})

    (data,) = api.get(f"/kling/v1/videos/lip-sync/{task_id}").json()["data"]

    assert data["task_id"] == task_id
    assert data["task_info"]["parent_video"]["id"] == parent["id"]


@pytest.mark.parametrize("sound", [TEXT, {"mode": "audio2video", "audio_type": "url", "audio_url": f"{URL}.mp3"}])
def test_a_video_and_a_sound_by_url_are_not_fetched(simulator, api, film, sound):
    task_id = api.create("lip-sync", input={"video_url": URL, **sound})

    data = api.finished(task_id, "lip-sync")

    assert film(data["task_result"]["videos"][0]["url"]).loud_seconds() > 1
    assert data["task_info"]["parent_video"] == {"id": "", "url": URL, "duration": "5"}
    assert simulator.ledger[0].units == 0.5


def test_an_extended_video_speaks_at_the_price_of_its_length(simulator, api, parent):
    longer = api.video("video-extend", video_id=parent["id"])

    spoken = api.video("lip-sync", input={"video_id": longer["id"], **TEXT})

    assert spoken["duration"] == "10.041"
    assert simulator.ledger[-1].units == 1.0


@pytest.mark.parametrize(
    ("prompt", "text"), [(f"a street with {NOBODY} in it", "hello"), ("a street", f"{NOBODY} is here")]
)
def test_a_video_without_people_fails_after_it_was_accepted(simulator, api, picture, prompt, text):
    video = api.video(image=picture, prompt=prompt)

    task_id = api.create("lip-sync", input={**TEXT, "video_id": video["id"], "text": text})
    data = api.finished(task_id, "lip-sync")

    assert (data["task_status"], data["task_status_msg"]) == ("failed", NO_HUMAN)
    assert simulator.charged == 2


SOUND = {"mode": "audio2video", "audio_type": "file", "audio_file": base64.b64encode(b"no sound").decode()}
BAD = [
    ({}, "video_id and input.video_url"),
    ({"video_url": ""}, "exactly one"),
    ({"video_id": "8", "video_url": URL, **TEXT}, "exactly one"),
    ({"video_url": "ftp://example.com/a.mp4", **TEXT}, "video_url"),
    ({"video_url": URL}, "mode is required"),
    ({"video_url": URL, **TEXT, "mode": "sing"}, "input.mode"),
    ({"video_url": URL, **TEXT, "text": ""}, "text is required"),
    ({"video_url": URL, **TEXT, "text": "x" * 121}, "120 characters"),
    ({"video_url": URL, **TEXT, "voice_id": ""}, "voice_id is required"),
    ({"video_url": URL, **TEXT, "voice_id": "阳光少年"}, "voice_id"),
    ({"video_url": URL, **TEXT, "voice_language": "fr"}, "voice_language"),
    ({"video_url": URL, **TEXT, "voice_speed": 0.7}, "0.8 to 2"),
    ({"video_url": URL, **TEXT, "voice_speed": 1.25}, "one decimal"),
    ({"video_url": URL, "mode": "audio2video"}, "audio_type is required"),
    ({"video_url": URL, **SOUND, "audio_type": "base64"}, "audio_type"),
    ({"video_url": URL, **SOUND, "audio_file": ""}, "audio_file is required"),
    ({"video_url": URL, **SOUND}, "mp3, wav, m4a or aac"),
    ({"video_url": URL, **SOUND, "audio_file": base64.b64encode(b"ID3" + bytes(900)).decode()}, "decoded"),
    ({"video_url": URL, **SOUND, "audio_file": "data:audio/mp3;base64,AAAA"}, "base64"),
    ({"video_url": URL, **SOUND, "audio_file": base64.b64encode(bytes(5 * 1024 * 1024 + 1)).decode()}, "5 MB"),
    ({"video_url": URL, **SOUND, "audio_type": "url"}, "audio_url"),
]


@pytest.mark.parametrize(("asked", "word"), BAD)
def test_what_the_documents_do_not_allow_is_refused_by_name(simulator, api, asked, word):
    code, message = refused(api, {"input": asked})

    assert code == 1201
    assert word in message
    assert simulator.charged == 0


def test_a_body_without_input_and_a_forbidden_text_are_refused(api):
    assert refused(api, {"video_url": URL, **TEXT}) == (1201, "input is required")
    assert refused(api, {"input": {"video_url": URL, **TEXT, "text": "a forbidden word"}})[0] == 1301


def test_a_video_that_is_too_long_is_refused(simulator, api, draw):
    simulator.settings.short_side = 64
    video = api.video(image=draw(300, 300), duration="10")
    while float(video["duration"]) < 65:
        video = api.video("video-extend", video_id=video["id"])

    code, message = refused(api, {"input": {"video_id": video["id"], **TEXT}})

    assert code == 1201
    assert "2 to 60 s" in message
