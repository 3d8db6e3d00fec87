"""Pictures in a create: base64 without a data: prefix, or a URL, which is never fetched."""

import base64
import binascii
import hashlib
import io
import warnings

from PIL import Image

from ...kling.catalog import PICTURE_MAX_MB, PICTURE_MAX_RATIO, PICTURE_MIN_SIDE
from ..scenes import Sent
from .fields import Body, illegal, text

_FORMATS = ("JPEG", "PNG")
_BAD_BASE64 = "File is not in a valid base64 format"
_BAD_PICTURE = "Unsupported image. Please check the image format, size and dimensions."


def picture(body: Body, name: str, *, where: str = "") -> Sent | None:
    """The picture in the field, decoded and within Kling's limits; None when the field is absent."""
    return sent(text(body, name, where=where), f"{where}{name}") if name in body else None


def mask(body: Body, name: str, *, where: str = "") -> Sent | None:
    """The same for a mask: a JPEG's edges are blurred, so only PNG will do."""
    found = picture(body, name, where=where)
    if found and found.image and found.image.format != "PNG":
        raise illegal(f"{where}{name} must be a PNG")
    return found


def sent(value: str, name: str) -> Sent:
    """`name` is the field that the text came in."""
    if not value:
        raise illegal(f"{name} can not be empty")
    digest = hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()
    if value.startswith(("http://", "https://")):
        return Sent(digest)
    data = decoded(value, name)
    if len(data) > PICTURE_MAX_MB * 1024 * 1024:
        raise illegal(f"{name} must not be larger than {PICTURE_MAX_MB} MB")
    image = _opened(data, name)
    _check_size(image, name)
    return Sent(digest, image)


def decoded(value: str, name: str) -> bytes:
    # A data: prefix ends here as well: ':' and ',' are no base64.
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise illegal(f"{name}: {_BAD_BASE64}") from error


def _opened(data: bytes, name: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Pillow warns of pictures beyond 89 million px, which Kling's 10 MB allow.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise illegal(f"{name}: {_BAD_PICTURE}") from error
    return image


def _check_size(image: Image.Image, name: str) -> None:
    short, long = sorted(image.size)
    if short < PICTURE_MIN_SIDE:
        raise illegal(f"{name}: Image pixel is invalid, both sides need {PICTURE_MIN_SIDE} px, it is {image.size}")
    if long > short * PICTURE_MAX_RATIO:
        raise illegal(f"{name}: the aspect ratio must lie within 1:{PICTURE_MAX_RATIO} and {PICTURE_MAX_RATIO}:1")
