import base64

import pytest

POINTS = [{"x": 10, "y": 20}, {"x": 30, "y": 40}]
ZOOM = {"type": "simple", "config": {"zoom": 5}}
V3 = {"model_name": "kling-v3"}
PICTURE = "http://example.com/fox.jpg"
"""A URL is never fetched, so it passes the picture's own checks."""


def shots(*durations):
    return [{"index": number, "prompt": "a fox", "duration": text} for number, text in enumerate(durations, 1)]


GOOD = [
    {},
    {"model": "ignored, as Kling ignores it", "aspect_ratio": "1:1"},
    {"prompt": "x" * 2500, "negative_prompt": "y" * 2500},
    {"cfg_scale": 0, "mode": "pro", "duration": "10"},
    {"model_name": "kling-v2-master", "mode": "whatever"},
    {"model_name": "kling-v2-6", "mode": "pro", "sound": "on"},
    {"model_name": "kling-v1-6", "mode": "pro", "image_tail": PICTURE, "duration": "10"},
    {"static_mask": PICTURE, "dynamic_masks": [{"mask": PICTURE, "trajectories": POINTS}]},
    {"camera_control": ZOOM},
    {"camera_control": {"type": "down_back"}},
    {"model_name": "kling-v1-5", "mode": "pro", "camera_control": ZOOM},
    {**V3, "duration": "15", "mode": "4k", "sound": "on", "image_tail": PICTURE},
    {**V3, "multi_shot": True, "shot_type": "customize", "multi_prompt": shots("2", "3")},
    {**V3, "multi_shot": True, "shot_type": "intelligence"},
    {**V3, "element_list": [{"element_id": 829836802793406551}]},
    {**V3, "sound": "on", "voice_list": [{"voice_id": "7"}], "prompt": "<<<voice_1>>> sings"},
    {"watermark_info": {"enabled": False}, "callback_url": "https://example.com/told"},
]

