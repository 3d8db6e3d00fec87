"""What every provider's surface has in common: routes, who is asking, links to the clips."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web

from ..answers import Refused, refused
from ..auth import Account
from ..checks import Body
from ..habits import Habits
from ..stage import Stage
from ..task_data import task_data
from ..tasks import Task
from ..visit import VISIT

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    handler: Handler
    what: str
    """What the record calls it, and so the step at which faults happen: "create", "identify", "query", "list", "costs",
    "face".

    "by-body" where only the body tells whether it is a create or a query; Surface.what_of then says which.
    """


class Surface:
    """The paths, answers and refusals of one provider. A subclass gives routes(), and what else it does differently."""

    habits: ClassVar[Habits] = Habits()

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def routes(self) -> list[Route]:
        raise NotImplementedError

    def refusal(self, refusal: Refused, request: web.Request) -> web.Response:
        """How this provider says no: to a bad create as well as to a path that it does not have."""
        return refused(refusal)

    def what_of(self, body: Body | None) -> str:
        """For a route that is "by-body": "create" or "query"."""
        raise NotImplementedError

    def _account(self, request: web.Request) -> Account:
        header = request.headers.get("Authorization")
        return self._stage.keys.account(header, tokens=self.habits.tokens, bare=self.habits.bare_keys)

    def _body(self) -> Body:
        body = VISIT.get().body
        if body is None:
            raise Refused(1200, "the request body is not a JSON object")
        return body

    def _data(self, request: web.Request, task: Task) -> dict[str, Any]:
        return task_data(task, lambda video_id: self._link(request, video_id))

    def _link(self, request: web.Request, video_id: str) -> str:
        # The address by which we were reached: behind 0.0.0.0 or a container it is not the one that we bound.
        return f"http://{request.host}{self._stage.clips.link(video_id, lives=self._stage.settings.link_seconds)}"
