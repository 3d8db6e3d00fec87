"""What all requests share: how they become a body, and what makes two of them the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol, runtime_checkable

from .. import catalog
from ..errors import InputError


@runtime_checkable
class Media(Protocol):
    """A picture or a sound, ready to be sent. The media layer makes them; a URL or base64 text may stand instead."""

    @property
    def text(self) -> str:
        """Base64 without a `data:` prefix."""
        ...

    @property
    def digest(self) -> str:
        """What it shows, whatever compressed it: the same digest means the same content."""
        ...


@dataclass(frozen=True, kw_only=True)
class Request:
    """One paid task. The fields bear Kling's names; an empty or None field is not sent."""

    kind: ClassVar[str]

    callback_url: str = ""

    def __post_init__(self) -> None:
        self.check()

    def check(self) -> None:
        """Raise InputError where Kling would refuse, or take the money and fail."""

    def body(self) -> dict[str, Any]:
        """What is POSTed, media as base64 text."""
        return self._fields(lambda media: media.text)

    def identity(self) -> dict[str, Any]:
        """What makes two requests the same: all that shapes the video, media as digests."""
        fields = self._fields(lambda media: f"sha256:{media.digest}")
        fields.pop("callback_url", None)
        return fields

    @property
    def model(self) -> str:
        """The model, "" where the kind has none: slots and waiting times are counted by it."""
        return getattr(self, "model_name", "")

    def units(self) -> float | None:
        """The official price in Kling's units, None where it is not known beforehand."""
        return None

    def _fields(self, media: Callable[[Media], str]) -> dict[str, Any]:
        return _plain(self._values(), media)

    def _values(self) -> dict[str, Any]:
        """The body's fields, for a request that nests or renames some."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _plain(value: Any, media: Callable[[Media], str]) -> Any:
    if isinstance(value, Media):
        return media(value)
    if isinstance(value, Mapping):
        return {name: _plain(part, media) for name, part in value.items() if part not in (None, "", (), [], {})}
    if isinstance(value, (list, tuple)):
        return [_plain(part, media) for part in value]
    return value


def check_text(name: str, text: str) -> None:
    """Raise InputError where a prompt is longer than Kling takes, or no text that can be sent."""
    if len(text) > catalog.PROMPT_MAX:
        raise InputError(
            f"{name} has {len(text)} characters and Kling takes at most {catalog.PROMPT_MAX}. "
            f"Shorten it by {len(text) - catalog.PROMPT_MAX}."
        )
    half = next((place for place, letter in enumerate(text, start=1) if "\ud800" <= letter <= "\udfff"), 0)
    if half:
        raise InputError(f"{name} holds half of an emoji at character {half}, which no server can read. Delete it.")


def check_address(name: str, url: str) -> None:
    """Raise InputError where an optional address is not http(s)."""
    if url and not url.startswith(("http://", "https://")):
        raise InputError(f"{name} is {url[:80]!r}: it must begin with https:// or http://, or be left empty.")
