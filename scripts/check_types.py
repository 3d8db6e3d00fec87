"""Runs the type checker over the pack, with ComfyUI's own modules in sight."""

from __future__ import annotations

import os
import subprocess
import sys

from .recipe import ROOT


def main() -> int:
    # The checker asks this Python for its paths. ComfyUI is no package, so its folder has to be among them.
    variables = os.environ | {"PYTHONPATH": os.environ["COMFYUI_PATH"]}
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
