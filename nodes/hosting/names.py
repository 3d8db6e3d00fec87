"""The last part of a hosted video's address: readable, and harmless in any address."""

import re
from pathlib import Path

from .errors import HostingError

CONTENT_TYPES = {".mp4": "video/mp4", ".mov": "video/quicktime"}
"""What Kling takes."""


def file_name(path: Path) -> str:
    """Such as "my_clip.mp4", whatever letters the file's own name has.

    Raises:
        HostingError: it is no file, is empty, or is neither mp4 nor mov.
    """
    if not path.is_file() or not path.stat().st_size:
        raise HostingError(f"{path} is no file, or an empty one. Save the video again.")
    suffix = path.suffix.lower()
    if suffix not in CONTENT_TYPES:
        raise HostingError(f"{path.name} cannot be sent to Kling, which takes mp4 and mov. Save it as mp4.")
    stem = re.sub(r"[^A-Za-z0-9]+", "_", path.stem).strip("_")[:60]
    return f"{stem or 'video'}{suffix}"


def content_type(name: str) -> str:
    """Of a name that `file_name` made."""
    return CONTENT_TYPES[Path(name).suffix]
