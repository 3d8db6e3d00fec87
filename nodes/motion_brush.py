"""Kling Motion Brush: areas of a picture that move along a path, and areas that stay."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from comfy_api.latest import io

from . import common, models
from .kling.errors import InputError
from .media import pictures

if TYPE_CHECKING:
    import torch

EMPTY = '{"version": 1, "width": 1024, "height": 1024, "areas": []}'


class MotionBrush(io.ComfyNode):
    """Paints masks of exactly the picture's size and turns paths to Kling's coordinates."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        masks = [
            io.Mask.Input(f"mask_{number}", optional=True, tooltip=f"Replaces what is painted for area {number}.")
            for number in range(1, 7)
        ]
        return io.Schema(
            node_id="KlingKitMotionBrush",
            display_name="Kling Motion Brush",
            category=common.CATEGORY,
            description="Up to six areas of a picture that move along a path each, and one that stays. kling-v1 in 5 s "
            "and kling-v1-5 in pro 5 s can do it. Connect the same picture to Image2Video.",
            search_aliases=["kling", "可灵", "motion brush", "运动笔刷"],
            inputs=[
                io.Image.Input("image", tooltip="The very picture that Image2Video gets: masks have its size."),
                io.String.Input(
                    "brush",
                    multiline=True,
                    default=EMPTY,
                    optional=True,
                    tooltip="What moves and where to, painted in the node's editor and kept as JSON, which can be "
                    "written by hand as well: docs/motion-brush.md describes it.",
                ),
                *masks,
                io.Mask.Input(
                    "mask_static", optional=True, tooltip="Replaces what is painted for the area that stays."
                ),
            ],
            outputs=[
                models.Brush.Output("brush", display_name="brush", tooltip="For guidance."),
                io.Image.Output("preview", display_name="preview", tooltip="The picture with areas and arrows."),
            ],
        )

    @classmethod
    async def execute(
        cls, image: torch.Tensor, brush: str = EMPTY, mask_static: torch.Tensor | None = None, **masks: Any
    ) -> io.NodeOutput:
        from .media import brush as brushes  # eight files that ComfyUI's start need not wait for

        checked = pictures.check(image)
        if len(checked) > 1:
            raise InputError(
                f"image holds {len(checked)} pictures; a motion brush belongs to one. Connect one picture."
            )
        given = [masks.get(f"mask_{number}") for number in range(1, 7)]
        while given and given[-1] is None:
            given.pop()
        painted = brushes.with_masks(brushes.parse(brush), given, mask_static)
        _, height, width, _ = image.shape
        request, preview = await asyncio.gather(
            asyncio.to_thread(brushes.to_request, painted, width, height),
            asyncio.to_thread(brushes.preview, image[0], painted),
        )
        return io.NodeOutput(request, preview)
