"""A task as the page gets it, in an answer or as news."""

from collections.abc import Callable, Iterable
from typing import Any

from ..kling.accounts import SIMULATOR
from ..tasks import journal as states
from ..tasks.dispatcher import Dispatcher
from ..tasks.journal import Task
from ..tasks.origin import UNNAMED
from .files import Files

Row = dict[str, Any]

_AS_THEY_ARE = (
    "id",
    "revision",
    "kind",
    "model",
    "mode",
    "duration",
    "account",
    "prompt",
    "state",
    "task_id",
    "external_task_id",
    "video_id",
    "units",
    "units_estimated",
    "created_at",
    "submitted_at",
    "finished_at",
    "seconds",
    "node",
    "items",
)


class Rows:
    """Makes rows of tasks; may ask the disk and the journal, so not for an event loop.

    Args:
        dispatcher: knows how long a running task will take.
        say: puts a sentence of ours into the person's language.
    """

    def __init__(self, dispatcher: Callable[[], Dispatcher], files: Files, say: Callable[[str], str]) -> None:
        self._dispatcher = dispatcher
        self._files = files
        self._say = say

    def of(self, task: Task) -> Row:
        """The row of a task as it stands now."""
        return self._of(task, self._dispatcher().expected(task))

    def of_all(self, tasks: Iterable[Task]) -> list[Row]:
        """Many rows. What is learnt from the journal for one running task holds for all that are like it."""
        learnt: dict[tuple[str, ...], float | None] = {}
        made = []
        for task in tasks:
            alike = (task.state, task.identity, task.kind, task.model, task.mode, task.duration)
            if alike not in learnt:
                learnt[alike] = self._dispatcher().expected(task)
            made.append(self._of(task, learnt[alike]))
        return made

    def _of(self, task: Task, expected: float | None) -> Row:
        return row(
            task,
            reason=self._say(task.reason) if task.reason else "",
            expected=expected,
            video=self._files.video(task) is not None,
        )


def row(task: Task, *, reason: str, expected: float | None, video: bool) -> Row:
    """What the page shows of a task; its request, paths and addresses stay here.

    Args:
        reason: in the person's language.
        expected: s that it will probably take in all.
        video: whether its file is there.
    """
    return {name: getattr(task, name) for name in _AS_THEY_ARE} | {
        "reason": reason,
        "expected": expected,
        "video": video,
        "can_send_again": bool(task.source),
        "has_workflow": bool(task.graph and task.source),
        "graph": "" if task.graph == UNNAMED else task.graph,
        "free": task.account == SIMULATOR,
        # Failed, and perhaps charged all the same.
        "given_up": task.state == states.FAILED and task.reason.startswith(states.GIVEN_UP),
    }
