"""Nodes that make a video from pictures or words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from comfy_api.latest import io

from . import common, models, paying
from .kling import catalog, requests
from .media import pictures

if TYPE_CHECKING:
    import torch
    from typing_extensions import Unpack


class Image2Video(paying.PayingNode):
    """A picture becomes a video; a batch of N becomes N tasks side by side."""

    PREFIX = "Kling/image2video"

    @classmethod
    def define_schema(cls) -> io.Schema:
        return cls.schema(
            node_id="KlingKitImage2Video",
            display_name="Kling Image2Video",
            description="Makes a video from a picture. A batch of pictures makes one video each, side by side. "
            "The same inputs never cost twice: change `take` for another video.",
            search_aliases=["kling", "可灵", "image to video", "i2v", "图生视频"],
            inputs=[
                io.Image.Input(
                    "image",
                    tooltip="Both sides 300 px or more, 1:2.5 to 2.5:1. RGBA is put on black, grey becomes RGB.",
                ),
                *prompt_inputs(),
                models.model_input("image2video"),
                models.guidance_input(),
            ],
        )

    @classmethod
    def validate_inputs(cls, account: str = "default", model: Any = None, guidance: Any = None) -> bool | str:
        """What can be told before anything runs: the account, and whether the model can do the guidance."""
        return models.check("image2video", model, guidance) or common.check_account(account)

    @classmethod
    async def execute(
        cls,
        image: torch.Tensor,
        prompt: str = "",
        negative_prompt: str = "",
        model: dict[str, Any] | None = None,
        guidance: dict[str, Any] | None = None,
        **inputs: Unpack[paying.Common],
    ) -> io.NodeOutput:
        fields = models.model_fields(model) | await models.guidance_fields(guidance)
        fields |= {"prompt": prompt, "negative_prompt": negative_prompt, "callback_url": inputs.get("callback_url", "")}
        asked = [requests.Image2Video(image=picture, **fields) for picture in await encoded(image)]
        return await cls.run(asked, **inputs)


class Text2Video(paying.PayingNode):
    """A prompt becomes a video."""

    PREFIX = "Kling/text2video"

    @classmethod
    def define_schema(cls) -> io.Schema:
        return cls.schema(
            node_id="KlingKitText2Video",
            display_name="Kling Text2Video",
            description="Makes a video from a prompt. The same inputs cost once: change `take` for another video.",
            search_aliases=["kling", "可灵", "text to video", "t2v", "文生视频"],
            inputs=[
                *prompt_inputs(),
                aspect_ratio_input(),
                models.model_input("text2video"),
                models.Camera.Input(
                    "camera", optional=True, tooltip="From Kling Camera Control; kling-v1 std 5 s alone."
                ),
            ],
        )

    @classmethod
    def validate_inputs(cls, account: str = "default", model: Any = None) -> bool | str:
        """What can be told before anything runs."""
        return models.check("text2video", model) or common.check_account(account)

    @classmethod
    async def execute(
        cls,
        prompt: str = "",
        negative_prompt: str = "",
        aspect_ratio: str = "16:9",
        model: dict[str, Any] | None = None,
        camera: dict[str, Any] | None = None,
        **inputs: Unpack[paying.Common],
    ) -> io.NodeOutput:
        asked = requests.Text2Video(
            prompt=prompt,
            negative_prompt=negative_prompt,
            aspect_ratio=aspect_ratio,
            camera_control=camera,
            callback_url=inputs.get("callback_url", ""),
            **models.model_fields(model),
        )
        return await cls.run([asked], **inputs)


class MultiImage2Video(paying.PayingNode):
    """Up to four pictures of subjects become one video of them together."""

    PREFIX = "Kling/multi-image2video"

    @classmethod
    def define_schema(cls) -> io.Schema:
        return cls.schema(
            node_id="KlingKitMultiImage2Video",
            display_name="Kling MultiImage2Video",
            description="Makes one video of the subjects in one to four pictures. Kling takes the pictures as they "
            "are: crop them to their subjects first.",
            search_aliases=["kling", "可灵", "elements", "多图参考生视频"],
            inputs=[
                io.Image.Input("image_1", tooltip="The first subject. A batch counts as several pictures."),
                *(io.Image.Input(f"image_{number}", optional=True) for number in (2, 3, 4)),
                *prompt_inputs(),
                aspect_ratio_input(),
                io.Combo.Input(
                    "mode", options=["std", "pro"], default="std", optional=True, tooltip="std 720p, pro 1080p."
                ),
                io.Combo.Input("duration", options=["5", "10"], default="5", optional=True, tooltip="In seconds."),
            ],
        )

    @classmethod
    async def execute(
        cls,
        image_1: torch.Tensor,
        image_2: torch.Tensor | None = None,
        image_3: torch.Tensor | None = None,
        image_4: torch.Tensor | None = None,
        prompt: str = "",
        negative_prompt: str = "",
        aspect_ratio: str = "16:9",
        mode: str = "std",
        duration: str = "5",
        **inputs: Unpack[paying.Common],
    ) -> io.NodeOutput:
        asked = requests.MultiImage2Video(
            images=await encoded_all([image_1, image_2, image_3, image_4]),
            prompt=prompt,
            negative_prompt=negative_prompt,
            aspect_ratio=aspect_ratio,
            mode=mode,
            duration=duration,
            callback_url=inputs.get("callback_url", ""),
        )
        return await cls.run([asked], **inputs)


def prompt_inputs() -> list[io.Input]:
    """What happens in the video, and what must not."""
    return [
        io.String.Input(
            "prompt",
            multiline=True,
            default="",
            optional=True,
            tooltip=f"What happens in the video, at most {catalog.PROMPT_MAX} characters.",
        ),
        io.String.Input(
            "negative_prompt",
            multiline=True,
            default="",
            optional=True,
            tooltip=f"What must not appear, at most {catalog.PROMPT_MAX} characters.",
        ),
    ]


def aspect_ratio_input() -> io.Input:
    """The format of a video that no picture decides."""
    return io.Combo.Input(
        "aspect_ratio", options=list(catalog.ASPECT_RATIOS), default="16:9", optional=True, tooltip="Width to height."
    )


async def encoded(image: torch.Tensor, name: str = "image") -> list[pictures.Picture]:
    """All pictures of a batch, checked before the first is encoded, encoded side by side."""
    checked = pictures.check(image, name=name)
    return list(await asyncio.gather(*(asyncio.to_thread(pictures.encode, picture) for picture in checked)))


async def encoded_all(images: Sequence[torch.Tensor | None]) -> list[pictures.Picture]:
    """All pictures of the inputs image_1, image_2, ... that are connected."""
    named = [(image, f"image_{number}") for number, image in enumerate(images, start=1) if image is not None]
    return [picture for image, name in named for picture in await encoded(image, name)]
