"""Model, mode, duration and sound: the four that decide what else is allowed, and the price."""

from dataclasses import dataclass

from ...kling.catalog import MODELS, Model, models_for
from ..answers import Refused
from .fields import Body, choice, flag, illegal, number, objects, prompt, text, whole_number

_DEFAULT_MODEL = "kling-v1"
_DEFAULT_MODE = "std"
_DEFAULT_DURATION = "5"
_DIRECTED = ("kling-v3",)
"""The models with several shots in one video, and with elements."""
_MOST_SHOTS, _SHOT_PROMPT_MAX, _MOST_ELEMENTS, _MOST_VOICES = 6, 512, 3, 2


@dataclass(frozen=True, slots=True)
class Shot:
    model: Model
    mode: str
    """Empty for a model without modes."""
    duration: str
    sound: bool

    @property
    def units(self) -> float:
        return self.model.units_for(self.mode, self.duration, sound=self.sound)


def shot(body: Body, kind: str, *, default: str = _DEFAULT_MODEL) -> Shot:
    """`default`: the model of a create that names none."""
    model = _model(body, kind, default)
    # A model without modes ignores what is sent, whatever it is.
    mode = choice(body, "mode", model.modes, _DEFAULT_MODE) if model.modes else ""
    duration = choice(body, "duration", model.durations, _DEFAULT_DURATION)
    sound = choice(body, "sound", ("on", "off"), "off") == "on"
    if sound and mode not in model.sound:
        raise illegal(f"sound is not supported by {model.name} {mode}".rstrip())
    if "cfg_scale" in body:
        number(body, "cfg_scale", 0, 1)
        if not model.cfg_scale:
            raise illegal(f"cfg_scale is not supported by {model.name}")
    return Shot(model, mode, duration, sound)


def _model(body: Body, kind: str, default: str) -> Model:
    # The old name of the field, `model`, is ignored without a word, as Kling does: whoever sends it gets kling-v1.
    name = text(body, "model_name", default)
    if name not in MODELS:
        raise Refused(1203, f"model is not found: {name}")
    if MODELS[name] not in models_for(kind):
        raise illegal(f"model_name value {name!r} is invalid for {kind}")
    return MODELS[name]


def check_voices(body: Body, shot: Shot) -> None:
    voices = objects(body, "voice_list", 1, _MOST_VOICES)
    if not voices:
        return
    if not shot.sound:
        raise illegal("voice_list needs sound on")
    if "element_list" in body:
        raise illegal("voice_list and element_list can not be used together")
    for number_from_1, voice in enumerate(voices, start=1):
        if not text(voice, "voice_id", where="voice_list."):
            raise illegal("voice_list.voice_id is required")
        if f"<<<voice_{number_from_1}>>>" not in text(body, "prompt"):
            raise illegal(f"prompt must name the voice as <<<voice_{number_from_1}>>>")


def check_direction(body: Body, shot: Shot) -> None:
    """Elements, and several shots in one video."""
    for name in ("element_list", "multi_shot", "shot_type", "multi_prompt"):
        if name in body and body[name] and shot.model.name not in _DIRECTED:
            raise illegal(f"{name} is not supported by {shot.model.name}")
    for element in objects(body, "element_list", 1, _MOST_ELEMENTS):
        whole_number(element, "element_id", where="element_list.")
    if not flag(body, "multi_shot"):
        return
    if choice(body, "shot_type", ("customize", "intelligence"), "") == "customize":
        _check_shots(body, shot)


def _check_shots(body: Body, shot: Shot) -> None:
    shots = objects(body, "multi_prompt", 1, _MOST_SHOTS)
    if not shots:
        raise illegal("multi_prompt is required with shot_type customize")
    seconds = 0
    for part in shots:
        whole_number(part, "index", where="multi_prompt.")
        prompt(part, limit=_SHOT_PROMPT_MAX, where="multi_prompt.")
        duration = text(part, "duration", where="multi_prompt.")
        if not duration.isdecimal() or int(duration) < 1:
            raise illegal("multi_prompt.duration must be a string of whole seconds, 1 or more")
        seconds += int(duration)
    if seconds != int(shot.duration):
        raise illegal(f"multi_prompt.duration must add up to {shot.duration} s, not {seconds} s")
