"""GET /klingkit/tasks...: what the page shows of the journal. Nothing is changed here."""

import asyncio
import dataclasses
from collections.abc import Callable
from typing import Any

from aiohttp import web

from ..hosting.names import CONTENT_TYPES
from ..kling.accounts import Accounts
from ..kling.errors import BrokenVideo
from ..tasks import gallery
from ..tasks.dispatcher import Dispatcher
from ..tasks.journal import Task
from ..tasks.origin import unpacked
from ..tasks.spending import spending
from .errors import NO_STORE, Declined
from .files import Files
from .own_page import own_page
from .rows import Row, Rows

ROWS_MAX = 200
SEARCH_MAX = 200
"""Letters; more are no search."""
_DRAWN_AT_ONCE = 2
_FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
"""For what never changes under an address: the page puts the revision into it."""
_ASKED_AGAIN = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}


class TaskRoutes:
    """Args:
    dispatcher: the one of this process; opens the journal when first called.
    say: puts a sentence of ours into the person's language.
    """

    def __init__(
        self,
        dispatcher: Callable[[], Dispatcher],
        accounts: Accounts,
        files: Files,
        rows: Rows,
        say: Callable[[str], str],
    ) -> None:
        self._dispatcher = dispatcher
        self._accounts = accounts
        self._files = files
        self._rows = rows
        self._say = say
        self._drawing = asyncio.Semaphore(_DRAWN_AT_ONCE)

    def add_to(self, routes: web.RouteTableDef) -> None:
        """Mount the routes."""
        routes.get("/klingkit/tasks")(own_page(self.listing))
        routes.get("/klingkit/tasks/rows")(own_page(self.rows))
        routes.get("/klingkit/tasks/made")(own_page(self.made))
        routes.get("/klingkit/spending")(own_page(self.spending))
        routes.get("/klingkit/tasks/{id}/thumbnail")(own_page(self.thumbnail))
        routes.get("/klingkit/tasks/{id}/video")(own_page(self.video))
        routes.get("/klingkit/tasks/{id}/source")(own_page(self.source))

    async def listing(self, request: web.Request) -> web.StreamResponse:
        """The numbers of all tasks of a group, and how many there are of each."""
        group, search = request.query.get("state", ""), request.query.get("search", "")
        if group and group not in gallery.GROUPS:
            groups = ", ".join(gallery.GROUPS)
            raise Declined(400, self._say(f"state is {group[:40]!r}; it can be {groups}, or left out."))
        account = request.query.get("account", "")
        found = await asyncio.to_thread(
            lambda: gallery.listing(
                self._dispatcher().journal, group=group, search=search[:SEARCH_MAX], account=account
            )
        )
        return _json(dataclasses.asdict(found))

    async def rows(self, request: web.Request) -> web.StreamResponse:
        """Whole rows, in the order that they are asked for."""
        numbers = [number(text) for text in request.query.get("ids", "").split(",")]
        ids = [id for id in numbers if id is not None]
        if len(ids) != len(numbers) or len(ids) > ROWS_MAX:
            raise Declined(400, self._say(f"ids must be 1 to {ROWS_MAX} numbers with commas between them."))
        return _json({"tasks": await self._listed(lambda: gallery.by_ids(self._dispatcher().journal, ids))})

    async def made(self, request: web.Request) -> web.StreamResponse:
        """What the nodes of a graph made last, or what a task id stands for."""
        graph, task_id = request.query.get("graph", ""), request.query.get("task_id", "")
        if task_id:
            return _json({"tasks": await self._listed(lambda: self._dispatcher().journal.by_task_id(task_id))})
        if not graph:
            raise Declined(400, self._say("Give the id of a graph or of a task."))
        return _json({"nodes": await asyncio.to_thread(self._made_in, graph)})

    async def spending(self, request: web.Request) -> web.StreamResponse:
        """Units by account."""
        spent = await asyncio.to_thread(lambda: spending(self._dispatcher().journal, self._accounts))
        return _json({"accounts": [dataclasses.asdict(account) for account in spent]})

    async def thumbnail(self, request: web.Request) -> web.StreamResponse:
        """The first frame of a task's video, as WebP of 320 px."""
        task = await asyncio.to_thread(find, self._dispatcher, request, self._say)
        try:
            async with self._drawing:
                picture = await asyncio.to_thread(self._files.thumbnail, task)
        except BrokenVideo as error:
            raise Declined(404, self._say(str(error))) from error
        if picture is None:
            raise self._no_video(task)
        return web.FileResponse(picture, headers=_FOR_EVER | {"Content-Type": "image/webp"})

    async def video(self, request: web.Request) -> web.StreamResponse:
        """A task's video, with ranges."""
        task = await asyncio.to_thread(find, self._dispatcher, request, self._say)
        video = await asyncio.to_thread(self._files.video, task)
        if video is None or video.suffix.lower() not in CONTENT_TYPES:
            raise self._no_video(task)
        # Named, so that nothing is guessed from the file and no page of it runs under ComfyUI's address.
        return web.FileResponse(video, headers=_ASKED_AGAIN | {"Content-Type": CONTENT_TYPES[video.suffix.lower()]})

    async def source(self, request: web.Request) -> web.StreamResponse:
        """The workflow and the prompt that a task comes from."""
        task = await asyncio.to_thread(find, self._dispatcher, request, self._say)
        content = await asyncio.to_thread(lambda: self._dispatcher().journal.source(task))
        if content is None:
            raise Declined(404, self._say(f"The workflow of row {task.id} was not kept."))
        return _json(await asyncio.to_thread(unpacked, content) | {"node": task.node})

    async def _listed(self, find: Callable[[], list[Task]]) -> list[Row]:
        return await asyncio.to_thread(lambda: self._rows.of_all(find()))

    def _made_in(self, graph: str) -> dict[str, list[Row]]:
        made = gallery.made_in(self._dispatcher().journal, graph)
        return {node: self._rows.of_all(tasks) for node, tasks in made.items()}

    def _no_video(self, task: Task) -> Declined:
        if task.path:
            return Declined(404, self._say(f"The video of row {task.id} is not at {task.path} any more."))
        return Declined(404, self._say(f"Row {task.id} has no video yet."))


def find(dispatcher: Callable[[], Dispatcher], request: web.Request, say: Callable[[str], str]) -> Task:
    """The task that a route's {id} stands for. May block.

    Raises:
        Declined: there is none.
    """
    name = request.match_info["id"]
    id = number(name)
    try:
        if id is not None:
            return dispatcher().journal.get(id)
    except LookupError:
        pass
    raise gone(name[:20], say)


def gone(id: int | str, say: Callable[[str], str]) -> Declined:
    """What to raise where a row is not there, or not any more."""
    return Declined(404, say(f"The journal has no row {id}; it may have been forgotten."))


def number(text: str) -> int | None:
    """A row's number, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _json(content: Any) -> web.Response:
    return web.json_response(content, headers=NO_STORE)
