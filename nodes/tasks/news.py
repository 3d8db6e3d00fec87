"""Tells the rest of this process what has changed in the journal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .journal import Task

log = logging.getLogger("klingkit")


class News:
    """Args:
    heard: told of each row that was written.
    gone: told the number of each row that was dropped.
    """

    def __init__(self, heard: Callable[[Task], object] | None, gone: Callable[[int], object] | None) -> None:
        self._heard = heard
        self._gone = gone

    def changed(self, task: Task) -> None:
        """A row stands on disk like this now."""
        _tell(self._heard, task)

    def gone(self, id: int) -> None:
        """A row is no more."""
        _tell(self._gone, id)


def _tell(listener: Callable[[Any], object] | None, what: object) -> None:
    if listener is None:
        return
    try:
        listener(what)
    except Exception:  # what a page is told must not stop a task that is paid
        log.exception("News of a task could not be told")
