"""Draws a clip: a slow move over a picture, as a real H.264 mp4. Knows no task and no server."""

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .brush import Brush
from .scenes import Stroke

FPS = 24
_ROOM = 1.1
"""How much larger than the frame the picture is drawn; the rest is what the camera can travel over."""
_TURN = 5 * FPS
"""Frames after which the camera turns back, so that a clip can be as long as it likes."""
_MARK = "SIMULATED"
_MARK_WHITE, _MARK_BLACK, _NO_COLOUR = 235, 16, 128
_STILL_QUALITY = 95

Array = np.ndarray[Any, np.dtype[np.uint8]]


class Stopped(Exception):
    """The simulator ended before the clip was drawn."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A clip's frame (even px) and its number of frames."""

    width: int
    height: int
    frames: int

    @classmethod
    def of(cls, aspect: float, *, short_side: int, seconds: int) -> "Shape":
        """`aspect` is width to height. One frame more than asked for, as Kling's own clips: 5 s are 5.041 s."""
        wide = (short_side * aspect, short_side) if aspect >= 1 else (short_side, short_side / aspect)
        width, height = (max(2, round(side / 2) * 2) for side in wide)
        return cls(width, height, seconds * FPS + 1)

    @property
    def milliseconds(self) -> int:
        return self.frames * 1000 // FPS

    @property
    def duration(self) -> str:
        """In s as Kling writes it: three decimals, cut off and not rounded."""
        return f"{self.milliseconds // 1000}.{self.milliseconds % 1000:03d}"


def still_of(clip: Path) -> Path:
    """Beside each clip: the picture that its camera moves over, as the clip left it."""
    return clip.with_suffix(".jpg")


def render(
    path: Path,
    picture: Image.Image,
    shape: Shape,
    stopped: threading.Event,
    *,
    first: int = 0,
    strokes: Sequence[Stroke] = (),
) -> None:
    """Writes the clip to `path` and its still beside it (about 0.5 s of one core for 5 s at 720p).

    `first` is the number of its first frame: a clip that begins at 121 goes on where one of 121 frames ended. Colours
    are converted once and the frames cut out of the planes: a third of the time of drawing each anew.
    """
    planes = _planes(picture, shape)
    brush = Brush(strokes, picture.size, planes)
    mark = _mark(shape)
    part = path.with_suffix(".part")
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        stream = file.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "26"})
        stream.width, stream.height, stream.pix_fmt = shape.width, shape.height, "yuv420p"
        stream.codec_context.thread_count = 1
        for number in range(shape.frames):
            if stopped.is_set():
                raise Stopped
            seen = brush.moved(planes, number / shape.frames)
            frame = av.VideoFrame.from_ndarray(_frame(seen, mark, shape, first + number), format="yuv420p")
            frame.pts = number
            frame.time_base = Fraction(1, FPS)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    _picture(brush.moved(planes, 1.0)).save(still_of(path), quality=_STILL_QUALITY, subsampling=0)
    part.replace(path)


def join(clips: Sequence[Path], path: Path) -> None:
    """One clip after the other, copied as they are: all were drawn by render() with one frame size."""
    part = path.with_suffix(".part")
    with ExitStack() as stack:
        files = [stack.enter_context(av.open(str(clip))) for clip in clips]
        whole = stack.enter_context(av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}))
        stream = whole.add_stream_from_template(files[0].streams.video[0], opaque=True)
        # In s: a clip that was joined before may count its time in other steps than a new one.
        begins = Fraction(0)
        for file in files:
            source = file.streams.video[0]
            for packet in file.demux(source):
                # The last one is empty: the demuxer's way to say that the file has ended.
                if packet.pts is None or packet.dts is None:
                    continue
                shift = round(begins / packet.time_base)
                packet.pts += shift
                packet.dts += shift
                packet.stream = stream
                whole.mux(packet)
            begins += Fraction(source.duration or 0) * (source.time_base or 0)
    part.replace(path)


def _planes(picture: Image.Image, shape: Shape) -> list[Array]:
    """Y, U and V of the picture, larger than the frame by _ROOM; both sides even."""
    width, height = (round(side * _ROOM / 2) * 2 for side in (shape.width, shape.height))
    drawn = picture.convert("RGB").resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
    packed = av.VideoFrame.from_image(drawn).to_ndarray(format="yuv420p").reshape(-1)
    luma, chroma = width * height, width * height // 4
    return [
        packed[:luma].reshape(height, width),
        packed[luma : luma + chroma].reshape(height // 2, width // 2),
        packed[luma + chroma :].reshape(height // 2, width // 2),
    ]


def _picture(planes: Sequence[Array]) -> Image.Image:
    height, width = planes[0].shape
    packed = np.concatenate([plane.reshape(-1) for plane in planes]).reshape(height * 3 // 2, width)
    return av.VideoFrame.from_ndarray(packed, format="yuv420p").to_image()


def _mark(shape: Shape) -> Array:
    """The word in the corner, as luma; both sides even, never wider than the frame."""
    font = ImageFont.load_default(size=max(8, min(shape.width, shape.height) // 24))
    left, top, right, bottom = font.getbbox(_MARK)
    width = min(round(right - left) // 2 * 2 + 12, shape.width)
    height = min(round(bottom - top) // 2 * 2 + 8, shape.height)
    word = Image.new("L", (width, height), _MARK_BLACK)
    ImageDraw.Draw(word).text((6 - left, 4 - top), _MARK, font=font, fill=_MARK_WHITE)
    return np.asarray(word)


def _frame(planes: Sequence[Array], mark: Array, shape: Shape, number: int) -> Array:
    """One frame, packed as yuv420p: the view moves from the picture's top left to its bottom right, then back."""
    done = 1 - abs(1 - number / _TURN % 2)
    x = round((planes[0].shape[1] - shape.width) * done)
    y = round((planes[0].shape[0] - shape.height) * done)
    cut = [planes[0][y : y + shape.height, x : x + shape.width].copy()]
    for plane in planes[1:]:
        rows, columns = y // 2, x // 2
        cut.append(plane[rows : rows + shape.height // 2, columns : columns + shape.width // 2].copy())
    height, width = mark.shape
    cut[0][-height:, :width] = mark
    for plane in cut[1:]:
        plane[-height // 2 :, : width // 2] = _NO_COLOUR
    return np.concatenate([plane.reshape(-1) for plane in cut]).reshape(shape.height * 3 // 2, shape.width)
