"""HTTP routes, thin: read, call, answer. ComfyUI serves each of them under /api as well."""

import time
from collections.abc import Callable

from aiohttp import web

from ..hosting import Hosting
from .callback import Callback
from .errors import guarded
from .share import Share
from .webhook import Webhook


def mount(
    routes: web.RouteTableDef,
    hosting: Hosting,
    hint: Callable[[str], object],
    *,
    webhook_secret: str = "",
    clock: Callable[[], float] = time.time,
) -> None:
    """Add all routes to the table; call once, before the server takes it over.

    Args:
        hint: told the id of a task that Kling called about. May block.
        webhook_secret: `whsec_...`; "" where Kling signs nothing.
        clock: s since epoch.
    """
    webhook = Webhook(webhook_secret, clock) if webhook_secret else None
    callback = Callback(hosting.callback_token, hint, webhook)
    routes.get("/klingkit/share/{token}/{name}")(guarded(Share(hosting.shares).answer))
    routes.post("/klingkit/callback/{token}")(guarded(callback.answer))
