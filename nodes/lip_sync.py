"""Kling LipSync: the person in a video says a text, or moves the mouth to a sound."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comfy_api.latest import io

from . import common, models, paying
from .kling import requests, voices
from .kling.errors import InputError
from .media import audio as sounds
from .media import videos
from .runtime import runtime
from .tasks.sources import check_speakable

if TYPE_CHECKING:
    from typing_extensions import Unpack

KLING_VIDEO, VIDEO_URL, LOCAL_VIDEO = "kling video", "video url", "local video"
TEXT, AUDIO, AUDIO_URL = "text", "audio", "audio url"
CLASSIC, FACE = "classic", "face"
SOURCES, SPEECHES, ENGINES = (KLING_VIDEO, VIDEO_URL, LOCAL_VIDEO), (TEXT, AUDIO, AUDIO_URL), (CLASSIC, FACE)


class LipSync(paying.PayingNode):
    """Three kinds of source, three kinds of speech, two of Kling's engines."""

    PREFIX = "Kling/lip-sync"

    @classmethod
    def define_schema(cls) -> io.Schema:
        return cls.schema(
            node_id="KlingKitLipSync",
            display_name="Kling LipSync",
            description="Lets the person in a video say a text, or move the mouth to a sound. The face must be clearly "
            "visible. Engine `face` chooses one of several people.",
            search_aliases=["kling", "可灵", "lip sync", "对口型"],
            inputs=[source_input(), speech_input(), engine_input()],
        )

    @classmethod
    def validate_inputs(
        cls, account: str = "default", source: Any = None, speech: Any = None, engine: Any = None
    ) -> bool | str:
        """The account must be one of this machine, and each choice one that there is."""
        choices = {"source": (source, SOURCES), "speech": (speech, SPEECHES), "engine": (engine, ENGINES)}
        for name, (value, options) in choices.items():
            key = models.chosen_key(value, name)
            if key is not None and key not in options:
                return f"{name} is {key!r}. Choose one of: {', '.join(options)}."
        return common.check_account(account)

    @classmethod
    async def execute(
        cls,
        source: Mapping[str, Any],
        speech: Mapping[str, Any],
        engine: Mapping[str, Any] | None = None,
        **inputs: Unpack[paying.Common],
    ) -> io.NodeOutput:
        by_face = (engine or {}).get("engine", CLASSIC) == FACE
        fields = await source_fields(source, videos.IDENTIFY_FACE if by_face else videos.LIP_SYNC)
        fields["callback_url"] = inputs.get("callback_url", "")
        if by_face:
            return await cls.run([await face_request(fields, speech, engine or {})], **inputs)
        return await cls.run([requests.LipSync(**fields, **await speech_fields(speech))], **inputs)


def source_input() -> io.Input:
    """Where the video comes from."""
    return io.DynamicCombo.Input(
        "source",
        options=[
            io.DynamicCombo.Option(
                KLING_VIDEO,
                [
                    io.String.Input("video_id", default="", tooltip="The video_id output of the node that made it."),
                    io.String.Input(
                        "task_id",
                        default="",
                        optional=True,
                        tooltip="The task_id output of that node, for DMXAPI and other relays.",
                    ),
                ],
            ),
            io.DynamicCombo.Option(
                VIDEO_URL, [io.String.Input("video_url", default="", tooltip="An address that Kling can fetch.")]
            ),
            io.DynamicCombo.Option(
                LOCAL_VIDEO,
                [
                    io.Video.Input(
                        "video", tooltip="mp4 or mov, up to 100 MB, 2 to 60 s. Needs hosting: see the README."
                    )
                ],
            ),
        ],
        tooltip="Kling fetches other videos by their address; one of this machine needs hosting.",
    )


def speech_input() -> io.Input:
    """What is said."""
    return io.DynamicCombo.Input(
        "speech",
        options=[
            io.DynamicCombo.Option(
                TEXT,
                [
                    io.String.Input("text", multiline=True, default="", tooltip="At most 120 characters."),
                    io.Combo.Input(
                        "voice",
                        options=voices.names(),
                        default=voices.names()[0],
                        optional=True,
                        tooltip="Who speaks, and in which language.",
                    ),
                    io.Float.Input(
                        "voice_speed",
                        default=1.0,
                        min=0.8,
                        max=2.0,
                        step=0.1,
                        optional=True,
                        tooltip="How fast, 0.8 to 2.0.",
                    ),
                ],
            ),
            io.DynamicCombo.Option(AUDIO, [io.Audio.Input("audio", tooltip="Sent as mp3, at most 5 MB and 60 s.")]),
            io.DynamicCombo.Option(
                AUDIO_URL,
                [io.String.Input("audio_url", default="", tooltip="An mp3, wav, m4a or aac of at most 5 MB.")],
            ),
        ],
        tooltip="text: one of Kling's voices says it. audio and audio url: a sound of your own.",
    )


