"""What the page asks of the journal: which tasks there are, and what a node made last. Reading only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from . import journal as states
from .journal import Journal, Task
from .tables import tasks

GROUPS = {
    "running": states.OPEN,
    "done": (states.SAVED,),
    "failed": (states.FAILED,),
    "unknown": (states.UNKNOWN,),
}
"""Which states the page shows together."""
_GROUP_OF = {state: group for group, members in GROUPS.items() for state in members}
_SEARCHED = ("prompt", "model", "account", "kind", "task_id", "video_id", "external_task_id")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Row numbers, newest first; how many tasks of each group there are, whichever is asked for; account names."""

    ids: list[int]
    counts: dict[str, int]
    accounts: list[str]


def listing(journal: Journal, *, group: str = "", search: str = "", account: str = "") -> Listing:
    """All tasks of a group (one of GROUPS; "": any) that have every word of `search` somewhere."""
    wanted = [_has(word) for word in search.split()]
    if account:
        wanted.append(tasks.c.account == account)
    query = select(tasks.c.id, tasks.c.state).where(*wanted).order_by(tasks.c.id.desc())
    found = [(row.id, _GROUP_OF[row.state]) for row in journal.rows(query)]
    counted = Counter(of for _, of in found)
    return Listing(
        ids=[id for id, of in found if not group or of == group],
        counts={"all": len(found)} | {name: counted[name] for name in GROUPS},
        accounts=sorted(row.account for row in journal.rows(select(tasks.c.account).distinct())),
    )


def by_ids(journal: Journal, ids: Sequence[int]) -> list[Task]:
    """The tasks with these numbers, in this order, without those that are gone."""
    found = {task.id: task for task in journal.read(select(tasks).where(tasks.c.id.in_(ids)))}
    return [found[id] for id in ids if id in found]


def made_in(journal: Journal, graph: str) -> dict[str, list[Task]]:
    """What the newest run of each node of a graph has made or is making, in the order of its items."""
    newest = (
        select(tasks.c.node, func.max(tasks.c.run).label("run"))
        .where(tasks.c.graph == graph)
        .group_by(tasks.c.node)
        .subquery()
    )
    same = and_(tasks.c.graph == graph, tasks.c.node == newest.c.node, tasks.c.run == newest.c.run)
    nodes: dict[str, list[Task]] = {}
    for task in journal.read(select(tasks).join(newest, same).order_by(tasks.c.item, tasks.c.id)):
        nodes.setdefault(task.node, []).append(task)
    return nodes


def _has(word: str) -> ColumnElement[bool]:
    # No word has a space in it, so none is found across two columns.
    return _joined(tasks.c[name] for name in _SEARCHED).icontains(word, autoescape=True)


def _joined(columns: Iterable[ColumnElement[Any]]) -> ColumnElement[str]:
    first, *others = columns
    for column in others:
        first = first + " " + column
    return first
