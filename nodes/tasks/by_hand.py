"""What only a person may decide about a task, because it may cost money: to give it up, to say which one it is."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from ..kling.client import Client
from ..kling.errors import AccountError, KlingError, NotFound
from . import journal as states
from .journal import GIVEN_UP, Journal, Task
from .taking_up import adopted_fingerprint

Alone = Callable[[Task], AbstractContextManager[object]]
"""Keeps the jobs of one's own process off a task, which its lease does not: `Dispatcher.alone`."""


class StillPaid(KlingError):
    """A task that would be forgotten although its video is paid, perhaps, and not here. By force it is."""


def _nobody_else(task: Task) -> AbstractContextManager[object]:
    """For a process that runs no dispatcher beside the decision."""
    return contextlib.nullcontext()


def give_up(journal: Journal, task: Task, *, alone: Alone = _nobody_else) -> Task:
    """Let the same inputs be sent, and paid, anew although the first try may have been charged.

    Raises:
        KlingError: the task is not unknown, or a ComfyUI is asking for it right now.
    """
    with alone(task), _held(journal, task) as now:
        if now.state != states.UNKNOWN:
            raise KlingError(f"{called(now)} is {now.state}, not unknown, so there is nothing to give up.")
        reason = f"{GIVEN_UP}; it may have been charged. Before that: {now.reason or 'no answer'}"
        return journal.change(now, state=states.FAILED, reason=reason)


def take_up(journal: Journal, task: Task, task_id: str, client: Client, *, alone: Alone = _nobody_else) -> Task:
    """Tell a task whose create was never answered the id that a person found for it. The provider is asked first.

    Args:
        client: of the task's own account.

    Raises:
        KlingError: nothing was changed; says why this cannot be the task, or that the provider could not be asked.
    """
    if client.account.identity != task.identity:
        raise AccountError(
            f"{called(task)} belongs to account {task.identity}, but that account is now {client.account.base_url}. "
            f"Set its address back first."
        )
    _check_nameless(journal, task, task_id)
    try:
        answer = client.query(task.kind, task_id)
    except NotFound as error:
        raise KlingError(
            f"{client.account.who} knows no {task.kind} task {task_id!r} ({error.reason.rstrip('. ')}). Nothing was "
            f"changed. Check the id; a video's id is another one."
        ) from error
    if answer.external_task_id not in ("", task.external_task_id):
        raise KlingError(
            f"Task {task_id} is another one: the provider keeps it as {answer.external_task_id}, and row {task.id} "
            f"was sent as {task.external_task_id}. Nothing was changed."
        )
    # Held only now: a lease is short, and a provider may take its time to answer.
    with alone(task), _held(journal, task) as now:
        _check_nameless(journal, now, task_id)
        return journal.change(
            now, state=states.SUBMITTED, task_id=task_id, reason="", submitted_at=answer.created_at or now.sent_at
        )


def forget(journal: Journal, task: Task, *, force: bool = False, alone: Alone = _nobody_else) -> None:
    """Drop the row. The file stays, and the same inputs queued again are a new task.

    Args:
        force: drop it although its video is not here yet.

    Raises:
        StillPaid: its video is not here yet.
        KlingError: a ComfyUI works on it right now.
    """
    with alone(task), _held(journal, task) as now:
        if now.state in (*states.OPEN, states.UNKNOWN) and not _never_sent(now) and not force:
            raise StillPaid(f"{called(now)} is {now.state}: {_loss(now)} To forget it all the same, use force.")
        journal.forget(now)


def called(task: Task) -> str:
    """How a sentence begins that is about a row: "Row 7 (task 8319...)"."""
    return f"Row {task.id} (task {task.task_id})" if task.task_id else f"Row {task.id}"


def _never_sent(task: Task) -> bool:
    return task.state == states.PREPARED and task.sent_at is None


def _loss(task: Task) -> str:
    paid = "it is paid" if task.state in (states.SUBMITTED, states.SUCCEEDED) else "it may be paid"
    if task.units is not None:
        paid = f"{paid} ({task.units:g} units)"
    return f"{paid}, its video is not here yet, and the same inputs queued again are paid again."


def _check_nameless(journal: Journal, task: Task, task_id: str) -> None:
    if task.state != states.UNKNOWN:
        raise KlingError(f"{called(task)} is {task.state}, not unknown: its task id is not asked for.")
    if task.task_id:
        raise KlingError(f"{called(task)} has its task id already: waiting for it asks for it again.")
    # A row of Kling Poll is no request of its own: most likely the same person looked for this very task.
    polled = adopted_fingerprint(task.identity, task_id)
    others = [row for row in journal.by_task_id(task_id) if row.identity == task.identity and row.fingerprint != polled]
    if others:
        raise KlingError(f"Task {task_id} is row {others[0].id} already, so it cannot be row {task.id} as well.")


@contextlib.contextmanager
def _held(journal: Journal, task: Task) -> Iterator[Task]:
    """The row as it stands now, and nobody else at it."""
    if not journal.lease(task):
        raise KlingError(
            f"{called(task)} is being worked on by a running ComfyUI ({task.lease_owner.rpartition('/')[0]}). "
            f"Wait until it has ended, or stop that ComfyUI first."
        )
    try:
        yield journal.get(task.id)
    finally:
        journal.release([task.id])
