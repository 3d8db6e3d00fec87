"""The rules of every request but Image2Video: each names input, value, limit and remedy."""

import pytest
from klingkit.nodes.kling import requests
from klingkit.nodes.kling.errors import InputError

SPEECH = {"video_id": "v", "text": "hello", "voice_id": "AOT", "voice_language": "en"}
SOUND = {"video_id": "v", "mode": "audio2video", "audio_url": "https://me.example/a.mp3"}
FACE = {"video_id": "v", "sound_file": "QUJD", "sound_ms": 4000}
WORDS = {"model_name": "kling-v1-6", "mode": "std", "prompt": "a fox"}
SUBJECTS = {"images": ("QUJD",), "prompt": "they meet"}

REFUSED = [
    (requests.LipSync, SPEECH | {"text": "a" * 121}, "text has 121 characters and Kling speaks at most 120"),
    (requests.LipSync, SPEECH | {"text": " "}, "text is empty"),
    (requests.LipSync, SPEECH | {"voice_id": ""}, "voice is empty"),
    (requests.LipSync, SPEECH | {"voice_language": "fr"}, "it can be zh or en"),
    (requests.LipSync, SPEECH | {"voice_speed": 0.7}, "it goes from 0.8 to 2.0"),
    (requests.LipSync, SPEECH | {"voice_speed": 2.1}, "it goes from 0.8 to 2.0"),
    (requests.LipSync, SPEECH | {"video_id": ""}, "either a video_id or a video_url"),
    (requests.LipSync, SPEECH | {"video_url": "https://me.example/v.mp4"}, "either a video_id or a video_url"),
    (requests.LipSync, SPEECH | {"mode": "sing"}, "text2video or audio2video"),
    (requests.LipSync, SOUND | {"audio_url": ""}, "either a sound or the address of one"),
    (requests.LipSync, SOUND | {"audio_file": "QUJD"}, "either a sound or the address of one"),
    (requests.LipSync, SOUND | {"audio_url": "a.mp3"}, "must begin with https://"),
    (requests.LipSync, SOUND | {"callback_url": "me"}, "callback_url is 'me'"),
    (requests.AdvancedLipSync, FACE | {"sound_file": ""}, "Connect audio"),
    (requests.AdvancedLipSync, FACE | {"face": -1}, "faces are counted from 0"),
    (requests.AdvancedLipSync, FACE | {"sound_volume": 2.5}, "sound_volume is 2.5; it goes from 0 to 2"),
    (requests.AdvancedLipSync, FACE | {"sound_start_time": 2500}, "less than the 2000 ms that Kling wants"),
    (requests.VideoExtend, {"video_id": " "}, "video_id is empty"),
    (requests.VideoExtend, {"video_id": "v", "prompt": "a" * 2501}, "prompt has 2501 characters"),
    (requests.VideoExtend, {"video_id": "v", "negative_prompt": "a" * 2501}, "negative_prompt has 2501"),
    (requests.VideoExtend, {"video_id": "v", "cfg_scale": 1.5}, "it goes from 0 to 1"),
    (
        requests.VideoExtend,
        {"video_id": "v", "negative_prompt": "fog", "source_model": "kling-v1"},
        "without negative_prompt",
    ),
    (requests.Text2Video, WORDS | {"prompt": ""}, "prompt is empty"),
    (requests.Text2Video, WORDS | {"aspect_ratio": "4:3"}, "it can be 16:9, 9:16, 1:1"),
    (requests.Text2Video, WORDS | {"model_name": "kling-v1-5"}, "not known to do text2video"),
    (requests.Text2Video, WORDS | {"camera_control": {"type": "forward_up"}}, "with kling-v1 in std 5 s"),
    (requests.MultiImage2Video, SUBJECTS | {"images": ()}, "takes 1 to 4"),
    (requests.MultiImage2Video, SUBJECTS | {"images": ("QUJD",) * 5}, "takes 1 to 4"),
    (requests.MultiImage2Video, SUBJECTS | {"prompt": ""}, "prompt is empty"),
    (requests.Effects, {"effect_scene": "", "images": ("QUJD",)}, "effect_scene is empty"),
    (requests.Effects, {"effect_scene": "kiss", "images": ("QUJD",)}, "Kling has ended the scene 'kiss'"),
    (requests.Effects, {"effect_scene": "hug_pro", "images": ("QUJD",)}, "the scene hug_pro takes 2"),
]


@pytest.mark.parametrize(("kind", "fields", "words"), REFUSED)
def test_what_kling_would_refuse_is_refused_here(kind, fields, words):
    with pytest.raises(InputError, match=words):
        kind(**fields)


@pytest.mark.parametrize(
    ("request_", "units"),
    [
        (requests.LipSync(**SPEECH, seconds=5.0), 0.5),
        (requests.LipSync(**SPEECH), 1.0),
        (requests.AdvancedLipSync(**FACE, seconds=5.0), 0.55),
        (requests.VideoExtend(video_id="v"), 2.0),
        (requests.VideoExtend(video_id="v", source_mode="pro"), 3.5),
        (requests.Text2Video(**WORDS), 2.0),
        (requests.MultiImage2Video(**SUBJECTS), 2.0),
        (requests.Effects(effect_scene="new_one", images=("QUJD",)), None),
    ],
)
def test_the_price_is_the_official_one(request_, units):
    assert request_.units() == (None if units is None else pytest.approx(units))


def test_a_local_video_counts_by_its_content_and_not_by_its_address():
    first, again = (
        requests.LipSync(**SPEECH | {"video_id": "", "video_url": f"https://me.example/{n}", "source_digest": "d"})
        for n in (1, 2)
    )

    assert first.identity() == again.identity()
    assert first.body() != again.body()
    assert "source_digest" not in str(first.body())


def test_a_sound_is_cut_where_the_video_ends():
    request = requests.AdvancedLipSync(**FACE | {"sound_ms": 9000, "seconds": 5.04, "sound_insert_time": 1000})

    assert request.face_choice("0")["sound_end_time"] == 4040
