"""Is this file a whole video? Asked of every download before it is given its name.

And will lip-sync take it? Asked of a person's own video before it is sent.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ..kling.errors import BrokenVideo, InputError

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer

_OPTIONS = {
    # Else FFmpeg would call a JPEG a video of one frame, and follow a playlist to other files on this machine.
    "format_whitelist": "mov,matroska",
    # An edit list hides frames that are in the file: then the count of a whole file would look short.
    "ignore_editlist": "1",
}
_SLACK_SECONDS = 0.5
"""How much earlier than promised the last packet may end, in files that do not say how many frames they have."""


@dataclass(frozen=True, slots=True)
class VideoFacts:
    width: int
    height: int
    seconds: float
    """Of the picture track, which may differ from the sound's by some hundredths."""
    fps: float
    codec: str
    """FFmpeg's name, e.g. "h264"."""
    has_audio: bool
    mb: float
    """Millions of bytes."""
    container: str = ""
    """FFmpeg's names of the file's format, e.g. "mov,mp4,m4a,3gp,3g2,mj2"."""


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """What Kling takes where a person's own video comes in."""

    who: str
    """Whose limits they are, for errors."""
    seconds: tuple[float, float]
    sides: tuple[int, int]
    """px, of width and of height."""
    sure_seconds: float
    """Up to here all documents agree; beyond, only some promise it."""
    mb: float = 100


LIP_SYNC = VideoLimits("lip-sync", seconds=(2, 60), sides=(720, 1920), sure_seconds=10)
"""The page says 10 s; its changelog of 2025-06-30 says 60."""
IDENTIFY_FACE = VideoLimits("identify-face", seconds=(2, 60), sides=(512, 2160), sure_seconds=60)

_SURE_HEIGHTS = (720, 1080)
"""Both pages say "720p or 1080p" next to the sides that they take; Kling's own square clips are neither."""
_OWN_CLIPS = 0.1
"""s; Kling's own clip of 10 s lasts 10.04, and it takes that one."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to be read, and what its owner can do when it is broken."""

    file: str | BinaryIO
    name: str
    mb: float
    remedy: str
    remedy_without_picture: str


def check(path: Path) -> VideoFacts:
    """Open a video file, decode its first frame and read it to the end.

    Every packet is read and counted but only the first frame is decoded: 300 MB take 0.1 s when the file was just
    written, and memory stays at a few packets. So a cut file is noticed; a byte that changed on the way is not.

    Args:
        path: with any suffix, mp4, mov, webm or mkv inside.

    Raises:
        BrokenVideo: empty, no video at all (a web page, say), no readable first frame, or cut off.
        OSError: there is no such file, or it may not be read.
    """
    return _read(
        _source(
            path,
            str(path),
            remedy="It has to be downloaded again.",
            remedy_without_picture="Look at the finished task on the provider's page.",
        )
    )


def check_for_lip_sync(
    video: str | os.PathLike[str] | BinaryIO, *, limits: VideoLimits = LIP_SYNC, name: str = "video"
) -> VideoFacts:
    """Check that a video of the person's own is whole, and within what Kling takes. `warnings` tells the rest.

    Args:
        video: path, or a file that can be read from any place; it is left at its start.
        limits: LIP_SYNC or IDENTIFY_FACE.
        name: the input's name at the node, for errors.

    Raises:
        InputError: broken or cut off, no mp4 or mov, too large, too short or long, a side too short or long.
        OSError: there is no such file, or it may not be read.
    """
    place = Path(video) if isinstance(video, (str, os.PathLike)) else video
    shown = f"`{name}` ({place.name})" if isinstance(place, Path) else f"`{name}`"
    remedy = "Save it again as mp4 (H.264), or connect another."
    try:
        facts = _read(_source(place, shown, remedy=remedy, remedy_without_picture="Connect a video."))
    except BrokenVideo as error:
        raise InputError(str(error)) from error
    _check_file(facts, limits, shown)
    _check_seconds(facts.seconds, limits, shown)
    _check_sides(facts, limits, shown)
    return facts


def warnings(facts: VideoFacts, *, limits: VideoLimits = LIP_SYNC, name: str = "video") -> list[str]:
    """What is not forbidden, but may be refused: sentences for the person, [] for a video that is surely taken."""
    found = []
    if facts.seconds > limits.sure_seconds + _OWN_CLIPS:
        found.append(
            f"`{name}` lasts {facts.seconds:.1f} s. Some providers take only {limits.sure_seconds:g} s for "
            f"{limits.who}: if yours refuses it, cut it to that."
        )
    if min(facts.width, facts.height) not in _SURE_HEIGHTS:
        found.append(
            f"`{name}` is {facts.width} x {facts.height} px. Kling names 720p and 1080p for {limits.who}: if it "
            f"refuses this one, scale it so that the shorter side has 720 or 1080 px."
        )
    return found


def thumbnail(path: Path, longest: int = 320) -> bytes:
    """The first frame as WebP, its longer side scaled down to `longest` px.

    Raises:
        BrokenVideo: there is none that can be decoded.
        OSError: there is no such file, or it may not be read.
    """
    import av
    from av.error import FFmpegError

    with path.open("rb"):
        pass  # else FFmpeg would tell of a missing file in an error of its own
    try:
        with av.open(str(path.absolute()), metadata_errors="replace", options=dict(_OPTIONS)) as container:
            video = next((stream for stream in container.streams.video if stream.codec_context), None)
            frame = next(container.decode(video), None) if video else None
            picture = frame.to_image() if frame else None
    except FFmpegError as error:
        raise _no_frame(path) from error
    if picture is None:
        raise _no_frame(path)
    picture.thumbnail((longest, longest))
    packed = io.BytesIO()
    picture.save(packed, "WEBP", quality=80)
    return packed.getvalue()


