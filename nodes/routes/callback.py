"""POST /klingkit/callback/{token}: Kling says that a task has changed. It is a hint to ask, and believed no further."""

import asyncio
import hmac
import json
import logging
from collections.abc import Callable

from aiohttp import web

from ..hosting import HostingError
from ..hosting.callback_token import CallbackToken
from .errors import NO_STORE, Declined
from .webhook import NotGenuine, Webhook

log = logging.getLogger("klingkit")

BODY_MAX = 1024 * 1024
ID_MAX = 256


class Callback:
    """Checks who calls, takes the task's id out of the body and passes it on."""

    def __init__(self, token: CallbackToken, hint: Callable[[str], object], webhook: Webhook | None) -> None:
        self._token = token
        self._hint = hint
        self._webhook = webhook

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """200 for every genuine call, whether or not its task is known here: the answer tells nothing."""
        if not await asyncio.to_thread(self._is_ours, request.match_info["token"]):
            raise Declined(404, "There is nothing here.")
        body = await _body(request)
        is_new = self._is_new(request, body)
        task_id = _task_id(body)
        if is_new and task_id:
            await asyncio.to_thread(self._hint, task_id)
        return web.json_response({}, headers=NO_STORE)

    def _is_ours(self, token: str) -> bool:
        try:
            known = self._token.existing()
        except HostingError as error:
            log.warning("A callback was turned away: %s", error)  # the caller is not told where our files lie
            return False
        return bool(known) and hmac.compare_digest(token.encode(errors="replace"), known.encode())

    def _is_new(self, request: web.Request, body: bytes) -> bool:
        if self._webhook is None:
            return True
        try:
            return self._webhook.check(request.headers, body)
        except NotGenuine as error:
            raise Declined(401, str(error)) from None


async def _body(request: web.Request) -> bytes:
    """ComfyUI itself would read 100 MB, for the pictures that its page uploads."""
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > BODY_MAX:
            raise Declined(413, f"A callback has at most {BODY_MAX} bytes.")
    return bytes(body)


def _task_id(body: bytes) -> str:
    """`task_id` of the legacy body, `id` of the new one; "" where there is neither."""
    try:
        content = json.loads(body, parse_int=str)  # an id is a text, however many digits it has
    except (ValueError, RecursionError):
        raise Declined(400, "The body is not JSON.") from None
    if not isinstance(content, dict):
        raise Declined(400, "The body is not a JSON object.")
    found = content.get("task_id") or content.get("id")
    return found if isinstance(found, str) and len(found) <= ID_MAX else ""
