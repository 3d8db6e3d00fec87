"""Kling's newer API: the model stands in the path, tasks are asked for at /tasks, and only API keys are good.

A create is put into the older words and checked by the same rules, so a refusal may name the older field (image_tail
for contents of type last_frame).
"""

from typing import Any

from aiohttp import web

from ...kling.catalog import MODELS
from ..answers import Refused, accepted
from ..auth import Account
from ..checks import Body
from ..checks.fields import choice, illegal, mapping, objects, prompt, text
from ..tasks import Task
from .surface import Route, Surface

_PREFIXES = ("", "/kling")
_KINDS = {"image-to-video": "image2video", "text-to-video": "text2video"}
_MODELS = {
    "kling-3.0": "kling-v3",
    "kling-2.6": "kling-v2-6",
    "kling-2.5-turbo": "kling-v2-5-turbo",
}
"""The last part of the path to the model's older name. (3.0 Turbo and Omni have no older one, and are not here.)"""
_MODES = {"720p": "std", "1080p": "pro", "4k": "4k"}
_SOUND = {"off": "off", "native": "on"}
_FIELDS = {"first_frame": "image", "last_frame": "image_tail"}
_STATES = {"succeed": "succeeded"}
_MOST_CONTENTS, _MOST_ASKED = 10, 100


class Newer(Surface):
    def routes(self) -> list[Route]:
        kinds, models = "|".join(_KINDS), "|".join(_MODELS)
        return [
            route
            for prefix in _PREFIXES
            for route in (
                Route("POST", f"{prefix}/{{kind:{kinds}}}/{{model:{models}}}", self.create, "create"),
                Route("GET", f"{prefix}/tasks", self.query, "query"),
            )
        ]

    async def create(self, request: web.Request) -> web.Response:
        account = self._key_holder(request)
        kind = _KINDS[request.match_info["kind"]]
        body = _in_older_words(self._body(), kind, _MODELS[request.match_info["model"]])
        return accepted(_row(await self._stage.create(kind, body, account)) | {"status": "submitted"})

    async def query(self, request: web.Request) -> web.Response:
        """Several tasks at once, by task_ids or external_task_ids; those that nobody knows are left out."""
        account = self._key_holder(request)
        asked = {name: request.query.get(name, "") for name in ("task_ids", "external_task_ids")}
        named = [name for name, value in asked.items() if value]
        if len(named) != 1:
            raise illegal("task_ids and external_task_ids: exactly one of them must be given")
        names = asked[named[0]].split(",")
        if len(names) > _MOST_ASKED:
            raise illegal(f"{named[0]} must not name more than {_MOST_ASKED} tasks")
        tasks = [task for name in names for task in self._found(account, name)]
        return accepted([self._told(request, task) for task in tasks])

    def _found(self, account: Account, name: str) -> list[Task]:
        try:
            return [self._stage.book.find(account, name)]
        except Refused:
            return []

    def _key_holder(self, request: web.Request) -> Account:
        return self._stage.keys.account(request.headers.get("Authorization"), tokens=False)

    def _told(self, request: web.Request, task: Task) -> dict[str, Any]:
        data = self._data(request, task)
        row = _row(task) | {"status": _STATES.get(data["task_status"], data["task_status"])}
        row |= {"message": data["task_status_msg"], "update_time": data["updated_at"]}
        videos = data["task_result"].get("videos", [])
        if videos:
            row["outputs"] = [{"type": "video", **video} for video in videos]
            row["billing"] = [{"charge_type": "unit", "amount": f"{task.units:g}", "package_type": "video"}]
        return row


def _row(task: Task) -> dict[str, Any]:
    created = round(task.created_at * 1000)
    row = {"id": task.task_id, "create_time": created, "update_time": created}
    return row | ({"external_id": task.external_task_id} if task.external_task_id else {})


def _in_older_words(body: Body, kind: str, model: str) -> Body:
    settings, options = mapping(body, "settings") or {}, mapping(body, "options") or {}
    older: Body = {
        "model_name": model,
        "mode": _MODES[choice(settings, "resolution", tuple(_MODES), "720p", where="settings.")],
        "duration": _duration(settings, model),
        "sound": _SOUND[choice(settings, "audio", tuple(_SOUND), "off", where="settings.")],
        **{name: options[name] for name in ("callback_url", "external_task_id", "watermark_info") if name in options},
    }
    if kind == "image2video":
        return older | _contents(body)
    if "aspect_ratio" in settings:
        older["aspect_ratio"] = settings["aspect_ratio"]
    return older | {"prompt": prompt(body)}


def _duration(settings: Body, model: str) -> str:
    value = settings.get("duration", 5)
    # The newer API wants a number where the older one wants a text.
    if isinstance(value, bool) or not isinstance(value, int) or str(value) not in MODELS[model].durations:
        raise illegal(f"settings.duration must be an integer, one of {', '.join(MODELS[model].durations)}")
    return str(value)


def _contents(body: Body) -> Body:
    """Prompt and frames, each at most once; a first frame there must be. Elements are counted and left out."""
    found: Body = {}
    for index, part in enumerate(objects(body, "contents", 1, _MOST_CONTENTS)):
        where = f"contents[{index}]."
        kind = choice(part, "type", ("prompt", "element", *_FIELDS), "", where=where)
        if kind == "element":
            text(part, "element_id", where=where)
            continue
        name, value = ("prompt", prompt(part, "text", where=where)) if kind == "prompt" else _frame(part, kind, where)
        if name in found:
            raise illegal(f"{where}type {kind} is there twice")
        found[name] = value
    if "image" not in found:
        raise illegal("contents of type first_frame is required")
    return found


def _frame(part: Body, kind: str, where: str) -> tuple[str, str]:
    return _FIELDS[kind], text(part, "url", where=where)
