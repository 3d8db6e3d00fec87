"""Nodes that make a video: Image2Video."""

import asyncio
from typing import Any

import torch
from comfy_api.latest import io

from . import common, waiting
from .kling import catalog
from .kling.errors import InputError
from .kling.requests import Image2Video as Image2VideoRequest
from .media import pictures
from .runtime import runtime

DEFAULT_MODEL = "kling-v1-6"
NO_GUIDANCE = "none"
END_FRAME = "end frame"
MOTION_BRUSH = "motion brush"
CAMERA = "camera"


class Image2Video(io.ComfyNode):
    """A picture becomes a video; a batch of N becomes N tasks side by side."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="KlingKitImage2Video",
            display_name="Kling Image2Video",
            category=common.CATEGORY,
            description="Makes a video from a picture. A batch of pictures makes one video each, side by side. "
            "The same inputs never cost twice: change `take` for another video.",
            search_aliases=["kling", "可灵", "image to video", "i2v", "图生视频"],
            inputs=[
                io.Image.Input(
                    "image",
                    tooltip="Both sides 300 px or more, 1:2.5 to 2.5:1. RGBA is put on black, grey becomes RGB.",
                ),
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
                model_input("image2video"),
                guidance_input(),
                *common.common_inputs("Kling/image2video"),
            ],
            outputs=common.outputs(),
            hidden=[io.Hidden.unique_id],
            has_intermediate_output=True,
            # Else ComfyUI drops a model it does not know, and the default one would be paid for instead.
            accept_all_inputs=True,
        )

    @classmethod
    def validate_inputs(cls, account: str = "default", model: Any = None, guidance: Any = None) -> bool | str:
        """What can be told before anything runs: the account, and whether the model can do the guidance."""
        return _check_model(
            _chosen(model, "model") or DEFAULT_MODEL, _chosen(guidance, "guidance") or NO_GUIDANCE
        ) or common.check_account(account)

    @classmethod
    def fingerprint_inputs(cls, **_: Any) -> list[int]:
        """Run again where what ComfyUI has cached no longer holds."""
        return runtime().freshness()

    @classmethod
    async def execute(
        cls,
        image: torch.Tensor,
        prompt: str = "",
        negative_prompt: str = "",
        model: dict[str, Any] | None = None,
        guidance: dict[str, Any] | None = None,
        account: str = "default",
        take: int = 0,
        wait: bool = True,
        on_failure: str = "raise",
        give_up_after: int = 30,
        filename_prefix: str = "Kling/image2video",
        callback_url: str = "",
        external_task_id: str = "",
        **_: Any,
    ) -> io.NodeOutput:
        prefix = common.resolve_prefix(filename_prefix)
        checked = pictures.check(image)
        shared = model_fields(model) | await guidance_fields(guidance)
        shared |= {"prompt": prompt, "negative_prompt": negative_prompt, "callback_url": callback_url}
        encoded = await asyncio.gather(*(asyncio.to_thread(pictures.encode, picture) for picture in checked))
        requests = [Image2VideoRequest(image=picture, **shared) for picture in encoded]
        jobs = await common.submit(requests, account, take, prefix, external_task_id)
        if not wait:
            return waiting.ids(await waiting.accepted(jobs, cls.hidden.unique_id, give_up_after), on_failure)
        return waiting.files(await waiting.finished(jobs, cls.hidden.unique_id, give_up_after), on_failure)


def model_input(kind: str) -> io.Input:
    """The models of `kind`, each with just what it can do; the default first, since a DynamicCombo begins with it."""
    models = sorted(catalog.models_for(kind), key=lambda model: model.name != DEFAULT_MODEL)
    return io.DynamicCombo.Input(
        "model",
        options=[io.DynamicCombo.Option(model.name, _model_options(model)) for model in models],
        optional=True,
        tooltip="Each model shows what it can do. ExtendVideo takes videos of kling-v1, v1-5 and v1-6.",
    )


def _model_options(model: catalog.Model) -> list[io.Input]:
    inputs: list[io.Input] = []
    if model.modes:
        inputs.append(
            io.Combo.Input(
                "mode", options=list(model.modes), default=model.modes[0], optional=True, tooltip="std 720p, pro 1080p."
            )
        )
    inputs.append(
        io.Combo.Input("duration", options=list(model.durations), default="5", optional=True, tooltip="In seconds.")
    )
    if model.cfg_scale:
        inputs.append(
            io.Float.Input(
                "cfg_scale",
                default=0.5,
                min=0.0,
                max=1.0,
                step=0.05,
                optional=True,
                tooltip="How closely the prompt is followed, 0 to 1.",
            )
        )
    if model.sound:
        inputs.append(
            io.Combo.Input(
                "sound",
                options=["off", "on"],
                default="off",
                optional=True,
                tooltip=f"Sound made along with the video, in mode {' or '.join(model.sound)}.",
            )
        )
    return inputs


def guidance_input() -> io.Input:
    """At most one of Kling's three: the API takes no more, so neither does the graph."""
    return io.DynamicCombo.Input(
        "guidance",
        options=[
            io.DynamicCombo.Option(NO_GUIDANCE, []),
            io.DynamicCombo.Option(END_FRAME, [io.Image.Input("image_tail", tooltip="The last frame: one picture.")]),
            io.DynamicCombo.Option(MOTION_BRUSH, [io.Custom("KLING_BRUSH").Input("brush")]),
            io.DynamicCombo.Option(CAMERA, [io.Custom("KLING_CAMERA").Input("camera")]),
        ],
        optional=True,
        tooltip="What else shapes the video; Kling takes one of the three.",
    )


