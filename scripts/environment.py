"""The environment for demo, serve, tests and lint: Python packages and a ComfyUI, made once per machine.

    python3 -m scripts.environment                 makes it if need be and prints where it is
    python3 -m scripts.environment run -m pytest   the same, then runs its Python with these arguments

Runs on the system's Python from 3.10 with nothing installed. COMFYUI_PATH names a ComfyUI of one's own, KLINGKIT_ENV
the folder to keep environments in, instead of ~/.cache/klingkit.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import install, steps
from .recipe import Recipe, cache_folder, recipe

# It is 6.3 GB in the end; the rest is what stands unpacked and not yet linked.
ROOM = 8 * 1024**3

# The last thing written: a folder without it is an installation that broke off.
STAMP = "complete"


@dataclass(frozen=True)
class Environment:
    folder: Path
    comfyui: Path

    @property
    def python(self) -> Path:
        return install.venv_python(self.folder / "venv")

    @property
    def is_complete(self) -> bool:
        return (self.folder / STAMP).is_file()

    def variables(self) -> dict[str, str]:
        """The surrounding variables, with this environment's programs first and its ComfyUI named."""
        variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
        programs = str(self.python.parent)
        return variables | {
            "PATH": os.pathsep.join([programs, variables.get("PATH", os.defpath)]),
            "VIRTUAL_ENV": str(self.folder / "venv"),
            "COMFYUI_PATH": str(self.comfyui),
        }


def ensure(wanted: Recipe, *, room: int = ROOM) -> Environment:
    """The environment for a recipe: found, or made now if `room` bytes are free. Two at once wait for each other."""
    cache = cache_folder()
    folder = cache / wanted.key
    environment = Environment(folder=folder, comfyui=wanted.comfyui or folder / "ComfyUI")
    if environment.is_complete:
        return environment
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise steps.Stop(f"{cache} cannot be made ({error.strerror}). Set KLINGKIT_ENV to another folder.") from error
    with _alone(cache / f"{wanted.key}.lock"):
        if not environment.is_complete:
            _make(environment, wanted, room)
    return environment


def _make(environment: Environment, wanted: Recipe, room: int) -> None:
    cache = environment.folder.parent
    if shutil.disk_usage(cache).free < room:
        raise steps.Stop(
            f"{cache} has less than {room // 1024**3} GB free. Make room, or set KLINGKIT_ENV to a folder that has it."
        )
    steps.say(f"Making the environment in {environment.folder} (once per machine, about 6 GB).")
    started = time.monotonic()
    if environment.folder.exists():
        shutil.rmtree(environment.folder)
    environment.folder.mkdir()
    install.everything(environment.folder, wanted)
    (environment.folder / STAMP).write_text("This environment is whole.\n", encoding="utf-8")
    steps.say(f"The environment is ready after {time.monotonic() - started:.0f} s.")
    for other in sorted(path.parent for path in cache.glob(f"*/{STAMP}") if path.parent != environment.folder):
        steps.say(f"An environment for other requirements is in {other}; delete it if no clone needs it.")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    # Not at the top: Windows has no fcntl, and there the sentence should be ours.
    try:
        import fcntl
    except ImportError as error:
        raise steps.Stop("These scripts need Linux, macOS or WSL.") from error
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            steps.say("Another process is making the environment; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> int:
    # Reached on Python 3.7 too, so nothing that this file imports may need a newer one before it is called.
    if sys.version_info < (3, 10):  # noqa: UP036
        raise steps.Stop(
            f"Python {sys.version.split()[0]} is too old, KlingKit needs 3.10 or newer: make PYTHON=python3.12 ..."
        )
    environment = ensure(recipe())
    arguments = sys.argv[1:]
    if arguments[:1] == ["run"]:
        os.execve(environment.python, [str(environment.python), *arguments[1:]], environment.variables())  # noqa: S606
    if arguments:
        raise steps.Stop(f"{arguments[0]!r} is not known here. Use no argument, or: run ARGUMENTS-FOR-PYTHON.")
    print(f"python   {environment.python}\ncomfyui  {environment.comfyui}")
    return 0


if __name__ == "__main__":
    sys.exit(steps.run(main))
