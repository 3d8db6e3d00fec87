"""python -m nodes.cli ...: what can be done without ComfyUI. A command is a module with add_to(commands)."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def say(line: str) -> None:
    """One line for the person at the terminal, or for the program that started us: so flushed at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def tell(line: str) -> None:
    """One line beside the result: an error, a warning, how far it is."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def whole(text: str, low: int, high: int) -> int:
    """A whole number of the command line. Raises argparse.ArgumentTypeError outside of `low` to `high`."""
    if not text.isdecimal() or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
    return int(text)
