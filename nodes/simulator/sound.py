"""Sound for the clips: tones, and what came along as a file. Everything inside is mono float32 at RATE."""

import io
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.error import FFmpegError

RATE = 44100
_PITCH, _LOUDNESS = 330.0, 0.2
_SECONDS_PER_CHARACTER = {"zh": 0.25, "en": 0.07}
"""How long a spoken character takes at speed 1, by voice_language."""
_SHORTEST_SPEECH = 0.4

Samples = np.ndarray[Any, np.dtype[np.float32]]


class NotSound(ValueError):
    """The bytes are no mp3, wav, m4a or aac, or nothing that can be played is in them."""


def tone(seconds: float) -> Samples:
    """What stands for a voice that cannot be made here."""
    moments = np.arange(round(seconds * RATE)) / RATE
    return (np.sin(moments * math.tau * _PITCH) * _LOUDNESS).astype(np.float32)


def speech_seconds(text: str, language: str, speed: float) -> float:
    return max(_SHORTEST_SPEECH, len(text) * _SECONDS_PER_CHARACTER[language] / speed)


def read(content: bytes) -> Samples:
    """Decodes a whole file of sound; raises NotSound. The container is told by its first bytes, as Kling does."""
    if not _is_known(content):
        raise NotSound("neither mp3 nor wav, m4a or aac")
    try:
        samples = _decoded(io.BytesIO(content))
    except FFmpegError as error:
        raise NotSound(f"it cannot be decoded: {error.strerror}") from error
    if not samples.size:
        raise NotSound("there is no sound in it")
    return samples


def of_clip(path: Path) -> Samples:
    """The sound track of a clip; empty where it has none."""
    return _decoded(path)


def mixed(base: Samples, added: Samples, *, at: int, seconds: float) -> Samples:
    """`added` laid over `base` from sample `at` on, in a track of exactly `seconds`; what stands over is cut off."""
    track = np.zeros(int(seconds * RATE), np.float32)
    track[: len(base)] += base[: len(track)]
    end = min(len(track), at + len(added))
    track[at:end] += added[: max(0, end - at)]
    return np.clip(track, -1.0, 1.0)


def put_into(clip: Path, samples: Samples, result: Path) -> None:
    """Copies the picture of `clip` as it is and gives it this sound as AAC, in place of any that it had."""
    part = result.with_suffix(".part")
    with (
        av.open(str(clip)) as source,
        av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as file,
    ):
        shown = source.streams.video[0]
        picture = file.add_stream_from_template(shown, opaque=True)
        heard = file.add_stream("aac", rate=RATE, layout="mono")
        for packet in source.demux(shown):
            # The last one is empty: the demuxer's way to say that the file has ended.
            if packet.dts is not None:
                packet.stream = picture
                file.mux(packet)
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        file.mux(heard.encode(frame))
        file.mux(heard.encode(None))
    part.replace(result)


def _decoded(source: io.BytesIO | Path) -> Samples:
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    parts: list[Samples] = []
    with av.open(str(source) if isinstance(source, Path) else source) as file:
        if file.streams.audio:
            for frame in file.decode(audio=0):
                parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
            parts += [part.to_ndarray()[0] for part in resampler.resample(None)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _is_known(content: bytes) -> bool:
    if content[:4] == b"RIFF":
        return content[8:12] == b"WAVE"
    # 0xFFE...: the eleven bits that begin every frame of mp3 and of bare AAC.
    return content[4:8] == b"ftyp" or content[:3] == b"ID3" or (content[:1] == b"\xff" and content[1:2] >= b"\xe0")
