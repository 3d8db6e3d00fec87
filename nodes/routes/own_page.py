"""Who may ask the routes of the page: the page of this ComfyUI, and programs, which send no Origin. No other site."""

import functools
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from .errors import Declined, Handler, guarded

NOT_OURS = "Only the page of this ComfyUI may ask that. If this is its page, let your proxy pass on the Host header."

BODY_MAX = 256 * 1024
"""Bytes of a JSON body; the longest there is are the keys of one account."""


def own_page(handler: Handler) -> Handler:
    """The handler, guarded, for requests of this ComfyUI's own page alone.

    A browser names the site that asks: in `Origin`, and in `Sec-Fetch-Site`, which no script can set. A program that
    runs on this machine or in its network names none, and may ask, as it may ask ComfyUI to run a workflow.
    """

    @guarded
    @functools.wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        _check_site(request)
        return await handler(request)

    return answer


def posted(handler: Callable[[web.Request, dict[str, Any]], Awaitable[web.StreamResponse]]) -> Handler:
    """As `own_page`, for a handler that is given the JSON object that was sent.

    A form of another site cannot send the type application/json, so it cannot post here even to a browser that
    names no site.
    """

    @own_page
    @functools.wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        return await handler(request, await _body(request))

    return answer


def _check_site(request: web.Request) -> None:
    """Browsers send Sec-Fetch-Site to https and to this machine alone; it is right behind any proxy as well."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        is_ours = site in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        is_ours = origin is None or urlsplit(origin).netloc.lower() == request.host.lower()
    if not is_ours:
        raise Declined(403, NOT_OURS)


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Declined(415, "The body must be JSON, sent as application/json.")
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > BODY_MAX:
            raise Declined(413, f"The body is too long: {BODY_MAX // 1024} KB at most.")
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise Declined(400, "The body is no JSON.") from None
    if not isinstance(content, dict):
        raise Declined(400, "The body must be a JSON object.")
    return content
