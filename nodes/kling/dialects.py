"""Where each provider wants what, and in which words: paths, bodies and habits, as data and small functions.

A request always has Kling's own (legacy) fields; a dialect says which exchange carries them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .errors import InputError

Fields = dict[str, Any]

CREATE_PATHS = {
    "image2video": "/v1/videos/image2video",
    "text2video": "/v1/videos/text2video",
    "multi-image2video": "/v1/videos/multi-image2video",
    "video-extend": "/v1/videos/video-extend",
    "lip-sync": "/v1/videos/lip-sync",
    "advanced-lip-sync": "/v1/videos/advanced-lip-sync",
    "effects": "/v1/videos/effects",
}
"""Kind of task to the path that creates it; the same path lists the tasks, and with `/{id}` tells one."""

KINDS = tuple(CREATE_PATHS)


@dataclass(frozen=True)
class Exchange:
    """One request: a path below the account's address, and for a POST what it carries."""

    path: str
    fields: Fields | None = None


Create = Callable[[str, Fields], Exchange]
"""From a kind and Kling's fields to what is POSTed."""
Query = Callable[[str, str], Exchange]
"""From a kind and a task id to what asks for it."""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How one provider differs.

    Attributes:
        create: how a task is made.
        queries: how a task is asked for, the likeliest first; the others are tried once where one knows no such task.
        knows_external_ids: it keeps `external_task_id`, so that "not found" by it proves that no task was made.
        lists: it lists tasks by page.
        wants_parent_task: an extension or lip-sync carries the task id of its source beside the video id.
        bare_key: the key goes out without "Bearer".
    """

    create: Create
    queries: tuple[Query, ...]
    knows_external_ids: bool = False
    lists: bool = False
    wants_parent_task: bool = False
    bare_key: bool = False


def legacy(kind: str, fields: Fields) -> Exchange:
    """POST /v1/videos/<kind>, as Kling's documents have had it since 2024 and all relays copy it."""
    return Exchange(CREATE_PATHS[kind], fields)


def own_path(kind: str, task_id: str) -> Exchange:
    """The create path with the id."""
    return Exchange(f"{CREATE_PATHS[kind]}/{quote(task_id, safe='')}")


def generations(_kind: str, task_id: str) -> Exchange:
    """How DMXAPI's sample for image2video asks: one path for every kind."""
    return Exchange(f"/v1/videos/generations/{quote(task_id, safe='')}")


# -- Kling's new standard (2026-06): the model is in the path --

_NEW_MODELS = {"kling-v2-5-turbo": "kling-2.5-turbo", "kling-v2-6": "kling-2.6", "kling-v3": "kling-3.0"}
_NEW_FAMILIES = {"image2video": "image-to-video", "text2video": "text-to-video"}
_RESOLUTIONS = {"std": "720p", "pro": "1080p", "4k": "4k"}


def new_standard(kind: str, fields: Fields) -> Exchange:
    """POST /image-to-video/kling-3.0 and its like; what has no such path goes the legacy way.

    Raises:
        InputError: the new standard has no field for one of these.
    """
    model = _NEW_MODELS.get(fields.get("model_name", ""))
    if kind not in _NEW_FAMILIES or model is None:
        return legacy(kind, fields)
    if fields.get("negative_prompt"):
        raise InputError(
            f"negative_prompt has no place in Kling's new standard, which this account uses for "
            f"{fields['model_name']}. Leave it empty, or choose an account with the provider `official`."
        )
    settings = {
        "resolution": _RESOLUTIONS[fields["mode"]],
        "duration": int(fields["duration"]),
        "audio": "native" if fields.get("sound") == "on" else "off",
    }
    options = {name: fields[name] for name in ("external_task_id", "callback_url") if fields.get(name)}
    if kind == "text2video":
        body: Fields = {"prompt": fields["prompt"], "settings": settings | {"aspect_ratio": fields["aspect_ratio"]}}
    else:
        frames = {"first_frame": fields.get("image"), "last_frame": fields.get("image_tail")}
        contents = [{"type": "prompt", "text": fields["prompt"]}] if fields.get("prompt") else []
        contents += [{"type": name, "url": picture} for name, picture in frames.items() if picture]
        body = {"contents": contents, "settings": settings}
    return Exchange(f"/{_NEW_FAMILIES[kind]}/{model}", body | {"options": options})


def new_tasks(_kind: str, task_id: str) -> Exchange:
    """The new standard asks by id, whatever the kind."""
    return Exchange(f"/tasks?task_ids={quote(task_id, safe='')}")


# -- DMXAPI's /v1/responses (2026): one path for all, the model says what is meant --

_RESPONSES_MODELS = {
    ("image2video", "kling-v2-6"): "kling-v2-6-image2video",
    ("text2video", "kling-v2-6"): "kling-v2-6-text2video",
    ("image2video", "kling-v3"): "kling-v3",
    ("text2video", "kling-v3"): "kling-v3",
}


def responses(kind: str, fields: Fields) -> Exchange:
    """POST /v1/responses with the prompt as `input`.

    Raises:
        InputError: DMXAPI's newer interface does not have this kind or model.
    """
    name = fields.get("model_name", "")
    model = _RESPONSES_MODELS.get((kind, name))
    if model is None:
        raise InputError(
            f"This account uses DMXAPI's /v1/responses, which makes videos from pictures and prompts with kling-v2-6 "
            f"and kling-v3, not {kind}{f' with {name}' if name else ''}. Choose one of these models, or an account "
            f"with the provider `dmxapi`."
        )
    moved = ("model_name", "prompt", "external_task_id")
    rest = {name: value for name, value in fields.items() if name not in moved}
    return Exchange("/v1/responses", {"model": model, "input": fields.get("prompt", ""), **rest})


def responses_v2_6(kind: str, task_id: str) -> Exchange:
    """Asks for a task of kling-v2-6; the answer comes as a stream of text."""
    model = "kling-text2video-get" if kind == "text2video" else "kling-image2video-get"
    return Exchange("/v1/responses", {"model": model, "input": task_id, "stream": True})


def responses_v3(_kind: str, task_id: str) -> Exchange:
    """Asks for a task of kling-v3."""
    return Exchange("/v1/responses", {"model": "kling-v3-get-all", "input": task_id})


DIALECTS = {
    "official": Dialect(create=legacy, queries=(own_path,), knows_external_ids=True, lists=True),
    "official-new": Dialect(create=new_standard, queries=(new_tasks, own_path)),
    "dmxapi": Dialect(create=legacy, queries=(generations, own_path), wants_parent_task=True),
    "dmxapi-responses": Dialect(create=responses, queries=(responses_v3, responses_v2_6), bare_key=True),
    "relay": Dialect(create=legacy, queries=(own_path, generations), wants_parent_task=True),
}


def exchange_for(dialect: Dialect, kind: str, fields: Fields) -> Exchange:
    """How a task with these fields is made.

    Raises:
        InputError: this provider cannot make it.
    """
    if not dialect.wants_parent_task:
        fields = _without_task_id(fields)
    return dialect.create(kind, fields)


def _without_task_id(fields: Fields) -> Fields:
    kept = {name: value for name, value in fields.items() if name != "task_id"}
    if isinstance(kept.get("input"), dict):
        kept["input"] = {name: value for name, value in kept["input"].items() if name != "task_id"}
    return kept
