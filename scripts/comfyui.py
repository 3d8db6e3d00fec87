"""A real ComfyUI as a process with folders of its own: for the demo, for `make serve` and for the tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from .processes import Process, free_port, is_free, surroundings
from .steps import Stop

# On an idle machine it takes 10 to 15 s; the first time after an installation Python compiles everything.
START_SECONDS = 240.0


class ComfyUI:
    """Below `folder` are its models, input, output, temp, user and custom_nodes folders and comfyui.log.

    `packs` are linked into custom_nodes under the names given. `kling` holds the KLING* variables that the packs see;
    those of the surrounding shell are hidden from them. The ComfyUI itself is the one that COMFYUI_PATH names.
    """

    def __init__(
        self, folder: Path, *, packs: Mapping[str, Path], kling: Mapping[str, str], port: int | None = None
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.input = folder / "input"
        self.output = folder / "output"
        self.user = folder / "user"
        self._packs = packs
        # What ComfyUI and the libraries around it would otherwise ask the internet.
        quiet = {"DO_NOT_TRACK": "1", "HF_HUB_OFFLINE": "1", "NO_ALBUMENTATIONS_UPDATE": "1"}
        self._process = Process(
            "ComfyUI",
            self._arguments(),
            folder=folder,
            log=folder / "comfyui.log",
            variables=surroundings(kling) | quiet,
        )

    def _arguments(self) -> list[str]:
        source = os.environ.get("COMFYUI_PATH")
        if not source:
            raise Stop("COMFYUI_PATH is not set. Start this by make, or set it to a ComfyUI folder.")
        return [
            str(Path(source) / "main.py"),
            "--cpu",
            *("--listen", "127.0.0.1", "--port", str(self.port)),
            *("--base-directory", str(self.folder)),
            *("--database-url", f"sqlite:///{self.user / 'comfyui.db'}"),
            # Without the partner nodes it starts sooner, and the page asks nothing of the internet.
            *("--disable-api-nodes", "--disable-auto-launch"),
        ]

    def put_input(self, picture: Path) -> None:
        """Makes a picture available to LoadImage under its own name."""
        self.input.mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, self.input / picture.name)

    def start(self) -> ComfyUI:
        """Returns when it answers, with all nodes loaded."""
        if not is_free(self.port):
            raise Stop(f"Port {self.port} is taken by another program. End that one, or choose another: PORT=8190.")
        for name in ("models", "input", "output", "temp", "user", "custom_nodes"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name, pack in self._packs.items():
            link = self.folder / "custom_nodes" / name
            link.unlink(missing_ok=True)
            link.symlink_to(pack, target_is_directory=True)
        self._process.start(self._answers, seconds=START_SECONDS)
        return self

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/system_stats", timeout=10).ok
        except requests.RequestException:
            return False

    def __enter__(self) -> ComfyUI:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._process.stop()

    def kill(self) -> None:
        """Ends it as a crash would: nothing in it gets a chance to tidy up."""
        self._process.kill()

    def is_running(self) -> bool:
        return self._process.is_running()

    @property
    def log(self) -> Path:
        return self._process.log

    def log_text(self) -> str:
        return self._process.log_text()

    def get(self, path: str) -> Any:
        """The JSON answer of a route, such as /object_info/LoadImage."""
        answer = requests.get(f"{self.url}{path}", timeout=60)
        answer.raise_for_status()
        return answer.json()
