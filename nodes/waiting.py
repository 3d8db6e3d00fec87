"""From jobs to a NodeOutput: the wait with its progress and interrupt, and what a node gives."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import comfy.model_management
from comfy_api.latest import ComfyAPI, InputImpl, io
from comfy_execution.graph_utils import ExecutionBlocker
from server import PromptServer

from .kling.errors import KlingError, TaskNotFinished
from .runtime import runtime
from .tasks.job import Job
from .tasks.journal import SAVED, Task

LOOK_EVERY = 0.2
"""s between two looks at ComfyUI's interrupt flag and at the progress."""

Outcome = Task | Exception

_NO_WAIT = "`wait` is off, so there is no video yet: connect task_id to Kling Poll."

_NO_ID = "This provider gave the video no id, so nothing can go on from its video_id. Use the video or its path."


async def finished(jobs: Sequence[Job], node_id: str, give_up_after: int) -> list[Outcome]:
    """Wait until each job has its file, or its error. A task that was sent goes on even where the wait ends early.

    Args:
        give_up_after: minutes; a job not done by then gives a TaskNotFinished.

    Raises:
        InterruptProcessingException: within LOOK_EVERY of the person's click.
    """
    return await _wait(jobs, lambda job: job.saved, node_id, give_up_after)


async def accepted(jobs: Sequence[Job], node_id: str, give_up_after: int) -> list[Outcome]:
    """Wait until each task has its id; else as `finished`."""
    return await _wait(jobs, lambda job: job.submitted, node_id, give_up_after)


async def _wait(
    jobs: Sequence[Job], until: Callable[[Job], "Future[Task]"], node_id: str, give_up_after: int
) -> list[Outcome]:
    with contextlib.ExitStack() as held:
        for job in jobs:
            held.enter_context(runtime().dispatcher.waiting(job))
        futures = [asyncio.wrap_future(until(job)) for job in jobs]
        show = _Progress(jobs, node_id)
        ends = time.monotonic() + give_up_after * 60
        while (pending := [future for future in futures if not future.done()]) and time.monotonic() < ends:
            await show()
            await asyncio.wait(pending, timeout=LOOK_EVERY)
            comfy.model_management.throw_exception_if_processing_interrupted()
        await show()
        return [_outcome(job, future, give_up_after) for job, future in zip(jobs, futures, strict=True)]


def _outcome(job: Job, future: "asyncio.Future[Task]", give_up_after: int) -> Outcome:
    if future.done():
        return future.exception() or future.result()  # type: ignore[return-value]
    if not job.task.task_id:
        return KlingError(f"After {give_up_after} min it was still {job.note}. Nothing was sent. Queue it again.")
    return TaskNotFinished(
        job.task.task_id,
        f"Task {job.task.task_id} is not finished after {give_up_after} min. It goes on in the background and is saved "
        f"when it is done: queue the same inputs again, or give the id to Kling Poll. Neither costs anything.",
    )


class _Progress:
    """The bar and the line of text of one node; sends only what changed."""

    def __init__(self, jobs: Sequence[Job], node_id: str) -> None:
        self._jobs = jobs
        self._node_id = node_id
        self._text = ""
        self._set_bar: Callable[..., Awaitable[None]] = ComfyAPI().execution.set_progress

    async def __call__(self) -> None:
        text = describe(self._jobs, time.time())
        if text == self._text:
            return
        self._text = text
        PromptServer.instance.send_progress_text(runtime().language.say(text), self._node_id)
        share = sum(_share(job, time.time()) for job in self._jobs) / len(self._jobs)
        await self._set_bar(share, 1.0, node_id=self._node_id)


def describe(jobs: Sequence[Job], now: float) -> str:
    """What a node says while it waits: "processing, 41 s of about 160 s", for a batch with counts before it."""
    if len(jobs) == 1:
        return _line(jobs[0], now)
    counts = Counter(job.task.state if job.over else job.note for job in jobs)
    summary = ", ".join(f"{number} {what}" for what, number in counts.items())
    running = [job for job in jobs if not job.over and job.rhythm is not None]
    slowest = max(running, key=lambda job: job.task.submitted_at or now, default=None)
    return f"{len(jobs)} tasks: {summary}" + (f"; the last: {_line(slowest, now)}" if slowest else "")


