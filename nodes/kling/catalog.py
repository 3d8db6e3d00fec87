"""What each Kling model can do, its limits and official prices, as data.

Nodes, request checks, the simulator and the documents all read these tables, so a new model is one row here.
Sources: Kling's capability map and price list (legacy API, up to 2026-09-20).
"""

from dataclasses import dataclass, field

PROMPT_MAX = 2500
"""Characters in `prompt`, and in `negative_prompt`."""

PICTURE_MIN_SIDE = 300
"""px; a smaller picture is accepted by Kling, then fails after one or two paid minutes."""
PICTURE_MAX_RATIO = 2.5
"""Longer side to shorter side: Kling takes 1:2.5 to 2.5:1."""
PICTURE_MAX_MB = 10
"""MB of the picture file itself, before base64 makes a third more text of it."""

BRUSH_MAX_AREAS = 6
BRUSH_POINTS = (2, 77)
"""How few and how many points a motion brush path may have in a video of 5 s."""

CAMERA_AXES = ("horizontal", "vertical", "pan", "tilt", "roll", "zoom")
CAMERA_PRESETS = ("down_back", "forward_up", "right_turn_forward", "left_turn_forward")
CAMERA_RANGE = (-10.0, 10.0)

ASPECT_RATIOS = ("16:9", "9:16", "1:1")

YUAN_PER_UNIT = 1.0
DOLLARS_PER_UNIT = 0.14

AVERAGE_SECONDS = {
    "image2video": 164,
    "text2video": 319,
    "multi-image2video": 164,
    "video-extend": 320,
    "lip-sync": 455,
    "effects": 320,
    "advanced-lip-sync": 120,
}
"""Published mean time from create to finish, in s: what to expect before an account has history of its own."""

Shots = dict[str, tuple[str, ...]]
"""Mode to the durations (s) in which that mode has a feature; mode "" where a model has no modes."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """One row of Kling's capability map."""

    name: str
    kinds: tuple[str, ...]
    modes: tuple[str, ...] = ("std", "pro")
    """Empty where Kling ignores `mode`; then none is sent."""
    durations: tuple[str, ...] = ("5", "10")
    """In s, as the text that Kling wants."""
    end_frame: Shots = field(default_factory=dict)
    motion_brush: Shots = field(default_factory=dict)
    camera: Shots = field(default_factory=dict)
    """image2video only; text2video takes a camera on kling-v1 std 5 s."""
    end_frame_alone: bool = False
    """Whether an end frame may stand without a start picture."""
    camera_presets: bool = True
    """Whether the camera knows more than the type `simple`."""
    cfg_scale: bool = False
    sound: tuple[str, ...] = ()
    """The modes that can make sound."""
    end_frame_with_sound: bool = False
    extendable: bool = False
    units: dict[str, float]
    """Official price in units per second of video, by mode."""
    units_with_sound: dict[str, float] = field(default_factory=dict)

    def units_for(self, mode: str, duration: str, *, sound: bool = False) -> float:
        """The official price of one video, in Kling's units (1 unit = 1 yuan = 0.14 dollars)."""
        table = self.units_with_sound if sound else self.units
        return table[mode if self.modes else ""] * int(duration)


_BOTH = ("image2video", "text2video")
_IMAGE = ("image2video",)
_PRO_ANY: Shots = {"pro": ("5", "10")}
_V3_SECONDS = tuple(str(seconds) for seconds in range(3, 16))

MODELS = {
    model.name: model
    for model in (
        Model(
            name="kling-v1",
            kinds=_BOTH,
            end_frame={"std": ("5",), "pro": ("5",)},
            motion_brush={"std": ("5",), "pro": ("5",)},
            camera={"std": ("5",)},
            cfg_scale=True,
            extendable=True,
            units={"std": 0.2, "pro": 0.7},
        ),
        Model(
            name="kling-v1-5",
            kinds=_IMAGE,
            end_frame=_PRO_ANY,
            end_frame_alone=True,
            motion_brush={"pro": ("5",)},
            camera={"pro": ("5",)},
            camera_presets=False,
            cfg_scale=True,
            extendable=True,
            units={"std": 0.4, "pro": 0.7},
        ),
        Model(
            name="kling-v1-6",
            kinds=(*_BOTH, "multi-image2video"),
            end_frame=_PRO_ANY,
            end_frame_alone=True,
            cfg_scale=True,
            extendable=True,
            units={"std": 0.4, "pro": 0.7},
        ),
        Model(name="kling-v2-master", kinds=_BOTH, modes=(), units={"": 2.0}),
        Model(name="kling-v2-1", kinds=_IMAGE, end_frame=_PRO_ANY, units={"std": 0.4, "pro": 0.7}),
        Model(name="kling-v2-1-master", kinds=_BOTH, modes=(), units={"": 2.0}),
        Model(name="kling-v2-5-turbo", kinds=_BOTH, end_frame=_PRO_ANY, units={"std": 0.3, "pro": 0.5}),
        Model(
            name="kling-v2-6",
            kinds=_BOTH,
            end_frame=_PRO_ANY,
            sound=("pro",),
            units={"std": 0.3, "pro": 0.5},
            units_with_sound={"pro": 1.0},
        ),
        Model(
            name="kling-v3",
            kinds=_BOTH,
            modes=("std", "pro", "4k"),
            durations=_V3_SECONDS,
            end_frame={"std": _V3_SECONDS, "pro": _V3_SECONDS, "4k": _V3_SECONDS},
            end_frame_with_sound=True,
            cfg_scale=True,
            sound=("std", "pro", "4k"),
            units={"std": 0.6, "pro": 0.8, "4k": 3.0},
            units_with_sound={"std": 0.9, "pro": 1.2, "4k": 3.0},
        ),
    )
}


def models_for(kind: str) -> tuple[Model, ...]:
    """The models that `kind` ("image2video", "text2video", ...) accepts, oldest first."""
    return tuple(model for model in MODELS.values() if kind in model.kinds)


def in_words(shots: Shots) -> str:
    """Where a feature is to be had, for an error: "pro 5 or 10 s"."""
    parts = []
    for mode, durations in shots.items():
        times = f"{durations[0]} to {durations[-1]} s" if len(durations) > 2 else f"{' or '.join(durations)} s"
        parts.append(f"{mode} {times}".strip())
    return ", ".join(parts) or "nothing"
