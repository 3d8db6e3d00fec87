"""Draws the video of a task: a slow move over the picture, as a real H.264 mp4. Knows no task and no server."""

import textwrap
import threading
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FPS = 24
_ROOM = 1.1
"""How much larger than the frame the picture is drawn; the rest is what the camera can travel over."""
_MOST_LINES = 8
_MARK = "SIMULATED"
_MARK_WHITE, _MARK_BLACK, _NO_COLOUR = 235, 16, 128

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
    def duration(self) -> str:
        """In s as Kling writes it: three decimals, cut off and not rounded."""
        milliseconds = self.frames * 1000 // FPS
        return f"{milliseconds // 1000}.{milliseconds % 1000:03d}"


def render(path: Path, picture: Image.Image, shape: Shape, stopped: threading.Event) -> None:
    """Writes the clip to `path` (about 0.5 s of one core for 5 s at 720p).

    Colours are converted once and the frames cut out of the planes: a third of the time of drawing each anew.
    """
    planes = _planes(picture, shape)
    mark = _mark(shape)
    part = path.with_suffix(".part")
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        stream = file.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "26"})
        stream.width, stream.height, stream.pix_fmt = shape.width, shape.height, "yuv420p"
        stream.codec_context.thread_count = 1
        for number in range(shape.frames):
            if stopped.is_set():
                raise Stopped
            frame = av.VideoFrame.from_ndarray(_frame(planes, mark, shape, number), format="yuv420p")
            frame.pts = number
            frame.time_base = Fraction(1, FPS)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    part.replace(path)


def gradient(aspect: float, caption: str) -> Image.Image:
    """A picture where none was sent: colours that follow from the caption, and the caption on it."""
    width, height = (1280, round(1280 / aspect)) if aspect >= 1 else (round(1280 * aspect), 1280)
    seed = sum(caption.encode())
    low, high = (np.array([(seed * step + shift) % 160 for step in (3, 5, 7)]) for shift in (20, 80))
    slope = np.linspace(0.0, 1.0, height)[:, None, None]
    rows = (low + (high - low) * slope).astype(np.uint8)
    picture = Image.fromarray(np.repeat(rows, width, axis=1))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=44)
    for line, text in enumerate(textwrap.wrap(caption, width // 26)[:_MOST_LINES]):
        draw.text((width * 0.1, height * 0.2 + line * 56), text, font=font, fill="white")
    return picture


def _planes(picture: Image.Image, shape: Shape) -> tuple[Array, Array, Array]:
    """Y, U and V of the picture, larger than the frame by _ROOM; both sides even."""
    width, height = (round(side * _ROOM / 2) * 2 for side in (shape.width, shape.height))
    drawn = picture.convert("RGB").resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
    packed = av.VideoFrame.from_image(drawn).to_ndarray(format="yuv420p").reshape(-1)
    luma, chroma = width * height, width * height // 4
    return (
        packed[:luma].reshape(height, width),
        packed[luma : luma + chroma].reshape(height // 2, width // 2),
        packed[luma + chroma :].reshape(height // 2, width // 2),
    )


def _mark(shape: Shape) -> Array:
    """The word in the corner, as luma; both sides even, never wider than the frame."""
    font = ImageFont.load_default(size=max(8, min(shape.width, shape.height) // 24))
    left, top, right, bottom = font.getbbox(_MARK)
    width = min(round(right - left) // 2 * 2 + 12, shape.width)
    height = min(round(bottom - top) // 2 * 2 + 8, shape.height)
    word = Image.new("L", (width, height), _MARK_BLACK)
    ImageDraw.Draw(word).text((6 - left, 4 - top), _MARK, font=font, fill=_MARK_WHITE)
    return np.asarray(word)


def _frame(planes: tuple[Array, Array, Array], mark: Array, shape: Shape, number: int) -> Array:
    """One frame, packed as yuv420p: the view moves from the picture's top left to its bottom right."""
    done = number / max(1, shape.frames - 1)
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
