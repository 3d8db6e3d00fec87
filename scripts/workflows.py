"""Saved workflows: from the page's format to the queue's, and the pictures that they load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .recipe import ROOT
from .steps import Stop

WORKFLOWS = ROOT / "workflows"


def read_workflow(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Stop(f"The workflow {path} cannot be read: {error}") from error


def to_prompt(workflow: dict[str, Any], object_info: dict[str, Any]) -> dict[str, Any]:
    """The API-format prompt of a workflow as the page saves it. object_info is ComfyUI's answer of that name."""
    unknown = {node["type"] for node in workflow.get("nodes", [])} - set(object_info) - {"Note", "MarkdownNote"}
    if unknown:
        raise Stop(f"ComfyUI did not load {', '.join(sorted(unknown))}. Its log says why.")
    asked = json.dumps({"workflow": workflow, "object_info": object_info})
    # In a process of its own, because comfy-cli writes a configuration into the home folder as soon as it is imported.
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "scripts.convert"],
            cwd=ROOT,
            env=os.environ | {"HOME": home, "DO_NOT_TRACK": "1"},
            input=asked,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise Stop(f"The workflow cannot be queued: {done.stderr.strip()}")
    return json.loads(done.stdout)


def pictures(workflow: dict[str, Any]) -> list[Path]:
    """The files that its LoadImage nodes name: from our workflows folder, or an example of ComfyUI's own."""
    loads = [node for node in workflow.get("nodes", []) if node["type"] == "LoadImage"]
    return [_picture(str(node["widgets_values"][0])) for node in loads]


def _picture(name: str) -> Path:
    folders = [WORKFLOWS, WORKFLOWS / "input", Path(os.environ.get("COMFYUI_PATH", ".")) / "input"]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise Stop(f"The picture {name} that the workflow loads is neither in {WORKFLOWS} nor in ComfyUI's input folder.")
