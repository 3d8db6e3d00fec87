"""The one place where the pack is put together: folders -> journal, accounts, dispatcher."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import folder_paths

from .hosting import Hosting
from .kling.accounts import Accounts
from .language import Language
from .media import videos
from .tasks.dispatcher import Dispatcher
from .tasks.journal import Journal, Task

if TYPE_CHECKING:
    from .simulator import Simulator

log = logging.getLogger("klingkit")


class Runtime:
    """What all nodes of this process share.

    Attributes:
        output: ComfyUI's output folder; every video lies below it.
        scratch: below ComfyUI's temp folder, which it empties.
        hosting: where Kling fetches local videos from, and calls back to.
        language: what the person at the page reads.
        thumbnails: where small pictures of the videos are kept.
        heard, gone: told of every change of a task, and of the number of every row that is dropped.
    """

    def __init__(self, folder: Path, output: Path, scratch: Path, database_url: str = "") -> None:
        self.output = output
        self.scratch = scratch
        self.accounts = Accounts(os.environ, folder / "accounts.toml", self._simulator_url)
        self.hosting = Hosting(folder, os.environ)
        self.language = Language(os.environ, folder.parent / "default" / "comfy.settings.json")
        self.thumbnails = folder / "thumbnails"
        self.heard: Callable[[Task], object] = lambda _: None
        self.gone: Callable[[int], object] = lambda _: None
        self._folder = folder
        self._database_url = database_url
        self._dispatcher: Dispatcher | None = None
        self._simulator: Simulator | None = None
        self._given: set[Path] = set()
        self._withheld = 0
        self._lock = threading.Lock()
        self._simulator_lock = threading.Lock()

    @property
    def dispatcher(self) -> Dispatcher:
        """Opened when first needed: the account names are asked for at ComfyUI's start, which must not wait for it."""
        with self._lock:
            if self._dispatcher is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                journal = Journal(
                    self._database_url or f"sqlite:///{self._folder / 'journal.db'}",
                    heard=lambda task: self.heard(task),
                    gone=lambda id: self.gone(id),
                )
                self._dispatcher = Dispatcher(journal, self.accounts, self.output, videos.check)
            return self._dispatcher

    def take_up(self) -> None:
        """Go on with the tasks that an earlier run left behind."""
        left = self.dispatcher.take_up()
        if left:
            log.info("KlingKit goes on with %d tasks of an earlier run.", left)

    def remember(self, given: Iterable[str], withheld: int) -> None:
        """Note what a node gave, as paths, and how many items it had to block."""
        with self._lock:
            self._given.update(Path(path) for path in given)
            self._withheld += withheld

    def freshness(self) -> list[int]:
        """Changes when an output that ComfyUI may have cached no longer holds: an item was blocked, a file is gone.

        Nodes hand it to ComfyUI as their fingerprint. They then run again, which costs nothing for what is saved.
        """
        with self._lock:
            return [self._withheld, sum(not path.is_file() for path in self._given)]

    def _simulator_url(self) -> str:
        from .simulator import Simulator  # a whole web server, which most never start

        with self._simulator_lock:
            if self._simulator is None:
                self._simulator = Simulator().start()
            return self._simulator.url


RUNTIME = Runtime(
    folder=Path(folder_paths.get_user_directory()) / "klingkit",
    output=Path(folder_paths.get_output_directory()),
    scratch=Path(folder_paths.get_temp_directory()) / "klingkit",
    database_url=os.environ.get("KLINGKIT_DATABASE_URL", ""),
)


def runtime() -> Runtime:
    """The runtime of this ComfyUI."""
    return RUNTIME
