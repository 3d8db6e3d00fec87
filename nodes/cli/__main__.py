"""Reads the command line and runs the command; the exit status is the command's."""

import argparse
import sys
from collections.abc import Sequence

from . import simulate

_COMMANDS = (simulate,)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nodes.cli", description="KlingKit without ComfyUI.")
    commands = parser.add_subparsers(title="commands", dest="command", required=True)
    for command in _COMMANDS:
        command.add_to(commands)
    asked = parser.parse_args(arguments)
    return asked.run(asked)


if __name__ == "__main__":
    sys.exit(main())
