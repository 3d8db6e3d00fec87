"""`make demo`: a saved workflow turns a picture into a video, in a real ComfyUI, on the simulator."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from . import steps, workflows
from .comfyui import ComfyUI
from .progress import ProgressLine
from .prompts import Result, run_prompt
from .recipe import ROOT
from .simulator import SimulatorProcess
from .steps import Stop, say, step
from .table import table

WORKFLOW = workflows.WORKFLOWS / "image2video.json"
COLUMNS = ("node", "video_path", "video_id", "task_id", "seconds", "MB")


def main() -> int:
    started = time.monotonic()
    folder = ROOT / ".run" / "demo"
    # A new journal each time: with the old one the finished video would come back, and there would be nothing to see.
    shutil.rmtree(folder / "user", ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    workflow = workflows.read_workflow(WORKFLOW)
    with SimulatorProcess(folder) as simulator:
        with step("Starting the simulator, a pretended Kling that costs nothing"):
            simulator.start()
        with ComfyUI(folder, packs={"klingkit": ROOT}, kling=simulator.kling_variables()) as comfyui:
            for picture in workflows.pictures(workflow):
                comfyui.put_input(picture)
            with step("Starting ComfyUI"):
                comfyui.start()
            rows = run(workflow, comfyui)
    print(table(COLUMNS, rows))
    say(f"\nDone after {time.monotonic() - started:.0f} s. `make serve` opens the same graph for clicking.")
    return 0


def run(workflow: dict[str, Any], comfyui: ComfyUI) -> list[tuple[str, ...]]:
    """A row for each video that the workflow made, every one of them opened and looked at."""
    info = comfyui.get("/object_info")
    prompt = workflows.to_prompt(workflow, info)
    names = {number: info[node["class_type"]].get("display_name") or number for number, node in prompt.items()}
    say(f"Running {WORKFLOW.relative_to(ROOT)} on {comfyui.url}")
    with ProgressLine(names) as line:
        try:
            result = run_prompt(comfyui.url, prompt, on_event=line.on_event)
        except TimeoutError as error:
            raise Stop(f"{error} ComfyUI's log says where it stands: {comfyui.log}") from error
    if result.status != "success" or result.errors:
        raise Stop(f"The workflow failed: {reason(result)}\nComfyUI's log says more: {comfyui.log}")
    videos = [(number, made) for number, shown in result.outputs.items() for made in shown.get("klingkit", [])]
    if not videos:
        raise Stop(f"The workflow ran, but no node showed a video. ComfyUI's log may say why: {comfyui.log}")
    return [row(names[number], made) for number, made in videos]


def row(node: str, made: dict[str, Any]) -> tuple[str, ...]:
    path = Path(made["video_path"])
    length = play(path)
    say(f"{path.name} plays: {length:.2f} s of video.")
    megabytes = path.stat().st_size / 1e6
    return (node, str(path), made["video_id"], made["task_id"], f"{float(made['seconds']):.1f}", f"{megabytes:.2f}")


def play(path: Path) -> float:
    """The video's length in seconds, after every frame of it was decoded."""
    try:
        with av.open(str(path)) as container:
            frames = [float(frame.time or 0) for frame in container.decode(video=0)]
            rate = container.streams.video[0].average_rate
    except (OSError, IndexError, FFmpegError) as error:
        raise Stop(f"{path} is no playable video: {error}") from error
    if not frames or not rate:
        raise Stop(f"{path} holds no picture.")
    return frames[-1] + 1 / float(rate)


def reason(result: Result) -> str:
    """Why a prompt failed, in ComfyUI's own words."""
    sentences: list[str] = []
    for error in result.errors:
        for node in error.get("node_errors", {}).values():
            sentences += [f"{problem['message']}: {problem['details']}" for problem in node["errors"]]
        if "exception_message" in error:
            sentences.append(f"{error.get('node_type')}: {error['exception_message'].strip()}")
    return " ".join(sentences) or f"it ended as {result.status!r} without a reason."


if __name__ == "__main__":
    sys.exit(steps.run(main))
