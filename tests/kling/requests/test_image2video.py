"""Image2Video: what Kling would refuse, or take the money for and fail, never becomes a request."""

import base64
import io
import string
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from klingkit.nodes.kling import catalog
from klingkit.nodes.kling.errors import InputError
from klingkit.nodes.kling.requests import Image2Video
from klingkit.nodes.simulator import FORBIDDEN
from klingkit.nodes.simulator.answers import Refused
from klingkit.nodes.simulator.checks import KINDS
from PIL import Image

LONG = tuple(str(seconds) for seconds in range(3, 16))

# Kling's capability map for image2video, written out once more by hand: modes, durations, and where each feature is.
MAP = {
    "kling-v1": {
        "shots": [("std", "5"), ("std", "10"), ("pro", "5"), ("pro", "10")],
        "end frame": [("std", "5"), ("pro", "5")],
        "motion brush": [("std", "5"), ("pro", "5")],
        "camera": [("std", "5")],
        "cfg": True,
    },
    "kling-v1-5": {
        "shots": [("std", "5"), ("std", "10"), ("pro", "5"), ("pro", "10")],
        "end frame": [("pro", "5"), ("pro", "10")],
        "end frame alone": [("pro", "5"), ("pro", "10")],
        "motion brush": [("pro", "5")],
        "camera": [("pro", "5")],
        "cfg": True,
    },
    "kling-v1-6": {
        "shots": [("std", "5"), ("std", "10"), ("pro", "5"), ("pro", "10")],
        "end frame": [("pro", "5"), ("pro", "10")],
        "end frame alone": [("pro", "5"), ("pro", "10")],
        "cfg": True,
    },
    "kling-v2-master": {"shots": [("", "5"), ("", "10")]},
    "kling-v2-1": {
        "shots": [("std", "5"), ("std", "10"), ("pro", "5"), ("pro", "10")],
        "end frame": [("pro", "5"), ("pro", "10")],
    },
    "kling-v2-1-master": {"shots": [("", "5"), ("", "10")]},
    "kling-v2-5-turbo": {
        "shots": [("std", "5"), ("std", "10"), ("pro", "5"), ("pro", "10")],
        "end frame": [("pro", "5"), ("pro", "10")],
    },
    "kling-v2-6": {
        "shots": [("std", "5"), ("std", "10"), ("pro", "5"), ("pro", "10")],
        "end frame": [("pro", "5"), ("pro", "10")],
        "sound": [("pro", "5"), ("pro", "10")],
    },
    "kling-v3": {
        "shots": [(mode, seconds) for mode in ("std", "pro", "4k") for seconds in LONG],
        "end frame": [(mode, seconds) for mode in ("std", "pro", "4k") for seconds in LONG],
        "sound": [(mode, seconds) for mode in ("std", "pro", "4k") for seconds in LONG],
        "end frame and sound": [(mode, seconds) for mode in ("std", "pro", "4k") for seconds in LONG],
        "cfg": True,
    },
}


def encoded(colour):
    file = io.BytesIO()
    Image.new("RGB", (320, 320), colour).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


PICTURE, MASK = encoded((200, 120, 40)), encoded((255, 255, 255))
AREA = {"mask": MASK, "trajectories": [{"x": 10, "y": 10}, {"x": 200, "y": 100}]}

EXTRAS = {
    "shots": {},
    "end frame": {"image_tail": PICTURE},
    "end frame alone": {"image": "", "image_tail": PICTURE},
    "motion brush": {"static_mask": MASK, "dynamic_masks": [AREA]},
    "camera": {"camera_control": {"type": "simple", "config": {"pan": 5.0}}},
    "sound": {"sound": "on"},
    "end frame and sound": {"image_tail": PICTURE, "sound": "on"},
}

GRID = [
    (model, mode, duration, extra)
    for model in MAP
    for mode in ("", "std", "pro", "4k")
    for duration in ("", "2", *LONG, "16")
    for extra in EXTRAS
]


@dataclass(frozen=True)
class Drawn:
    """A picture as the media layer hands it over."""

    text: str
    digest: str


def request(**fields):
    return Image2Video(**({"model_name": "kling-v1-6", "mode": "pro", "image": PICTURE} | fields))


def refusal(**fields):
    with pytest.raises(InputError) as caught:
        request(**fields)
    return str(caught.value)


def is_accepted(**fields):
    return not our_refusal(fields)


def our_refusal(fields):
    """What we say of it; "" where we take it."""
    try:
        request(**fields)
    except InputError as error:
        return str(error)
    return ""


def pretended_refusal(body):
    """What the simulator, which has rules of its own, says of a body; "" where it takes it."""
    try:
        KINDS["image2video"](body)
    except Refused as error:
        return error.message
    return ""


