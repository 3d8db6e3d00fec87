import io
import time

import av
import numpy as np
import pytest
import requests
from klingkit.nodes.simulator import Simulator


@pytest.fixture(autouse=True)
def no_waiting(simulator):
    simulator.generation_seconds = 0


def video_of(data):
    (video,) = data["task_result"]["videos"]
    return video


def frames_of(content):
    with av.open(io.BytesIO(content)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(640, 400, (192, 120)), (400, 640, (120, 192)), (500, 500, (120, 120))]
)
def test_the_clip_is_an_h264_mp4_with_the_picture_s_aspect(api, draw, width, height, expected):
    video = video_of(api.finished(api.create(image=draw(width, height))))

    content = requests.get(video["url"], timeout=5).content

    with av.open(io.BytesIO(content)) as file:
        stream = file.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.pix_fmt == "yuv420p"
        assert (stream.width, stream.height) == expected
    # Fast start: a player needs the table of contents before the frames.
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize(("seconds", "text"), [("3", "3.041"), ("5", "5.041"), ("10", "10.041")])
def test_the_clip_lasts_as_long_as_it_says(api, picture, seconds, text):
    video = video_of(api.finished(api.create(image=picture, model_name="kling-v3", duration=seconds)))

    content = requests.get(video["url"], timeout=5).content

    with av.open(io.BytesIO(content)) as file:
        assert file.duration / av.time_base == pytest.approx(float(text), abs=0.001)
    assert video["duration"] == text
    assert len(frames_of(content)) == int(seconds) * 24 + 1


def test_the_clip_shows_the_picture_that_was_sent(api, draw):
    video = video_of(api.finished(api.create(image=draw(640, 400, colour=(30, 160, 220)))))

    frames = frames_of(requests.get(video["url"], timeout=5).content)

    assert np.abs(frames[60][:80].mean(axis=(0, 1)) - (30, 160, 220)).max() < 8
    # The word in the corner: white on black, where the picture has neither.
    assert frames[60][-14:, :40].max() > 200
    assert frames[60][-14:, :40].min() < 40


@pytest.mark.parametrize(("ratio", "expected"), [("16:9", (214, 120)), ("9:16", (120, 214)), ("1:1", (120, 120))])
def test_a_clip_without_a_picture_is_drawn_from_its_prompt(api, ratio, expected):
    fox, owl = (
        api.create("text2video", prompt=prompt, aspect_ratio=ratio) for prompt in ("a fox in the snow", "一只猫头鹰")
    )

    contents = [
        requests.get(video_of(api.finished(name, "text2video"))["url"], timeout=5).content for name in (fox, owl)
    ]

    assert contents[0] != contents[1]
    assert frames_of(contents[0])[0].shape[1::-1] == expected


def test_a_picture_by_url_is_not_fetched(simulator, api):
    data = api.finished(api.create(image=f"{simulator.url}/fox.jpg"))

    assert data["task_status"] == "succeed"
    assert simulator.requests["GET other"] == 0


def test_the_same_picture_is_drawn_once(client, picture, tmp_path):
    with Simulator(generation_seconds=0, short_side=120, folder=tmp_path) as kling:
        api = client(kling)

        videos = [video_of(api.finished(api.create(image=picture))) for _ in range(3)]

    assert len(list(tmp_path.glob("*.mp4"))) == 1
    assert len({video["id"] for video in videos}) == 3


def test_a_part_of_the_clip_can_be_asked_for(api, picture):
    url = video_of(api.finished(api.create(image=picture)))["url"]
    whole = requests.get(url, timeout=5)

    part = requests.get(url, headers={"Range": "bytes=1000-"}, timeout=5)

    assert (whole.status_code, part.status_code) == (200, 206)
    assert part.content == whole.content[1000:]
    assert part.headers["Content-Range"] == f"bytes 1000-{len(whole.content) - 1}/{len(whole.content)}"


def test_a_link_needs_no_key_and_the_record_shows_who_sent_one(simulator, api, picture):
    url = video_of(api.finished(api.create(image=picture)))["url"]

    requests.get(url, timeout=5)
    requests.get(url, headers=api.headers, timeout=5)

    assert [heard.authorized for heard in simulator.heard if heard.what == "clip"] == [False, True]


def test_a_link_with_a_wrong_signature_opens_nothing(api, picture):
    url = video_of(api.finished(api.create(image=picture)))["url"]
    later = url.replace("expires=", "expires=9")

    answers = [requests.get(spoiled, timeout=5) for spoiled in (url.split("?")[0], f"{url}0", f"{url}%C3%A9", later)]

    assert [answer.status_code for answer in answers] == [403] * 4


def test_a_link_grows_old_and_the_next_query_gives_a_new_one(simulator, api, picture):
    simulator.settings.link_seconds = 0.05
    task_id = api.create(image=picture)
    old = video_of(api.finished(task_id))["url"]
    deadline = time.monotonic() + 5
    while requests.get(old, timeout=5).status_code != 403 and time.monotonic() < deadline:
        time.sleep(0.02)
    simulator.settings.link_seconds = 60

    answers = [requests.get(url, timeout=5) for url in (old, video_of(api.query(task_id))["url"])]

    assert [answer.status_code for answer in answers] == [403, 200]
