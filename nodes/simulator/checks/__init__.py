"""Kling's rules for a create, one validator a kind of task. A new kind is a new row of KINDS.

The real service accepts some bad pictures and fails the task minutes later; here they are refused at once (1201), so
that a client that does not look for itself is found out.
"""

from collections.abc import Callable

from .effects import effects
from .extension import video_extend
from .face_sync import advanced_lip_sync, identify_face
from .fields import Body
from .lip_sync import lip_sync
from .order import Order
from .sources import Past
from .videos import image2video, multi_image2video, text2video

KINDS: dict[str, Callable[[Body, Past], Order]] = {
    "image2video": image2video,
    "text2video": text2video,
    "multi-image2video": multi_image2video,
    "video-extend": video_extend,
    "lip-sync": lip_sync,
    "advanced-lip-sync": advanced_lip_sync,
    "effects": effects,
}
"""The last part of the create path to the check of its body. What builds on no earlier video needs no past."""

__all__ = ["KINDS", "Body", "Order", "Past", "identify_face"]
