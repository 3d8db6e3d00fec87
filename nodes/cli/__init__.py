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
