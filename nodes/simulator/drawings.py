"""The pictures behind the clips: one that was sent, several side by side, or colours with a caption."""

import textwrap
from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from .scenes import Scene

_LONG_SIDE = 1280
_MOST_LINES = 8
_CHINESE_FONTS = ("NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "msyh.ttc", "PingFang.ttc")
_NOT_FETCHED = "picture by URL, not fetched"


def drawing(scene: Scene) -> Image.Image:
    """What the camera of the scene moves over, as large as it came."""
    images = [sent.image for sent in scene.pictures if sent.image]
    if not images:
        return gradient(scene.aspect, caption_of(scene))
    return images[0] if len(images) == 1 else side_by_side(images, scene.aspect)


def caption_of(scene: Scene) -> str:
    return _NOT_FETCHED if scene.pictures else scene.caption


def gradient(aspect: float, caption: str) -> Image.Image:
    """A picture where none was sent: colours that follow from the caption, and the caption on it."""
    width, height = _size(aspect)
    seed = sum(caption.encode())
    low, high = (np.array([(seed * step + shift) % 160 for step in (3, 5, 7)]) for shift in (20, 80))
    slope = np.linspace(0.0, 1.0, height)[:, None, None]
    rows = (low + (high - low) * slope).astype(np.uint8)
    picture = Image.fromarray(np.repeat(rows, width, axis=1))
    draw = ImageDraw.Draw(picture)
    # A Chinese character is as wide as two letters.
    letters = width // (26 if caption.isascii() else 52)
    font = _font(caption, 44)
    for line, text in enumerate(textwrap.wrap(caption, letters)[:_MOST_LINES]):
        draw.text((width * 0.1, height * 0.2 + line * 56), text, font=font, fill="white")
    return picture


def _font(text: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font has no Chinese; one of the system's, where there is one, has."""
    for name in () if text.isascii() else _CHINESE_FONTS:
        with suppress(OSError):
            return ImageFont.truetype(name, size)
    return ImageFont.load_default(size=size)


def side_by_side(images: Sequence[Image.Image], aspect: float) -> Image.Image:
    """Every picture in a column of its own, from the left, each cut to fill it."""
    width, height = _size(aspect)
    edges = [round(width * number / len(images)) for number in range(len(images) + 1)]
    whole = Image.new("RGB", (width, height))
    for image, left, right in zip(images, edges, edges[1:], strict=False):
        whole.paste(ImageOps.fit(image.convert("RGB"), (right - left, height)), (left, 0))
    return whole


def _size(aspect: float) -> tuple[int, int]:
    return (_LONG_SIDE, round(_LONG_SIDE / aspect)) if aspect >= 1 else (round(_LONG_SIDE * aspect), _LONG_SIDE)
