"""Opens an answer: from its text to the plain objects in it, whatever a relay has wrapped them in.

Relays put Kling's answer into objects, lists, JSON inside JSON text, server-sent events and sentences for people. The
tables say what is opened where; what the opened objects mean is read in answers.py.
"""

import json
import re

Layer = dict[str, object]
"""One object of the answer. Numbers are text: an id of 18 digits must come out with all of them."""
Chain = list[Layer]
"""All that is said about one task: its layers from the outside in."""

MAX_CHARS = 8_000_000
"""500 tasks, the most that Kling lists at once, stay well below this."""
MAX_DEPTH = 24
"""Objects and lists; DMXAPI's responses need eight, the rest is room for relays behind relays."""
MAX_LAYERS = 40
MAX_TASKS = 1000
"""Also the most events that are read from the end of a stream."""

_FAULTS = ("error", "detail")
_SIDES = ("task_info", "task_result", "metadata", "usage")
_WRAPPERS = ("data", "response", "output", "result", "message", "resultJson")
_KEPT: dict[str, tuple[str, ...]] = {
    "task_info": ("id", "status", "external_task_id", "external_id", "created_at", "updated_at"),
    "task_result": ("videos",),
    "metadata": ("url", "duration"),
    "usage": ("duration",),
    "content": (),
}
"""What counts in an object under this key. Anything else there may echo the request, such as the video to lip-sync."""

_ANYWHERE = (*_WRAPPERS, *_SIDES, *_FAULTS)
_OPENED: dict[str, tuple[str, ...]] = {
    "output": (*_ANYWHERE, "content"),
    "content": ("text",),
    "error": ("message", *_FAULTS),
    "detail": ("message", *_FAULTS),
    "task_info": _FAULTS,
    "task_result": (),
    "metadata": (),
    "usage": (),
}
"""What is opened in an object under this key. A `text` outside `content` may be the user's own, so it is left alone."""

_ENVELOPE = ("code", "message")
"""What counts in the frame of a "responses" answer: its id and its status are those of the answer, not of the task."""

_LABELS = {
    "任务id": "task_id",
    "taskid": "task_id",
    "任务状态": "task_status",
    "状态": "task_status",
    "status": "task_status",
    "时长": "duration",
    "视频时长": "duration",
    "duration": "duration",
    "视频id": "video_id",
    "失败原因": "task_status_msg",
    "原因": "task_status_msg",
    "reason": "task_status_msg",
}
"""Labels in sentences for people, lower case and without blanks and underscores."""

_LINK = re.compile(r"https?://[^\s<>\"')\]，。]{1,2000}?\.mp4[^\s<>\"')\]，。]*")
_FAILED = re.compile(r"生成失败|任务失败|(?:task|generation) failed", re.IGNORECASE)


def unfold(text: str) -> list[Chain]:
    """Whatever the answer tells, one chain a task; empty where the text is not JSON.

    A text beyond MAX_CHARS counts as unreadable, so that a hostile answer costs neither time nor memory.
    """
    text = text.lstrip("\ufeff \t\r\n")
    tree = _last_event(text) if text.startswith(("data:", "event:", "id:", ":")) else _json(text)
    if tree is None:
        return []
    return _chains("", tree if isinstance(tree, dict) else {"data": tree}, MAX_DEPTH)


def _json(text: str) -> object:
    """None also where the text is no JSON, or nested so deep that only an attack explains it."""
    if len(text) > MAX_CHARS:
        return None
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def _last_event(text: str) -> object:
    # The earlier events of a stream tell the same story with less in it; a ping or a bill may follow the last word.
    lines = [line for line in text[:MAX_CHARS].splitlines() if line.startswith("data:")]
    found = (_json(line[len("data:") :].strip()) for line in reversed(lines[-MAX_TASKS:]))
    events = [event for event in found if isinstance(event, dict)]
    return next((event for event in events if not event.keys().isdisjoint((*_WRAPPERS, *_FAULTS))), (*events, None)[0])


def _chains(key: str, value: object, depth: int) -> list[Chain]:
    """The tasks below `value`, which stood under `key`: several where it holds a list of several."""
    value = _opened(key, value)
    if depth == 0:
        return []
    if isinstance(value, list):
        found: list[Chain] = []
        for item in value[:MAX_TASKS]:
            found += _chains(key, item, depth - 1)
            if len(found) >= MAX_TASKS:
                break
        return found[:MAX_TASKS]
    if isinstance(value, dict):
        return _chains_of_object(key, value, depth)
    return [[{"fault": value}]] if key in _FAULTS and isinstance(value, str) else []


def _chains_of_object(key: str, value: Layer, depth: int) -> list[Chain]:
    inner = {name: _opened(name, value[name]) for name in _OPENED.get(key, _ANYWHERE) if name in value}
    chain = [_layer(key, {**value, **inner})]
    forks: list[Chain] = []
    for name, below in inner.items():
        found = _chains(name, below, depth - 1)
        if len(found) > 1 and name not in (*_SIDES, *_FAULTS):
            forks += found
        elif found:
            chain += found[0]
    del chain[MAX_LAYERS:]
    return [chain + fork for fork in forks[:MAX_TASKS]] or [chain]


def _layer(key: str, value: Layer) -> Layer:
    """`value` without what means something else where it stands."""
    if key in _FAULTS:
        fault = next((value[name] for name in ("message", "msg", "title") if value.get(name)), None)
        return {"code": value.get("code"), "fault": fault}
    kept = _KEPT.get(key, _ENVELOPE if _is_envelope(key, value) else tuple(value))
    return {name: value[name] for name in kept if name in value}


def _is_envelope(key: str, value: Layer) -> bool:
    if isinstance(value.get("content"), list) or value.get("object") == "response":
        return True
    output = value.get("output")
    if not isinstance(output, list):
        return False
    return key == "response" or any(isinstance(part, dict) and "content" in part for part in output)


def _opened(key: str, value: object) -> object:
    """JSON inside text, and text around that, as what it stands for; any other value as it is."""
    for _ in range(MAX_DEPTH):
        if not isinstance(value, str) or not value.lstrip().startswith(("{", "[", '"')):
            break
        inner = _json(value)
        if inner is None:
            break
        value = inner
    return _labelled(value) if key == "text" and isinstance(value, str) else value


def _labelled(text: str) -> Layer:
    """A sentence for people as an object: its lines "label: value", and the first link to a video."""
    text = text[:20_000]
    layer: Layer = {}
    for line in text.splitlines():
        label, _, value = line.replace("：", ":").partition(":")
        name = _LABELS.get(re.sub(r"[\s_*-]", "", label).lower())
        if name and value.strip():
            layer.setdefault(name, value.strip(" *`"))
    if link := _LINK.search(text):
        layer["video_url"] = link.group()
    elif "task_status" not in layer and _FAILED.search(text):
        layer |= {"task_status": "failed", "task_status_msg": layer.get("task_status_msg", text)}
    return layer
