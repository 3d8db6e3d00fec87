"""Asking a task until it is over. A question that fails never fails the task."""

from ..kling.answers import TaskAnswer
from ..kling.errors import Busy, NotConnected, NotFound, Refused, TaskError, TaskFailed, TaskNotFinished, Unanswered
from . import journal as states
from .job import Done, Job, Next, Tools
from .saving import download


def query(job: Job, tools: Tools) -> Next | Done:
    """Ask once, and decide when to ask again."""
    try:
        answer = tools.client(job.task).query(job.task.kind, job.task.task_id)
    except NotFound as error:
        return _gone(job, tools, error)
    except (Unanswered, NotConnected, Busy):
        job.note = "the provider does not answer, asking again"
        return _ask_later(job, tools)
    except Refused as error:
        sentence = f"Task {job.task.task_id} cannot be asked. {error} The task goes on; queue it again then."
        job.tell(TaskError(job.task.task_id, sentence))
        return Next(query, tools.patience.for_a_person)
    job.failures = job.looks = 0
    return judge(job, tools, answer)


def judge(job: Job, tools: Tools, answer: TaskAnswer) -> Next | Done:
    """Write down what an answer says, and say what comes next."""
    now = tools.clock()
    if answer.state == "succeed":
        video = answer.videos[0]
        values = {"units": answer.units, "units_estimated": False} if answer.units is not None else {}
        job.change(
            tools.journal,
            state=states.SUCCEEDED,
            video_id=video.id,
            video_url=video.url,
            seconds=video.seconds,
            made_in=_made_in(answer) or now - (job.task.submitted_at or now),
            **values,
        )
        return Next(download)
    if answer.state == "failed":
        job.change(tools.journal, state=states.FAILED, reason=answer.reason, finished_at=now)
        return Done(TaskFailed(job.task.task_id, answer.reason))
    elapsed = now - (job.task.submitted_at or now)
    if elapsed > tools.patience.ask_for:
        sentence = (
            f"Task {job.task.task_id} is not finished after {elapsed / 3600:.0f} hours. It stays in the journal and is "
            f"asked again when ComfyUI starts, or by Kling Poll."
        )
        return Done(TaskNotFinished(job.task.task_id, sentence))
    if job.task.state == states.UNKNOWN:
        job.change(tools.journal, state=states.SUBMITTED, reason="")
    job.note = answer.state
    job.rhythm = job.rhythm or tools.rhythm(job.task)
    return Next(query, job.rhythm.next(elapsed))


def _made_in(answer: TaskAnswer) -> float | None:
    if answer.created_at is None or answer.updated_at is None or answer.updated_at <= answer.created_at:
        return None
    return answer.updated_at - answer.created_at


def _gone(job: Job, tools: Tools, error: NotFound) -> Next | Done:
    job.looks += 1
    if job.looks < 2:
        return Next(query, tools.patience.second_look)
    # Not failed: it was accepted and may be paid, so the same inputs must not pay again by themselves.
    reason = f"the provider no longer knows it ({error.reason})"
    job.change(tools.journal, state=states.UNKNOWN, reason=reason)
    sentence = (
        f"Task {job.task.task_id} was accepted, but {reason}. Check that account {job.task.account} is still the one "
        f"that made it. Queue again to ask once more, or set `take` to another number to pay for a new one."
    )
    return Done(TaskError(job.task.task_id, sentence))


def _ask_later(job: Job, tools: Tools) -> Next:
    job.failures += 1
    return Next(query, tools.patience.retry(job.failures))
