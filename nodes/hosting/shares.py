"""Files that this ComfyUI gives to whoever has their address, each under a token of its own and for a time.

In memory only: what is shared lies in ComfyUI's temp folder, which the next start empties as well.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .names import file_name

HOURS = 24.0


@dataclass(frozen=True)
class Share:
    """One file. `stamp` tells it from another that takes its path later; `ends` is s since epoch."""

    path: Path
    name: str
    stamp: tuple[int, ...]
    ends: float


class Shares:
    """Threads may use it. `clock` gives s since epoch."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._by_token: dict[str, Share] = {}
        self._lock = threading.Lock()

    def add(self, path: Path, hours: float = HOURS) -> str:
        """Share a file; returns `token/name`, the end of its address.

        Raises:
            HostingError: it is no video file that Kling takes.
        """
        path = path.resolve()
        share = Share(path, file_name(path), _stamp(path), self._clock() + hours * 3600)
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_old()
            self._by_token[token] = share
        return f"{token}/{share.name}"

    def find(self, token: str, name: str) -> Path | None:
        """The file that was shared under this token and name; None where it has expired or is not that file."""
        with self._lock:
            self._forget_old()
            # A plain look-up: nobody guesses 256 random bits by how long it takes.
            share = self._by_token.get(token)
        if share is None or share.name != name:
            return None
        try:
            return share.path if _stamp(share.path) == share.stamp else None
        except OSError:
            return None

    def _forget_old(self) -> None:
        now = self._clock()
        for token in [token for token, share in self._by_token.items() if share.ends <= now]:
            del self._by_token[token]


def _stamp(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
