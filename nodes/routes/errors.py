"""What a route answers when something goes wrong: always JSON with one sentence under `error`, never a traceback."""

import functools
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from ..kling.errors import InputError, KlingError

log = logging.getLogger("klingkit")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Declined(Exception):
    """A request that a route does not carry out, with the HTTP status that says so."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def guarded(handler: Handler) -> Handler:
    """The handler, with its errors made into answers. ComfyUI's app is not ours to put a middleware on."""

    @functools.wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Declined as error:
            return _told(error.status, str(error))
        except InputError as error:
            return _told(400, str(error))
        except KlingError as error:
            return _told(502, str(error))
        except Exception:  # whatever it is, the page gets JSON and the log the traceback
            # Not the path: a token may stand in it.
            log.exception("A route of KlingKit failed: %s", request.match_info.route.name or handler.__qualname__)
            return _told(500, "KlingKit failed here; ComfyUI's log says why.")

    return answer


def _told(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status, headers=NO_STORE)
