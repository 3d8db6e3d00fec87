"""8-bit pixels become the bytes of a JPEG or PNG file, small and fast enough to be sent in a request.

Both ways run outside Python's global lock, so that the pictures of a batch are encoded side by side.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEW_COLOURS = 256
_FEW_EDGES = 0.05
"""Share of pixels that differ from the one to their left. A grey photo has 256 colours at most, and far more edges."""
_ROWS_LOOKED_AT = 16


def has_few_colours(pixels: NDArray[np.uint8]) -> bool:
    """Whether a picture is drawn rather than photographed: PNG keeps it exact, and smaller than JPEG.

    That is: at most 256 colours, and in 16 rows spread over the picture at most 1 pixel in 20 differs from its left
    neighbour. The rows are looked at first, so a photo is told apart in a fraction of a millisecond.

    Args:
        pixels: [height, width, 3].
    """
    rows = pixels[:: max(1, len(pixels) // _ROWS_LOOKED_AT)]
    edges = (rows[:, 1:] != rows[:, :-1]).any(axis=-1)
    if edges.size and edges.mean() > _FEW_EDGES:
        return False
    return Image.fromarray(pixels).getcolors(_FEW_COLOURS) is not None


def jpeg(pixels: NDArray[np.uint8], quality: int) -> bytes:
    """A JPEG file with colour at full resolution (4:4:4): halved colour bleeds at red edges, and the video keeps it.

    Args:
        pixels: [height, width, 3].
        quality: 1 to 95, as Pillow counts.
    """
    # Pillow lets other threads run only while it writes to a real file; with BytesIO two threads take turns.
    with tempfile.TemporaryFile() as file:
        Image.fromarray(pixels).save(file, "JPEG", quality=quality, subsampling=0)
        file.seek(0)
        return file.read()


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG file, 8 bit RGB, for pictures with few colours.

    Written here because Pillow tries every row filter on every row: twice to three times the time for the same size.
    The filter used, "up", stores how a row differs from the one above, which is nothing in most of a drawing.

    Args:
        pixels: [height, width, 3].
    """
    height, width, _ = pixels.shape
    rows = pixels.reshape(height, -1)
    filtered = np.empty((height, 1 + rows.shape[1]), np.uint8)
    filtered[:, 0] = 2  # the number of the filter "up", for which the row above the first one is black
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(filtered.data, 1)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