def test_the_map_has_every_model():
    assert set(MAP) == {model.name for model in catalog.models_for("image2video")}


@pytest.mark.parametrize("model", MAP)
def test_a_combination_is_taken_exactly_where_klings_map_has_it(model):
    grid = [(mode, duration, extra) for name, mode, duration, extra in GRID if name == model]

    taken = {
        (mode, duration, extra)
        for mode, duration, extra in grid
        if is_accepted(model_name=model, mode=mode, duration=duration, **EXTRAS[extra])
    }

    assert taken == {(*shot, extra) for extra in EXTRAS for shot in MAP[model].get(extra, [])}


@pytest.mark.parametrize("model", MAP)
def test_cfg_scale_is_taken_where_the_model_has_it(model):
    mode, duration = MAP[model]["shots"][0]

    taken = is_accepted(model_name=model, mode=mode, duration=duration, cfg_scale=0.5)

    assert taken == MAP[model].get("cfg", False)


SENTENCES = [
    ({"image": ""}, "image is not connected: Image2Video needs a picture to start from."),
    (
        {"model_name": "kling-v9"},
        "model is 'kling-v9', which is not known to do image2video. Choose one of: kling-v1, kling-v1-5, kling-v1-6, "
        "kling-v2-master, kling-v2-1, kling-v2-1-master, kling-v2-5-turbo, kling-v2-6, kling-v3.",
    ),
    ({"prompt": "x" * 2503}, "prompt has 2503 characters and Kling takes at most 2500. Shorten it by 3."),
    (
        {"negative_prompt": "狐" * 2501},
        "negative_prompt has 2501 characters and Kling takes at most 2500. Shorten it by 1.",
    ),
    (
        {"prompt": "ab\ud83d"},
        "prompt holds half of an emoji at character 3, which no server can read. Delete it.",
    ),
    (
        {"callback_url": "ftp://me"},
        "callback_url is 'ftp://me': it must begin with https:// or http://, or be left empty.",
    ),
    ({"mode": "4k"}, "mode is '4k', but kling-v1-6 has the modes std, pro. Choose one of these."),
    (
        {"model_name": "kling-v2-master", "mode": "pro"},
        "mode is 'pro', but kling-v2-master has no modes. Leave mode out.",
    ),
    ({"duration": "7"}, "duration is '7', but kling-v1-6 makes videos of 5 or 10 s. Choose one of these."),
    (
        {"model_name": "kling-v3", "duration": "16"},
        "duration is '16', but kling-v3 makes videos of 3 to 15 s. Choose one of these.",
    ),
    (
        {"model_name": "kling-v2-1", "cfg_scale": 0.5},
        "cfg_scale is 0.5, but kling-v2-1 does not take it. Leave it out.",
    ),
    ({"cfg_scale": 1.5}, "cfg_scale is 1.5; Kling takes 0 to 1. Set it within that."),
    ({"cfg_scale": float("nan")}, "cfg_scale is nan; Kling takes 0 to 1. Set it within that."),
    ({"sound": "yes"}, "sound is 'yes'; it can be on or off. Choose one of these."),
    (
        {"sound": "on"},
        "sound is on, but kling-v1-6 makes none. Turn it off, or choose another model.",
    ),
    (
        {"model_name": "kling-v2-6", "mode": "std", "sound": "on"},
        "sound is on, but kling-v2-6 makes it only in mode pro, not in std. Turn it off, or change mode.",
    ),
    (
        {"model_name": "kling-v2-6", "sound": "on", "image_tail": PICTURE},
        "kling-v2-6 makes no sound in a video with an end frame. Turn sound off.",
    ),
    (
        {"image_tail": PICTURE, "static_mask": MASK},
        "Kling takes only one of an end frame and a motion brush in a video. Take the other away.",
    ),
    (
        {"image_tail": PICTURE, "mode": "std"},
        "kling-v1-6 does an end frame in pro 5 or 10 s, not in std 5 s. Change mode or duration.",
    ),
    (
        {"model_name": "kling-v2-1", "image": "", "image_tail": PICTURE},
        "image is not connected, and kling-v2-1 does not take an end frame alone. Connect a start picture.",
    ),
    (
        {"static_mask": MASK},
        "kling-v1-6 cannot do a motion brush. These can: kling-v1, kling-v1-5.",
    ),
    (
        {"camera_control": {"type": "down_back"}},
        "kling-v1-6 cannot do camera control. These can: kling-v1, kling-v1-5.",
    ),
]


@pytest.mark.parametrize(("fields", "sentence"), SENTENCES)
def test_a_refusal_names_input_value_limit_and_remedy(fields, sentence):
    assert refusal(**fields) == sentence


