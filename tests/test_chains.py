"""Videos that go on and speak, in a real ComfyUI: ExtendVideo, LipSync, and what shapes an Image2Video."""

import json
from pathlib import Path

import av
import pytest
from klingkit.nodes.media import videos
from klingkit.tests.graphs import empty, image2video, made, preview, said


def extend(source, prompt="goes on", **inputs):
    fields = {"video_id": [source, 2], "task_id": [source, 3], "prompt": prompt}
    return {"class_type": "KlingKitExtendVideo", "inputs": fields | inputs}


def lip_sync(source="video", **inputs):
    fields = {"source": "kling video", "source.video_id": [source, 2], "source.task_id": [source, 3]}
    return {"class_type": "KlingKitLipSync", "inputs": fields | inputs}


TEXT = {"speech": "text", "speech.text": "hello there", "speech.voice": "Melody (en)", "speech.voice_speed": 1.2}
SOUND = {"speech": "audio", "speech.audio": ["sound", 0]}


def facts(video):
    return videos.check(Path(video["video_path"]))


def test_three_extensions_make_a_video_of_twenty_seconds(comfyui):
    graph = {
        "picture": empty(),
        "video": image2video("a chain"),
        "one": extend("video"),
        "two": extend("one"),
        "three": extend("two"),
        "see": preview("three", 1),
    }

    result = comfyui.queue(graph)

    assert said(result) == ""
    lengths = [facts(made(result, node)[0]).seconds for node in ("video", "one", "two", "three")]
    assert lengths == pytest.approx([5, 10, 15, 20], abs=0.5)
    assert len({made(result, node)[0]["video_id"] for node in ("video", "one", "two", "three")}) == 4


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        (
            {"model": "kling-v2-1"},
            "was made by kling-v2-1, and Kling extends videos of kling-v1, kling-v1-5, kling-v1-6",
        ),
    ],
)
def test_what_cannot_be_extended_is_told_before_it_is_paid(comfyui, inputs, words):
    graph = {
        "picture": empty(),
        "video": image2video("not extendable", **inputs),
        "longer": extend("video"),
        "see": preview("longer", 1),
    }

    result = comfyui.queue(graph)

    assert words in said(result)
    assert comfyui.simulator.ledger[-1].kind == "image2video"


def test_an_empty_video_id_is_told(comfyui):
    graph = {"longer": {"class_type": "KlingKitExtendVideo", "inputs": {"video_id": ""}}, "see": preview("longer", 1)}

    assert "video_id is empty" in said(comfyui.queue(graph))


def test_a_video_says_a_text(comfyui):
    graph = {
        "picture": empty(),
        "video": image2video("speaks"),
        "speaking": lip_sync(**TEXT),
        "see": preview("speaking", 1),
    }

    result = comfyui.queue(graph)

    assert said(result) == ""
    assert facts(made(result, "speaking")[0]).has_audio
    sent = comfyui.simulator.bodies[-1]["input"]
    assert (sent["voice_id"], sent["voice_language"], sent["voice_speed"]) == ("girlfriend_4_speech02", "en", 1.2)


def test_a_video_moves_the_mouth_to_a_sound(comfyui):
    graph = {
        "picture": empty(),
        "video": image2video("sings"),
        "sound": {"class_type": "EmptyAudio", "inputs": {"duration": 3.0, "sample_rate": 44100, "channels": 2}},
        "singing": lip_sync(**{"speech": "audio", "speech.audio": ["sound", 0]}),
        "see": preview("singing", 1),
    }

    result = comfyui.queue(graph)

    assert said(result) == ""
    with av.open(made(result, "singing")[0]["video_path"]) as container:
        assert container.streams.audio[0].codec_context.name == "aac"
    assert comfyui.simulator.bodies[-1]["input"]["audio_type"] == "file"


def test_one_of_two_faces_is_chosen(comfyui):
    graph = {
        "picture": empty(),
        "video": image2video("two people"),
        "sound": {"class_type": "EmptyAudio", "inputs": {"duration": 4.0, "sample_rate": 44100, "channels": 1}},
        "speaking": lip_sync(
            **SOUND, **{"engine": "face", "engine.face": 1, "engine.sound_insert_time": 1000, "engine.sound_volume": 2}
        ),
        "see": preview("speaking", 1),
    }

    result = comfyui.queue(graph)

    assert said(result) == ""
    assert facts(made(result, "speaking")[0]).has_audio
    texts = [data["text"] for kind, data in result.events if kind == "text" and data["node"] == "speaking"]
    assert texts[-1].endswith("face 1 of 2, seen 2.5 to 5.0 s")


def test_a_face_that_is_not_there_is_told_with_those_that_are(comfyui):
    graph = {
        "picture": empty(),
        "video": image2video("two people again"),
        "sound": {"class_type": "EmptyAudio", "inputs": {"duration": 4.0, "sample_rate": 44100, "channels": 1}},
        "speaking": lip_sync(**SOUND, **{"engine": "face", "engine.face": 7}),
        "see": preview("speaking", 1),
    }

    result = comfyui.queue(graph)

    assert "face is 7, and Kling sees these in the video: face 0: 0.0 to" in said(result)
    assert comfyui.simulator.ledger[-1].kind == "identify-face"


def test_a_text_is_not_for_the_engine_that_knows_faces(comfyui):
    graph = {
        "picture": empty(),
        "video": image2video("speaks"),
        "speaking": lip_sync(**TEXT, engine="face"),
        "see": preview("speaking", 1),
    }

    assert "Connect audio, or choose `classic` for a text" in said(comfyui.queue(graph))


