"""Pictures as tensors, and video files made by PyAV."""

import base64
import io

import av
import numpy as np
import pytest
import torch
from PIL import Image


@pytest.fixture
def photo():
    """Gives an IMAGE of a soft gradient with noise: [batch, height, width, channels], on the 8-bit grid."""

    def make(height=360, width=480, channels=3, batch=1, noise=8):
        random = np.random.default_rng(height * width + channels)
        rows = np.linspace(0, 200, height)[:, None, None] + np.linspace(0, 40, width)[None, :, None]
        pixels = rows + random.integers(0, noise + 1, (batch, height, width, channels))
        return torch.from_numpy(pixels.astype(np.uint8).astype(np.float32) / 255)

    return make


@pytest.fixture
def drawing():
    """Gives an IMAGE of three flat colours."""

    def make(height=360, width=480):
        pixels = torch.ones(1, height, width, 3)
        pixels[:, : height // 2, : width // 3] = torch.tensor([200, 30, 7]) / 255
        pixels[:, height // 4 :, width // 2 :] = torch.tensor([0, 77, 251]) / 255
        return pixels

    return make


@pytest.fixture
def opened():
    """Gives what Pillow finds in a Picture."""

    def open_text(picture):
        image = Image.open(io.BytesIO(base64.b64decode(picture.text, validate=True)))
        image.load()
        return image

    return open_text


@pytest.fixture
def video_file(tmp_path):
    """Writes a small video and gives its path."""

    def write(name="video.part", *, seconds=2, rate=12, sound=True, picture=True, container="mp4", options=None):
        path = tmp_path / name
        codecs = ("libvpx-vp9", "libopus") if container == "webm" else ("libx264", "aac")
        with av.open(str(path), "w", format=container, options=options or {}) as file:
            tracks = [_picture_track(file, codecs[0], seconds, rate)] if picture else []
            tracks += [_sound_track(file, codecs[1], seconds)] if sound else []
            # Side by side as in a real file: a cut then hits both tracks.
            for frames in zip(*[frames for _, frames in tracks], strict=True):
                for (stream, _), batch in zip(tracks, frames, strict=True):
                    file.mux([packet for frame in batch for packet in stream.encode(frame)])
            for stream, _ in tracks:
                file.mux(stream.encode(None))
        return path

    return write


def _picture_track(file, codec, seconds, rate):
    stream = file.add_stream(codec, rate=rate)
    stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
    random = np.random.default_rng(1)

    def frames_of(second):
        for number in range(second * rate, (second + 1) * rate):
            frame = av.VideoFrame.from_ndarray(random.integers(0, 256, (96, 160, 3), np.uint8), "rgb24")
            frame.pts = number
            yield frame

    return stream, [frames_of(second) for second in range(seconds)]


def _sound_track(file, codec, seconds):
    stream = file.add_stream(codec, rate=48000)

    def frames_of(second):
        silence = np.zeros((2, 48000), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, "fltp", "stereo")
        frame.sample_rate, frame.pts = 48000, second * 48000
        yield frame

    return stream, [frames_of(second) for second in range(seconds)]
