"""Accounts, clients and servers for the service layer; every key is invented and must appear nowhere."""

import base64
import io
import traceback
from contextlib import ExitStack

import pytest
from klingkit.nodes.kling.accounts import Account
from klingkit.nodes.kling.client import Client
from klingkit.nodes.kling.requests import Image2Video
from klingkit.nodes.kling.transport import Timeouts, Transport
from klingkit.tests.kling.servers import RawServer
from PIL import Image

KEY = "sk-a-secret-that-nobody-may-see"
SECRET = "a-secret-key-of-at-least-32-characters"

QUICK = Timeouts(connect=2, read=0.8, whole=2)


@pytest.fixture
def key():
    return KEY


@pytest.fixture
def secret():
    return SECRET


@pytest.fixture
def account():
    """Makes an account at an address: account(url, access_key=...)."""

    def make(url, **fields):
        keys = {} if "access_key" in fields else {"api_key": KEY}
        return Account(**({"name": "demo", "base_url": url, "provider": "official"} | keys | fields))

    return make


@pytest.fixture
def serve():
    """Starts a server with the given manners (servers.py), which ends with the test."""
    with ExitStack() as stack:
        yield lambda manners: stack.enter_context(RawServer(manners))


@pytest.fixture
def transport(account):
    with ExitStack() as stack:

        def make(url, *, timeouts=QUICK, **fields):
            transport = Transport(account(url, **fields), timeouts)
            stack.callback(transport.close)
            return transport

        yield make


@pytest.fixture
def client(account):
    with ExitStack() as stack:

        def make(url, *, timeouts=QUICK, how=None, **fields):
            client = Client(account(url, **fields), timeouts, **(how or {}))
            stack.callback(client.close)
            return client

        yield make


@pytest.fixture(scope="session")
def picture():
    """Base64 text of a picture that Kling takes."""
    file = io.BytesIO()
    Image.new("RGB", (320, 320), (200, 120, 40)).save(file, "JPEG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.fixture
def shot(picture):
    """A request that Kling takes; fields change it."""

    def make(**fields):
        return Image2Video(**({"model_name": "kling-v1-6", "mode": "std", "image": picture, "prompt": "run"} | fields))

    return make


@pytest.fixture
def shown():
    """All that an error may show to a person or a log: sentence, repr, traceback with its causes."""

    def everything(error):
        return "\n".join([str(error), repr(error), *traceback.format_exception(error)])

    return everything
