"""How the scripts talk: one line a step with the time it took, and failures as one sentence."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stop(Exception):
    """Ends a script with a sentence for the person at the terminal: what went wrong, and what to do."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announces what happens now, and says afterwards how many seconds it took."""
    started = time.monotonic()
    print(f"{text} ... ", end="", file=sys.stderr, flush=True)
    try:
        yield
    except BaseException:
        print("failed.", file=sys.stderr, flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


def run(main: Callable[[], int]) -> int:
    """The exit code of main: 1 after a Stop, whose sentence is shown; 130 after Ctrl-C, as shells expect."""
    try:
        return main()
    except Stop as stop:
        say(f"\n{stop}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
