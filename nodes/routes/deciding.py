"""POST /klingkit/tasks/{id}/...: what a person decides about a task. None of it sends a create."""

import asyncio
import concurrent.futures
from collections.abc import Callable
from typing import Any

from aiohttp import web

from ..kling.errors import KlingError
from ..tasks import by_hand
from ..tasks import journal as states
from ..tasks.dispatcher import Dispatcher
from ..tasks.journal import Task
from .errors import NO_STORE, Declined
from .files import Files
from .own_page import posted
from .rows import Rows
from .tasks import find, gone

PATIENCE = 2.0
"""s that an answer waits for the first word on a task taken up; what comes later comes as news."""

Decision = Callable[[Task, dict[str, Any]], dict[str, Any]]


class DecisionRoutes:
    """Args:
    dispatcher: the one of this process; opens the journal when first called.
    say: puts a sentence of ours into the person's language.
    """

    def __init__(
        self,
        dispatcher: Callable[[], Dispatcher],
        files: Files,
        rows: Rows,
        say: Callable[[str], str],
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._dispatcher = dispatcher
        self._files = files
        self._rows = rows
        self._say = say
        self._patience = patience

    def add_to(self, routes: web.RouteTableDef) -> None:
        """Mount the routes."""
        for name, decision in (
            ("resume", self._resume),
            ("take-up", self._take_up),
            ("give-up", self._give_up),
            ("forget", self._forget),
        ):
            routes.post(f"/klingkit/tasks/{{id}}/{name}")(posted(self._deciding(decision)))

    def _deciding(self, decision: Decision) -> Callable[[web.Request, dict[str, Any]], Any]:
        async def answer(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
            task = await asyncio.to_thread(find, self._dispatcher, request, self._say)
            try:
                content = await asyncio.to_thread(decision, task, body)
            except LookupError as error:
                raise gone(task.id, self._say) from error
            except by_hand.StillPaid as error:
                # The page may ask the person, and then come again with force.
                content = {"error": self._say(str(error)), "force": True}
                return web.json_response(content, status=409, headers=NO_STORE)
            except KlingError as error:
                raise Declined(409, self._say(str(error))) from error
            return web.json_response(content, headers=NO_STORE)

        return answer

    def _resume(self, task: Task, body: dict[str, Any]) -> dict[str, Any]:
        if task.state == states.FAILED:
            raise KlingError(f"{by_hand.called(task)} has failed, so there is nothing to take up. Send it again.")
        return self._go_on(task)

    def _take_up(self, task: Task, body: dict[str, Any]) -> dict[str, Any]:
        task_id = body.get("task_id")
        if not isinstance(task_id, str) or not task_id.strip() or len(task_id) > 200:
            raise Declined(400, self._say("task_id is missing: give the id that stands in the provider's list."))
        dispatcher = self._dispatcher()
        client = dispatcher.client(task)
        task = by_hand.take_up(dispatcher.journal, task, task_id.strip(), client, alone=dispatcher.alone)
        return self._go_on(task)

    def _give_up(self, task: Task, body: dict[str, Any]) -> dict[str, Any]:
        dispatcher = self._dispatcher()
        return self._rows.of(by_hand.give_up(dispatcher.journal, task, alone=dispatcher.alone))

    def _forget(self, task: Task, body: dict[str, Any]) -> dict[str, Any]:
        dispatcher = self._dispatcher()
        by_hand.forget(dispatcher.journal, task, force=body.get("force") is True, alone=dispatcher.alone)
        self._files.forget(task)
        return {"gone": task.id}

    def _go_on(self, task: Task) -> dict[str, Any]:
        """Have the task worked on, and wait a moment for what stops it at once."""
        dispatcher = self._dispatcher()
        job = dispatcher.resume(task)
        told = job.saved  # the job has a new one when it goes on after an error
        concurrent.futures.wait([told], timeout=self._patience)
        now = dispatcher.journal.get(task.id)
        error = told.exception() if told.done() else None
        if isinstance(error, KlingError) and now.state == task.state:
            raise error
        return self._rows.of(now)
