"""Each provider's own words: what the newer interfaces of Kling and DMXAPI get, and what they cannot do."""

import pytest
from klingkit.nodes.kling import requests
from klingkit.nodes.kling.dialects import DIALECTS, KINDS, exchange_for
from klingkit.nodes.kling.errors import InputError


def exchange(provider, request):
    return exchange_for(DIALECTS[provider], request.kind, {**request.body(), "external_task_id": "ours"})


def image2video(**fields):
    return requests.Image2Video(
        **({"model_name": "kling-v3", "mode": "pro", "image": "QUJD", "prompt": "a fox"} | fields)
    )


def test_the_new_standard_has_the_model_in_its_path():
    sent = exchange("official-new", image2video(sound="on", image_tail="REVG", duration="7"))

    assert sent.path == "/image-to-video/kling-3.0"
    assert sent.fields == {
        "contents": [
            {"type": "prompt", "text": "a fox"},
            {"type": "first_frame", "url": "QUJD"},
            {"type": "last_frame", "url": "REVG"},
        ],
        "settings": {"resolution": "1080p", "duration": 7, "audio": "native"},
        "options": {"external_task_id": "ours"},
    }


def test_the_new_standard_makes_videos_from_words():
    request = requests.Text2Video(model_name="kling-v2-6", mode="std", prompt="a fox", aspect_ratio="9:16")

    sent = exchange("official-new", request)

    assert sent.path == "/text-to-video/kling-2.6"
    assert sent.fields == {
        "prompt": "a fox",
        "settings": {"resolution": "720p", "duration": 5, "audio": "off", "aspect_ratio": "9:16"},
        "options": {"external_task_id": "ours"},
    }


@pytest.mark.parametrize(
    "request_",
    [
        image2video(model_name="kling-v1-6"),
        requests.VideoExtend(video_id="1"),
        requests.Effects(effect_scene="hug_pro", images=("QUJD", "QUJD")),
    ],
)
def test_what_the_new_standard_lacks_goes_the_old_way(request_):
    assert exchange("official-new", request_).path == f"/v1/videos/{request_.kind}"


def test_a_field_without_a_place_in_the_new_standard_is_told():
    with pytest.raises(InputError, match="negative_prompt has no place"):
        exchange("official-new", image2video(negative_prompt="fog"))


@pytest.mark.parametrize(("model", "name"), [("kling-v2-6", "kling-v2-6-image2video"), ("kling-v3", "kling-v3")])
def test_dmxapi_responses_take_the_prompt_as_input(model, name):
    sent = exchange("dmxapi-responses", image2video(model_name=model))

    assert sent.path == "/v1/responses"
    assert sent.fields == {"model": name, "input": "a fox", "image": "QUJD", "mode": "pro", "duration": "5"}


@pytest.mark.parametrize("request_", [image2video(model_name="kling-v1-6"), requests.VideoExtend(video_id="1")])
def test_what_dmxapi_responses_cannot_do_is_told_before_anything_is_sent(request_):
    with pytest.raises(InputError, match="Choose one of these models"):
        exchange("dmxapi-responses", request_)


@pytest.mark.parametrize("provider", DIALECTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_provider_can_be_asked_for_every_kind(provider, kind):
    for query in DIALECTS[provider].queries:
        assert query(kind, "an/id+=").path.startswith("/")
        assert "an/id" not in query(kind, "an/id+=").path
