"""The clips on disk: drawn by two threads, the same take once, handed out by links that are signed and grow old."""

import hashlib
import hmac
import secrets
import shutil
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .clip import Shape
from .scenes import Footage, Take
from .takes import key_of, make

_PAINTERS = 2


@dataclass(frozen=True, slots=True)
class Clip:
    path: Path
    shape: Shape
    ready_at: float

    @property
    def footage(self) -> Footage:
        return Footage(self.path, self.shape.width, self.shape.height, self.shape.frames)


class Clips:
    """`folder` None: a temporary one, removed at the end."""

    def __init__(self, folder: Path | None) -> None:
        self._own_folder = folder is None
        self._folder = Path(tempfile.mkdtemp(prefix="klingkit-simulator-")) if folder is None else folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._painters = ThreadPoolExecutor(_PAINTERS, thread_name_prefix="klingkit-simulator-clip")
        self._stopped = threading.Event()
        self._drawn: dict[str, Future[Clip]] = {}
        self._secret = secrets.token_bytes(16)

    def order(self, take: Take, short_side: int) -> Future[Clip]:
        """The clip of this take, `short_side` px on its shorter side; made only if there is none yet."""
        name = hashlib.sha256(key_of(take, short_side).encode()).hexdigest()[:24]
        if name not in self._drawn:
            self._drawn[name] = self._painters.submit(self._draw, name, take, short_side)
        return self._drawn[name]

    def _draw(self, name: str, take: Take, short_side: int) -> Clip:
        path = self._folder / f"{name}.mp4"
        shape = make(take, path, short_side, self._stopped)
        return Clip(path, shape, time.time())

    def link(self, video_id: str, *, lives: float) -> str:
        """Path and query of a link that is good for `lives` seconds."""
        expires = f"{time.time() + lives:.3f}"
        return f"/clips/{video_id}.mp4?expires={expires}&signature={self._signature(video_id, expires)}"

    def allows(self, video_id: str, expires: str, signature: str) -> bool:
        if not hmac.compare_digest(signature.encode(), self._signature(video_id, expires).encode()):
            return False
        return float(expires) > time.time()

    def _signature(self, video_id: str, expires: str) -> str:
        return hmac.new(self._secret, f"{video_id} {expires}".encode(), hashlib.sha256).hexdigest()

    def close(self) -> None:
        """Ends the painters, in the middle of a frame if need be."""
        self._stopped.set()
        self._painters.shutdown(wait=True, cancel_futures=True)
        if self._own_folder:
            shutil.rmtree(self._folder, ignore_errors=True)