BAD = [
    ({"model_name": "kling-v99"}, 1203, "kling-v99"),
    ({"model_name": "kling-v2-1-master", "cfg_scale": 0.5}, 1201, "cfg_scale"),
    ({"prompt": "x" * 2501}, 1201, "prompt"),
    ({"negative_prompt": "x" * 2501}, 1201, "negative_prompt"),
    ({"prompt": "a FORBIDDEN thing"}, 1301, "prompt"),
    ({"prompt": None}, 1201, "prompt can not be null"),
    ({"prompt": 5}, 1201, "prompt must be a string"),
    ({"image": None}, 1201, "image can not be null"),
    ({"image": ""}, 1201, "image can not be empty"),
    ({"cfg_scale": 1.1}, 1201, "cfg_scale"),
    ({"cfg_scale": True}, 1201, "cfg_scale"),
    ({"mode": "4k"}, 1201, "mode"),
    ({"duration": "7"}, 1201, "duration"),
    ({"duration": 5}, 1201, "duration must be a string"),
    ({"model_name": "kling-v2-6", "sound": "on"}, 1201, "sound"),
    ({"sound": "loud"}, 1201, "sound"),
    ({"image_tail": PICTURE, "duration": "10"}, 1201, "image_tail"),
    ({"model_name": "kling-v1-6", "image_tail": PICTURE}, 1201, "image_tail"),
    ({"model_name": "kling-v2-6", "mode": "pro", "sound": "on", "image_tail": PICTURE}, 1201, "sound"),
    ({"image_tail": PICTURE, "static_mask": PICTURE}, 1201, "can not be used together"),
    ({"static_mask": PICTURE, "camera_control": ZOOM}, 1201, "can not be used together"),
    ({"static_mask": PICTURE, "duration": "10"}, 1201, "static_mask"),
    ({"dynamic_masks": []}, 1201, "1 to 6"),
    ({"dynamic_masks": [{"mask": PICTURE, "trajectories": POINTS}] * 7}, 1201, "1 to 6"),
    ({"dynamic_masks": [{"trajectories": POINTS}]}, 1201, "dynamic_masks[0].mask"),
    ({"dynamic_masks": [{"mask": PICTURE}]}, 1201, "trajectories is required"),
    ({"dynamic_masks": [{"mask": PICTURE, "trajectories": POINTS[:1]}]}, 1201, "2 to 77"),
    ({"dynamic_masks": [{"mask": PICTURE, "trajectories": POINTS * 39}]}, 1201, "2 to 77"),
    ({"dynamic_masks": [{"mask": PICTURE, "trajectories": [{"x": 1.5, "y": 2}] * 2}]}, 1201, "integer"),
    ({"camera_control": {"type": "sideways"}}, 1201, "camera_control.type"),
    ({"camera_control": {"config": {"zoom": 5}}}, 1201, "camera_control.type is required"),
    ({"camera_control": {"type": "simple"}}, 1201, "config is required"),
    ({"camera_control": {"type": "down_back", "config": {"zoom": 1}}}, 1201, "must be absent"),
    ({"camera_control": {"type": "simple", "config": {"zoom": 5, "pan": 1}}}, 1201, "exactly one"),
    ({"camera_control": {"type": "simple", "config": {"zoom": 0}}}, 1201, "exactly one"),
    ({"camera_control": {"type": "simple", "config": {"zoom": 11}}}, 1201, "-10 to 10"),
    ({"camera_control": {"type": "simple", "config": {"dolly": 1}}}, 1201, "dolly"),
    ({"camera_control": ZOOM, "mode": "pro"}, 1201, "camera_control"),
    ({"camera_control": {"type": "down_back"}, "model_name": "kling-v1-5", "mode": "pro"}, 1201, "type"),
    ({"multi_shot": True, "shot_type": "intelligence"}, 1201, "multi_shot"),
    ({**V3, "multi_shot": True}, 1201, "shot_type"),
    ({**V3, "multi_shot": True, "shot_type": "customize"}, 1201, "multi_prompt"),
    ({**V3, "multi_shot": True, "shot_type": "customize", "multi_prompt": shots("2", "2")}, 1201, "add up to 5 s"),
    ({**V3, "element_list": [{"element_id": 1}] * 4}, 1201, "1 to 3"),
    ({**V3, "voice_list": [{"voice_id": "7"}], "prompt": "<<<voice_1>>>"}, 1201, "sound"),
    ({**V3, "sound": "on", "voice_list": [{"voice_id": "7"}], "prompt": "a song"}, 1201, "<<<voice_1>>>"),
    ({"watermark_info": {"enabled": "yes"}}, 1201, "watermark_info.enabled"),
    ({"callback_url": "ftp://example.com"}, 1201, "callback_url"),
    ({"external_task_id": 7}, 1201, "external_task_id"),
]


@pytest.mark.parametrize("fields", GOOD)
def test_what_kling_s_documents_allow_is_accepted(api, fields):
    answer = api.post("/v1/videos/image2video", {"image": PICTURE, **fields})

    assert answer.json()["code"] == 0, answer.text


@pytest.mark.parametrize(("fields", "code", "word"), BAD)
def test_what_they_do_not_allow_is_refused_by_name_and_costs_nothing(simulator, api, fields, code, word):
    answer = api.post("/v1/videos/image2video", {"image": PICTURE, **fields})

    assert answer.json()["code"] == code
    assert answer.status_code == (404 if code == 1203 else 400)
    assert word in answer.json()["message"]
    assert simulator.charged == 0


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({}, 1201, "prompt is required"),
        ({"prompt": "  "}, 1201, "prompt is required"),
        ({"prompt": "a fox", "aspect_ratio": "4:3"}, 1201, "aspect_ratio"),
        ({"prompt": "a fox", "model_name": "kling-v2-1"}, 1201, "model_name"),
        ({"prompt": "a fox", "camera_control": ZOOM, "duration": "10"}, 1201, "camera_control"),
        ({"prompt": "a fox", "camera_control": ZOOM, "model_name": "kling-v1-6"}, 1201, "camera_control"),
        ({"prompt": "a fox", "camera_control": ZOOM}, 0, "SUCCEED"),
        ({"prompt": "a fox", "aspect_ratio": "9:16", "model_name": "kling-v3", "duration": "3"}, 0, "SUCCEED"),
    ],
)
def test_text2video_has_rules_of_its_own(api, fields, code, word):
    answer = api.post("/v1/videos/text2video", fields)

    assert answer.json()["code"] == code
    assert word in answer.json()["message"]


