"""The routes on a real socket, beside nothing else."""

from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from klingkit.nodes import routes
from klingkit.nodes.hosting import Hosting


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
