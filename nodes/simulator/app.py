"""Kling's HTTP surface: create, query, list, and the links to the clips. Reads, asks the stage, answers."""

import asyncio
from typing import Any

from aiohttp import web

from .answers import Refused, accepted, refused
from .auth import Account
from .checks import KINDS
from .control import Control
from .disturb import Disturbance
from .stage import Stage
from .tasks import Task, as_data
from .visit import VISIT

_PREFIXES = ("", "/kling")
"""The official service and the relays, which put their own word in front."""
_BODY_MAX = 128 * 1024 * 1024
"""Room for two pictures and seven masks of 10 MB, a third longer as base64."""
_PAGE_NUMBER_MAX, _PAGE_SIZE_MAX, _PAGE_SIZE = 1000, 500, 30


def build(stage: Stage) -> web.Application:
    kling = Kling(stage)
    control = Control(stage)
    names = {kling.create: "create", kling.query: "query", kling.listing: "list", kling.clip: "clip"}
    disturbance = Disturbance(stage, names)
    # From outside to inside: a fault can spoil a refusal as well as an answer.
    app = web.Application(client_max_size=_BODY_MAX, middlewares=[disturbance.listen, _envelope])
    kinds = "|".join(KINDS)
    for prefix in _PREFIXES:
        path = f"{prefix}/v1/videos"
        app.router.add_post(f"{path}/{{kind:{kinds}}}", kling.create)
        app.router.add_get(f"{path}/{{kind:{kinds}}}", kling.listing)
        app.router.add_get(f"{path}/{{kind:{kinds}|generations}}/{{name}}", kling.query)
    app.router.add_get("/clips/{video_id}.mp4", kling.clip)
    control.mount(app.router)
    return app


@web.middleware
async def _envelope(request: web.Request, handler: Any) -> web.StreamResponse:
    """Refusals in Kling's shape, also for a path or a method that it does not have."""
    try:
        return await handler(request)
    except Refused as refusal:
        return refused(refusal)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return refused(Refused(1202, f"no such interface: {request.method} {request.path}"))


class Kling:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def create(self, request: web.Request) -> web.Response:
        account = self._account(request)
        visit = VISIT.get()
        if visit.body is None:
            raise Refused(1200, "the request body is not a JSON object")
        order = await asyncio.to_thread(KINDS[request.match_info["kind"]], visit.body)
        reason = visit.failing.reason if visit.failing else ""
        task = self._stage.open_task(order, account, failing=visit.failing is not None, reason=reason)
        born = as_data(task, "")
        wanted = ("task_id", "task_info", "created_at")
        data = {name: born[name] for name in wanted}
        return accepted({**data, "task_status": "submitted", "updated_at": born["created_at"]})

    async def query(self, request: web.Request) -> web.Response:
        account = self._account(request)
        kind = request.match_info["kind"]
        task = self._stage.book.find(account, request.match_info["name"], kind=None if kind == "generations" else kind)
        return accepted(self._data(request, task))

    async def listing(self, request: web.Request) -> web.Response:
        account = self._account(request)
        number = _page(request, "pageNum", default=1, most=_PAGE_NUMBER_MAX)
        size = _page(request, "pageSize", default=_PAGE_SIZE, most=_PAGE_SIZE_MAX)
        tasks = self._stage.book.newest_first(account, request.match_info["kind"])
        page = tasks[(number - 1) * size : number * size]
        return accepted([self._data(request, task) for task in page])

    async def clip(self, request: web.Request) -> web.StreamResponse:
        """The file, with ranges; who has the link may have it, as at Kling's CDN: no key is looked at."""
        video_id = request.match_info["video_id"]
        if not self._stage.clips.allows(video_id, request.query.get("expires", ""), request.query.get("signature", "")):
            return web.Response(status=403, text="The link has expired, or is not one of ours.\n")
        task = self._stage.book.by_video(video_id)
        if task is None or task.clip is None or not task.ended():
            return web.Response(status=404, text="There is no such clip.\n")
        VISIT.get().file = task.clip.result().path
        return web.FileResponse(task.clip.result().path)

    def _account(self, request: web.Request) -> Account:
        return self._stage.keys.account(request.headers.get("Authorization"))

    def _data(self, request: web.Request, task: Task) -> dict[str, Any]:
        link = self._stage.clips.link(task.video_id, lives=self._stage.settings.link_seconds)
        # The address by which we were reached: behind 0.0.0.0 or a container it is not the one that we bound.
        return as_data(task, f"http://{request.host}{link}")


def _page(request: web.Request, name: str, *, default: int, most: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise Refused(1201, f"{name} value {text!r} is invalid, it must be a number from 1 to {most}")
    return int(text)
