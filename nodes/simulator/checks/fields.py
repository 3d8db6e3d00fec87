"""Reads one field of a create: its type, its limits, and a 1201 that names it. An absent field is its default."""

from collections.abc import Sequence
from typing import Any

from ...kling.catalog import PROMPT_MAX
from ..answers import Refused

Body = dict[str, Any]

FORBIDDEN = "forbidden"
"""A prompt with this word does not pass the pretended content check."""


def illegal(message: str) -> Refused:
    return Refused(1201, message)


def text(body: Body, name: str, default: str = "", *, where: str = "") -> str:
    value = _value(body, name, default, where)
    if not isinstance(value, str):
        raise illegal(f"{where}{name} must be a string")
    return value


def choice(body: Body, name: str, options: Sequence[str], default: str, *, where: str = "") -> str:
    value = text(body, name, default, where=where)
    if value not in options:
        raise illegal(f"{where}{name} value {value!r} is invalid, it must be one of {', '.join(options)}")
    return value


def number(body: Body, name: str, low: float, high: float, *, default: float = 0.0, where: str = "") -> float:
    value = _value(body, name, default, where)
    # NaN is in no range: the comparison refuses it.
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise illegal(f"{where}{name} must be a number from {low:g} to {high:g}")
    return float(value)


def whole_number(body: Body, name: str, *, where: str = "") -> int:
    value = _value(body, name, None, where)
    if isinstance(value, bool) or not isinstance(value, int):
        raise illegal(f"{where}{name} must be an integer")
    return value


def flag(body: Body, name: str, *, where: str = "") -> bool:
    value = _value(body, name, False, where)
    if not isinstance(value, bool):
        raise illegal(f"{where}{name} must be true or false")
    return value


def mapping(body: Body, name: str) -> Body | None:
    value = _value(body, name, None, "")
    if name in body and not isinstance(value, dict):
        raise illegal(f"{name} must be an object")
    return value


def objects(body: Body, name: str, low: int, high: int, *, where: str = "") -> list[Body]:
    """A list of `low` to `high` JSON objects; absent: an empty one."""
    if name not in body:
        return []
    value = _value(body, name, None, where)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise illegal(f"{where}{name} must be an array of objects")
    if not low <= len(value) <= high:
        raise illegal(f"{where}{name} must have {low} to {high} elements, not {len(value)}")
    return value


def address(body: Body, name: str) -> None:
    """Refuses what is no http or https address; an empty text counts as none."""
    value = text(body, name)
    if value and not value.startswith(("http://", "https://")):
        raise illegal(f"{name} must be an http or https address")


def watermark(body: Body) -> bool | None:
    """What watermark_info asks for; None: it was not asked."""
    asked = mapping(body, "watermark_info")
    return None if asked is None else flag(asked, "enabled", where="watermark_info.")


def prompt(body: Body, name: str = "prompt", *, limit: int = PROMPT_MAX, where: str = "") -> str:
    """A text for the model: counted in characters, and looked at by the content check (1301)."""
    value = text(body, name, where=where)
    if len(value) > limit:
        raise illegal(f"{where}{name} must have at most {limit} characters, not {len(value)}")
    if FORBIDDEN in value.lower():
        raise Refused(1301, f"{where}{name} did not pass the content check")
    return value


def _value(body: Body, name: str, default: object, where: str) -> Any:
    if name in body and body[name] is None:
        raise illegal(f"{where}{name} can not be null")
    return body.get(name, default)
