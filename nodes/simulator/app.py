"""The whole HTTP surface: a provider's own paths, the links to the clips, and the simulator's own routes."""

from typing import Any

from aiohttp import web

from .answers import Refused
from .control import Control
from .dialects import Surface
from .disturb import Disturbance
from .stage import Stage
from .visit import VISIT

_BODY_MAX = 128 * 1024 * 1024
"""Room for two pictures and seven masks of 10 MB, a third longer as base64."""


def build(stage: Stage, surface: Surface) -> web.Application:
    routes = surface.routes()
    clips = ClipLinks(stage)
    names = {route.handler: route.what for route in routes} | {clips.clip: "clip"}
    disturbance = Disturbance(stage, surface, names)
    # From outside to inside: a fault can spoil a refusal as well as an answer.
    app = web.Application(client_max_size=_BODY_MAX, middlewares=[disturbance.listen, _refusals_of(surface)])
    for route in routes:
        app.router.add_route(route.method, route.path, route.handler)
    app.router.add_get("/clips/{video_id}.mp4", clips.clip)
    Control(stage).mount(app.router)
    return app


def _refusals_of(surface: Surface) -> Any:
    @web.middleware
    async def in_its_shape(request: web.Request, handler: Any) -> web.StreamResponse:
        """Refusals in the provider's shape, also for a path or a method that it does not have."""
        try:
            return await handler(request)
        except Refused as refusal:
            return surface.refusal(refusal, request)
        except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
            return surface.refusal(Refused(1202, f"no such interface: {request.method} {request.path}"), request)

    return in_its_shape


class ClipLinks:
    """The files themselves, the same for every provider."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

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
