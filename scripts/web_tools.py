"""What checks web/ needs from npm: TypeScript, the types of ComfyUI's page, axe-core. The page itself needs none of it.

    python3 -m scripts.web_tools          installs them into node_modules, if package-lock.json asks for others
    python3 -m scripts.web_tools check    the same, then checks the types of web/ with tsc

Runs on the system's Python with nothing installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from . import steps
from .recipe import ROOT

MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"

# What was installed last: a copy of the lock file that asked for it.
STAMP = MODULES / ".installed-lock.json"


def is_installed() -> bool:
    return STAMP.is_file() and STAMP.read_bytes() == LOCK.read_bytes()


def ensure() -> None:
    """Install what the lock file says, unless it is there. Stops where there is no npm."""
    if is_installed():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise steps.Stop(
            "There is no npm on the PATH. Install Node.js 20 or newer: apt-get install nodejs npm (Debian)."
        )
    steps.say("Installing TypeScript, the types of ComfyUI's page and axe-core (55 MB) into node_modules.")
    done = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=ROOT,
        env=os.environ | {"npm_config_update_notifier": "false"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise steps.Stop(f"npm ci failed:\n{done.stderr.strip()}")
    shutil.copyfile(LOCK, STAMP)


def check() -> int:
    """tsc over web/ and tests/web/."""
    compiler = MODULES / "typescript" / "bin" / "tsc"
    return subprocess.run(["node", str(compiler), "-p", str(ROOT / "tsconfig.json")], cwd=ROOT).returncode


def main() -> int:
    ensure()
    return check() if sys.argv[1:] == ["check"] else 0


if __name__ == "__main__":
    sys.exit(steps.run(main))
