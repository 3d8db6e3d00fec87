"""The pack in a real ComfyUI: loading it, eight nodes in one graph, and what it costs once the work is done."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

from ..comfyui import ComfyUI
from ..processes import surroundings
from ..prompts import run_prompt
from ..recipe import ROOT
from ..simulator import SimulatorProcess
from ..steps import Stop
from . import Measure, Row

_NODES = 8
_TASK = 7.0
"""s that a task takes."""
_TRIES = 2
_IDLE = 10.0
"""s for which nothing is asked of ComfyUI."""


def loading() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, str(Path(__file__).with_name("_loading.py")), str(ROOT), "5"]
        said = subprocess.run(
            command, cwd=name, env=surroundings({}), capture_output=True, text=True, timeout=120, check=True
        )
    seconds = [float(line) for line in said.stdout.splitlines() if line.replace(".", "").isdecimal()]
    yield Row("the pack in ComfyUI's start, shortest of 5", min(seconds), "s", 0.15)


def graphs() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            SimulatorProcess(folder, generation_seconds=_TASK).start() as simulator,
            ComfyUI(folder / "comfyui", packs={"klingkit": ROOT}, kling=simulator.kling_variables()).start() as comfyui,
        ):
            seconds = min(_run(comfyui, take) for take in range(_TRIES))
            yield Row(f"{_NODES} Image2Video in one graph, tasks of {_TASK:g} s", seconds, "s", 8.5)
            # ComfyUI sleeps by itself, so whatever wakes is ours. Of two looks the quieter one: a first may see the
            # last connection of the prompt being closed.
            spent, woken = min(_idle(comfyui) for _ in range(2))
            yield Row("from a click on interrupt to the end of the wait", _interrupted(comfyui), "s", 0.5)
    yield Row(f"the pack in ComfyUI, idle for {_IDLE:g} s: processor time", spent, "ms", 1)
    yield Row("the same: threads that wake", woken, "", 0)


MEASURES: tuple[Measure, ...] = (loading, graphs)


def _run(comfyui: ComfyUI, take: int) -> float:
    result = run_prompt(comfyui.url, _graph(take), seconds=60)
    if result.status != "success":
        raise Stop(f"The graph ended as {result.status}: {result.errors}")
    return result.seconds


def _interrupted(comfyui: ComfyUI) -> float:
    """s; the graph of eight tasks is interrupted once a task is being processed."""
    moments: dict[str, float] = {}

    def watch(kind: str, data: dict[str, Any]) -> None:
        if kind == "text" and "processing" in data["text"] and "click" not in moments:
            moments["click"] = time.monotonic()
            requests.post(f"{comfyui.url}/interrupt", timeout=10).raise_for_status()
        if kind == "execution_interrupted":
            moments["end"] = time.monotonic()

    run_prompt(comfyui.url, _graph(take=_TRIES), seconds=60, on_event=watch)
    return moments["end"] - moments["click"]


def _graph(take: int) -> dict[str, Any]:
    graph: dict[str, Any] = {
        "picture": {
            "class_type": "EmptyImage",
            "inputs": {"width": 1280, "height": 720, "batch_size": 1, "color": 0x335577},
        }
    }
    for number in range(_NODES):
        inputs = {"image": ["picture", 0], "prompt": f"fox {number}", "model": "kling-v1-6", "take": take}
        graph[f"video{number}"] = {"class_type": "KlingKitImage2Video", "inputs": inputs}
        graph[f"see{number}"] = {"class_type": "PreviewAny", "inputs": {"source": [f"video{number}", 1]}}
    return graph


def _idle(comfyui: ComfyUI) -> tuple[float, int]:
    """ms of processor time while nothing happens, and the number of threads that woke meanwhile; Linux only."""
    process = _process(comfyui)
    before = _threads(process)
    time.sleep(_IDLE)
    after = _threads(process)
    spent = sum(spent - before.get(thread, (0, 0))[0] for thread, (spent, _) in after.items())
    return spent / 1e6, sum(times != before.get(thread, (0, 0))[1] for thread, (_, times) in after.items())


def _threads(process: Path) -> dict[str, tuple[int, int]]:
    """By thread: ns of processor time, and how often it got the processor."""
    found = {}
    for thread in (process / "task").iterdir():
        spent, _, times = (thread / "schedstat").read_text().split()
        found[thread.name] = int(spent), int(times)
    return found


def _process(comfyui: ComfyUI) -> Path:
    """Its folder in /proc, found by the port in its command line."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if "--port" in arguments and arguments[arguments.index("--port") + 1] == str(comfyui.port):
            return process
    raise Stop("ComfyUI's process was not found in /proc; measure on Linux.")
