"""What is sent equals, field by field, what the four source documents show. One test a document, on a real socket."""

import pytest
from klingkit.nodes.kling import requests
from klingkit.tests.kling.servers import answering

ACCEPTED = {"code": 0, "message": "SUCCEED", "data": {"task_id": "CjhDaWgU7GAAAAAAAb1QfA", "task_status": "submitted"}}
BASE = "/kling/v1/videos"


@pytest.fixture
def sent(serve, client):
    """POSTs a request to a server and gives the path and the fields that arrived, without our own id."""

    def send(request, provider="dmxapi"):
        server = serve(answering(ACCEPTED))
        task = client(f"{server.url}/kling", provider=provider).create(request, "ours")
        assert task.task_id == "CjhDaWgU7GAAAAAAAb1QfA"
        (asked,) = server.asked
        assert asked.headers["authorization"].startswith("Bearer ")
        assert asked.headers["content-type"] == "application/json"
        fields = asked.json
        assert fields.pop("external_task_id") == "ours"
        return asked.path, fields

    return send


def test_video_extension_as_dmxapi_shows_it(sent):
    request = requests.VideoExtend(
        task_id="CjhDaWgU7GAAAAAAAb1QfA",
        video_id="bc17f1e8-6c7b-440c-bd30-e47fb1c82932",
        prompt="继续展示动物的走动,保持相同的风格和氛围",
        negative_prompt="突然的场景转换, 光线变化, 画面抖动",
        cfg_scale=0.5,
        callback_url="https://me.example/done",
    )

    assert sent(request) == (
        f"{BASE}/video-extend",
        {
            "task_id": "CjhDaWgU7GAAAAAAAb1QfA",
            "video_id": "bc17f1e8-6c7b-440c-bd30-e47fb1c82932",
            "prompt": "继续展示动物的走动,保持相同的风格和氛围",
            "negative_prompt": "突然的场景转换, 光线变化, 画面抖动",
            "cfg_scale": 0.5,
            "callback_url": "https://me.example/done",
        },
    )


def test_image_to_video_as_dmxapi_shows_it(sent):
    request = requests.Image2Video(
        model_name="kling-v1-6",
        image="iVBORw0KGgo=",
        prompt="生成图中的几只动物走路的场景",
        negative_prompt="模糊, 扭曲",
        cfg_scale=0.5,
        mode="pro",
        duration="5",
        callback_url="https://me.example/done",
        image_tail="https://me.example/end.jpg",
    )

    assert sent(request) == (
        f"{BASE}/image2video",
        {
            "model_name": "kling-v1-6",
            "image": "iVBORw0KGgo=",
            "prompt": "生成图中的几只动物走路的场景",
            "negative_prompt": "模糊, 扭曲",
            "cfg_scale": 0.5,
            "mode": "pro",
            "duration": "5",
            "callback_url": "https://me.example/done",
            "image_tail": "https://me.example/end.jpg",
        },
    )


@pytest.mark.parametrize(
    "guidance",
    [
        {"camera_control": {"type": "simple", "config": {"pan": 5}}},
        {"camera_control": {"type": "forward_up"}},
        {
            "static_mask": "https://me.example/mask.png",
            "dynamic_masks": [
                {
                    "mask": "https://me.example/mask.png",
                    "trajectories": [{"x": 100, "y": 100}, {"x": 150, "y": 200}, {"x": 200, "y": 300}],
                }
            ],
        },
    ],
)
def test_image_to_video_with_the_controls_that_dmxapi_shows(sent, guidance):
    fields = {"model_name": "kling-v1", "image": "https://me.example/a.png", "prompt": "走路", "mode": "std"}

    path, arrived = sent(requests.Image2Video(**fields, **guidance))

    assert path == f"{BASE}/image2video"
    assert arrived == fields | guidance | {"duration": "5"}


def test_lip_sync_with_text_as_dmxapi_shows_it(sent):
    request = requests.LipSync(
        task_id="Cl6kH2gHPegAAAAABJAWDA",
        video_id="aeba40f7-473a-47a3-ab85-02dba121970c",
        mode="text2video",
        text="欢迎大家使用 DMXAPI",
        voice_id="girlfriend_1_speech02",
        voice_language="zh",
        voice_speed=1.0,
        callback_url="https://me.example/done",
    )

    assert sent(request) == (
        f"{BASE}/lip-sync",
        {
            "input": {
                "task_id": "Cl6kH2gHPegAAAAABJAWDA",
                "video_id": "aeba40f7-473a-47a3-ab85-02dba121970c",
                "mode": "text2video",
                "text": "欢迎大家使用 DMXAPI",
                "voice_id": "girlfriend_1_speech02",
                "voice_language": "zh",
                "voice_speed": 1.0,
            },
            "callback_url": "https://me.example/done",
        },
    )


@pytest.mark.parametrize(
    ("fields", "audio_type"),
    [({"audio_file": "base64_encoded_audio"}, "file"), ({"audio_url": "https://example.com/audio.mp3"}, "url")],
)
def test_lip_sync_with_a_sound_as_dmxapi_shows_it(sent, fields, audio_type):
    request = requests.LipSync(video_url="https://dmxapi.cn/video.mp4", mode="audio2video", **fields)

    assert sent(request) == (
        f"{BASE}/lip-sync",
        {
            "input": {
                "video_url": "https://dmxapi.cn/video.mp4",
                "mode": "audio2video",
                "audio_type": audio_type,
                **fields,
            }
        },
    )


def test_video_extension_as_the_apifox_page_shows_it(sent):
    request = requests.VideoExtend(video_id="827942411241803822", prompt="场景放大")

    assert sent(request, provider="relay") == (
        f"{BASE}/video-extend",
        {"video_id": "827942411241803822", "prompt": "场景放大"},
    )


def test_kling_itself_is_not_told_the_task_of_the_source(sent):
    extend = requests.VideoExtend(video_id="827942411241803822", task_id="815336423632572487")
    speak = requests.LipSync(video_id="8", task_id="9", mode="audio2video", audio_url="https://me.example/a.mp3")

    _, extended = sent(extend, provider="official")
    _, spoken = sent(speak, provider="official")

    assert "task_id" not in extended
    assert "task_id" not in spoken["input"]
