"""What Kling's `data` holds for a task: at its birth, and whenever somebody asks."""

from collections.abc import Callable
from typing import Any

from .tasks import Task

Link = Callable[[str], str]
"""A video id to an address at which its clip can be had."""


def born_data(task: Task) -> dict[str, Any]:
    """The answer to a create, which always says "submitted"."""
    created = round(task.created_at * 1000)
    return {
        "task_id": task.task_id,
        "task_status": "submitted",
        "task_info": _info(task),
        "created_at": created,
        "updated_at": created,
    }


def task_data(task: Task, link: Link) -> dict[str, Any]:
    status = task.status()
    data: dict[str, Any] = {
        "task_id": task.task_id,
        "task_status": status,
        "task_status_msg": task.reason() if status == "failed" else "",
        "task_info": _info(task) | _parent(task, link),
        "task_result": {},
        "created_at": round(task.created_at * 1000),
        "updated_at": round(task.updated_at() * 1000),
    }
    if task.watermark is not None:
        data["watermark_info"] = {"enabled": task.watermark}
    if status == "succeed":
        data["task_result"] = {"videos": [video_data(task, link)]}
        data["final_unit_deduction"] = f"{task.units:g}"
    return data


def video_data(task: Task, link: Link) -> dict[str, Any]:
    """The video of a task that succeeded."""
    duration = task.clip.result().shape.duration if task.clip else ""
    video = {"id": task.video_id, "url": link(task.video_id), "duration": duration}
    if task.watermark:
        video["watermark_url"] = video["url"]
    return video


def _info(task: Task) -> dict[str, Any]:
    return {"external_task_id": task.external_task_id} if task.external_task_id else {}


def _parent(task: Task, link: Link) -> dict[str, Any]:
    parent = task.parent
    if parent is None:
        return {}
    url = parent.url or link(parent.video_id)
    return {"parent_video": {"id": parent.video_id, "url": url, "duration": parent.duration}}
