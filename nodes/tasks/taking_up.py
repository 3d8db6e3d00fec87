"""Taking up a task that this process did not just send: after a restart, of another process, or by its id alone."""

import hashlib

from ..kling.errors import Busy, KlingError, NotConnected, NotFound, Refused, TaskError, TaskFailed, Unanswered
from . import journal as states
from .job import Done, Job, Next, Step, Tools
from .journal import Task
from .polling import judge, query
from .saving import download
from .submission import create, recover


def step_for(task: Task) -> Step:
    """Where an errand goes on, by what the journal holds."""
    if task.state == states.PREPARED:
        return create if task.sent_at is None else recover
    if task.state == states.UNKNOWN:
        return query if task.task_id else recover
    steps = {states.SUBMITTED: query, states.SUCCEEDED: download, states.SAVED: renew}
    return steps.get(task.state, follow)


def renew(job: Job, tools: Tools) -> Next | Done:
    """Fetch a saved video whose file is gone from the disk."""
    job.note = "the file is gone, fetching it again"
    return Next(download)


def find(job: Job, tools: Tools) -> Next | Done:
    """Take up a task that the journal does not know: of another program, or of long ago."""
    task_id, kind = job.task.task_id, job.task.kind
    client = tools.client(job.task)
    job.note = "looking for the task"
    try:
        kind, answer = client.locate(task_id) if kind == "auto" else (kind, client.query(kind, task_id))
    except NotFound as error:
        job.looks += 1
        if job.looks < 2:
            return Next(find, tools.patience.second_look)
        asked = "every kind of task" if kind == "auto" else kind
        sentence = (
            f"{client.account.who} knows no task {task_id!r} (asked for {asked}: {error.reason}). "
            f"Check the id, and choose the account that made it; Kling forgets a task after 30 days."
        )
        return Done(TaskError(task_id, sentence))
    except (Unanswered, NotConnected, Busy):
        job.failures += 1
        return Next(find, tools.patience.retry(job.failures))
    except Refused as error:
        return Done(error)
    job.change(
        tools.journal,
        kind=kind,
        external_task_id=answer.external_task_id or f"adopted-{task_id}",
        state=states.SUBMITTED,
        submitted_at=answer.created_at or tools.clock(),
    )
    job.task, is_new = tools.journal.add(job.task)
    job.has_task_id()
    if not is_new:
        return Next(follow)
    return judge(job, tools, answer)


def follow(job: Job, tools: Tools) -> Next | Done:
    """Watch a task that another process works on, and take over where that process has died."""
    job.task = tools.journal.get(job.task.id)
    if job.task.task_id:
        job.has_task_id()
    if job.task.state == states.SAVED:
        return Done()
    if job.task.state == states.FAILED:
        task_id, reason = job.task.task_id, job.task.reason
        return Done(TaskFailed(task_id, reason) if task_id else KlingError(reason))
    if tools.journal.lease(job.task):
        return Next(step_for(job.task))
    job.note = "another ComfyUI works on it"
    return Next(follow, tools.patience.follow)


def adopted_fingerprint(identity: str, task_id: str) -> str:
    """What keeps two Polls of one task from becoming two rows."""
    return hashlib.sha256(f"task {identity} {task_id}".encode()).hexdigest()
