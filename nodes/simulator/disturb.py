"""Listens to every request and acts out the faults, between the socket and the handlers."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable

from aiohttp import web

from .answers import Refused
from .dialects import Surface
from .faults import FAULT_MESSAGES, Fault, Step
from .record import Heard
from .stage import Stage
from .visit import VISIT, Visit

_STEPS = {
    "create": Step.CREATE,
    "identify": Step.CREATE,
    "query": Step.QUERY,
    "list": Step.QUERY,
    "costs": Step.QUERY,
    "clip": Step.DOWNLOAD,
}
_GARBAGE_BYTES = 40_000

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Disturbance:
    """`names`: the handlers to what the record calls what they do (dialects/surface.py)."""

    def __init__(self, stage: Stage, surface: Surface, names: dict[Handler, str]) -> None:
        self._stage = stage
        self._surface = surface
        self._names = names

    @web.middleware
    async def listen(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        VISIT.set(Visit())
        what = await self._what(request)
        peer = request.transport.get_extra_info("peername") if request.transport else None
        heard = Heard(
            method=request.method,
            what=what,
            path=request.path,
            port=peer[1] if peer else 0,
            authorized="Authorization" in request.headers,
        )
        self._stage.record.add(heard)
        step = _STEPS.get(what)
        rule = self._stage.plan.next(step) if step else None
        if rule and rule.fault is Fault.DROP_BEFORE:
            return _drop(request)
        if step is Step.CREATE:
            await self._read_body(request)
            self._stage.record.add_body(heard, VISIT.get().body)
        if rule is None:
            return await handler(request)
        if rule.fault is Fault.TASK_FAILS:
            VISIT.get().failing = rule
            return await handler(request)
        return await self._spoil(rule.fault, request, handler)

    async def _what(self, request: web.Request) -> str:
        what = self._names.get(request.match_info.handler, "other")
        if request.path.startswith("/_"):
            return "control"
        if what == "by-body":
            await self._read_body(request)
            return self._surface.what_of(VISIT.get().body)
        return what

    async def _read_body(self, request: web.Request) -> None:
        try:
            body = json.loads(await request.read())
        except ValueError:
            return
        if isinstance(body, dict):
            VISIT.get().body = body

    async def _spoil(self, fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What the client gets to see; of a fault that acts, after the handler has done its work."""
        answer = await handler(request) if fault.acts else None
        if fault.code is not None:
            return self._surface.refusal(Refused(fault.code, FAULT_MESSAGES[fault.code]), request)
        if fault is Fault.DROP_AFTER:
            return _drop(request)
        if fault in (Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER):
            await self._stage.ended.wait()
            return _drop(request)
        if answer is not None and fault in (Fault.STALLED_BODY, Fault.TRUNCATED):
            return await self._half(request, answer, stalls=fault is Fault.STALLED_BODY)
        if answer is not None and fault is Fault.NO_RANGES:
            _, content = await _whole(request, answer)
            return web.Response(body=content, content_type="video/mp4")
        return _PAGES[fault]()

    async def _half(self, request: web.Request, answer: web.StreamResponse, *, stalls: bool) -> web.StreamResponse:
        """Announces all of the body, sends half of it, then nothing more or the end of the connection.

        A Range is honoured: whoever resumes gets on, by half of what was left each time.
        """
        start, content = await _whole(request, answer)
        length = len(content) - start
        cut = web.StreamResponse(status=206 if start else answer.status)
        cut.content_type = "video/mp4" if VISIT.get().file else answer.content_type
        cut.content_length = length
        if start:
            cut.headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        await cut.prepare(request)
        await cut.write(content[start : start + length // 2])
        if stalls:
            await self._stage.ended.wait()
        if request.transport:
            # Not abort(): what was written still has to arrive.
            request.transport.close()
        return cut


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _whole(request: web.Request, answer: web.StreamResponse) -> tuple[int, bytes]:
    """Where the asked range begins, and the whole body of what would have been answered."""
    path = VISIT.get().file
    if path is None:
        return 0, bytes(answer.body) if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else b""
    content = await asyncio.to_thread(path.read_bytes)
    try:
        start, _, _ = request.http_range.indices(len(content))
    except ValueError:
        start = 0
    return start, content


def _gateway_error() -> web.Response:
    page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
    return web.Response(status=502, text=page, content_type="text/html")


def _login_page() -> web.Response:
    return web.Response(
        text="<!DOCTYPE html><html><body>Log in to this network</body></html>", content_type="text/html"
    )


def _expired() -> web.Response:
    return web.Response(status=403, text="The link has expired.\n")


def _garbage() -> web.Response:
    return web.Response(body=random.Random(0).randbytes(_GARBAGE_BYTES), content_type="video/mp4")


_PAGES: dict[Fault, Callable[[], web.Response]] = {
    Fault.HTML_502: _gateway_error,
    Fault.HTML_502_AFTER: _gateway_error,
    Fault.WEB_PAGE: _login_page,
    Fault.EXPIRED_LINK: _expired,
    Fault.GARBAGE: _garbage,
}
