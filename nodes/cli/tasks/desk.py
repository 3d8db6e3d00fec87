"""What the verbs work with, opened when first needed: the journal, the accounts, a dispatcher of our own."""

import contextlib
import logging
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ...kling.accounts import Accounts
from ...kling.errors import AccountError, KlingError
from ...tasks.journal import Journal, Task
from .. import tell
from ..places import DATABASE, Places

if TYPE_CHECKING:
    from ...kling.client import Client
    from ...tasks.dispatcher import Dispatcher


class Desk:
    """One command's view of the journal. As a context it turns a failing database into a sentence."""

    def __init__(self, places: Places, environ: Mapping[str, str]) -> None:
        self._places = places
        self._environ = environ
        self._journal: Journal | None = None

    def __enter__(self) -> "Desk":
        _hear_warnings()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._journal:
            self._journal.close()
        if isinstance(error, SQLAlchemyError):
            raise self._unusable(error) from error

    @property
    def journal(self) -> Journal:
        """Opened when first needed."""
        if self._journal is None:
            try:
                self._journal = Journal(self._places.journal_url())
            except ImportError as error:  # the driver of a database that is no SQLite
                raise self._unusable(error) from error
        return self._journal

    def find(self, name: str) -> Task:
        """The task that a row number, a task_id or an external_task_id stands for.

        Raises:
            KlingError: there is none, or more than one.
        """
        found = self.journal.named(name)
        found = [task for task in found if str(task.id) == name] or found
        if not found:
            raise KlingError(f"The journal knows no task {name!r}. `tasks list` shows those it knows.")
        if len(found) > 1:
            rows = ", ".join(str(task.id) for task in found)
            raise KlingError(f"Several tasks are called {name!r}: give the number of one of the rows {rows}.")
        return found[0]

    def client(self, task: Task) -> "Client":
        """Speaks to the provider for a task's account. Raises AccountError."""
        from ...kling.client import Client

        return Client(self._accounts().get(task.account))

    @contextlib.contextmanager
    def dispatcher(self) -> "Iterator[Dispatcher]":
        """Follows tasks as ComfyUI's does, and shares them with it by leases."""
        from ...media import videos
        from ...tasks.dispatcher import Dispatcher
        from ...tasks.job import Patience

        # Whoever missed that an account is wrong hears it again soon.
        patience = Patience(for_a_person=2.0)
        dispatcher = Dispatcher(self.journal, self._accounts(), self._places.output(), videos.check, patience=patience)
        try:
            yield dispatcher
        finally:
            dispatcher.close()

    def _unusable(self, error: Exception) -> KlingError:
        # Its URL is not quoted, for it may hold a password.
        where = DATABASE if self._places.database_url else self._places.journal_url()
        cause = error.orig if isinstance(error, DBAPIError) else error
        return KlingError(f"The journal ({where}) cannot be used: {str(cause).splitlines()[0].rstrip('.')}.")

    def _accounts(self) -> Accounts:
        return Accounts(self._environ, self._places.accounts(), _no_simulator)


def _no_simulator() -> str:
    raise AccountError(
        "The account simulator lives and ends with the ComfyUI that started it, so it cannot be asked from here. "
        "Start ComfyUI and queue the task again there, or forget its row: it has cost nothing."
    )


def _hear_warnings() -> None:
    log = logging.getLogger("klingkit")
    if not any(isinstance(handler, _Warnings) for handler in log.handlers):
        log.addHandler(_Warnings(logging.WARNING))


class _Warnings(logging.Handler):
    """Shows what is logged, but not what the dispatcher says when a task ends: the command says that itself."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.module != "dispatcher" or record.exc_info:
            tell(self.format(record))
