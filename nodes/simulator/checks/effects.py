"""effects: a scene by its name, with one picture or two. Scenes come and go, so any name will do that has not ended."""

from ...kling.catalog import MODELS
from ..scenes import Scene, Sent
from .fields import Body, address, choice, illegal, mapping, text
from .order import Order
from .pictures import picture, sent
from .sources import Past

_ENDED = {
    **dict.fromkeys(("celebration", "c4d_cartoon"), "2025-12-30"),
    **dict.fromkeys(("kiss", "fight", "hug", "thumbs_up", "tiger_hug", "pet_lion", "3d_cartoon_1"), "2026-01-30"),
    "magic_match_tree": "2026-07-03",
}
"""Scenes that are no longer offered, and since when."""
_OF_TWO = {
    "pet_skateboard", "daily_ootd", "toss_run", "switch_to_silk", "studio_look", "french_elegance", "finger_swipe",
    "smooth_transition", "kiss_pro", "snow_night_kiss", "eternal_kiss", "cheers_2026", "fight_pro", "hug_pro",
    "heart_gesture_pro",
}  # fmt: skip
"""The scenes that are known to want two pictures."""
_UNITS = 2.0
"""An assumption: the price list has a row a scene, most of them this one."""
_IN = "input."


def effects(body: Body, past: Past | None = None) -> Order:
    name = text(body, "effect_scene")
    if not name.strip():
        raise illegal("effect_scene is required")
    if name in _ENDED:
        raise illegal(f"effect_scene value {name!r} is invalid, the scene was ended on {_ENDED[name]}")
    asked = mapping(body, "input")
    if asked is None:
        raise illegal("input is required")
    pictures = _pictures(asked, name)
    # Of the older text, which newer ones no longer mention.
    choice(body, "model_name", tuple(MODELS), "kling-v1-6")
    choice(body, "mode", ("std", "pro"), "std")
    seconds = int(choice(body, "duration", ("5", "10"), "5"))
    address(body, "callback_url")
    return Order(
        kind="effects",
        model="effects",
        units=_UNITS * seconds / 5,
        take=Scene(seconds=seconds, aspect=pictures[0].aspect, pictures=pictures),
        prompt=name,
        external_task_id=text(body, "external_task_id"),
    )


def _pictures(asked: Body, name: str) -> list[Sent]:
    one = picture(asked, "image", where=_IN)
    several = asked.get("images")
    if (one is None) == (several is None):
        raise illegal("input.image and input.images: exactly one of them must be given")
    if one is not None:
        if name in _OF_TWO:
            raise illegal(f"input.images is required: {name} takes two pictures")
        return [one]
    if not isinstance(several, list) or len(several) != 2 or not all(isinstance(item, str) for item in several):
        raise illegal("input.images must be an array of two strings")
    return [sent(value, f"input.images[{index}]") for index, value in enumerate(several)]
