"""The clients of all accounts that tasks belong to, each made once."""

import threading
from collections.abc import Callable

from ..kling.accounts import Account, Accounts
from ..kling.client import Client
from ..kling.errors import AccountError
from .journal import Task


class Clients:
    """Threads may share it, as they share a client."""

    def __init__(self, accounts: Accounts, make: Callable[[Account], Client]) -> None:
        self._accounts = accounts
        self._make = make
        self._made: dict[Account, Client] = {}
        self._lock = threading.Lock()

    def of(self, task: Task) -> Client:
        """The client of a task's account.

        Raises:
            AccountError: that account is gone, or is another one by now.
        """
        account = self._accounts.get(task.account)
        if account.identity != task.identity:
            raise AccountError(
                f"Task {task.task_id or task.external_task_id} belongs to account {task.identity}, but that account "
                f"is now {account.base_url}. Set its address back; the task is kept and goes on then."
            )
        with self._lock:
            if account not in self._made:
                self._made[account] = self._make(account)
            return self._made[account]

    def close(self) -> None:
        """Close them all."""
        with self._lock:
            for client in self._made.values():
                client.close()
