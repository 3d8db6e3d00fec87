"""`make serve`: the demo's ComfyUI kept open, for clicking; on the simulator unless KLING_* names an account."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time

from . import steps, workflows
from .comfyui import ComfyUI
from .recipe import ROOT
from .simulator import SimulatorProcess
from .steps import Stop, say, step


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8188)
    port = parser.parse_args().port
    folder = ROOT / ".run" / "serve"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        kling = own_account()
        if kling:
            address = kling.get("KLING_BASE_URL", "the official address")
            say(f"Using the account in your KLING_* variables, at {address}: videos made here cost money.")
        else:
            with step("Starting the simulator, as no KLING_API_KEY is set"):
                kling = stack.enter_context(SimulatorProcess(folder)).start().kling_variables()
        comfyui = stack.enter_context(ComfyUI(folder, packs={"klingkit": ROOT}, kling=kling, port=port))
        for path in sorted(workflows.WORKFLOWS.glob("*.json")):
            for picture in workflows.pictures(workflows.read_workflow(path)):
                comfyui.put_input(picture)
        with step("Starting ComfyUI"):
            comfyui.start()
        say(f"\nOpen {comfyui.url} (workflows are under Templates, videos go to {comfyui.output}). Ctrl-C ends it.")
        wait(comfyui)
    return 0


def own_account() -> dict[str, str]:
    """The KLING* variables, if they hold a key; else nothing."""
    if not (os.environ.get("KLING_API_KEY") or os.environ.get("KLING_ACCESS_KEY")):
        return {}
    return {name: value for name, value in os.environ.items() if name.startswith("KLING")}


def wait(comfyui: ComfyUI) -> None:
    """Until Ctrl-C. A ComfyUI that ends by itself is a failure."""
    try:
        while comfyui.is_running():
            time.sleep(0.5)
    except KeyboardInterrupt:
        say("\nStopping.")
        return
    raise Stop(f"ComfyUI ended by itself. Its log says why: {comfyui.log}")


if __name__ == "__main__":
    sys.exit(steps.run(main))