def model_fields(model: dict[str, Any] | None) -> dict[str, Any]:
    """The request's fields of a `model` input. What is not given stays at the catalog's default.

    Raises:
        InputError: no such model.
    """
    chosen = {name: value for name, value in (model or {}).items() if value is not None}
    name = chosen.pop("model", DEFAULT_MODEL)
    row = catalog.MODELS.get(name)
    if row is None:
        raise InputError(
            f"model is {name!r}, which KlingKit does not know. Choose one of: {', '.join(catalog.MODELS)}."
        )
    return {"model_name": name, "mode": row.modes[0] if row.modes else "", "duration": "5"} | chosen


async def guidance_fields(guidance: dict[str, Any] | None) -> dict[str, Any]:
    """The request's fields of a `guidance` input.

    Raises:
        InputError: its picture cannot be sent.
    """
    chosen = guidance or {}
    if chosen.get("guidance") == END_FRAME:
        tails = pictures.check(chosen["image_tail"], name="image_tail")
        if len(tails) > 1:
            raise InputError(
                f"image_tail holds {len(tails)} pictures; a video has one last frame. Connect one picture."
            )
        return {"image_tail": await asyncio.to_thread(pictures.encode, tails[0])}
    if chosen.get("guidance") == MOTION_BRUSH:
        return dict(chosen["brush"])
    if chosen.get("guidance") == CAMERA:
        return {"camera_control": chosen["camera"]}
    return {}


def _chosen(value: Any, name: str) -> str | None:
    """A DynamicCombo's key; it comes alone where the key is unknown, and else with its sub-inputs."""
    return value.get(name) if isinstance(value, dict) else value


def _check_model(model: str, guidance: str) -> str | None:
    row = catalog.MODELS.get(model)
    if row is None or "image2video" not in row.kinds:
        able = ", ".join(row.name for row in catalog.models_for("image2video"))
        return f"{model!r} is no model for Image2Video. Choose one of: {able}."
    able = {
        NO_GUIDANCE: list(catalog.MODELS),
        END_FRAME: [row.name for row in catalog.MODELS.values() if row.end_frame],
        MOTION_BRUSH: [row.name for row in catalog.MODELS.values() if row.motion_brush],
        CAMERA: [row.name for row in catalog.MODELS.values() if row.camera],
    }
    if guidance not in able:
        return f"{guidance!r} is no guidance. Choose one of: {', '.join(able)}."
    if model not in able[guidance]:
        return f"{model} cannot do {guidance}. These can: {', '.join(able[guidance])}."
    return None
