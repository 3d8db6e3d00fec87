"""A brush becomes the fields of Image2Video's request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...kling.errors import InputError
from ..pictures import Picture, encode_mask
from . import paths
from .document import Brush
from .painting import rasterise

if TYPE_CHECKING:
    from numpy.typing import NDArray


def to_request(brush: Brush, picture_width: int, picture_height: int) -> dict[str, Any]:
    """`static_mask` and `dynamic_masks` for a picture of that size in px; a key is absent where there is nothing.

    Masks are PNG Pictures of exactly the picture's size, white where an area is (seen in use; Kling's documents do not
    say). `trajectories` are whole px from the picture's bottom left corner.

    Raises:
        InputError: nothing is painted at all, or in one of the areas; a path that does not move; another aspect than
            the picture's.
    """
    masks = rasterise(brush, picture_width, picture_height)
    if not brush.areas and masks.static is None:
        raise InputError(
            "`brush` is empty: no area moves and none is kept still. Open its editor, paint what moves and draw its "
            "path."
        )
    moving = []
    for number, (area, mask) in enumerate(zip(brush.areas, masks.areas, strict=True), start=1):
        where = f"area {number}"
        if not mask.any():
            raise InputError(
                f"`brush`, {where}: nothing is painted inside the picture. Paint what moves, or take the area away."
            )
        canvas = (brush.width, brush.height)
        pixels = paths.in_picture(area.path, canvas, picture_width, picture_height, where=where)
        moving.append(
            {"mask": _encoded(mask, f"brush, {where}"), "trajectories": paths.trajectory(pixels, picture_height)}
        )
    fields: dict[str, Any] = {}
    if masks.static is not None:
        fields["static_mask"] = _encoded(masks.static, "brush, static")
    if moving:
        fields["dynamic_masks"] = moving
    return fields


def _encoded(mask: NDArray[np.uint8], name: str) -> Picture:
    import torch

    height, width = mask.shape
    return encode_mask(torch.from_numpy(mask).float() / 255, width=width, height=height, name=name)
