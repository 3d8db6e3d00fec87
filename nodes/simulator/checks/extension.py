"""video-extend: a few seconds more for a video of the oldest models."""

from ...kling.catalog import MODELS
from ..scenes import Longer, Scene
from .fields import Body, address, illegal, number, prompt, text, watermark
from .order import Order
from .sources import Past, Source, own_video

_EXTENDABLE_KINDS = ("text2video", "image2video", "multi-image2video", "video-extend")
"""Made from text or pictures, or extended before."""
_ADDED_SECONDS, _LONGEST_SECONDS = 5, 180
_UNITS = {"std": 2.0, "pro": 3.5}
"""Per call, by the mode in which the source was made (720p, 1080p)."""
_WITHOUT_CFG = "kling-v1"


def video_extend(body: Body, past: Past) -> Order:
    source = own_video(body, past)
    task = source.task
    if task is None or isinstance(source.footage, Scene):
        raise illegal("video_id is required")
    _check_extendable(source)
    said = prompt(body)
    refused = prompt(body, "negative_prompt")
    if "cfg_scale" in body:
        number(body, "cfg_scale", 0, 1)
    if task.model == _WITHOUT_CFG and (refused or "cfg_scale" in body):
        raise illegal(f"negative_prompt and cfg_scale are not supported when a video of {task.model} is extended")
    address(body, "callback_url")
    return Order(
        kind="video-extend",
        model=task.model,
        mode=task.mode,
        units=_UNITS[task.mode],
        take=Longer(source.footage, _ADDED_SECONDS),
        prompt=f"{task.prompt} {said}",
        parent=source.parent,
        external_task_id=text(body, "external_task_id"),
        watermark=watermark(body),
    )


def _check_extendable(source: Source) -> None:
    task = source.task
    models = [model.name for model in MODELS.values() if model.extendable]
    if task is None or task.kind not in _EXTENDABLE_KINDS or task.model not in models:
        made_by = f"{task.kind} of {task.model}" if task else "nobody"
        raise illegal(f"video_id: only videos of {', '.join(models)} can be extended, this one was made by {made_by}")
    if int(source.seconds) + _ADDED_SECONDS > _LONGEST_SECONDS:
        raise illegal(
            f"video_id: an extended video must not be longer than {_LONGEST_SECONDS} s,"
            f" this one has {source.seconds:g} s already"
        )
