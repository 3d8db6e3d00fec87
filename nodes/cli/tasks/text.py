"""Numbers and rows as a person reads them."""

import dataclasses
import json
import time
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timezone

from ...tasks import journal as states
from ...tasks.journal import GIVEN_UP, Task

NOTHING = "-"
_GAP = "  "


def as_json(tasks: Task | Sequence[Task]) -> str:
    """Whole rows, the request as an object. A row never holds a key."""
    rows = [_row(task) for task in tasks] if isinstance(tasks, Sequence) else _row(tasks)
    return json.dumps(rows, ensure_ascii=False, indent=2)


def what(task: Task) -> str:
    """ "kling-v1-6 std 5s" """
    seconds = f"{task.duration}s" if task.duration else ""
    return " ".join(filter(None, (task.model, task.mode, seconds))) or NOTHING


def cost(task: Task) -> str:
    """Kling's units, ~ where estimated. A failed task is free, unless it was given up."""
    if task.units is None or (task.state == states.FAILED and not task.reason.startswith(GIVEN_UP)):
        return NOTHING
    return f"{'~' if task.units_estimated else ''}{task.units:g}"


def ago(moment: float, now: float) -> str:
    """ "41 s", "12 min", "5 h", "3 d": rounded down, as a person would."""
    seconds = max(now - moment, 0.0)
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"


def when(moment: float | None) -> str:
    """Local time and how long ago; "" for a moment that has not come."""
    if moment is None:
        return ""
    local = datetime.fromtimestamp(moment, tz=timezone.utc).astimezone()
    return f"{local:%Y-%m-%d %H:%M:%S} ({ago(moment, time.time())} ago)"


def plain(text: str) -> str:
    """One line without control characters: a provider's words must not move the cursor."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def cut(text: str, columns: int, *, keep_end: bool = False) -> str:
    """At most so many columns wide; `keep_end` for paths, whose end tells most."""
    if width(text) <= columns:
        return text
    letters = text[::-1] if keep_end else text
    kept = ""
    for letter in letters:
        if width(kept + letter) > columns - 1:
            break
        kept += letter
    return f"…{kept[::-1]}" if keep_end else f"{kept.rstrip()}…"


def width(text: str) -> int:
    """Columns on a terminal: a Chinese letter takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def columns(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Rows with their cells aligned; those in columns `right` to the right. The last column is not padded."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        _GAP.join(_pad(cell, widths[place], left=place in right) for place, cell in enumerate(row)).rstrip()
        for row in rows
    ]


def _pad(cell: str, size: int, *, left: bool) -> str:
    blank = " " * (size - width(cell))
    return blank + cell if left else cell + blank


def _row(task: Task) -> dict[str, object]:
    return dataclasses.asdict(task) | {"request": json.loads(task.request)}
