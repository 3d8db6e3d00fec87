"""What was asked of the simulator, so that a test can say what was sent and what never was."""

import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

_REQUESTS_KEPT = 10_000
_BODIES_KEPT = 100
"""A body can carry 13 MB of picture; a simulator that is served for a week must not keep them all."""


@dataclass(slots=True)
class Heard:
    """One request as it came in."""

    method: str
    what: str
    """"create", "identify", "query", "list", "costs", "clip", "face", "control", or "other": no such path."""
    path: str
    port: int
    """The client's own port: two requests with one port came through one connection."""
    authorized: bool
    """Whether it carried an Authorization header; what the header said is never kept."""
    at: float = field(default_factory=time.time)
    body: dict[str, Any] | None = field(default=None, repr=False)
    """Of a create: the JSON that was sent; None when it was not read, or is older than the last hundred."""


class Record:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: deque[Heard] = deque(maxlen=_REQUESTS_KEPT)
        self._with_body: deque[Heard] = deque()
        self._counts: Counter[str] = Counter()

    def add(self, heard: Heard) -> None:
        with self._lock:
            self._heard.append(heard)
            self._counts[f"{heard.method} {heard.what}"] += 1

    def add_body(self, heard: Heard, body: dict[str, Any] | None) -> None:
        """`body` None: it was no JSON object, and there is nothing to keep."""
        if body is None:
            return
        with self._lock:
            heard.body = body
            self._with_body.append(heard)
            if len(self._with_body) > _BODIES_KEPT:
                self._with_body.popleft().body = None

    def heard(self) -> list[Heard]:
        with self._lock:
            return list(self._heard)

    def counts(self) -> Counter[str]:
        with self._lock:
            return Counter(self._counts)

    def bodies(self) -> list[dict[str, Any]]:
        with self._lock:
            return [heard.body for heard in self._with_body if heard.body is not None]
