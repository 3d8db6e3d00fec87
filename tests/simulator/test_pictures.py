"""multi-image2video, effects, and the motion brush: the kinds whose pictures can be seen again in the clip."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

URL = "http://example.com/fox.jpg"
RED, GREEN, BLUE = (220, 20, 20), (20, 200, 20), (20, 20, 220)


@pytest.fixture(autouse=True)
def no_waiting(simulator):
    simulator.generation_seconds = 0


def encoded(image):
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def ruling(frame, left, right):
    """Which of red, green and blue rules between two shares of the width."""
    part = frame[10:60, int(frame.shape[1] * left) : int(frame.shape[1] * right)]
    return int(part.mean(axis=(0, 1)).argmax())


def test_several_pictures_stand_side_by_side(api, draw, film):
    pictures = [{"image": draw(400, 400, colour=shade)} for shade in (RED, GREEN, BLUE)]

    video = api.video("multi-image2video", prompt="together", image_list=pictures, aspect_ratio="16:9")

    frame = film(video["url"]).frames[0]
    assert frame.shape[:2] == (120, 214)
    assert [ruling(frame, *place) for place in ((0.1, 0.25), (0.45, 0.6), (0.8, 0.95))] == [0, 1, 2]


def test_a_duet_puts_the_first_picture_left(api, draw, film):
    images = [draw(400, 400, colour=shade) for shade in (GREEN, RED)]

    video = api.video("effects", effect_scene="hug_pro", input={"images": images})

    frame = film(video["url"]).frames[0]
    assert (ruling(frame, 0.1, 0.4), ruling(frame, 0.7, 0.95)) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "body", "word"),
    [
        ("multi-image2video", {"prompt": "a fox"}, "image_list is required"),
        ("multi-image2video", {"prompt": "a fox", "image_list": []}, "1 to 4"),
        ("multi-image2video", {"prompt": "a fox", "image_list": [{"image": URL}] * 5}, "1 to 4"),
        ("multi-image2video", {"prompt": "a fox", "image_list": [{"image": URL}, {}]}, "image_list[1].image"),
        ("multi-image2video", {"image_list": [{"image": URL}]}, "prompt is required"),
        ("multi-image2video", {"prompt": "a", "image_list": [{"image": URL}], "model_name": "kling-v1"}, "model_name"),
        ("effects", {"input": {"image": URL}}, "effect_scene is required"),
        ("effects", {"effect_scene": "hug", "input": {"image": URL}}, "ended on 2026-01-30"),
        ("effects", {"effect_scene": "magic_match_tree", "input": {"image": URL}}, "ended on 2026-07-03"),
        ("effects", {"effect_scene": "nezha"}, "input is required"),
        ("effects", {"effect_scene": "nezha", "input": {}}, "exactly one"),
        ("effects", {"effect_scene": "kiss_pro", "input": {"image": URL}}, "takes two pictures"),
        ("effects", {"effect_scene": "kiss_pro", "input": {"images": [URL]}}, "array of two"),
        ("effects", {"effect_scene": "nezha", "input": {"image": "AAAA"}}, "input.image"),
    ],
)
def test_what_the_documents_do_not_allow_is_refused_by_name(simulator, api, kind, body, word):
    answer = api.post(f"/v1/videos/{kind}", body).json()

    assert answer["code"] == 1201
    assert word in answer["message"]
    assert simulator.charged == 0


def test_a_scene_that_nobody_knows_yet_is_accepted(simulator, api):
    video = api.video("effects", effect_scene="next_year_s_dance", input={"image": URL}, duration="10")

    assert video["duration"] == "10.041"
    assert simulator.ledger[0].kind == "effects"


def test_the_brush_moves_what_is_painted_up_where_y_grows(api, film):
    picture, mask = Image.new("RGB", (600, 400), (30, 30, 30)), Image.new("RGB", (600, 400))
    picture.paste((240, 240, 240), (80, 280, 160, 360))
    mask.paste((255, 255, 255), (80, 280, 160, 360))
    path = [{"x": 120, "y": 80}, {"x": 420, "y": 300}]

    video = api.video(image=encoded(picture), dynamic_masks=[{"mask": encoded(mask), "trajectories": path}])

    frames = film(video["url"]).frames
    first, last = frames[0][:100], frames[-1][:100]
    assert first[94:100, 30:50].min() > 150
    # From the bottom left to the top right, while the camera goes the other way.
    bright = np.argwhere(last[:60].min(axis=2) > 150)
    assert bright.size
    assert bright[:, 0].mean() < 40
    assert bright[:, 1].mean() > 90


def test_an_extension_begins_where_the_brush_has_left_off(api, film):
    picture, mask = Image.new("RGB", (400, 400), (30, 30, 30)), Image.new("RGB", (400, 400))
    picture.paste((240, 240, 240), (20, 20, 120, 120))
    mask.paste((255, 255, 255), (20, 20, 120, 120))
    path = [{"x": 70, "y": 330}, {"x": 300, "y": 330}]
    parent = api.video(image=encoded(picture), dynamic_masks=[{"mask": encoded(mask), "trajectories": path}])

    frames = film(api.video("video-extend", video_id=parent["id"])["url"]).frames

    assert np.abs(frames[120][:90].astype(int) - frames[121][:90]).mean() < 4


@pytest.mark.parametrize(
    ("point", "word"),
    [({"x": 640, "y": 0}, "0 to 639"), ({"x": 0, "y": 400}, "0 to 399"), ({"x": -1, "y": 0}, "x must")],
)
def test_a_path_stays_inside_the_picture(api, draw, picture, point, word):
    mask = draw(640, 400, format="PNG")

    answer = api.post(
        "/v1/videos/image2video",
        {"image": picture, "dynamic_masks": [{"mask": mask, "trajectories": [{"x": 1, "y": 1}, point]}]},
    ).json()

    assert answer["code"] == 1201
    assert word in answer["message"]


def test_a_mask_is_a_png(api, draw, picture):
    answer = api.post("/v1/videos/image2video", {"image": picture, "static_mask": draw(640, 400)}).json()

    assert "static_mask must be a PNG" in answer["message"]


@pytest.mark.parametrize(("sound", "heard"), [("on", True), ("off", False)])
def test_sound_on_puts_sound_in(api, picture, film, sound, heard):
    video = api.video(image=picture, model_name="kling-v2-6", mode="pro", sound=sound)

    clip = film(video["url"])

    assert clip.has_sound is heard
    assert clip.seconds == pytest.approx(5.041, abs=0.03)