def test_an_end_frame_alone_is_for_two_models(api):
    codes = [
        api.post("/v1/videos/image2video", {"model_name": name, "mode": "pro", "image_tail": PICTURE}).json()["code"]
        for name in ("kling-v1-5", "kling-v1-6", "kling-v2-1")
    ]

    assert codes == [0, 0, 1201]


def test_a_create_without_any_picture_is_refused(api):
    answer = api.post("/v1/videos/image2video", {"prompt": "a fox"})

    assert "image is required" in answer.json()["message"]


@pytest.mark.parametrize(
    ("width", "height", "format", "word"),
    [
        (299, 400, "PNG", "Image pixel is invalid"),
        (800, 300, "JPEG", "aspect ratio"),
        (400, 400, "WEBP", "Unsupported image"),
        (750, 300, "JPEG", "SUCCEED"),
        (300, 300, "PNG", "SUCCEED"),
    ],
)
def test_pictures_have_their_limits(api, draw, width, height, format, word):
    answer = api.post("/v1/videos/image2video", {"image": draw(width, height, format=format)})

    assert word in answer.json()["message"]


def test_a_data_prefix_and_broken_base64_are_refused_in_kling_s_words(api, picture):
    texts = [f"data:image/jpeg;base64,{picture}", picture[:-1], "no base64 at all!"]

    messages = [api.post("/v1/videos/image2video", {"image": text}).json()["message"] for text in texts]

    assert all("File is not in a valid base64 format" in message for message in messages)


def test_a_picture_over_10_mb_and_half_a_picture_are_refused(api, picture):
    large = base64.b64encode(bytes(10 * 1024 * 1024 + 1)).decode()
    half = picture[: len(picture) // 8 * 4]

    messages = [api.post("/v1/videos/image2video", {"image": text}).json()["message"] for text in (large, half)]

    assert "10 MB" in messages[0]
    assert "Unsupported image" in messages[1]


@pytest.mark.parametrize(
    ("static", "dynamic", "word"),
    [
        ((640, 400), (640, 400), "SUCCEED"),
        ((1280, 800), (1280, 800), "SUCCEED"),
        ((640, 400), (1280, 800), "same resolution"),
        ((640, 480), (640, 480), "aspect ratio"),
    ],
)
def test_masks_fit_the_picture_and_each_other(api, draw, picture, static, dynamic, word):
    body = {
        "image": picture,
        "static_mask": draw(*static, format="PNG"),
        "dynamic_masks": [{"mask": draw(*dynamic, format="PNG"), "trajectories": POINTS}],
    }

    answer = api.post("/v1/videos/image2video", body)

    assert word in answer.json()["message"]


def test_nan_is_no_number(api):
    answer = api.post("/v1/videos/image2video", None, data=f'{{"image": "{PICTURE}", "cfg_scale": NaN}}')

    assert answer.json()["code"] == 1201
    assert "cfg_scale" in answer.json()["message"]


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_body_that_is_no_json_object_is_refused(api, text):
    answer = api.post("/v1/videos/image2video", None, data=text)

    assert (answer.status_code, answer.json()["code"]) == (400, 1200)


@pytest.mark.parametrize("path", ["/v1/videos/no-such-kind", "/v2/videos/image2video"])
def test_an_interface_that_does_not_exist_is_a_404_with_code_1202(api, path):
    answer = api.post(path, {})

    assert (answer.status_code, answer.json()["code"]) == (404, 1202)
