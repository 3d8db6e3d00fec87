"""A small client of its own, so that these tests prove the simulator and not the pack's client."""

import base64
import hashlib
import hmac
import io
import json
import time
from contextlib import ExitStack
from fractions import Fraction

import av
import numpy as np
import pytest
import requests
from klingkit.nodes.simulator import Simulator
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
        data = self.get(f"/v1/videos/{kind}/{name}").json()["data"]
        return data[0] if isinstance(data, list) else data

    def finished(self, name, kind="image2video"):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            data = self.query(name, kind)
            if data["task_status"] in ("succeed", "failed"):
                return data
            time.sleep(0.02)
        raise AssertionError(f"{name} has not ended after {PATIENCE} s: {data}")

    def video(self, kind="image2video", **body):
        """Creates, waits, and gives the one video."""
        data = self.finished(self.create(kind, **body), kind)
        assert data["task_status"] == "succeed", data
        (video,) = data["task_result"]["videos"]
        return video


class Film:
    """A downloaded clip, decoded."""

    def __init__(self, url):
        self.content = requests.get(url, timeout=PATIENCE).content
        with av.open(io.BytesIO(self.content)) as file:
            self.seconds = file.duration / av.time_base
            self.has_sound = bool(file.streams.audio)
            self.codec = file.streams.audio[0].codec_context.name if self.has_sound else ""
            self.frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]

    def sound(self):
        """Its track as mono samples at 44100 Hz."""
        with av.open(io.BytesIO(self.content)) as file:
            resampler = av.AudioResampler("fltp", "mono", 44100)
            parts = [part.to_ndarray()[0] for frame in file.decode(audio=0) for part in resampler.resample(frame)]
        return np.concatenate(parts)

    def loud_seconds(self):
        """How much of the track can be heard."""
        tenths = self.sound()[: len(self.sound()) // 441 * 441].reshape(-1, 441)
        return (np.abs(tenths).max(axis=1) > 0.02).sum() / 100


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


@pytest.fixture
def film():
    """Downloads and decodes a clip: film(url)."""
    return Film


def recorded(seconds, *, format="mp3", codec="libmp3lame", hertz=880):
    file = io.BytesIO()
    with av.open(file, "w", format=format) as target:
        stream = target.add_stream(codec, rate=44100, layout="mono")
        wave = np.sin(np.arange(int(seconds * 44100)) / 44100 * hertz * 2 * np.pi).astype(np.float32) * 0.5
        frame = av.AudioFrame.from_ndarray(wave[None, :], format="fltp", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = 44100, Fraction(1, 44100), 0
        target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return base64.b64encode(file.getvalue()).decode()


@pytest.fixture
def record():
    """Makes the base64 text of a sound: record(seconds, format="mp3", codec="libmp3lame")."""
    return recorded


@pytest.fixture
def token():
    """A signed token as the official clients make it, good for half an hour."""
    parts = ({"alg": "HS256", "typ": "JWT"}, {"iss": "access", "exp": time.time() + 1800, "nbf": time.time() - 5})
    said = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    signature = hmac.new(b"secret", said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


@pytest.fixture
def relay():
    """Starts a simulator that speaks another dialect: relay("dmxapi")."""
    with ExitStack() as stack:

        def start(dialect, **options):
            options = {"generation_seconds": 0, "short_side": 120, **options}
            return stack.enter_context(Simulator(dialect=dialect, **options))

        yield start
