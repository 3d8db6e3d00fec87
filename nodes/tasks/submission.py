"""Creating a task exactly once: send, and where the answer is lost, ask instead of sending again.

A create ends in one of four ways:
    accepted         an answer with a task id, whatever else it says
    refused          an explicit no; some mean "later", the others end the job
    never arrived    no connection: safe to send again
    unknown          everything else: look for it by our external_task_id, and send again only what is surely not there
"""

from ..kling.answers import TaskAnswer
from ..kling.errors import (
    Busy,
    CreateUnanswered,
    InputError,
    KlingError,
    NotConnected,
    NotFound,
    Refused,
    SlotsFull,
    Unanswered,
)
from . import journal as states
from .job import NEVER, Done, Job, Next, Step, Tools
from .polling import query

WAITING = "waiting for a slot"


def create(job: Job, tools: Tools) -> Next | Done:
    """Send the request, once. The dispatcher calls this when the job has a slot."""
    if job.request is None:
        return Next(create)  # withdrawn by the dispatcher, unless somebody has asked for the same in the meantime
    client = tools.client(job.task)
    job.note = "sending"
    job.task = tools.journal.change_unsent(job.task, sent_at=tools.clock())
    try:
        answer = client.create(job.request, job.task.external_task_id, job.remarked)
    except NotConnected as error:
        return _never_arrived(job, tools, error)
    except SlotsFull:
        return _no_slot(job, tools)
    except Busy as error:
        job.change(tools.journal, sent_at=None)
        job.note = f"asked to wait: {error.reason}"
        return _later(job, tools, create)
    except (Refused, InputError) as error:
        if job.resent and "external_task_id" in str(error):
            # Refused as a duplicate: the first create was accepted after all, and only slow to show.
            return _unknown(job, tools, error)
        job.change(tools.journal, state=states.FAILED, reason=str(error))
        return Done(error)
    except Unanswered as error:
        return _unknown(job, tools, error)
    return accepted(job, tools, answer)


def recover(job: Job, tools: Tools) -> Next | Done:
    """Find out what became of a create whose answer was lost. Never sends by itself what may be running."""
    client = tools.client(job.task)
    job.note = "asking whether Kling accepted the task"
    try:
        answer = client.look_for(job.task.kind, job.task.external_task_id)
    except NotFound:
        return _not_there(job, tools, certain=client.dialect.knows_external_ids)
    except (Unanswered, NotConnected, Busy):
        return _later(job, tools, recover)
    except Refused as error:
        return _cannot_tell(job, tools, str(error))
    if answer.external_task_id != job.task.external_task_id:
        return _not_there(job, tools, certain=False)
    return accepted(job, tools, answer)


def accepted(job: Job, tools: Tools, answer: TaskAnswer) -> Next:
    """Kling has the task: from here on it is paid, and nothing may lose it."""
    job.failures = job.looks = 0
    job.change(tools.journal, state=states.SUBMITTED, task_id=answer.task_id, reason="", submitted_at=tools.clock())
    job.request = None  # its pictures are not needed any more, and 500 tasks hold 500 of them
    job.rhythm = tools.rhythm(job.task)
    job.note = "submitted"
    job.has_task_id()  # last: who waited for it alone goes with what stands here
    return Next(query, job.rhythm.first())


def _unknown(job: Job, tools: Tools, error: KlingError) -> Next:
    job.change(tools.journal, state=states.UNKNOWN, reason=str(error))
    job.failures = job.looks = 0
    return Next(recover, tools.patience.retry(1))


def _never_arrived(job: Job, tools: Tools, error: NotConnected) -> Next | Done:
    job.change(tools.journal, sent_at=None)
    if job.failures + 1 >= tools.patience.connect_tries:
        job.change(tools.journal, state=states.FAILED, reason=str(error))
        return Done(error)
    job.note = "no connection, trying again"
    return _later(job, tools, create)


def _no_slot(job: Job, tools: Tools) -> Next:
    job.change(tools.journal, sent_at=None)
    ours_will_free_one = tools.slots.refused(job.lane, job)
    job.note = WAITING
    if ours_will_free_one:
        return Next(create, NEVER)
    return _later(job, tools, create)


def _later(job: Job, tools: Tools, step: Step) -> Next:
    job.failures += 1
    return Next(step, tools.patience.retry(job.failures))


def _not_there(job: Job, tools: Tools, *, certain: bool) -> Next | Done:
    if not certain:
        return _cannot_tell(job, tools, "this provider does not keep our ids, so it cannot be asked")
    job.looks += 1
    if job.looks < 2:
        return Next(recover, tools.patience.second_look)
    job.change(tools.journal, state=states.PREPARED, sent_at=None, reason="")
    job.resent = True
    return Next(create)


def _cannot_tell(job: Job, tools: Tools, cause: str) -> Done:
    reason = job.task.reason or cause
    job.change(tools.journal, state=states.UNKNOWN, reason=reason)
    return Done(CreateUnanswered(tools.client(job.task).account.who, job.task.external_task_id, reason))
