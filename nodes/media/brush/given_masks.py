"""MASK outputs of other nodes (a segmentation, say) in place of what is painted in a brush."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...kling.catalog import BRUSH_MAX_AREAS
from ...kling.errors import InputError
from .document import Area, Brush, Drawing, GivenMask, check_aspect
from .parsing import read_path

if TYPE_CHECKING:
    import torch


def with_masks(brush: Brush, masks: Sequence[torch.Tensor | None], static: torch.Tensor | None = None) -> Brush:
    """The brush with masks in place of what is painted: the first for area 1, and so on. The paths stay.

    Args:
        masks: MASK, [height, width] or [1, height, width], 0.5 and more belongs to the area; None keeps the painting.
            Any size with the aspect of the brush's canvas.
        static: the same for what stays still.

    Raises:
        InputError: not such a mask, NaN in it, another aspect, or an area that the brush lacks and so has no path.
    """
    given = list(masks)
    while given and given[-1] is None:
        given.pop()
    if len(given) > len(brush.areas):
        raise InputError(
            f"`brush` has {len(brush.areas)} paths and there is a mask for area {len(given)}. "
            f"Draw a path for each mask, or disconnect the masks beyond."
        )
    kept = brush.areas[len(given) :]
    areas = [
        area if mask is None else replace(area, painting=_given(mask, brush, f"mask of area {number}"))
        for number, (area, mask) in enumerate(zip(brush.areas, given, strict=False), start=1)
    ]
    still = brush.static if static is None else _given(static, brush, "mask of static")
    return replace(brush, areas=(*areas, *kept), static=still)


def from_masks(
    masks: Sequence[torch.Tensor], paths: Sequence[Sequence[Sequence[float]]], static: torch.Tensor | None = None
) -> Brush:
    """A brush of nothing but masks; the canvas is the first one's size.

    Args:
        masks: MASK, as for `with_masks`, up to 6.
        paths: for each mask its path, [[x, y], ...] in px of the first mask from its top left corner.
        static: what stays still.

    Raises:
        InputError: not such masks or paths, more than 6, or not as many paths as masks.
    """
    if len(masks) != len(paths) or len(masks) > BRUSH_MAX_AREAS:
        raise InputError(
            f"`brush` has {len(masks)} masks and {len(paths)} paths; Kling takes up to {BRUSH_MAX_AREAS}, each with "
            f"its path. Give as many paths as masks."
        )
    first = next((mask for mask in (*masks, static) if mask is not None), None)
    if first is None:
        raise InputError("`brush` is empty: no mask is connected. Connect what moves and give its path.")
    height, width = _flat(first, "first mask").shape
    areas = (Area(Drawing(), read_path(path, f"area {number}")) for number, path in enumerate(paths, start=1))
    return with_masks(Brush(width, height, tuple(areas)), masks, static)


def _given(mask: torch.Tensor, brush: Brush, name: str) -> GivenMask:
    flat = _flat(mask, name)
    height, width = flat.shape
    check_aspect((width, height), f"`brush`, {name}:", (brush.width, brush.height), "the brush's canvas")
    return GivenMask((flat >= 0.5).byte().mul(255).numpy())


def _flat(mask: torch.Tensor, name: str) -> torch.Tensor:
    """[height, width] on the CPU."""
    import torch  # ComfyUI has loaded it long ago; importing the pack must not

    if not isinstance(mask, torch.Tensor) or not mask.is_floating_point():
        kind = mask.dtype if isinstance(mask, torch.Tensor) else type(mask).__name__
        raise InputError(f"`brush`, {name}: it holds {kind}, not floats from 0 to 1. Connect a MASK output.")
    flat = mask[0] if mask.ndim == 3 and len(mask) == 1 else mask
    if flat.ndim != 2 or 0 in flat.shape:
        raise InputError(
            f"`brush`, {name}: its shape is {list(mask.shape)}; one MASK is [height, width] or [1, height, width]. "
            f"Connect a single mask."
        )
    if not all(math.isfinite(end) for end in flat.aminmax()):
        raise InputError(f"`brush`, {name}: it contains NaN or infinity. Look at the node that makes it.")
    return flat.detach().cpu()