def test_a_local_video_without_hosting_says_what_is_missing(comfyui):
    graph = {
        "picture": empty(720, 720),
        "frames": {"class_type": "RepeatImageBatch", "inputs": {"image": ["picture", 0], "amount": 75}},
        "local": {"class_type": "CreateVideo", "inputs": {"images": ["frames", 0], "fps": 25.0}},
        "speaking": {
            "class_type": "KlingKitLipSync",
            "inputs": {"source": "local video", "source.video": ["local", 0]} | TEXT,
        },
        "see": preview("speaking", 1),
    }

    result = comfyui.queue(graph)

    assert "hosting" in said(result)


@pytest.mark.parametrize(
    ("inputs", "config"),
    [({"zoom": 5.0}, {"type": "simple", "config": {"zoom": 5.0}}), ({"type": "forward_up"}, {"type": "forward_up"})],
)
def test_the_camera_moves(comfyui, inputs, config):
    graph = {
        "picture": empty(),
        "camera": {"class_type": "KlingKitCameraControl", "inputs": inputs},
        "video": image2video("moved", model="kling-v1", guidance="camera", **{"guidance.camera": ["camera", 0]}),
        "see": preview("video", 1),
    }

    result = comfyui.queue(graph)

    assert said(result) == ""
    assert comfyui.simulator.bodies[-1]["camera_control"] == config


@pytest.mark.parametrize("inputs", [{}, {"zoom": 1.0, "pan": 1.0}, {"type": "down_back", "roll": 2.0}])
def test_an_impossible_camera_is_told(comfyui, inputs):
    graph = {"camera": {"class_type": "KlingKitCameraControl", "inputs": inputs}, "see": preview("camera", 0)}

    assert "axis" in said(comfyui.queue(graph))


BRUSH = {
    "version": 1,
    "width": 640,
    "height": 360,
    "areas": [
        {"strokes": [{"points": [[40, 40], [120, 40]], "size": 40}], "path": [[80, 40], [300, 40]]},
        {"polygons": [[[500, 300], [620, 300], [620, 350]]], "path": [[560, 320], [560, 100]]},
    ],
    "static": {"strokes": [{"points": [[320, 180]], "size": 60}]},
}


def test_painted_areas_move_along_their_paths_from_the_lower_left(comfyui):
    graph = {
        "picture": empty(640, 360),
        "brush": {
            "class_type": "KlingKitMotionBrush",
            "inputs": {"image": ["picture", 0], "brush": json.dumps(BRUSH)},
        },
        "video": image2video("brushed", model="kling-v1", guidance="motion brush", **{"guidance.brush": ["brush", 0]}),
        "shown": {"class_type": "PreviewImage", "inputs": {"images": ["brush", 1]}},
        "see": preview("video", 1),
    }

    result = comfyui.queue(graph)

    assert said(result) == ""
    sent = comfyui.simulator.bodies[-1]
    assert [area["trajectories"][0] for area in sent["dynamic_masks"]] == [{"x": 80, "y": 319}, {"x": 560, "y": 39}]
    assert sent["static_mask"]
    assert result.outputs["shown"]["images"]


def test_words_alone_make_a_video(comfyui):
    graph = {
        "video": {"class_type": "KlingKitText2Video", "inputs": {"prompt": "a fox", "aspect_ratio": "9:16"}},
        "see": preview("video", 1),
    }

    result = comfyui.queue(graph)

    assert said(result) == ""
    shown = facts(made(result)[0])
    assert shown.height > shown.width


def test_several_subjects_come_together(comfyui):
    graph = {
        "one": empty(color=0xFF0000),
        "two": empty(color=0x00FF00, batch=2),
        "video": {
            "class_type": "KlingKitMultiImage2Video",
            "inputs": {"image_1": ["one", 0], "image_2": ["two", 0], "prompt": "they meet"},
        },
        "see": preview("video", 1),
    }

    result = comfyui.queue(graph)

    assert said(result) == ""
    assert len(comfyui.simulator.bodies[-1]["image_list"]) == 3


def test_an_effect_takes_its_pictures(comfyui):
    graph = {
        "one": empty(color=0xFF0000),
        "two": empty(color=0x00FF00),
        "video": {
            "class_type": "KlingKitEffects",
            "inputs": {"image_1": ["one", 0], "image_2": ["two", 0], "effect_scene": "hug_pro"},
        },
        "see": preview("video", 1),
    }

    assert said(comfyui.queue(graph)) == ""
    assert len(comfyui.simulator.bodies[-1]["input"]["images"]) == 2


def test_a_local_video_is_shared_and_paid_once(start_comfyui, simulator):
    comfyui = start_comfyui(simulator, kling={"KLINGKIT_PUBLIC_URL": "https://me.example/comfy"})
    graph = {
        "picture": empty(720, 720),
        "frames": {"class_type": "RepeatImageBatch", "inputs": {"image": ["picture", 0], "amount": 75}},
        "local": {"class_type": "CreateVideo", "inputs": {"images": ["frames", 0], "fps": 25.0}},
        "speaking": {
            "class_type": "KlingKitLipSync",
            "inputs": {"source": "local video", "source.video": ["local", 0]} | TEXT,
        },
        "see": preview("speaking", 1),
    }
    first = comfyui.queue(graph)
    graph["speaking"]["inputs"]["give_up_after"] = 9
    again = comfyui.queue(graph)

    assert said(first) == said(again) == ""
    assert made(again, "speaking")[0]["task_id"] == made(first, "speaking")[0]["task_id"]
    assert simulator.charged == 1
    assert simulator.bodies[0]["input"]["video_url"].startswith("https://me.example/comfy/klingkit/share/")
