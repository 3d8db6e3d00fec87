"""A real ComfyUI for the tests: the pack in a folder of another name, a simulator in this process for its account."""

import os
from pathlib import Path

import pytest

from ..nodes.simulator import Simulator
from ..scripts.comfyui import ComfyUI
from ..scripts.prompts import run_prompt
from ..scripts.recipe import ROOT

# As users have it who cloned a fork: a module name that no import statement could have. No space: ComfyUI then serves
# none of a pack's scripts (seen with aiohttp 3.14).
PACK = "some-fork-of-it"

KEY = "key-of-the-tests-0123456789"


class ComfyUIUnderTest(ComfyUI):
    """`simulator` answers for the account `default`; more KLING* variables go into `kling`."""

    def __init__(self, folder, simulator, *, kling=None):
        account = {"KLING_API_KEY": KEY, "KLING_BASE_URL": simulator.url, "KLING_PROVIDER": "official"}
        super().__init__(folder, packs={PACK: ROOT}, kling=account | (kling or {}))
        self.simulator = simulator

    def queue(self, prompt, *, seconds=60, on_event=None):
        """Runs an API-format prompt to its end and gives the Result (scripts/prompts.py)."""
        return run_prompt(self.url, prompt, seconds=seconds, on_event=on_event)


def example_picture():
    """The picture that every ComfyUI has in its input folder."""
    return Path(os.environ["COMFYUI_PATH"]) / "input" / "example.png"


def require_comfyui():
    """Skips a test where there is no ComfyUI; where it counts (CI), that is a failure."""
    if os.environ.get("COMFYUI_PATH"):
        return
    reason = "COMFYUI_PATH is not set: `make test` sets it."
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


def quick_simulator():
    return Simulator(generation_seconds=0.2, short_side=120)
