"""What each account has spent: against its budget, and for the page today, this month and in the last 24 hours."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import case, func, select

from ..kling.accounts import DEFAULT, SIMULATOR, Account, Accounts
from ..kling.errors import AccountError
from .journal import Journal, Task, charged
from .tables import tasks


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Kling's units (1 unit = 1 yuan) of one account; running tasks count, failed ones do not, unless given up.

    Attributes:
        today, month: of this machine's calendar.
        estimated: some of it is what the catalog says, since the provider named no price.
        last_24h: what counts against `budget`, the account's daily one.
    """

    account: str
    today: float = 0.0
    month: float = 0.0
    estimated: bool = False
    last_24h: float = 0.0
    budget: float | None = None
    free: bool = False


def over_budget(journal: Journal, task: Task, account: Account, now: float) -> str:
    """Why a task that was just written down must not be sent; "" where its account's own budget lets it."""
    if account.daily_budget is None:
        return ""
    spent = journal.spent(account.identity, now - 24 * 3600, before=task.id)
    if spent + (task.units or 0) <= account.daily_budget:
        return ""
    return (
        f"Account {account.name} has a budget of {account.daily_budget:g} units for 24 hours, of which {spent:g} "
        f"are spent or running; this task would cost {task.units or 0:g}. Nothing was sent. Raise daily_budget, "
        f"or wait."
    )


class _Total(NamedTuple):
    today: float = 0.0
    month: float = 0.0
    estimated: bool = False


def spending(journal: Journal, accounts: Accounts, clock: Callable[[], float] = time.time) -> list[Spent]:
    """Of every account that this machine has, then of those that only the journal knows, from this month."""
    now = clock()
    totals = _totals(journal, now)
    names = [name for name in dict.fromkeys([*accounts.names(), *totals]) if name != DEFAULT]
    return [_of(name, totals, journal, accounts, now) for name in names]


def _of(name: str, totals: Mapping[str, _Total], journal: Journal, accounts: Accounts, now: float) -> Spent:
    if name == SIMULATOR:
        return Spent(account=name, free=True)
    today, month, estimated = totals.get(name, _Total())
    account = _account(accounts, name)
    return Spent(
        account=name,
        today=today,
        month=month,
        estimated=estimated,
        last_24h=journal.spent(account.identity, now - 24 * 3600) if account else 0.0,
        budget=account.daily_budget if account else None,
    )


def _account(accounts: Accounts, name: str) -> Account | None:
    try:
        return accounts.get(name)
    except AccountError:
        return None


def _totals(journal: Journal, now: float) -> dict[str, _Total]:
    """By account name."""
    today = case((tasks.c.created_at >= _midnight(now), tasks.c.units), else_=0.0)
    query = (
        select(
            tasks.c.account,
            func.coalesce(func.sum(today), 0.0).label("today"),
            func.coalesce(func.sum(tasks.c.units), 0.0).label("month"),
            func.max(case((tasks.c.units_estimated, 1), else_=0)).label("estimated"),
        )
        .where(tasks.c.created_at >= _midnight(now, first_of_month=True), charged())
        .group_by(tasks.c.account)
    )
    return {row.account: _Total(row.today, row.month, bool(row.estimated)) for row in journal.rows(query)}


def _midnight(now: float, *, first_of_month: bool = False) -> float:
    """The last one before `now`, s since epoch; mktime knows whether clocks were changed since."""
    date = time.localtime(now)
    return time.mktime((date.tm_year, date.tm_mon, 1 if first_of_month else date.tm_mday, 0, 0, 0, 0, 0, -1))
