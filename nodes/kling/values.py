"""Plain values out of the layers of an answer. Each reader gives None for what is not of its sort."""

import math
import re
from collections.abc import Callable
from datetime import datetime, timezone
from typing import TypeVar

from .shapes import Chain

T = TypeVar("T")

_NO_ID = {"0", "null", "none", "undefined"}


def innermost(chain: Chain, keys: tuple[str, ...], read: Callable[[object], T | None]) -> T | None:
    """The first of `keys` that `read` makes something of, in the innermost layer that has one."""
    found = (read(layer.get(key)) for layer in reversed(chain) for key in keys)
    return next((value for value in found if value is not None), None)


def as_text(value: object) -> str | None:
    """Text with something in it; a number of the answer is text as well (shapes.Layer)."""
    return value.strip() or None if isinstance(value, str) else None


def as_id(value: object) -> str | None:
    found = as_text(value)
    return found if found and len(found) <= 256 and found.lower() not in _NO_ID else None


def as_link(value: object) -> str | None:
    found = as_text(value)
    return found if found and re.fullmatch(r"https?://\S+", found, re.IGNORECASE) else None


def as_number(value: object) -> float | None:
    """Zero or more. A unit of seconds after it is allowed."""
    try:
        number = float((as_text(value) or "")[:40].rstrip("s秒 "))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def as_moment(value: object) -> float | None:
    """Seconds since 1970 out of ms, s or ISO text. Text without a zone is UTC."""
    number = as_number(value)
    if number is not None:
        return (number / 1000 if number > 1e11 else number) or None
    try:
        moment = datetime.fromisoformat((as_text(value) or "").replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (ValueError, OverflowError):
        return None
