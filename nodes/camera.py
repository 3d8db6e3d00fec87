"""Kling Camera Control: how the camera moves, for Image2Video and Text2Video."""

from comfy_api.latest import io

from . import common, models
from .kling import catalog
from .kling.errors import InputError

SIMPLE = "simple"

_AXES = {
    "horizontal": "The camera goes left (below 0) or right.",
    "vertical": "The camera goes down (below 0) or up.",
    "pan": "The camera turns left (below 0) or right. Kling's older text had pan and tilt the other way round.",
    "tilt": "The camera turns down (below 0) or up. Kling's older text had pan and tilt the other way round.",
    "roll": "The camera rolls counter-clockwise (below 0) or clockwise.",
    "zoom": "The picture gets narrower (below 0) or wider.",
}


class CameraControl(io.ComfyNode):
    """One axis of a simple move, or one of Kling's presets."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        low, high = catalog.CAMERA_RANGE
        axes = [
            io.Float.Input(axis, default=0.0, min=low, max=high, step=0.5, optional=True, tooltip=tip)
            for axis, tip in _AXES.items()
        ]
        return io.Schema(
            node_id="KlingKitCameraControl",
            display_name="Kling Camera Control",
            category=common.CATEGORY,
            description="How the camera moves: exactly one axis of a simple move, or a preset without axes. "
            "kling-v1 in std 5 s and kling-v1-5 in pro 5 s (simple alone) can do it.",
            search_aliases=["kling", "可灵", "camera", "运镜"],
            inputs=[
                io.Combo.Input(
                    "type",
                    options=[SIMPLE, *catalog.CAMERA_PRESETS],
                    default=SIMPLE,
                    optional=True,
                    tooltip="simple: set one axis. The others are moves that Kling has made, and take no axis.",
                ),
                *axes,
            ],
            outputs=[models.Camera.Output("camera", display_name="camera", tooltip="For guidance.")],
        )

    @classmethod
    def execute(
        cls,
        type: str = SIMPLE,
        horizontal: float = 0.0,
        vertical: float = 0.0,
        pan: float = 0.0,
        tilt: float = 0.0,
        roll: float = 0.0,
        zoom: float = 0.0,
    ) -> io.NodeOutput:
        values = (horizontal, vertical, pan, tilt, roll, zoom)
        moved = {axis: value for axis, value in zip(catalog.CAMERA_AXES, values, strict=True) if value}
        if type != SIMPLE and moved:
            raise InputError(f"The camera type {type} takes no axis, and {' and '.join(moved)} is not 0. Set it to 0.")
        if type == SIMPLE and len(moved) != 1:
            found = f"{' and '.join(moved)} are not 0" if moved else "all are 0"
            raise InputError(f"A simple camera moves along exactly one axis, and {found}. Set one of them.")
        return io.NodeOutput({"type": type, "config": moved} if moved else {"type": type})
