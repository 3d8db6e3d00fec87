"""SIGKILL in the middle of eight tasks, started and queued again: eight paid, eight files, nothing left over.

The rounds run against a small process, and a few against a real ComfyUI; `make soak` runs many of the latter.
SOAK_SEED repeats a series, SOAK_ROUNDS sets how long it is.
"""

import contextlib
import os
import sys
import time
from collections import Counter

import pytest
import requests
from klingkit.nodes.media import videos
from klingkit.nodes.simulator import Simulator
from klingkit.scripts.processes import Process, surroundings
from klingkit.scripts.recipe import ROOT
from klingkit.tests.graphs import empty, image2video, preview, said
from klingkit.tests.tasks.blows import KINDS, MANY, blows

SOON = 90
KEY = "key-of-the-kill-test"


@pytest.fixture
def simulator():
    with Simulator(generation_seconds=1.2, spread=0.6, short_side=120) as running:
        yield running


@pytest.fixture
def seed():
    return int(os.environ.get("SOAK_SEED") or time.time_ns() % 1_000_000)


@pytest.fixture
def say(capsys):
    """What a person sees who runs the suite: the seed above all."""

    def say(text):
        with capsys.disabled():
            sys.stdout.write(f"\n  {text}")
            sys.stdout.flush()

    return say


def rounds(default):
    return int(os.environ.get("SOAK_ROUNDS") or default)


class SmallProcess:
    """tests/tasks/eight.py, started anew for each try."""

    def __init__(self, folder, simulator):
        self.output = folder / "output"
        self._folder = folder
        self._log = folder / "eight.log"
        self._process = None
        self._kling = {"KLING_API_KEY": KEY, "KLING_BASE_URL": simulator.url, "KLING_PROVIDER": "official"}

    def queue(self, prompt):
        self._log.unlink(missing_ok=True)
        arguments = ["-m", "tests.tasks.eight", str(self._folder), prompt]
        variables = surroundings(self._kling)
        self._process = Process("eight.py", arguments, folder=ROOT, log=self._log, variables=variables)
        self._process.start(lambda: "ready" in self._process.log_text(), seconds=SOON)

    def is_busy(self):
        return "saved" not in self._process.log_text()

    def kill(self):
        if self._process is not None:
            self._process.kill()

    def start(self):
        """It starts when it is given something to do."""

    close = kill

    def queue_and_wait(self, prompt):
        """Queues the same again. Gives what went wrong, empty where nothing did."""
        self.queue(prompt)
        until(lambda: not self._process.is_running())
        self.kill()
        said = self._log.read_text(encoding="utf-8").splitlines()
        return "" if said[-1] == "saved" else "\n".join(said)


class WholeComfyUI:
    """A real ComfyUI with a graph of five nodes, one of them with a batch of four."""

    def __init__(self, comfyui):
        self.output = comfyui.output
        self.start = comfyui.start
        self.kill = comfyui.kill
        self._comfyui = comfyui

    def queue(self, prompt):
        requests.post(f"{self._comfyui.url}/prompt", json={"prompt": self._graph(prompt)}).raise_for_status()

    def is_busy(self):
        return bool(self._comfyui.get("/prompt")["exec_info"]["queue_remaining"])

    def queue_and_wait(self, prompt):
        """Queues the same again. Gives what went wrong, empty where nothing did."""
        result = self._comfyui.queue(self._graph(prompt), seconds=SOON)
        return said(result) or ("" if result.status == "success" else result.status)

    def _graph(self, prompt):
        nodes = {"batch": image2video(prompt, image="pictures"), "see batch": preview("batch", 1)}
        for name in ("first", "second", "third", "fourth"):
            nodes |= {name: image2video(f"{prompt}, {name}"), f"see {name}": preview(name, 1)}
        return nodes | {"picture": empty(), "pictures": empty(batch=4)}


def until(holds):
    """Look until something holds; for what happens in another process."""
    ends = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.01)


def play(victim, simulator, blow, prompt):
    """Queue, kill, start, queue again. Gives what the person saw then, and whether the kill came in time."""
    blow.raise_(simulator)
    victim.queue(prompt)
    blow.queued()
    until(lambda: blow.falls(victim.output) or not victim.is_busy())
    in_time = victim.is_busy()
    victim.kill()
    simulator.clear_faults()
    victim.start()
    return victim.queue_and_wait(prompt), in_time


def survives(victim, simulator, series, say):
    landed = Counter()
    for number, blow in enumerate(series, start=1):
        began = time.monotonic()

        wrong, in_time = play(victim, simulator, blow, f"a fox runs, round {number}")

        landed[in_time] += 1
        where = "" if in_time else ", which was too late"
        say(f"{number:3} killed at {blow}{where}: {simulator.charged} charged, {time.monotonic() - began:.1f} s")
        files = sorted(victim.output.rglob("*.mp4"))
        assert wrong == ""
        assert simulator.charged == MANY * number
        assert len(files) == MANY * number
        assert all(videos.check(file).seconds > 4.9 for file in files[-MANY:])
        assert sorted(victim.output.rglob("*.part")) == []
        assert {file.stem.rpartition("_")[2] for file in files} == {charge.task_id for charge in simulator.ledger}
    # A few blows may be bad luck; most must hit a process that is at work.
    assert landed[True] > landed[False] or len(series) < len(KINDS)


def test_a_small_process_survives_any_kill(tmp_path, simulator, seed, say):
    say(f"SOAK_SEED={seed}")

    with contextlib.closing(SmallProcess(tmp_path, simulator)) as victim:
        survives(victim, simulator, blows(seed, rounds(20)), say)


def test_a_real_comfyui_survives_any_kill(start_comfyui, simulator, seed, say):
    say(f"SOAK_SEED={seed}")

    survives(WholeComfyUI(start_comfyui(simulator)), simulator, blows(seed + 1, rounds(2)), say)
