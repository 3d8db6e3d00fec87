"""A child process with a log, which ends with us: what ComfyUI and the simulator have in common."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .steps import Stop

ATTACHED = Path(__file__).resolve().parent / "attached.py"


class Process:
    """A Python program, started attached to this process. `name` is what error messages call it."""

    def __init__(
        self, name: str, arguments: Sequence[str], *, folder: Path, log: Path, variables: Mapping[str, str]
    ) -> None:
        self.name = name
        self.log = log
        self._arguments = list(arguments)
        self._folder = folder
        self._variables = dict(variables)
        self._running: subprocess.Popen[bytes] | None = None

    def start(self, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Returns when is_ready says so; stops with a sentence when the program ends before, or after `seconds`."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, str(ATTACHED), *self._arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=self._variables,
                # A Ctrl-C at the terminal reaches only us, and we decide in which order things end.
                start_new_session=True,
            )
        try:
            self._wait(self._running, is_ready, seconds)
        except BaseException:
            self.kill()
            raise

    def _wait(self, running: subprocess.Popen[bytes], is_ready: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not is_ready():
            if running.poll() is not None:
                raise Stop(f"{self.name} ended while it was starting. Its log, {self.log}, ends with:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise Stop(f"{self.name} was not ready after {seconds:.0f} s. See its log, {self.log}.")
            time.sleep(0.05)

    def is_running(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def stop(self, *, seconds: float = 10) -> None:
        """Asks it to end, as Ctrl-C does; after `seconds` it is killed."""
        if self._running is None:
            return
        if self.is_running():
            self._running.send_signal(signal.SIGINT)
        try:
            self._running.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self.kill()

    def kill(self) -> None:
        """Ends it at once and without warning, as a crash would."""
        if self._running is None:
            return
        self._running.kill()
        self._running.wait()
        if self._running.stdin is not None:
            self._running.stdin.close()
        self._running = None

    def log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def tail(self, lines: int = 8) -> str:
        """The end of the log, without the colours that ComfyUI writes."""
        plain = re.sub(r"\x1b\[[0-9;]*m", "", self.log_text())
        return "\n".join(plain.splitlines()[-lines:])


def surroundings(kling: Mapping[str, str]) -> dict[str, str]:
    """Our environment variables, with these KLING* ones and no others."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("KLING")}
    return ours | dict(kling)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
