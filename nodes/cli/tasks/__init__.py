"""python -m nodes.cli tasks: the journal of paid tasks, and what a person can do about one."""

import argparse
import math
import os
from typing import TYPE_CHECKING

from .. import places, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from .. import Commands
    from .desk import Desk

OPEN = "open"
_STATES = ("prepared", "submitted", "succeeded", "saved", "failed", "unknown", OPEN)

_ABOUT = """The journal of every task that this machine has paid for, or is about to.
A task is named by the number of its row, its task id or its external task id."""


def add_to(commands: "Commands") -> None:
    parser = commands.add_parser("tasks", help="list, wait for and save the tasks of the journal", description=_ABOUT)
    verbs = parser.add_subparsers(title="what to do", dest="verb", required=True, metavar="VERB")
    _add_list(verbs)
    _add(verbs, "show", "everything about a task, and what can be done next")
    _add_wait(verbs)
    _add_save(verbs)
    _add_take_up(verbs)
    _add_give_up(verbs)
    _add_forget(verbs)


def run(asked: argparse.Namespace) -> int:
    """Run a verb."""
    # Imported here: reading the command line would wait for SQLAlchemy, which is most of the time that a list takes.
    from .desk import Desk

    with Desk(places.Places.of(asked, os.environ), os.environ) as desk:
        return _verb(asked.verb)(desk, asked)


def _verb(name: str) -> "Callable[[Desk, argparse.Namespace], int]":
    """What carries out a verb. Loads only what that one needs: looking at the journal needs no network."""
    if name in ("list", "show"):
        from . import looking

        return {"list": looking.show_list, "show": looking.show}[name]
    if name in ("wait", "save"):
        from . import following

        return {"wait": following.wait, "save": following.save}[name]
    from . import deciding

    return {"take-up": deciding.take_up, "give-up": deciding.give_up, "forget": deciding.forget}[name]


def _add(verbs: "Commands", name: str, summary: str, more: str = "", *, saves: bool = False) -> argparse.ArgumentParser:
    description = f"{summary[0].upper()}{summary[1:]}. {more}".strip()
    parser = verbs.add_parser(name, help=summary, description=description)
    if name != "list":
        parser.add_argument("task", type=_name, metavar="TASK", help="row number, task id or external task id")
    parser.add_argument("--json", action="store_true", help="the whole row, for programs")
    places.add_to(parser, output=saves)
    parser.set_defaults(run=run)
    return parser


def _add_list(verbs: "Commands") -> None:
    parser = _add(verbs, "list", "the tasks, newest first", "A cost with ~ is an estimate.")
    parser.add_argument(
        "--state", choices=_STATES, metavar="STATE", help=f"only these: {', '.join(_STATES)} (open: still to be saved)"
    )
    parser.add_argument("--account", metavar="NAME", default="", help="only those of this account")
    parser.add_argument("--limit", type=_limit, metavar="N", default=20, help="so many at most (default: %(default)s)")


def _add_wait(verbs: "Commands") -> None:
    more = "Prints its path; a task that failed or cannot be saved is a sentence and status 1. Costs nothing."
    parser = _add(verbs, "wait", "wait until a task is saved", more, saves=True)
    parser.add_argument("--timeout", type=_minutes, metavar="MIN", default=math.inf, help="minutes (default: no end)")


def _add_save(verbs: "Commands") -> None:
    more = "Prints its path. Fetches the video again if its file is gone; does not wait for a task that still runs."
    parser = _add(verbs, "save", "save the video of a finished task now", more, saves=True)
    parser.add_argument("--to", metavar="FILE", help="put a copy there as well: a new file, or a folder")


def _add_take_up(verbs: "Commands") -> None:
    more = "For a task in state unknown that you found in the provider's list. It is then waited for and saved."
    parser = _add(verbs, "take-up", "say which task id an unknown task has", more, saves=True)
    parser.add_argument("task_id", type=_name, metavar="TASK_ID", help="the id in the provider's list")
    parser.add_argument("--no-wait", action="store_true", help="leave the waiting to ComfyUI or `tasks wait`")


def _add_give_up(verbs: "Commands") -> None:
    more = "For a task in state unknown. The same inputs queued again are sent, and paid, anew."
    parser = _add(verbs, "give-up", "give up an unknown task, although it may have been charged", more)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _add_forget(verbs: "Commands") -> None:
    more = "Its file stays. The same inputs queued again are a new task, and paid."
    parser = _add(verbs, "forget", "drop a task from the journal", more)
    parser.add_argument("--force", action="store_true", help="also one whose video is paid and not here yet")


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text.strip()


def _limit(text: str) -> int:
    return whole(text, 1, 100_000)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = math.nan
    if not minutes > 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes above 0")
    return minutes
