"""image2video, text2video, multi-image2video: which fields they have and which of them belong together."""

from ...kling.catalog import ASPECT_RATIOS, Shots
from ..scenes import Scene
from .fields import Body, address, choice, flag, illegal, objects, prompt, text, watermark
from .guidance import check_brush, check_camera, check_end_frame, check_exclusive
from .order import Order
from .pictures import picture
from .shot import Shot, check_direction, check_voices, shot
from .sources import Past

_TEXT_CAMERA: dict[str, Shots] = {"kling-v1": {"std": ("5",)}}
"""The camera of text2video; the catalog's column is that of image2video."""
_MOST_PICTURES = 4


def image2video(body: Body, past: Past | None = None) -> Order:
    taken = shot(body, "image2video")
    check_exclusive(body)
    if "image" not in body and "image_tail" not in body:
        raise illegal("image is required: image or image_tail must be given")
    said = prompt(body)
    prompt(body, "negative_prompt")
    first, tail = picture(body, "image"), picture(body, "image_tail")
    check_end_frame(taken, first, tail)
    strokes = check_brush(body, taken, first)
    check_camera(body, taken, taken.model.camera)
    check_direction(body, taken)
    check_voices(body, taken)
    shown = [sent for sent in (first or tail,) if sent]
    scene = Scene(
        seconds=int(taken.duration), aspect=shown[0].aspect, pictures=shown, strokes=strokes, sound=taken.sound
    )
    return _order(body, "image2video", taken, scene, said)


def text2video(body: Body, past: Past | None = None) -> Order:
    taken = shot(body, "text2video")
    said = prompt(body)
    prompt(body, "negative_prompt")
    if not said.strip() and not flag(body, "multi_shot"):
        raise illegal("prompt is required")
    check_camera(body, taken, _TEXT_CAMERA.get(taken.model.name, {}))
    check_direction(body, taken)
    check_voices(body, taken)
    scene = Scene(seconds=int(taken.duration), aspect=_aspect(body), caption=said, sound=taken.sound)
    return _order(body, "text2video", taken, scene, said)


def multi_image2video(body: Body, past: Past | None = None) -> Order:
    taken = shot(body, "multi-image2video", default="kling-v1-6")
    said = prompt(body)
    prompt(body, "negative_prompt")
    if not said.strip():
        raise illegal("prompt is required")
    listed = objects(body, "image_list", 1, _MOST_PICTURES)
    if not listed:
        raise illegal("image_list is required")
    pictures = [picture(item, "image", where=f"image_list[{index}].") for index, item in enumerate(listed)]
    if not all(pictures):
        raise illegal(f"image_list[{pictures.index(None)}].image is required")
    shown = [sent for sent in pictures if sent]
    scene = Scene(seconds=int(taken.duration), aspect=_aspect(body), pictures=shown)
    return _order(body, "multi-image2video", taken, scene, said)


def _aspect(body: Body) -> float:
    width, height = choice(body, "aspect_ratio", ASPECT_RATIOS, ASPECT_RATIOS[0]).split(":")
    return int(width) / int(height)


def _order(body: Body, kind: str, shot: Shot, scene: Scene, said: str) -> Order:
    address(body, "callback_url")
    return Order(
        kind=kind,
        model=shot.model.name,
        mode=shot.mode,
        units=shot.units,
        take=scene,
        prompt=said,
        external_task_id=text(body, "external_task_id"),
        watermark=watermark(body),
    )
