"""Is this file a whole video? Asked of every download before it is given its name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..kling.errors import BrokenVideo

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
    import av  # 0.1 s that start-up does not have to wait for
    from av.error import FFmpegError

    with path.open("rb") as file:
        if not file.read(1):
            raise BrokenVideo(f"{path} is empty. It has to be downloaded again.")
    try:
        # Absolute, so that FFmpeg cannot take a name with a colon for a protocol.
        with av.open(str(path.absolute()), metadata_errors="replace", options=dict(_OPTIONS)) as container:
            return _facts(path, container)
    except FFmpegError as error:
        reason = error.strerror or type(error).__name__
        raise BrokenVideo(f"{path} is not a readable video: {reason}. It has to be downloaded again.") from error


def _facts(path: Path, container: InputContainer) -> VideoFacts:
    if not container.streams.video:
        raise BrokenVideo(f"{path} has no picture track. Look at the finished task on the provider's page.")
    video = container.streams.video[0]
    # PyAV 14.2 crashes, and ComfyUI with it, when asked to decode such a track; newer ones raise an error.
    if video.codec_context is None:
        raise BrokenVideo(f"{path} has a picture track of an unknown format. It has to be downloaded again.")
    frame, end = _read_to_the_end(path, container)
    return VideoFacts(
        width=frame.width,
        height=frame.height,
        seconds=float(video.duration * video.time_base) if video.duration and video.time_base else end,
        fps=float(video.average_rate or 0),
        codec=video.codec_context.name,
        has_audio=bool(container.streams.audio),
        mb=path.stat().st_size / 1_000_000,
    )


def _read_to_the_end(path: Path, container: InputContainer) -> tuple[VideoFrame, float]:
    """The first frame, and the second at which the last packet ends."""
    video = container.streams.video[0]
    first: VideoFrame | None = None
    end = 0.0
    counts: Counter[int] = Counter()
    for packet in container.demux(*container.streams.video, *container.streams.audio):
        if packet.is_corrupt:
            raise _cut_off(path, f"in the middle of a frame, at {end:.2f} s")
        if first is None and packet.stream is video:
            first = next(iter(video.decode(packet)), None)
        if packet.size:
            counts[packet.stream.index] += 1
            if packet.pts is not None:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    if first is None:
        raise BrokenVideo(f"{path} has no frame that can be decoded. It has to be downloaded again.")
    _check_complete(path, container, counts, end)
    return first, end


def _check_complete(path: Path, container: InputContainer, counts: Counter[int], end: float) -> None:
    """Compare what was read with what the file's own index promised."""
    for stream in (*container.streams.video, *container.streams.audio):
        if counts[stream.index] < stream.frames:
            raise _cut_off(path, f"after {counts[stream.index]} of {stream.frames} {stream.type} packets")
    promised = (container.duration or 0) / 1_000_000
    if end < promised - _SLACK_SECONDS:
        raise _cut_off(path, f"at {end:.2f} of {promised:.2f} s")


def _cut_off(path: Path, where: str) -> BrokenVideo:
    return BrokenVideo(f"{path} ends {where}. It has to be downloaded again.")