def _no_frame(path: Path) -> BrokenVideo:
    return BrokenVideo(f"{path} has no frame that can be decoded. It has to be downloaded again.")


def _source(file: Path | BinaryIO, name: str, *, remedy: str, remedy_without_picture: str) -> _Source:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            size = opened.seek(0, os.SEEK_END)
        # Absolute, so that FFmpeg cannot take a name with a colon for a protocol.
        return _Source(str(file.absolute()), name, size / 1_000_000, remedy, remedy_without_picture)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return _Source(file, name, size / 1_000_000, remedy, remedy_without_picture)


def _read(source: _Source) -> VideoFacts:
    import av  # 0.1 s that start-up does not have to wait for
    from av.error import FFmpegError

    if not source.mb:
        raise BrokenVideo(f"{source.name} is empty. {source.remedy}")
    try:
        with av.open(source.file, metadata_errors="replace", options=dict(_OPTIONS)) as container:
            return _facts(source, container)
    except FFmpegError as error:
        reason = error.strerror or type(error).__name__
        raise BrokenVideo(f"{source.name} is not a readable video: {reason}. {source.remedy}") from error
    finally:
        if not isinstance(source.file, str):
            source.file.seek(0)


def _facts(source: _Source, container: InputContainer) -> VideoFacts:
    if not container.streams.video:
        raise BrokenVideo(f"{source.name} has no picture track. {source.remedy_without_picture}")
    video = container.streams.video[0]
    # PyAV 14.2 crashes, and ComfyUI with it, when asked to decode such a track; newer ones raise an error.
    if video.codec_context is None:
        raise BrokenVideo(f"{source.name} has a picture track of an unknown format. {source.remedy}")
    frame, end = _read_to_the_end(source, container)
    return VideoFacts(
        width=frame.width,
        height=frame.height,
        seconds=float(video.duration * video.time_base) if video.duration and video.time_base else end,
        fps=float(video.average_rate or 0),
        codec=video.codec_context.name,
        has_audio=bool(container.streams.audio),
        mb=source.mb,
        container=container.format.name,
    )


def _read_to_the_end(source: _Source, container: InputContainer) -> tuple[VideoFrame, float]:
    """The first frame, and the second at which the last packet ends."""
    video = container.streams.video[0]
    first: VideoFrame | None = None
    end = 0.0
    counts: Counter[int] = Counter()
    for packet in container.demux(*container.streams.video, *container.streams.audio):
        if packet.is_corrupt:
            raise _cut_off(source, f"in the middle of a frame, at {end:.2f} s")
        if first is None and packet.stream is video:
            first = next(iter(video.decode(packet)), None)
        if packet.size:
            counts[packet.stream.index] += 1
            if packet.pts is not None:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    if first is None:
        raise BrokenVideo(f"{source.name} has no frame that can be decoded. {source.remedy}")
    _check_complete(source, container, counts, end)
    return first, end


def _check_complete(source: _Source, container: InputContainer, counts: Counter[int], end: float) -> None:
    """Compare what was read with what the file's own index promised."""
    for stream in (*container.streams.video, *container.streams.audio):
        if counts[stream.index] < stream.frames:
            raise _cut_off(source, f"after {counts[stream.index]} of {stream.frames} {stream.type} packets")
    promised = (container.duration or 0) / 1_000_000
    if end < promised - _SLACK_SECONDS:
        raise _cut_off(source, f"at {end:.2f} of {promised:.2f} s")


def _cut_off(source: _Source, where: str) -> BrokenVideo:
    return BrokenVideo(f"{source.name} ends {where}. {source.remedy}")


def _check_file(facts: VideoFacts, limits: VideoLimits, shown: str) -> None:
    if "mp4" not in facts.container.split(","):
        raise InputError(
            f"{shown} is a {facts.container.split(',')[0]} file; {limits.who} takes mp4 and mov. Save it as mp4."
        )
    if facts.mb > limits.mb:
        raise InputError(
            f"{shown} has {facts.mb:.1f} MB; {limits.who} takes at most {limits.mb:g} MB. Compress it more or cut it."
        )


def _check_seconds(seconds: float, limits: VideoLimits, shown: str) -> None:
    shortest, longest = limits.seconds
    if not shortest <= seconds <= longest + _OWN_CLIPS:
        remedy = "Take a longer one." if seconds < shortest else f"Cut off {seconds - longest:.2f} s."
        raise InputError(f"{shown} lasts {seconds:.2f} s; {limits.who} takes {shortest:g} to {longest:g} s. {remedy}")


def _check_sides(facts: VideoFacts, limits: VideoLimits, shown: str) -> None:
    low, high = limits.sides
    short, long = sorted((facts.width, facts.height))
    if low <= short and long <= high:
        return
    factor = low / short if short < low else high / long
    wanted = [2 * round(side * factor / 2) for side in (facts.width, facts.height)]
    fits = low <= min(wanted) and max(wanted) <= high
    raise InputError(
        f"{shown} is {facts.width} x {facts.height} px; {limits.who} takes sides of {low} to {high} px. "
        f"{f'Scale it to {wanted[0]} x {wanted[1]} px.' if fits else 'Crop it, so that its sides differ less.'}"
    )
