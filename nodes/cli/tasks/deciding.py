"""tasks take-up, give-up and forget: what a person decides, because it may cost money."""

import argparse
import contextlib
import sys

from ...kling.errors import KlingError
from ...tasks import by_hand
from ...tasks import journal as states
from .. import say
from . import text
from .desk import Desk
from .following import follow, report


def take_up(desk: Desk, asked: argparse.Namespace) -> int:
    """Say which task id an unknown task has, and wait for it."""
    found = desk.find(asked.task)
    with contextlib.closing(desk.client(found)) as client:
        task = by_hand.take_up(desk.journal, found, asked.task_id, client)
    if not asked.no_wait:
        return report(follow(desk, task, lambda _: ""), asked)
    say(
        text.as_json(task)
        if asked.json
        else f"Row {task.id} is task {task.task_id} now. `tasks wait {task.id}` saves it."
    )
    return 0


def give_up(desk: Desk, asked: argparse.Namespace) -> int:
    """Let the same inputs be paid anew."""
    task = desk.find(asked.task)
    if task.state == states.UNKNOWN:
        price = "" if task.units is None else f" {task.units:g} units"
        _confirm(
            f"{by_hand.called(task)} may be running and charged{price}. Given up, the same inputs queued again are "
            f"sent and paid anew.",
            asked,
        )
    task = by_hand.give_up(desk.journal, task)
    done = f"{by_hand.called(task)} is given up. Queue the same inputs again to send them anew."
    say(text.as_json(task) if asked.json else done)
    return 0


def forget(desk: Desk, asked: argparse.Namespace) -> int:
    """Drop a row."""
    task = desk.find(asked.task)
    try:
        by_hand.forget(desk.journal, task, force=asked.force)
    except by_hand.StillPaid as error:
        raise KlingError(f"{error} Here that is --force.") from error
    stays = f" Its file stays: {task.path}." if task.path else ""
    say(text.as_json(task) if asked.json else f"{by_hand.called(task)} is forgotten.{stays}")
    return 0


def _confirm(warning: str, asked: argparse.Namespace) -> None:
    """Raise KlingError unless the person agrees."""
    if asked.yes:
        return
    if not sys.stdin.isatty():
        raise KlingError(f"{warning} To do that, add --yes.")
    sys.stderr.write(f"{warning}\nGive it up? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise KlingError("Nothing was changed.")
