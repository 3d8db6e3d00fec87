"""comfy-cli runs our saved workflows as any user's own client would."""

import os
import subprocess
import sys
from pathlib import Path

from klingkit.nodes.media import videos
from klingkit.scripts.recipe import ROOT
from klingkit.tests.comfyui import example_picture


def test_comfy_run_takes_the_workflow_as_the_page_saved_it(comfyui, tmp_path):
    comfyui.put_input(example_picture())
    mine = tmp_path / "image2video.json"
    # Another test may have run the very same one in this ComfyUI; it would make no new video.
    text = (ROOT / "workflows" / "image2video.json").read_text(encoding="utf-8")
    mine.write_text(text.replace("The girl waves", "The girl with a comfy-cli waves"), encoding="utf-8")
    before = set(comfyui.output.rglob("*.mp4"))

    ended = subprocess.run(
        [
            Path(sys.executable).with_name("comfy"),
            *("--skip-prompt", "run", "--wait", "--workflow", mine),
            *("--host", "127.0.0.1", "--port", str(comfyui.port), "--timeout", "60"),
        ],
        # It writes settings into the home folder, and would report its use.
        env=os.environ | {"HOME": str(tmp_path), "DO_NOT_TRACK": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    (video,) = set(comfyui.output.rglob("*.mp4")) - before
    assert videos.check(video).seconds > 4.9
