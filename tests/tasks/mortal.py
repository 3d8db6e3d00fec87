"""ComfyUIs that can die at any write, on a clock that only the test moves."""

import socket
import subprocess

from klingkit.nodes.kling.accounts import Accounts
from klingkit.nodes.kling.errors import BrokenVideo
from klingkit.nodes.kling.requests import Image2Video
from klingkit.nodes.tasks.dispatcher import Dispatcher
from klingkit.nodes.tasks.downloads import Limits
from klingkit.nodes.tasks.journal import Journal
from klingkit.tests.tasks.pretended import Client, PowerCut

ACCOUNTS = """
[accounts.official]
base_url = "http://official.example"
provider = "official"
api_key = "a"
[accounts.relay]
base_url = "http://relay.example"
provider = "relay"
api_key = "b"
"""


class Clock:
    now = 1_000_000.0

    def __call__(self):
        return self.now


class FusedJournal(Journal):
    """A journal on a machine whose power goes out before or after one of its next writes."""

    fuse = -1

    def add(self, task, origin=None):
        return self._burn(super().add, task, origin)

    def change(self, task, **values):
        return self._burn(super().change, task, **values)

    def _burn(self, write, *arguments, **values):
        self._tick()
        written = write(*arguments, **values)
        self._tick()
        return written

    def _tick(self):
        self.fuse -= 1
        if self.fuse == 0:
            raise PowerCut


class ComfyUI:
    """A dispatcher with a process id of its own, so that others can see whether it has died."""

    def __init__(self, folder, kling, *, elsewhere=False):
        (folder / "accounts.toml").write_text(ACCOUNTS)
        (folder / "accounts.toml").chmod(0o600)
        self._process = subprocess.Popen(["cat"], stdin=subprocess.PIPE)  # ends with us, if not before
        self.journal = FusedJournal(f"sqlite:///{folder / 'journal.db'}", kling.clock)
        host = "elsewhere" if elsewhere else socket.gethostname()
        self.journal.owner = f"{host}/{self._process.pid}/{id(self)}"
        self.dispatcher = Dispatcher(
            self.journal,
            Accounts({}, folder / "accounts.toml", lambda: ""),
            folder / "output",
            check_video,
            clock=kling.clock,
            limits=Limits(connect=2, read=2),
            threads=False,
            make_client=lambda account: Client(kling, account, self._row),
        )
        self.waits = []

    def _row(self, external_task_id):
        return next(iter(self.journal.named(external_task_id)), None)

    def queue(self, shot):
        account, prompt = shot
        request = Image2Video(model_name="kling-v1-6", mode="std", image="https://a.example/b.png", prompt=prompt)
        job = self.dispatcher.submit(request, account)
        wait = self.dispatcher.waiting(job)
        wait.__enter__()
        self.waits.append((job, wait))
        return job

    def leave(self, number):
        """The person interrupts, or was given a result."""
        _, wait = self.waits.pop(number)
        wait.__exit__(None, None, None)

    def die(self):
        """It ends, and nothing in it gets a chance to tidy up."""
        for job, _ in self.waits:
            job.waiters += 1  # so that Python's own tidying up of `waiting` withdraws nothing
        self._process.kill()
        self._process.communicate()
        self.journal.close()


def check_video(path):
    """What the provider gave for the task of this name."""
    task_id = path.name.partition("_")[2].partition(".")[0]
    if path.read_bytes() != task_id.encode() * 200:
        raise BrokenVideo(f"{path} is not the video of task {task_id}.")
