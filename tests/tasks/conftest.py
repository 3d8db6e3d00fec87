"""A studio: a simulator, an account on it, and a dispatcher that can be closed and opened again like a ComfyUI."""

import time
from pathlib import Path

import pytest
from klingkit.nodes.kling.accounts import Accounts
from klingkit.nodes.kling.client import Client
from klingkit.nodes.kling.requests import Image2Video
from klingkit.nodes.kling.transport import Timeouts
from klingkit.nodes.media import videos
from klingkit.nodes.simulator import Simulator
from klingkit.nodes.tasks.dispatcher import Dispatcher
from klingkit.nodes.tasks.downloads import Limits
from klingkit.nodes.tasks.job import Patience
from klingkit.nodes.tasks.journal import Journal

QUICK = Patience(
    retry_first=0.02,
    retry_longest=0.1,
    second_look=0.02,
    for_a_person=0.1,
    ask_every=0.05,
    follow=0.05,
    download_tries=4,
)


class Studio:
    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.folder = folder
        self.simulator = simulator
        self.environ = {"KLING_API_KEY": "a-key", "KLING_BASE_URL": simulator.url, "KLING_PROVIDER": "official"}
        self.patience = QUICK
        self.read_seconds = 1.0
        self.dispatchers = []

    def limit_slots(self, slots: int) -> None:
        """Give the account a limit of its own: only the file can."""
        entry = f'[accounts.studio]\nbase_url = "{self.simulator.url}"\nprovider = "official"\napi_key = "a-key"\n'
        (self.folder / "accounts.toml").write_text(f"{entry}slots = {slots}\n")
        (self.folder / "accounts.toml").chmod(0o600)
        self.environ = {}

    def until(self, holds, seconds: float = 10) -> None:
        """Look until something holds; for what has no future to wait for."""
        ends = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < ends
            time.sleep(0.01)

    def open(self, check_video=videos.check) -> Dispatcher:
        accounts = Accounts(self.environ, self.folder / "accounts.toml", lambda: self.simulator.url)
        dispatcher = Dispatcher(
            Journal(f"sqlite:///{self.folder / 'journal.db'}"),
            accounts,
            self.folder / "output",
            check_video,
            patience=self.patience,
            limits=Limits(connect=2, read=self.read_seconds),
            make_client=lambda account: Client(account, Timeouts(connect=2, read=self.read_seconds, whole=5)),
        )
        self.dispatchers.append(dispatcher)
        return dispatcher

    def another_machine(self) -> "Studio":
        other = Studio(self.folder / "another machine", self.simulator)
        other.folder.mkdir()
        other.dispatchers = self.dispatchers
        return other

    @property
    def journal(self) -> Journal:
        return Journal(f"sqlite:///{self.folder / 'journal.db'}")

    @property
    def files(self) -> list[Path]:
        return sorted((self.folder / "output").rglob("*.mp4"))

    @property
    def parts(self) -> list[Path]:
        return sorted((self.folder / "output").rglob("*.part"))


@pytest.fixture
def studio(tmp_path, simulator):
    studio = Studio(tmp_path, simulator)
    yield studio
    for dispatcher in studio.dispatchers:
        dispatcher.close()


@pytest.fixture
def dispatcher(studio):
    return studio.open()


@pytest.fixture
def shot(picture):
    """A request; another `name` is another shot."""

    def make(name="a fox runs", **fields):
        return Image2Video(**({"model_name": "kling-v1-6", "mode": "std", "image": picture, "prompt": name} | fields))

    return make


@pytest.fixture(scope="session")
def picture():
    import torch
    from klingkit.nodes.media import pictures

    ramp = torch.linspace(0, 1, 320).expand(320, 320)
    return pictures.encode(pictures.check(torch.stack([ramp, ramp.T, ramp * 0], dim=-1)[None])[0])
