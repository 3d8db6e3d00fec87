"""The clips on disk: drawn by two threads, the same picture once, handed out by links that are signed and grow old."""

import hashlib
import hmac
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .clip import Shape, render

_PAINTERS = 2


@dataclass(frozen=True, slots=True)
class Clip:
    path: Path
    shape: Shape
    ready_at: float


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

    def order(self, key: str, shape: Shape, picture: Callable[[], Image.Image]) -> Future[Clip]:
        """The clip of the picture that `key` stands for; drawn only if there is none yet."""
        name = hashlib.sha256(f"{key} {shape}".encode()).hexdigest()[:24]
        if name not in self._drawn:
            self._drawn[name] = self._painters.submit(self._draw, name, shape, picture)
        return self._drawn[name]

    def _draw(self, name: str, shape: Shape, picture: Callable[[], Image.Image]) -> Clip:
        path = self._folder / f"{name}.mp4"
        render(path, picture(), shape, self._stopped)
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