def _line(job: Job, now: float) -> str:
    task = job.task
    if job.over:
        return _end(job)
    ahead = runtime().dispatcher.ahead(job)
    if ahead is not None:
        return f"{job.note}, {ahead} ahead"
    if task.submitted_at is None or job.rhythm is None:
        return job.note
    return f"{job.note}, {now - task.submitted_at:.0f} s of about {job.rhythm.expected:.0f} s"


def _end(job: Job) -> str:
    task = job.task
    if task.state != SAVED:
        return task.state
    if job.rhythm is None:
        return "saved before, nothing paid"
    seconds = (task.finished_at or 0) - (task.submitted_at or 0)
    return f"saved after {seconds:.0f} s: {job.remark}" if job.remark else f"saved after {seconds:.0f} s"


def _share(job: Job, now: float) -> float:
    """Elapsed over expected time; the last twentieth is the download's."""
    if job.over:
        return 1.0
    if job.task.submitted_at is None or job.rhythm is None:
        return 0.0
    return min((now - job.task.submitted_at) / max(job.rhythm.expected, 1.0), 0.95)


def files(outcomes: Sequence[Outcome], on_failure: str = "raise") -> io.NodeOutput:
    """The four outputs and the preview.

    Raises:
        KlingError: something failed and `on_failure` is "raise".
    """
    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    if errors and on_failure == "raise":
        raise _together(errors, len(outcomes))
    rows = [_blocked(outcome) if isinstance(outcome, Exception) else _row(outcome) for outcome in outcomes]
    saved = [outcome for outcome in outcomes if isinstance(outcome, Task)]
    runtime().remember([task.path for task in saved], withheld=len(errors))
    return io.NodeOutput(*(list(column) for column in zip(*rows, strict=True)), ui=_preview(saved))


def ids(outcomes: Sequence[Outcome], on_failure: str) -> io.NodeOutput:
    """`task_id` alone; the outputs that need the video are blocked with the reason."""
    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    if errors and on_failure == "raise":
        raise _together(errors, len(outcomes))
    found = [_blocker(outcome) if isinstance(outcome, Exception) else outcome.task_id for outcome in outcomes]
    runtime().remember([], withheld=len(errors))
    later = [ExecutionBlocker(runtime().language.say(_NO_WAIT))] * len(outcomes)
    return io.NodeOutput(later, list(later), list(later), found)


def _together(errors: Sequence[Exception], all_of_them: int) -> Exception:
    if all_of_them == 1:
        return errors[0]
    lines = "\n".join(str(error) for error in errors)
    return KlingError(
        f"{len(errors)} of {all_of_them} tasks did not give a video; the others are saved, and cost nothing when you "
        f"queue again.\n{lines}"
    )


def _row(task: Task) -> tuple[Any, ...]:
    video_id = task.video_id or ExecutionBlocker(runtime().language.say(_NO_ID))
    return InputImpl.VideoFromFile(task.path), task.path, video_id, task.task_id


def _blocked(error: Exception) -> tuple[Any, ...]:
    return (_blocker(error),) * 4


def _blocker(error: Exception) -> ExecutionBlocker:
    return ExecutionBlocker(runtime().language.say(str(error)))


def _preview(tasks: Sequence[Task]) -> dict[str, Any]:
    """What ComfyUI lists as made, in the form of its own video preview; and the facts of each task."""
    output = runtime().output.resolve()
    images = []
    for task in tasks:
        path = Path(task.path).resolve()
        if output in path.parents:
            place = path.relative_to(output)
            images.append({"filename": place.name, "subfolder": place.parent.as_posix(), "type": "output"})
    return {"images": images, "animated": (True,), "klingkit": [_facts(task) for task in tasks]}


def _facts(task: Task) -> dict[str, Any]:
    seconds = (task.finished_at or 0) - (task.submitted_at or 0)
    return {
        "video_path": task.path,
        "video_id": task.video_id,
        "task_id": task.task_id,
        "seconds": round(max(seconds, 0.0), 1),
    }
