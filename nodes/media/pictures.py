"""IMAGE and MASK tensors become the text that Kling takes: base64 of a JPEG or PNG file, without a `data:` prefix.

Checking and encoding are two steps: `check` looks at a whole batch and costs a millisecond a picture, so a bad one
at its end is found before the first is sent; `encode` is the slow part and made for `asyncio.to_thread`.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ..kling.catalog import PICTURE_MAX_MB, PICTURE_MAX_RATIO, PICTURE_MIN_SIDE
from ..kling.errors import InputError
from .compression import has_few_colours, jpeg, png

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

_log = logging.getLogger("klingkit")

_QUALITIES = (95, 90, 85)
"""Tried in this order until the file is small enough. Below 85 one sees it: then the picture has too many pixels."""
_MAX_BYTES = PICTURE_MAX_MB * 1_000_000
"""Kling does not say which megabyte it means; the smaller one is safe in both cases."""
_BRIGHTEST = 16.0
"""Sharpening and 16 bit decoders overshoot 1 by some tenths, and are clamped; this is another scale."""
_BAND = 64
"""Rows converted at a time: they stay in the processor's cache, and a large picture needs no second copy as floats."""


@dataclass(frozen=True, slots=True, eq=False)
class CheckedPicture:
    """One picture of an IMAGE batch that Kling will take, not encoded yet."""

    name: str
    """For errors: "image", or "image (picture 5 of 8)"."""
    pixels: torch.Tensor = field(repr=False)
    """[height, width, channels], floats on the CPU; a view of the batch, not a copy."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be sent."""

    text: str = field(repr=False)
    """Base64 of the file, without a `data:` prefix."""
    digest: str
    """SHA-256 of size and 8-bit pixels: the same for the same picture, whatever version of Pillow compressed it."""
    width: int
    height: int
    mb: float
    """Size of the file before base64, in millions of bytes."""


def check(images: torch.Tensor, *, name: str = "image") -> list[CheckedPicture]:
    """Check a whole IMAGE batch against Kling's limits and take it apart.

    Only the size of the file is not known before `encode`.

    Args:
        images: [batch, height, width, channels], float, 0 to 1 (values beyond are clamped when encoded, as in ComfyUI's
            own nodes), 1, 3 or 4 channels, on any device.
        name: the input's name at the node, for errors.

    Raises:
        InputError: not such a tensor, NaN or infinity in it, a side under 300 px, or longer than 2.5 times the other.
    """
    _check_kind(images, name, "IMAGE", ("batch", "height", "width", "channels"))
    batch, height, width, channels = images.shape
    if batch == 0:
        raise InputError(f"`{name}` holds no picture: its batch is empty. Connect a node that gives at least one.")
    if channels not in (1, 3, 4):
        raise InputError(
            f"`{name}` has {channels} channels; a picture has 1 (grey), 3 (RGB) or 4 (RGBA). "
            f"Connect a picture, not a latent or a control map."
        )
    _check_size(width, height, name)
    images = images.detach().cpu()
    names = [name] if batch == 1 else [f"{name} (picture {number} of {batch})" for number in range(1, batch + 1)]
    _check_numbers(images, names)
    return [CheckedPicture(item, pixels) for item, pixels in zip(names, images, strict=True)]


def encode(picture: CheckedPicture) -> Picture:
    """Compress one picture: PNG where it has few colours, else JPEG of quality 95 with full colour.

    Grey becomes RGB; RGBA is put on black. A JPEG over 10 MB (a noisy picture of 4K or more) is made again with quality
    90, then 85, which nobody sees in a video, before the picture is refused. 20 to 30 ms for 1080p on one core.

    Raises:
        InputError: over 10 MB even so.
    """
    pixels = _eight_bit(picture.pixels)
    return _ready(pixels, _compress(pixels, picture.name))


def encode_mask(mask: torch.Tensor, *, width: int, height: int, name: str = "mask") -> Picture:
    """Check and compress a mask as Kling's motion brush takes it: an 8 bit RGB PNG, pure white on pure black.

    Args:
        mask: MASK, [height, width] or [1, height, width], float; 0.5 and more is painted (white).
        width: of the picture that it belongs to, in px; Kling fails a task whose mask has another aspect ratio.
        height: of that picture.
        name: the input's name at the node, for errors.

    Raises:
        InputError: not such a tensor, NaN or infinity in it, another size than the picture's.
    """
    mask = mask[0] if getattr(mask, "ndim", 0) == 3 and len(mask) == 1 else mask
    _check_kind(mask, name, "MASK", ("height", "width"))
    if tuple(mask.shape) != (height, width):
        raise InputError(
            f"`{name}` is {mask.shape[1]} x {mask.shape[0]} px and its picture is {width} x {height} px; "
            f"Kling wants both of one size. Scale the mask to the picture."
        )
    _check_size(width, height, name)
    mask = mask.detach().cpu()
    _check_numbers(mask[None], [name])
    white = (mask >= 0.5).numpy().view(np.uint8) * np.uint8(255)
    pixels = white.repeat(3).reshape(height, width, 3)
    return _ready(pixels, png(pixels))


