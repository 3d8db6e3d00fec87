"""What identify-face found: sessions of a day, each with two faces that can be made to speak."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from .auth import Account
from .scenes import Footage, Scene
from .tasks import Parent


@dataclass(frozen=True, slots=True)
class Face:
    face_id: str
    begins: int
    """ms of the video, as `ends`."""
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    account: Account
    parent: Parent
    footage: Footage | Scene
    seconds: float
    session_id: str = field(default_factory=lambda: f"8{secrets.randbelow(10**17):017d}")
    opened_at: float = field(default_factory=time.time)

    @property
    def faces(self) -> list[Face]:
        """One face is there all the time, the other one in the second half."""
        whole = round(self.seconds * 1000)
        return [Face("0", 0, whole), Face("1", whole // 2, whole)]

    @property
    def still(self) -> Path | None:
        """A picture of the video; None for one that is known by its URL only."""
        return self.footage.path.with_suffix(".jpg") if isinstance(self.footage, Footage) else None


class Sessions:
    """Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    def add(self, session: Session) -> None:
        with self._lock:
            self._sessions[session.session_id] = session

    def find(self, session_id: str) -> Session | None:
        with self._lock:
            return self._sessions.get(session_id)
