"""Kling's task service for one account: create, ask, look for."""

import time
from collections.abc import Callable

from . import answers, faces
from .accounts import Account
from .answers import TaskAnswer
from .dialects import CREATE_PATHS, DIALECTS, KINDS, Exchange, Query, exchange_for
from .errors import AccessRefused, AuthenticationRefused, KlingError, NotFound, Unanswered
from .requests import AdvancedLipSync, Request
from .transport import Reply, Timeouts, Transport

_NO_INTERFACE = 1202

NEWEST = 100
"""How many tasks of a list are looked through for a lost one; it was made a moment ago."""


class _NoSuchPath(Unanswered):
    """Something that is not the service answers at this path."""


class Client:
    """Each call is one exchange, or as many as its promise says. Threads may share it.

    Raises everywhere: Refused, Unanswered, NotConnected (errors.py).
    """

    def __init__(
        self, account: Account, timeouts: Timeouts | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.account = account
        self.dialect = DIALECTS[account.provider]
        self._transport = Transport(account, timeouts, clock)
        self._working: dict[str, Query] = {}

    def create(
        self, request: Request, external_task_id: str, remark: Callable[[str], object] = lambda _: None
    ) -> TaskAnswer:
        """Ask for one paid task. Sent once, and once more only where a fresh token can mend the refusal.

        Args:
            remark: told in a few words what was found on the way, such as the face that speaks.
        """
        exchange = self.exchange(request, external_task_id, remark)
        try:
            return self._read_created(self._transport.create(exchange.path, exchange.fields or {}))
        except AuthenticationRefused as refusal:
            if not self._transport.auth.renew(refusal.code):
                raise
        return self._read_created(self._transport.create(exchange.path, exchange.fields or {}))

    def exchange(self, request: Request, external_task_id: str, remark: Callable[[str], object]) -> Exchange:
        """What a create sends, in this provider's dialect. The newer lip-sync asks for the faces here.

        Raises:
            InputError: this provider cannot do it.
        """
        body = request.body()
        if isinstance(request, AdvancedLipSync):
            body = faces.choose(request, self._transport.create, self.account.who, remark)
        return exchange_for(self.dialect, request.kind, {**body, "external_task_id": external_task_id})

    def query(self, kind: str, task_id: str) -> TaskAnswer:
        """How the task stands. `task_id` may be an external one where the dialect knows them.

        Raises:
            NotFound: none of the provider's paths knows it.
            Unanswered: one of them may know it.
        """
        working = self._working.get(kind)
        said: list[KlingError] = []
        for query in sorted(self.dialect.queries, key=lambda query: query is not working):
            reply = self._ask(query(kind, task_id))
            try:
                answer = answers.queried(reply.http, reply.text, self.account.who, task_id)
            except (NotFound, AccessRefused) as error:
                said.append(error)
            except Unanswered as error:
                if query is working:
                    raise
                # Where another path works, or a website stands here, it is the path that is wrong.
                is_wrong_path = working is not None or _is_page(reply)
                said.append(_NoSuchPath(str(error)) if is_wrong_path else error)
            else:
                self._working[kind] = query
                return answer
        raise min(said, key=_rank)

    def look_for(self, kind: str, external_task_id: str) -> TaskAnswer:
        """The task that was made under our own id: asked for by it, then looked for among the newest.

        Raises:
            NotFound: it is not there; proof that it was never made only where the dialect knows external ids.
        """
        try:
            return self.query(kind, external_task_id)
        except NotFound:
            if not self.dialect.lists:
                raise
            reply = self._ask(Exchange(f"{CREATE_PATHS[kind]}?pageNum=1&pageSize={NEWEST}"))
            for answer in answers.listed(reply.http, reply.text, self.account.who):
                if answer.external_task_id == external_task_id:
                    return answer
            raise

    def locate(self, task_id: str) -> tuple[str, TaskAnswer]:
        """Kind and state of a task of which only the id is known: asks the path of each kind.

        Raises:
            NotFound: no path knows it.
        """
        said: list[KlingError] = []
        for kind in KINDS:
            try:
                return kind, self.query(kind, task_id)
            except (NotFound, AccessRefused, _NoSuchPath) as error:
                # A provider without one kind, or an account without the right to it, may know the task by another.
                said.append(error)
        raise min(said, key=_rank)

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def _ask(self, exchange: Exchange) -> Reply:
        reply = self._transport.ask(exchange.path, exchange.fields)
        if reply.http != 401:
            return reply
        try:
            answers.queried(reply.http, reply.text, self.account.who, "")
        except AuthenticationRefused as refusal:
            if self._transport.auth.renew(refusal.code):
                return self._transport.ask(exchange.path, exchange.fields)
        return reply

    def _read_created(self, reply: Reply) -> TaskAnswer:
        return answers.created(reply.http, reply.text, self.account.who)


def _is_page(reply: Reply) -> bool:
    """A relay's website answers with HTTP 200 where the relay has no such path."""
    return reply.http == 200 and reply.text.lstrip().startswith("<")


def _rank(error: KlingError) -> int:
    """The lowest of what several paths said counts: a doubt outweighs a no, and that a path which does not apply."""
    if isinstance(error, NotFound) and error.code != _NO_INTERFACE:
        return 1
    return 0 if isinstance(error, Unanswered) and not isinstance(error, _NoSuchPath) else 2
