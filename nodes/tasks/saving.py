"""The last step: a finished video becomes a file in the output folder."""

import re
from pathlib import Path

from ..kling.errors import BrokenVideo, Busy, KlingError, NotConnected, NotFound, NotSaved, Refused, Unanswered
from . import journal as states
from .downloads import Interrupted, LinkExpired, NoRoom, fetch
from .job import Done, Job, Next, Tools


def target(folder: Path, prefix: str, task_id: str) -> Path:
    """Where a task's video goes: named by its id, so that fetching it twice gives one file."""
    return folder / f"{prefix}_{re.sub(r'[^A-Za-z0-9._-]', '-', task_id)}.mp4"


def download(job: Job, tools: Tools) -> Next | Done:
    """Fetch the video; ask for a new link where the old one has expired."""
    job.note = "downloading"
    path = target(tools.folder, job.task.prefix, job.task.task_id)
    try:
        fetch(job.task.video_url, path, tools.check_video, tools.limits)
    except LinkExpired as error:
        return _new_link(job, tools, error)
    except NoRoom as error:
        return Done(_not_saved(job, error))
    except (Interrupted, BrokenVideo) as error:
        return _try_again(job, tools, error)
    job.change(tools.journal, state=states.SAVED, path=str(path), finished_at=tools.clock())
    return Done()


def _new_link(job: Job, tools: Tools, expired: LinkExpired) -> Next | Done:
    try:
        answer = tools.client(job.task).query(job.task.kind, job.task.task_id)
    except (Unanswered, NotConnected, Busy) as error:
        return _try_again(job, tools, error)
    except NotFound:
        return Done(_lost(job))
    except Refused as error:
        return Done(_not_saved(job, error))
    if not answer.videos or answer.videos[0].url == job.task.video_url:
        return _try_again(job, tools, expired)
    job.change(tools.journal, video_url=answer.videos[0].url)
    return _try_again(job, tools, expired) if job.failures else _at_once(job)


def _at_once(job: Job) -> Next:
    job.failures += 1
    return Next(download)


def _try_again(job: Job, tools: Tools, error: KlingError) -> Next:
    job.failures += 1
    job.note = "the download broke off, going on"
    if job.failures % tools.patience.download_tries == 0:
        job.tell(_not_saved(job, error))
    return Next(download, tools.patience.retry(job.failures))


def _lost(job: Job) -> NotSaved:
    was = f"was saved as {job.task.path}, but that file is gone" if job.task.path else "was never fetched"
    sentence = (
        f"The video of task {job.task.task_id} {was}, its link has expired, and the provider no longer knows it. "
        f"Set `take` to another number to pay for a new one."
    )
    return NotSaved(job.task.task_id, sentence)


def _not_saved(job: Job, cause: KlingError) -> NotSaved:
    sentence = (
        f"Task {job.task.task_id} is finished and paid, but its video is not saved: {cause} "
        f"Queue the same inputs again, or give the id to Kling Poll: that costs nothing."
    )
    return NotSaved(job.task.task_id, sentence)
