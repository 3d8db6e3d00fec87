"""Kling's rules for a create, one validator a kind of task. A new kind is a new row of KINDS.

The real service accepts some bad pictures and fails the task minutes later; here they are refused at once (1201), so
that a client that does not look for itself is found out.
"""

from collections.abc import Callable

from .fields import Body
from .order import Order
from .videos import image2video, text2video

KINDS: dict[str, Callable[[Body], Order]] = {
    "image2video": image2video,
    "text2video": text2video,
}
"""The last part of the create path to the check of its body."""

__all__ = ["KINDS", "Body", "Order"]
