"""The `model` and `guidance` inputs: what each model can do, shown where it is chosen and checked before it is paid."""

import asyncio
from collections.abc import Mapping
from typing import Any

from comfy_api.latest import io

from .kling import catalog
from .kling.errors import InputError
from .media import pictures

DEFAULT = "kling-v1-6"
NO_GUIDANCE, END_FRAME, MOTION_BRUSH, CAMERA = "none", "end frame", "motion brush", "camera"

Brush = io.Custom("KLING_BRUSH")
"""{"static_mask": Picture, "dynamic_masks": [{"mask": Picture, "trajectories": [{"x": px, "y": px}]}]}"""
Camera = io.Custom("KLING_CAMERA")
"""{"type": "simple", "config": {"zoom": 5.0}} or {"type": one of CAMERA_PRESETS}"""


def model_input(kind: str) -> io.Input:
    """The models of `kind`, each with just what it can do; the default first, since a DynamicCombo begins with it."""
    models = sorted(catalog.models_for(kind), key=lambda model: model.name != DEFAULT)
    return io.DynamicCombo.Input(
        "model",
        options=[io.DynamicCombo.Option(model.name, _options(model)) for model in models],
        optional=True,
        tooltip="Each model shows what it can do. ExtendVideo takes videos of kling-v1, v1-5 and v1-6.",
    )


def _options(model: catalog.Model) -> list[io.Input]:
    inputs: list[io.Input] = []
    if model.modes:
        first = model.modes[0]
        inputs.append(
            io.Combo.Input(
                "mode", options=list(model.modes), default=first, optional=True, tooltip="std 720p, pro 1080p."
            )
        )
    inputs.append(
        io.Combo.Input("duration", options=list(model.durations), default="5", optional=True, tooltip="In seconds.")
    )
    if model.cfg_scale:
        inputs.append(cfg_scale_input())
    if model.sound:
        inputs.append(
            io.Combo.Input(
                "sound",
                options=["off", "on"],
                default="off",
                optional=True,
                # Of all models at once: the page keeps one text for an input, whichever model shows it.
                tooltip="Sound made along with the video. "
                + "; ".join(f"{row.name}: {', '.join(row.sound)}" for row in catalog.MODELS.values() if row.sound)
                + ".",
            )
        )
    return inputs


def cfg_scale_input() -> io.Input:
    """How closely the prompt is followed, 0 to 1."""
    return io.Float.Input(
        "cfg_scale",
        default=0.5,
        min=0.0,
        max=1.0,
        step=0.05,
        optional=True,
        tooltip="How closely the prompt is followed, 0 to 1.",
    )


def guidance_input() -> io.Input:
    """At most one of Kling's three: the API takes no more, so neither does the graph."""
    return io.DynamicCombo.Input(
        "guidance",
        options=[
            io.DynamicCombo.Option(NO_GUIDANCE, []),
            io.DynamicCombo.Option(END_FRAME, [io.Image.Input("image_tail", tooltip="The last frame: one picture.")]),
            io.DynamicCombo.Option(MOTION_BRUSH, [Brush.Input("brush", tooltip="From Kling Motion Brush.")]),
            io.DynamicCombo.Option(CAMERA, [Camera.Input("camera", tooltip="From Kling Camera Control.")]),
        ],
        optional=True,
        tooltip="What else shapes the video; Kling takes one of the three.",
    )


def model_fields(model: Mapping[str, Any] | None) -> dict[str, Any]:
    """The request's fields of a `model` input. What is not given stays at the widget's default."""
    chosen = {name: value for name, value in (model or {}).items() if value is not None}
    name = chosen.pop("model", DEFAULT)
    row = catalog.MODELS.get(name)
    mode = row.modes[0] if row and row.modes else ""
    return {"model_name": name, "mode": mode, "duration": "5"} | chosen


async def guidance_fields(guidance: Mapping[str, Any] | None) -> dict[str, Any]:
    """The request's fields of a `guidance` input.

    Raises:
        InputError: its picture cannot be sent.
    """
    chosen = guidance or {}
    kind = chosen.get("guidance", NO_GUIDANCE)
    if kind == END_FRAME:
        tails = pictures.check(chosen["image_tail"], name="image_tail")
        if len(tails) > 1:
            raise InputError(
                f"image_tail holds {len(tails)} pictures; a video has one last frame. Connect one picture."
            )
        return {"image_tail": await asyncio.to_thread(pictures.encode, tails[0])}
    if kind == MOTION_BRUSH:
        return dict(chosen["brush"])
    return {"camera_control": chosen["camera"]} if kind == CAMERA else {}


def check(kind: str, model: object, guidance: object = None) -> str | None:
    """For `validate_inputs`: the sentence where the model cannot do `kind`, or not with this guidance."""
    name, wanted = chosen_key(model, "model") or DEFAULT, chosen_key(guidance, "guidance") or NO_GUIDANCE
    rows = {row.name: row for row in catalog.models_for(kind)}
    if name not in rows:
        return f"{name!r} is no model that KlingKit knows for {kind}. Choose one of: {', '.join(rows)}."
    able = {
        NO_GUIDANCE: list(rows),
        END_FRAME: [row.name for row in rows.values() if row.end_frame],
        MOTION_BRUSH: [row.name for row in rows.values() if row.motion_brush],
        CAMERA: [row.name for row in rows.values() if row.camera],
    }
    if wanted not in able:
        return f"{wanted!r} is no guidance. Choose one of: {', '.join(able)}."
    if name not in able[wanted]:
        return f"{name} cannot do {wanted}. These can: {', '.join(able[wanted])}."
    return None


def chosen_key(value: object, name: str) -> str | None:
    """A DynamicCombo's key: with its sub-inputs where ComfyUI knows it, alone where not."""
    return value.get(name) if isinstance(value, Mapping) else value if isinstance(value, str) else None
