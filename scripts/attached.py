"""Runs a Python program that ends when the one who started it ends, however that happened.

    python attached.py main.py ARGUMENTS...
    python attached.py -m package.module ARGUMENTS...

The starter holds the other end of our standard input. The system closes it when the starter dies, also by kill -9,
on Linux and macOS alike: no ComfyUI is left behind on a port.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path

GRACE = 5.0  # seconds for an orderly end


def end_with_starter() -> None:
    # os.read, because a daemon thread inside sys.stdin would hold its lock when Python shuts down.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def main() -> None:
    # ComfyUI tidies up after Ctrl-C only. A shell may also have started us with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    threading.Thread(target=end_with_starter, daemon=True).start()
    if sys.argv[1] == "-m":
        sys.argv[:2] = []
        sys.path[0] = str(Path.cwd())
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:1] = []
        sys.path[0] = str(Path(sys.argv[0]).parent)
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
