"""The simulator as a process of its own, with the variables that make the pack use it."""

from __future__ import annotations

import re
from pathlib import Path

from .processes import Process, surroundings
from .recipe import ROOT


class SimulatorProcess:
    """`python -m nodes.cli simulate` on a free port; its log is folder/simulator.log."""

    def __init__(self, folder: Path, *, generation_seconds: float = 5) -> None:
        arguments = ["-m", "nodes.cli", "simulate", "--port", "0", "--generation-seconds", f"{generation_seconds:g}"]
        log = folder / "simulator.log"
        log.unlink(missing_ok=True)
        self._process = Process("The simulator", arguments, folder=ROOT, log=log, variables=surroundings({}))
        self.url = ""

    def start(self) -> SimulatorProcess:
        self._process.start(self._has_said_its_address, seconds=60)
        return self

    def _has_said_its_address(self) -> bool:
        found = re.search(r"http://127\.0\.0\.1:\d+", self._process.log_text())
        self.url = found[0] if found else ""
        return found is not None

    def kling_variables(self) -> dict[str, str]:
        return {"KLING_API_KEY": "any-key-will-do", "KLING_BASE_URL": self.url, "KLING_PROVIDER": "official"}

    def stop(self) -> None:
        self._process.stop()

    def __enter__(self) -> SimulatorProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
