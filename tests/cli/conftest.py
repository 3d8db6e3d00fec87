"""A ComfyUI's folders with a journal in them, an account on the simulator, and the command line to look at them."""

import contextlib
import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from klingkit.nodes.cli.__main__ import main
from klingkit.nodes.kling.accounts import Accounts
from klingkit.nodes.kling.client import Client
from klingkit.nodes.kling.requests import Image2Video
from klingkit.nodes.kling.transport import Timeouts
from klingkit.nodes.media import videos
from klingkit.nodes.simulator import Fault, Step
from klingkit.nodes.tasks.dispatcher import Dispatcher
from klingkit.nodes.tasks.job import Patience
from klingkit.nodes.tasks.journal import Journal, Task

ROOT = Path(__file__).resolve().parents[2]
SOON = 30
KEY = "key-of-the-tests-0123456789"


@dataclass
class Ended:
    status: int
    out: str
    err: str


class Desktop:
    """A machine with a ComfyUI that may be running, and a person at its terminal."""

    def __init__(self, folder, simulator, monkeypatch, capsys, closing):
        self.folder = folder
        self.output = folder / "output"
        self.simulator = simulator
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self._closing = closing
        (folder / "user" / "klingkit").mkdir(parents=True)
        self.output.mkdir()
        self.url = f"sqlite:///{folder / 'user' / 'klingkit' / 'journal.db'}"
        self.journal = self.open_journal()
        self.have(KLING_API_KEY=KEY, KLING_BASE_URL=simulator.url, KLING_PROVIDER="official")

    def open_journal(self):
        journal = Journal(self.url)
        self._closing.callback(journal.close)
        return journal

    def have(self, **environ):
        for name, value in environ.items():
            self._monkeypatch.setenv(name, value)

    def run(self, *arguments):
        """The command in this process."""
        self._capsys.readouterr()
        status = main(["tasks", *self._with_folder(arguments)])
        said = self._capsys.readouterr()
        return Ended(status, said.out, said.err)

    def start(self, *arguments):
        """The command in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "nodes.cli", "tasks", *self._with_folder(arguments)],
            cwd=ROOT,
            env=dict(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def on_terminal(self, *arguments, typed=""):
        """The same on a terminal: all that it shows in the end, with what a person types."""
        ours, theirs = pty.openpty()
        os.write(ours, typed.encode())
        command = [sys.executable, "-m", "nodes.cli", "tasks", *self._with_folder(arguments)]
        with subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            shown = b""
            with contextlib.suppress(OSError):  # how Linux says that the other side has closed
                while more := os.read(ours, 65536):
                    shown += more
            process.wait(timeout=SOON)
        os.close(ours)
        return shown.decode()

    def row(self, **values):
        """A row as ComfyUI left it, with nobody at work on it."""
        number = len(self.journal.newest(1000)) + 1
        task = Task(
            **{
                "external_task_id": f"ours-{number}",
                "fingerprint": f"print-{number}",
                "account": "environment",
                "identity": f"environment {self.simulator.url}",
                "kind": "image2video",
                "prefix": "Kling/fox",
            }
            | values
        )
        added, _ = self.journal.add(task)
        self.journal.release([added.id])
        return added

    def comfyui(self):
        """What works on tasks in a running ComfyUI."""
        dispatcher = Dispatcher(
            self.open_journal(),
            Accounts(os.environ, self.folder / "user" / "klingkit" / "accounts.toml", lambda: self.simulator.url),
            self.output,
            videos.check,
            patience=Patience(retry_first=0.02, second_look=0.02, ask_every=0.05, follow=0.05),
            make_client=lambda account: Client(account, Timeouts(connect=2, read=2, whole=5)),
        )
        self._closing.callback(dispatcher.close)
        return dispatcher

    def left_running(self, request, account="default"):
        """The row of a task that goes on at Kling although ComfyUI has ended."""
        comfyui = self.comfyui()
        task = comfyui.submit(request, account, prefix="Kling/fox").submitted.result(SOON)
        comfyui.close()
        return task

    def left_unknown(self, request):
        """The row of a task that is paid, but whose create was never answered, at a provider that keeps no ids."""
        self.have(KLING_PROVIDER="relay")
        self.simulator.settings.external_ids = False
        self.simulator.fail(Fault.DROP_AFTER, Step.CREATE, times=1)
        comfyui = self.comfyui()
        job = comfyui.submit(request, "default", prefix="Kling/fox")
        assert job.saved.exception(SOON)
        comfyui.close()
        return self.journal.get(job.task.id)

    def _with_folder(self, arguments):
        return [*arguments, "--user-folder", str(self.folder / "user")]


@pytest.fixture
def desktop(tmp_path, simulator, monkeypatch, capsys):
    with contextlib.ExitStack() as closing:
        yield Desktop(tmp_path / "ComfyUI", simulator, monkeypatch, capsys, closing)


@pytest.fixture
def shot():
    """A request; another `name` is another shot."""

    def make(name="a fox runs"):
        return Image2Video(model_name="kling-v1-6", mode="std", image="https://example.org/fox.png", prompt=name)

    return make