def _check_kind(tensor: torch.Tensor, name: str, kind: str, axes: tuple[str, ...]) -> None:
    import torch  # ComfyUI has loaded it long ago; importing the pack must not

    if not isinstance(tensor, torch.Tensor):
        raise InputError(f"`{name}` is {type(tensor).__name__}, not a tensor. Connect an {kind} output.")
    if tensor.ndim != len(axes):
        raise InputError(
            f"`{name}` has the shape {list(tensor.shape)}; {kind} has {len(axes)} axes, [{', '.join(axes)}]. "
            f"Connect an {kind} output."
        )
    if tensor.dtype not in (torch.float32, torch.float16, torch.bfloat16, torch.float64):
        raise InputError(
            f"`{name}` holds numbers of the type {str(tensor.dtype).removeprefix('torch.')}; {kind} holds floats from "
            f"0 to 1. Convert it to float (and divide it by 255 if it counts to 255) in the node that makes it."
        )


def _check_size(width: int, height: int, name: str) -> None:
    short, long = sorted((width, height))
    if short == 0:
        raise InputError(f"`{name}` is {width} x {height} px: there is nothing in it. Look at the node that makes it.")
    if long > PICTURE_MAX_RATIO * short:
        ratio = f"{width / height:.2f}:1" if width > height else f"1:{height / width:.2f}"
        raise InputError(
            f"`{name}` is {width} x {height} px, a ratio of {ratio}; "
            f"Kling takes 1:{PICTURE_MAX_RATIO} to {PICTURE_MAX_RATIO}:1. Crop it or put borders on it."
        )
    if short < PICTURE_MIN_SIDE:
        wanted = [math.ceil(side * PICTURE_MIN_SIDE / short) for side in (width, height)]
        raise InputError(
            f"`{name}` is {width} x {height} px; Kling wants at least {PICTURE_MIN_SIDE} px on each side. "
            f"Scale it up, to {wanted[0]} x {wanted[1]} px or more."
        )


def _check_numbers(images: torch.Tensor, names: list[str]) -> None:
    for image, name in zip(images, names, strict=True):
        # Both ends of the range show NaN and infinity, in one look at the memory; torch.isfinite takes 18 times that.
        lowest, highest = image.aminmax()
        if not (math.isfinite(lowest) and math.isfinite(highest)):
            raise InputError(
                f"`{name}` contains NaN or infinity; every value has to be a number from 0 to 1. The node that made it "
                f"failed there: often a VAE that runs in 16 bit. Run that node in 32 bit."
            )
        if highest > _BRIGHTEST:
            raise InputError(
                f"`{name}` has values up to {float(highest):g}; an IMAGE goes from 0 to 1, and this one would be sent "
                f"all white. Divide it by 255 if it counts to 255."
            )


def _eight_bit(pixels: torch.Tensor) -> NDArray[np.uint8]:
    """[height, width, 1, 3 or 4] floats to [height, width, 3] bytes, rounded: a picture from a file comes out exact."""
    height, width, channels = pixels.shape
    result = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _BAND):
        band = np.clip(pixels[top : top + _BAND].float().numpy(), 0, 1)
        colours = band[..., :3] * band[..., 3:] if channels == 4 else band
        colours *= 255
        result[top : top + _BAND] = np.rint(colours, out=colours)
    return result


def _compress(pixels: NDArray[np.uint8], name: str) -> bytes:
    if has_few_colours(pixels):
        file = png(pixels)
        if len(file) <= _MAX_BYTES:
            return file
    mb = 0.0
    for quality in _QUALITIES:
        file = jpeg(pixels, quality)
        if len(file) <= _MAX_BYTES:
            return file
        mb = len(file) / 1_000_000
        _log.info("`%s` is %.1f MB as a JPEG of quality %d, over Kling's %d MB.", name, mb, quality, PICTURE_MAX_MB)
    height, width, _ = pixels.shape
    raise InputError(
        f"`{name}` ({width} x {height} px) is {mb:.1f} MB even as a JPEG of quality {_QUALITIES[-1]}; "
        f"Kling takes {PICTURE_MAX_MB} MB. Scale it down."
    )


def _ready(pixels: NDArray[np.uint8], file: bytes) -> Picture:
    height, width, _ = pixels.shape
    digest = hashlib.sha256(f"{width}x{height} RGB".encode())
    digest.update(pixels.data)
    return Picture(
        text=base64.b64encode(file).decode("ascii"),
        digest=digest.hexdigest(),
        width=width,
        height=height,
        mb=len(file) / 1_000_000,
    )
