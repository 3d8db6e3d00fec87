"""Nodes that make a video from pictures or words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from comfy_api.latest import io

from . import common, models, paying
from .kling import catalog, requests
from .media import pictures
from .runtime import runtime
from .tasks.sources import check_extendable

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
        asked: list[requests.Request] = [
            requests.Image2Video(image=picture, **fields) for picture in await encoded(image)
        ]
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
                *(io.Image.Input(f"image_{number}", optional=True, tooltip="Another subject.") for number in (2, 3, 4)),
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


class ExtendVideo(paying.PayingNode):
    """A video goes on for another 4 to 5 s; the result is the whole longer one, to go on from again."""

    PREFIX = "Kling/extend"

    @classmethod
    def define_schema(cls) -> io.Schema:
        return cls.schema(
            node_id="KlingKitExtendVideo",
            display_name="Kling ExtendVideo",
            description="Lets a video of kling-v1, v1-5 or v1-6 go on for another 4 to 5 s, up to 3 minutes in all. "
            "Gives the whole longer video with a new video_id, so that several can be chained.",
            search_aliases=["kling", "可灵", "extend", "视频延长"],
            inputs=[
                io.String.Input("video_id", default="", tooltip="The video_id output of the node that made the video."),
                io.String.Input(
                    "task_id",
                    default="",
                    optional=True,
                    tooltip="The task_id output of that node. DMXAPI and other relays want it; found in the journal "
                    "where it is left empty.",
                ),
                *prompt_inputs(),
                models.cfg_scale_input(),
            ],
        )

    @classmethod
    async def execute(
        cls,
        video_id: str,
        task_id: str = "",
        prompt: str = "",
        negative_prompt: str = "",
        cfg_scale: float = 0.5,
        **inputs: Unpack[paying.Common],
    ) -> io.NodeOutput:
        source = await asyncio.to_thread(runtime().dispatcher.source, video_id)
        check_extendable(source, time.time())
        of_v1 = source is not None and source.model == "kling-v1"
        asked = requests.VideoExtend(
            video_id=video_id.strip(),
            task_id=task_id.strip() or (source.task_id if source else ""),
            prompt=prompt,
            negative_prompt=negative_prompt,
            cfg_scale=None if of_v1 else cfg_scale,
            source_model=source.model if source else "",
            source_mode=source.mode if source else "",
            callback_url=inputs.get("callback_url", ""),
        )
        return await cls.run([asked], **inputs)


class Effects(paying.PayingNode):
    """One of Kling's ready-made scenes with the people or pets of one or two pictures."""

    PREFIX = "Kling/effects"

    @classmethod
    def define_schema(cls) -> io.Schema:
        return cls.schema(
            node_id="KlingKitEffects",
            display_name="Kling Effects",
            description="Puts one or two pictures into a scene that Kling has made. Kling adds and ends scenes each "
            "month, so the name is free text; what Kling answers to it is shown.",
            search_aliases=["kling", "可灵", "effects", "视频特效"],
            inputs=[
                io.Image.Input("image_1", tooltip="The picture, or the left one of two people."),
                io.Image.Input("image_2", optional=True, tooltip="The second person, for scenes of two."),
                io.String.Input(
                    "effect_scene",
                    default="hug_pro",
                    optional=True,
                    tooltip=f"The scene's name at Kling. Scenes of two pictures: {', '.join(requests.TWO_PICTURES)}.",
                ),
                io.Combo.Input("duration", options=["5", "10"], default="5", optional=True, tooltip="In seconds."),
            ],
        )

    @classmethod
    async def execute(
        cls,
        image_1: torch.Tensor,
        image_2: torch.Tensor | None = None,
        effect_scene: str = "hug_pro",
        duration: str = "5",
        **inputs: Unpack[paying.Common],
    ) -> io.NodeOutput:
        asked = requests.Effects(
            effect_scene=effect_scene.strip(),
            images=await encoded_all([image_1, image_2]),
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
