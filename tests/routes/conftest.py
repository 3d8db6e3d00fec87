"""The routes on a real socket, beside nothing else."""

from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from klingkit.nodes import routes
from klingkit.nodes.hosting import Hosting
from klingkit.nodes.kling.accounts import Accounts
from klingkit.nodes.kling.requests import Text2Video
from klingkit.nodes.language import Language
from klingkit.nodes.media import videos
from klingkit.nodes.routes.deciding import DecisionRoutes
from klingkit.nodes.routes.files import Files
from klingkit.nodes.routes.locale import LocaleRoute
from klingkit.nodes.routes.rows import Rows
from klingkit.nodes.routes.tasks import TaskRoutes
from klingkit.nodes.tasks.dispatcher import Dispatcher
from klingkit.nodes.tasks.job import Patience
from klingkit.nodes.tasks.journal import Journal, Task

KEY = "key-of-the-tests-0123456789"


class Clock:
    now = 1_700_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def hosting(user_folder, clock):
    (user_folder / "hosting.toml").write_text('public_url = "https://my.host"\ncallbacks = true')
    (user_folder / "hosting.toml").chmod(0o600)
    return Hosting(user_folder, {}, clock)


@pytest.fixture
def serve(hosting, clock):
    """async with serve(hint, webhook_secret="") as client: the routes as ComfyUI mounts them."""

    @asynccontextmanager
    async def start(hint=lambda task_id: None, **options):
        table = web.RouteTableDef()
        routes.mount(table, hosting, hint, clock=clock, **options)
        app = web.Application()
        app.add_routes(table)
        async with TestClient(TestServer(app)) as client:
            yield client

    return start


class Gallery:
    """The gallery's routes, with a dispatcher and a journal behind them and a simulator behind those.

    Attributes:
        news: what all pages were told, in order.
    """

    def __init__(self, folder, simulator):
        self.output = folder / "output"
        self.thumbnails = folder / "thumbnails"
        self.simulator = simulator
        self.news = []
        self.environ = {"KLING_API_KEY": KEY, "KLING_BASE_URL": simulator.url, "KLING_PROVIDER": "official"}
        self.accounts = Accounts(self.environ, folder / "accounts.toml", lambda: simulator.url)
        self.language = Language({}, folder / "comfy.settings.json")
        self.journal = Journal(
            f"sqlite:///{folder / 'journal.db'}",
            heard=lambda task: self.news.append(("klingkit.task", self.rows.of(task))),
            gone=lambda id: self.news.append(("klingkit.gone", {"id": id})),
        )
        self.dispatcher = Dispatcher(
            self.journal,
            self.accounts,
            self.output,
            videos.check,
            patience=Patience(retry_first=0.02, second_look=0.02, ask_every=0.05, follow=0.05, for_a_person=0.1),
        )
        self.files = Files(self.output, self.thumbnails, videos.thumbnail)
        self.rows = Rows(lambda: self.dispatcher, self.files, self.language.say)

    @asynccontextmanager
    async def open(self):
        """A client of the page's own site."""
        table = web.RouteTableDef()
        about = (self.files, self.rows, self.language.say)
        TaskRoutes(lambda: self.dispatcher, self.accounts, *about).add_to(table)
        DecisionRoutes(lambda: self.dispatcher, *about).add_to(table)
        LocaleRoute(self.language.suggest).add_to(table)
        app = web.Application()
        app.add_routes(table)
        async with TestClient(TestServer(app)) as client:
            yield client

    def row(self, **values):
        """A row that nobody works on."""
        number = len(self.journal.newest(1000)) + 1
        about = {"account": "environment", "identity": f"environment {self.simulator.url}", "kind": "text2video"}
        about |= {"external_task_id": f"ours-{number}", "fingerprint": f"print-{number}", "state": "saved"}
        origin = values.pop("origin", None)
        task, _ = self.journal.add(Task(**about | values), origin)
        self.journal.release([task.id])
        return task

    def saved(self, prompt="a fox", **options):
        """A task with its video."""
        return self.submit(prompt, **options).saved.result(20)

    def lose(self, task):
        """Somebody deletes its video."""
        Path(task.path).unlink()

    def submit(self, prompt="a fox", **options):
        request = Text2Video(model_name="kling-v1-6", mode="std", prompt=prompt)
        return self.dispatcher.submit(request, "default", prefix="Kling/fox", **options)

    def close(self):
        self.dispatcher.close()
        self.journal.close()


@pytest.fixture
def gallery(tmp_path, simulator):
    gallery = Gallery(tmp_path, simulator)
    yield gallery
    gallery.close()
