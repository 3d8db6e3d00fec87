"""Reads the command line and runs the command; the exit status is the command's."""

import argparse
import os
import sys
from collections.abc import Sequence

from ..kling.errors import KlingError
from . import simulate, tasks, tell

_COMMANDS = (simulate, tasks)
_INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """What the command line understands; scripts/docs.py writes docs/cli.md from it."""
    parser = argparse.ArgumentParser(prog="python -m nodes.cli", description="KlingKit without ComfyUI.")
    commands = parser.add_subparsers(title="commands", dest="command", required=True)
    for command in _COMMANDS:
        command.add_to(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0, or 1 with one sentence on stderr. A wrong command line ends the program with 2."""
    asked = parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except KlingError as error:
        tell(str(error))
        return 1
    except KeyboardInterrupt:
        tell("Stopped. What Kling has accepted goes on there.")
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has heard enough, as `head` does. Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _write_whatever_the_terminal_can() -> None:
    """A prompt may hold letters that a console's encoding lacks: that is no reason to end."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]


if __name__ == "__main__":
    _write_whatever_the_terminal_can()
    sys.exit(main())
