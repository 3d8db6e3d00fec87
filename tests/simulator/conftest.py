"""A small client of its own, so that these tests prove the simulator and not the pack's client."""

import base64
import io
import time

import pytest
import requests
from PIL import Image

PATIENCE = 10.0
"""s; a test that waits longer has failed."""


class Api:
    def __init__(self, simulator):
        self.url = simulator.url
        self.headers = {"Authorization": "Bearer a-key-for-these-tests"}

    def post(self, path, body, **options):
        return requests.post(
            f"{self.url}{path}", json=body, **{"headers": self.headers, "timeout": PATIENCE, **options}
        )

    def get(self, path, **options):
        return requests.get(f"{self.url}{path}", **{"headers": self.headers, "timeout": PATIENCE, **options})

    def create(self, kind="image2video", **body):
        answer = self.post(f"/v1/videos/{kind}", body).json()
        assert answer["code"] == 0, answer
        return answer["data"]["task_id"]

    def query(self, name, kind="image2video"):
        return self.get(f"/v1/videos/{kind}/{name}").json()["data"]

    def finished(self, name, kind="image2video"):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            data = self.query(name, kind)
            if data["task_status"] in ("succeed", "failed"):
                return data
            time.sleep(0.02)
        raise AssertionError(f"{name} has not ended after {PATIENCE} s: {data}")


@pytest.fixture
def api(simulator):
    return Api(simulator)


@pytest.fixture
def client():
    """For a test that starts a simulator of its own."""
    return Api


def encoded(width, height, *, format="JPEG", colour=(200, 120, 40)):
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, format)
    return base64.b64encode(file.getvalue()).decode()


@pytest.fixture
def draw():
    """Makes the base64 text of a picture: draw(width, height)."""
    return encoded


@pytest.fixture
def picture():
    return encoded(640, 400)