CAMERAS = [
    ({"type": "simple"}, "A simple camera moves along exactly one axis, and all are 0. Set one of them."),
    (
        {"type": "simple", "config": {"pan": 1, "zoom": -2, "roll": 0}},
        "A simple camera moves along exactly one axis, and pan and zoom are not 0. Set one of them.",
    ),
    ({"type": "simple", "config": {"pan": 10.5}}, "The camera's pan is 10.5; it goes from -10 to 10."),
    ({"type": "simple", "config": {"pan": float("nan")}}, "The camera's pan is nan; it goes from -10 to 10."),
    ({"type": "simple", "config": {"pan": "5"}}, "The camera's pan is '5'; it goes from -10 to 10."),
    ({"type": "simple", "config": {"pan": True}}, "The camera's pan is True; it goes from -10 to 10."),
    (
        {"type": "simple", "config": {"pan": 1, "dolly": 0}},
        "The camera has the axes horizontal, vertical, pan, tilt, roll, zoom, not dolly.",
    ),
    ({"type": "down_back", "config": {"pan": 1}}, "The camera type down_back takes no axes. Leave config out."),
    ({"type": "down_back", "config": {}}, "The camera type down_back takes no axes. Leave config out."),
    ({"type": "orbit"}, "The camera type is 'orbit'; with kling-v1 it can be: simple, down_back, forward_up,"),
    ({}, "The camera type is None; with kling-v1 it can be: simple,"),
]


@pytest.mark.parametrize(("control", "sentence"), CAMERAS)
def test_a_camera_is_a_preset_or_moves_along_one_axis(control, sentence):
    assert refusal(model_name="kling-v1", mode="std", camera_control=control).startswith(sentence)


@pytest.mark.parametrize("preset", catalog.CAMERA_PRESETS)
def test_the_first_model_knows_the_presets_and_its_successor_does_not(preset):
    control = {"type": preset}

    assert is_accepted(model_name="kling-v1", mode="std", camera_control=control)
    assert "with kling-v1-5 it can be: simple." in refusal(model_name="kling-v1-5", camera_control=control)


@pytest.mark.parametrize(
    ("areas", "sentence"),
    [
        ([AREA] * 7, "The motion brush has 7 moving areas, and Kling takes at most 6. Take 1 away."),
        ([AREA, {**AREA, "mask": ""}], "Moving area 2 of the motion brush is empty. Paint it, or take it away."),
        ([{"mask": MASK}], "The path of moving area 1 has 0 points, and Kling takes 2 to 77. Draw it longer."),
        (
            [{**AREA, "trajectories": [{"x": 1, "y": 1}]}],
            "The path of moving area 1 has 1 points, and Kling takes 2 to 77. Draw it longer.",
        ),
        (
            [{**AREA, "trajectories": [{"x": 1, "y": 1}] * 78}],
            "The path of moving area 1 has 78 points, and Kling takes 2 to 77. Draw it with fewer points.",
        ),
        (
            [{**AREA, "trajectories": [{"x": 1, "y": 1}, {"x": 2.5, "y": 1}]}],
            "The path of moving area 1 has a point whose x or y is no whole number of px.",
        ),
        (
            [{**AREA, "trajectories": [{"x": 1, "y": 1}, {"x": 2}]}],
            "The path of moving area 1 has a point whose x or y is no whole number of px.",
        ),
    ],
)
def test_a_motion_brush_has_areas_with_paths(areas, sentence):
    assert refusal(model_name="kling-v1", dynamic_masks=areas) == sentence


@pytest.mark.parametrize("count", [2, 77])
def test_paths_of_every_allowed_length_are_taken(count):
    area = {"mask": MASK, "trajectories": [{"x": number, "y": 1} for number in range(count)]}

    assert is_accepted(model_name="kling-v1", dynamic_masks=[area] * 6)


def test_texts_of_exactly_the_limit_are_taken():
    assert is_accepted(prompt="狐" * 2500, negative_prompt="🦊" * 2500)


def test_what_is_empty_is_not_sent():
    empty = request(prompt="", image_tail="", dynamic_masks=[], camera_control=None, cfg_scale=None, sound="")

    assert set(empty.body()) == {"model_name", "image", "mode", "duration"}


def test_a_scale_of_nothing_is_not_empty():
    assert request(cfg_scale=0.0).body()["cfg_scale"] == 0.0


