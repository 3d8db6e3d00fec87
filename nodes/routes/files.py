"""The files that the page may see: a task's own video, and a small picture of its first frame."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..tasks.journal import Task


class Files:
    """No path of the client ever reaches the disk: a file is what the journal's row says, below the output folder.

    Args:
        output: ComfyUI's output folder.
        thumbnails: where the pictures are kept; made when first needed.
        draw: gives a video's first frame as WebP. Raises BrokenVideo.
    """

    def __init__(self, output: Path, thumbnails: Path, draw: Callable[[Path], bytes]) -> None:
        self._output = output
        self._thumbnails = thumbnails
        self._draw = draw

    def video(self, task: Task) -> Path | None:
        """The saved video, where it is there."""
        if not task.path:
            return None
        path = Path(task.path).resolve()
        return path if self._output.resolve() in path.parents and path.is_file() else None

    def thumbnail(self, task: Task) -> Path | None:
        """The picture of a saved video, drawn when it is asked for the first time.

        Raises:
            BrokenVideo: the video has no frame that can be shown.
        """
        video = self.video(task)
        if video is None:
            return None
        picture = self._thumbnail(task)
        if not picture.is_file():
            self._keep(picture, self._draw(video))
        return picture

    def forget(self, task: Task) -> None:
        """Remove the picture. The video stays."""
        with contextlib.suppress(OSError):
            self._thumbnail(task).unlink()

    def _thumbnail(self, task: Task) -> Path:
        # By the task, not by the row, whose number goes to another task when it is forgotten.
        name = hashlib.sha256(f"{task.identity} {task.task_id}".encode()).hexdigest()[:32]
        return self._thumbnails / f"{name}.webp"

    def _keep(self, picture: Path, content: bytes) -> None:
        """Whole or not at all, though two requests draw the same one."""
        self._thumbnails.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(dir=self._thumbnails, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(half).replace(picture)