def engine_input() -> io.Input:
    """Kling's older lip-sync, or the newer one that knows faces."""
    volume = {"default": 1.0, "min": 0.0, "max": 2.0, "step": 0.1, "optional": True}
    moment = {"default": 0, "min": 0, "max": 60000, "optional": True}
    return io.DynamicCombo.Input(
        "engine",
        options=[
            io.DynamicCombo.Option(CLASSIC, []),
            io.DynamicCombo.Option(
                FACE,
                [
                    io.Int.Input("face", default=0, min=0, max=99, optional=True, tooltip="Which face, from 0."),
                    io.Int.Input("sound_start_time", **moment, tooltip="ms of the sound where it begins."),
                    io.Int.Input("sound_end_time", **moment, tooltip="ms of the sound where it ends; 0: its end."),
                    io.Int.Input("sound_insert_time", **moment, tooltip="ms of the video where the sound begins."),
                    io.Float.Input("sound_volume", **volume, tooltip="0 to 2."),
                    io.Float.Input("original_audio_volume", **volume, tooltip="0 to 2; 0 mutes the video's own sound."),
                ],
            ),
        ],
        optional=True,
        tooltip="classic: one person, also with text. face: finds the faces first, and moves the one you choose.",
    )


async def source_fields(source: Mapping[str, Any], limits: videos.VideoLimits) -> dict[str, Any]:
    """The request's fields of the video.

    Raises:
        InputError: it cannot be lip-synced, or not be fetched by Kling.
    """
    kind = source.get("source", KLING_VIDEO)
    if kind == LOCAL_VIDEO:
        return await asyncio.to_thread(_local, source["video"], limits)
    if kind == VIDEO_URL:
        return {"video_url": (source.get("video_url") or "").strip()}
    video_id = (source.get("video_id") or "").strip()
    made = await asyncio.to_thread(runtime().dispatcher.source, video_id)
    check_speakable(made, time.time())
    task_id = (source.get("task_id") or "").strip() or (made.task_id if made else "")
    return {"video_id": video_id, "task_id": task_id, "seconds": made.seconds if made else None}


def _local(video: Any, limits: videos.VideoLimits) -> dict[str, Any]:
    """The fields of a VIDEO of this machine, checked first and then put where Kling can fetch it."""
    file = video.get_stream_source()
    facts = videos.check_for_lip_sync(file, limits=limits)
    if isinstance(file, str):
        path = Path(file)
    else:
        path = runtime().scratch / f"{time.time_ns()}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.read())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()  # at most 100 MB, as just checked
    return {"video_url": runtime().hosting.publish(path), "seconds": facts.seconds, "source_digest": digest}


async def speech_fields(speech: Mapping[str, Any]) -> dict[str, Any]:
    """The classic request's fields of what is said."""
    kind = speech.get("speech", TEXT)
    if kind == AUDIO:
        sound = await asyncio.to_thread(lambda: sounds.encode(sounds.check(speech["audio"])))
        return {"mode": "audio2video", "audio_file": sound}
    if kind == AUDIO_URL:
        return {"mode": "audio2video", "audio_url": (speech.get("audio_url") or "").strip()}
    return {"mode": "text2video", **_spoken(speech)}


def _spoken(speech: Mapping[str, Any]) -> dict[str, Any]:
    voice_id, language = voices.find(speech.get("voice") or voices.names()[0])
    speed = speech.get("voice_speed")
    return {
        "text": speech.get("text") or "",
        "voice_id": voice_id,
        "voice_language": language,
        "voice_speed": 1.0 if speed is None else speed,
    }


async def face_request(
    fields: Mapping[str, Any], speech: Mapping[str, Any], engine: Mapping[str, Any]
) -> requests.AdvancedLipSync:
    """The request of the engine `face`."""
    kind = speech.get("speech", TEXT)
    choice = {name: value for name, value in engine.items() if name != "engine" and value is not None}
    if kind == TEXT:
        raise InputError("engine `face` moves the mouth to a sound. Connect audio, or choose `classic` for a text.")
    if kind == AUDIO_URL:
        url = (speech.get("audio_url") or "").strip()
        if not choice.get("sound_end_time"):
            raise InputError("sound_end_time is 0: with an address, say where the sound ends, in ms.")
        return requests.AdvancedLipSync(**fields, **choice, sound_file=url)
    limits = sounds.ADVANCED_LIP_SYNC
    sound = await asyncio.to_thread(lambda: sounds.encode(sounds.check(speech["audio"], limits=limits)))
    return requests.AdvancedLipSync(**fields, **choice, sound_file=sound, sound_ms=int(sound.seconds * 1000))
