"""How a provider differs from Kling itself, as data: what its ids look like, and what it keeps, wants and accepts."""

import secrets
import string
import uuid
from collections.abc import Callable
from dataclasses import dataclass

_SMALL = string.ascii_lowercase + string.digits
_ANY = string.ascii_letters + string.digits


def digits(model: str = "") -> str:
    """An id as Kling's: 18 digits, too many for a JavaScript number, so it must stay text."""
    return f"8{secrets.randbelow(10**17):017d}"


def base64_like(model: str) -> str:
    return f"Cj{_drawn(_ANY, 10)}AAAAA{_drawn(_ANY, 5)}"


def long_word(model: str) -> str:
    return f"task_{_drawn(_ANY, 32)}"


def by_generation(model: str) -> str:
    """The relay's newer way to make videos hands out Kling's own ids for the older models only."""
    return f"tsk-{_drawn(_SMALL, 16)}" if model == "kling-v3" else digits()


def video_by_generation(model: str) -> str:
    return f"mda-{_drawn(_SMALL, 16)}" if model == "kling-v3" else digits()


def random_uuid(model: str) -> str:
    return str(uuid.uuid4())


def _drawn(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


@dataclass(frozen=True, slots=True)
class Habits:
    prefix: str = ""
    """What stands before /v1 in an account's address."""
    new_task_id: Callable[[str], str] = digits
    """The model to a new id."""
    new_video_id: Callable[[str], str] = digits
    external_ids: bool = True
    """False: external_task_id is dropped, and nothing can be asked by it."""
    parent_task_id: bool = False
    """What builds on a video must name the task that made it, too."""
    tokens: bool = True
    """Signed tokens are accepted as well as API keys."""
    bare_keys: bool = False
    """The key may come without "Bearer" in front."""