def test_a_body_carries_pictures_and_an_identity_what_they_show():
    first, mask = Drawn("base64 of it", "d1"), Drawn("base64 of the mask", "d2")
    area = {**AREA, "mask": mask}
    wanted = request(model_name="kling-v1", image=first, static_mask=mask, dynamic_masks=[area])

    body, identity = wanted.body(), wanted.identity()

    assert (body["image"], body["static_mask"]) == ("base64 of it", "base64 of the mask")
    assert body["dynamic_masks"] == [{"mask": "base64 of the mask", "trajectories": AREA["trajectories"]}]
    assert (identity["image"], identity["static_mask"]) == ("sha256:d1", "sha256:d2")
    assert identity["dynamic_masks"][0]["mask"] == "sha256:d2"


def test_the_same_picture_in_another_compression_is_the_same_request():
    assert request(image=Drawn("one", "d")).identity() == request(image=Drawn("other", "d")).identity()


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "x"},
        {"negative_prompt": "x"},
        {"mode": "std"},
        {"duration": "10"},
        {"cfg_scale": 0.5},
        {"image": "https://x"},
        {"image_tail": PICTURE},
        {"model_name": "kling-v1-5"},
    ],
)
def test_whatever_shapes_the_video_is_part_of_the_identity(change):
    assert request(**change).identity() != request().identity()


def test_where_to_call_back_is_sent_but_makes_no_other_request():
    calling = request(callback_url="https://me.example/done")

    assert calling.body()["callback_url"] == "https://me.example/done"
    assert calling.identity() == request().identity()


def test_a_request_knows_its_model_and_official_price():
    loud = request(model_name="kling-v2-6", duration="10", sound="on")

    assert (request().model, request().units(), loud.units()) == ("kling-v1-6", 3.5, 10.0)


def test_a_request_cannot_be_changed_after_its_check():
    with pytest.raises(AttributeError):
        request().prompt = "something else"


axes = st.dictionaries(
    st.sampled_from([*catalog.CAMERA_AXES, "dolly"]), st.sampled_from([0, 0.0, 5, -10, 10.5, "1", None]), max_size=2
)
cameras = st.fixed_dictionaries(
    {"type": st.sampled_from(["simple", *catalog.CAMERA_PRESETS, "orbit"])}, optional={"config": axes}
)
points = st.lists(st.fixed_dictionaries({"x": st.integers(-5, 400), "y": st.integers(-5, 400)}), min_size=1, max_size=4)
areas = st.lists(st.fixed_dictionaries({"mask": st.sampled_from([MASK, ""]), "trajectories": points}), max_size=2)

FIELDS = {
    "image": st.sampled_from([PICTURE, "", "https://x.example/fox.png"]),
    "image_tail": st.sampled_from([PICTURE, ""]),
    "prompt": st.text(st.characters(exclude_categories=()), max_size=40) | st.just("x" * 2501),
    "negative_prompt": st.sampled_from(["blurred", "x" * 2501]),
    "cfg_scale": st.sampled_from([None, 0, 0.5, 1, 1.1, float("nan")]),
    "sound": st.sampled_from(["on", "", "off", "yes"]),
    "camera_control": cameras,
    "static_mask": st.just(MASK),
    "dynamic_masks": areas,
    "callback_url": st.sampled_from(["https://me.example", "", "me"]),
}


@st.composite
def wishes(draw):
    """Something that Kling's map has, of which up to two fields were changed: mostly wrong then."""
    model = draw(st.sampled_from(list(MAP)))
    extra = draw(st.sampled_from([name for name in EXTRAS if name in MAP[model]]))
    mode, duration = draw(st.sampled_from([*MAP[model][extra], ("4k", "5"), ("", "5"), ("std", "16")]))
    changed = draw(st.lists(st.sampled_from(list(FIELDS)), max_size=2, unique=True))
    fields = EXTRAS[extra] | {name: draw(FIELDS[name]) for name in changed}
    return {"model_name": model, "mode": mode, "duration": duration} | fields


def sent(wish):
    """The wish as a client without any checks would send it. The mode always: Kling takes its absence for std."""
    fields = {"image": PICTURE} | wish
    return {name: value for name, value in fields.items() if name == "mode" or value not in (None, "", [])}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(wish=wishes())
def test_what_we_take_kling_takes(wish):
    assume(not our_refusal(wish))

    body = request(**wish).body()

    assert pretended_refusal(body) == "" or FORBIDDEN in body["prompt"]


@settings(max_examples=400, deadline=None)
@given(wish=wishes())
def test_what_we_refuse_kling_refuses_and_our_sentence_is_whole(wish):
    told = our_refusal(wish)
    assume(told)

    ours_alone = "no modes. Leave mode out" in told or "half of an emoji" in told

    assert ours_alone or pretended_refusal(sent(wish))
    assert told[0] in string.ascii_letters
    assert told[-1] == "."
    assert len(told) < 400
