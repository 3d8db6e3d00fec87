"""What the handlers of one request tell each other.

A context variable and not a key on aiohttp's request: the newest aiohttp warns of plain keys, and older ones, which
ComfyUI may come with, do not know the keys that it wants instead.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .faults import Rule


@dataclass(slots=True)
class Visit:
    body: dict[str, Any] | None = None
    """Of a create: its JSON; None where it was no JSON object."""
    failing: Rule | None = None
    """The rule that makes the created task fail."""
    file: Path | None = None
    """The clip that is handed out."""


VISIT: ContextVar[Visit] = ContextVar("klingkit_simulator_visit")
