"""image2video and text2video: which fields they have and which of them belong together."""

from ...kling.catalog import ASPECT_RATIOS, Shots
from .fields import Body, choice, flag, illegal, mapping, prompt, text
from .guidance import check_brush, check_camera, check_end_frame, check_exclusive
from .order import Order
from .pictures import Sent, picture
from .shot import Shot, check_direction, check_voices, shot

_TEXT_CAMERA: dict[str, Shots] = {"kling-v1": {"std": ("5",)}}
"""The camera of text2video; the catalog's column is that of image2video."""


def image2video(body: Body) -> Order:
    taken = shot(body, "image2video")
    check_exclusive(body)
    if "image" not in body and "image_tail" not in body:
        raise illegal("image is required: image or image_tail must be given")
    prompt(body)
    prompt(body, "negative_prompt")
    first, tail = picture(body, "image"), picture(body, "image_tail")
    check_end_frame(taken, first, tail)
    check_brush(body, taken, first)
    check_camera(body, taken, taken.model.camera)
    check_direction(body, taken)
    check_voices(body, taken)
    shown = first or tail
    return _order(body, "image2video", taken, picture=shown, aspect=shown.aspect if shown else 1.0, caption="")


def text2video(body: Body) -> Order:
    taken = shot(body, "text2video")
    caption = prompt(body)
    prompt(body, "negative_prompt")
    if not caption.strip() and not flag(body, "multi_shot"):
        raise illegal("prompt is required")
    check_camera(body, taken, _TEXT_CAMERA.get(taken.model.name, {}))
    check_direction(body, taken)
    check_voices(body, taken)
    width, height = choice(body, "aspect_ratio", ASPECT_RATIOS, ASPECT_RATIOS[0]).split(":")
    return _order(body, "text2video", taken, picture=None, aspect=int(width) / int(height), caption=caption)


def _order(body: Body, kind: str, shot: Shot, *, picture: Sent | None, aspect: float, caption: str) -> Order:
    watermark = mapping(body, "watermark_info")
    callback = text(body, "callback_url")
    if callback and not callback.startswith(("http://", "https://")):
        raise illegal("callback_url must be an http or https address")
    return Order(
        kind=kind,
        model=shot.model.name,
        seconds=int(shot.duration),
        units=shot.units,
        aspect=aspect,
        caption=caption,
        picture=picture,
        external_task_id=text(body, "external_task_id"),
        watermark=None if watermark is None else flag(watermark, "enabled", where="watermark_info."),
    )
