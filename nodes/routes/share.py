"""GET /klingkit/share/{token}/{name}: a video that was shared with Kling, to whoever has its whole address."""

import asyncio

from aiohttp import web

from ..hosting import Shares
from ..hosting.names import content_type
from .errors import NO_STORE, Declined


class Share:
    """No path of the client ever reaches the disk: token and name are looked up, and give a file or nothing."""

    def __init__(self, shares: Shares) -> None:
        self._shares = shares

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The file, with ranges; 404 for all else, without saying what was wrong."""
        token, name = request.match_info["token"], request.match_info["name"]
        path = await asyncio.to_thread(self._shares.find, token, name)
        if path is None:
            raise Declined(404, "There is nothing here, or not any more.")
        # Named, so that nothing is guessed from the file and no page of it runs under ComfyUI's address.
        return web.FileResponse(path, headers=NO_STORE | {"Content-Type": content_type(name)})
