"""A folder for hosting.toml, a clip to be hosted, and a bucket on a real S3 server."""

import logging

import pytest
from klingkit.nodes.hosting import Hosting

SECRET = "a-secret-that-nobody-may-see"


@pytest.fixture
def clip(tmp_path):
    """Not a video, but hosting does not look inside."""
    path = tmp_path / "My fox, die 3.mp4"
    path.write_bytes(bytes(range(256)) * 4096)
    return path


@pytest.fixture
def set_up(user_folder):
    """Writes hosting.toml and gives the hosting: set_up(kind="comfyui", ...)."""

    def write(environ=None, **settings):
        lines = [f"{name} = {_toml(value)}" for name, value in settings.items()]
        file = user_folder / "hosting.toml"
        file.write_text("\n".join(lines), encoding="utf-8")
        file.chmod(0o600)
        return Hosting(user_folder, environ or {})

    return write


def _toml(value):
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


@pytest.fixture(scope="session")
def s3():
    """The address of an S3 server with the bucket `clips`."""
    import boto3  # here, as importing both takes 3 s that no other test needs
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "someone", "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
    boto3.Session(**keys).client("s3", endpoint_url=url).create_bucket(Bucket="clips")
    yield url
    server.stop()


@pytest.fixture
def bucket(set_up, s3):
    """A hosting in the bucket `clips`; settings change it."""

    def make(**settings):
        usual = {"kind": "s3", "endpoint_url": s3, "bucket": "clips", "access_key": "someone", "secret_key": SECRET}
        return set_up(**(usual | settings))

    return make


@pytest.fixture
def secret():
    return SECRET
