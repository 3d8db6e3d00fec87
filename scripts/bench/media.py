"""Pictures to text on one core, a batch in threads, and the check of a large download."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from nodes.media import pictures, videos

from . import Measure, Row, one_core, shortest_ms

_WIDTH, _HEIGHT = 1920, 1080


def pictures_on_one_core() -> Iterator[Row]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with one_core():
            for name, image in (("photo", photo()), ("drawing", drawing()), ("grey noise", grey_noise())):
                batch = image[None]
                milliseconds = shortest_ms(lambda batch=batch: _texts(batch))
                yield Row(f"1080p {name} to base64, one core", milliseconds, "ms", 30 if name != "grey noise" else None)
                yield Row(f"1080p {name}, size of its file", _texts(batch)[0].mb, "MB")
            mask = (drawing()[..., 0] < 0.5).float()
            yield Row(
                "1080p mask to base64, one core",
                shortest_ms(lambda: pictures.encode_mask(mask, width=_WIDTH, height=_HEIGHT)),
                "ms",
                30,
            )
    finally:
        torch.set_num_threads(threads)


def batch_in_threads() -> Iterator[Row]:
    batch = photo()[None].repeat(8, 1, 1, 1)
    checked = pictures.check(batch)
    yield Row("check of eight 1080p photos", shortest_ms(lambda: pictures.check(batch)), "ms")
    with ThreadPoolExecutor() as pool:
        yield Row(
            "eight 1080p photos to base64, in threads",
            shortest_ms(lambda: list(pool.map(pictures.encode, checked))),
            "ms",
        )


def check_of_a_large_video() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.part"
        _write_noise(path, frames=56)
        facts = videos.check(path)
        yield Row(f"check of a video of {facts.mb:.0f} MB", shortest_ms(lambda: videos.check(path), times=5), "ms", 500)


MEASURES: tuple[Measure, ...] = (pictures_on_one_core, batch_in_threads, check_of_a_large_video)


def photo() -> torch.Tensor:
    """[1080, 1920, 3]: gradients, shapes and the noise of a sensor, the same every time."""
    random = np.random.default_rng(7)
    y, x = np.mgrid[0:_HEIGHT, 0:_WIDTH].astype(np.float32) / _HEIGHT
    image = np.stack([0.4 * x + 0.2 * y, 0.5 + 0.4 * np.sin(3 * x + 3 * y), 0.9 - 0.6 * y], axis=-1)
    for _ in range(40):
        left, top, radius = random.random() * 16 / 9, random.random(), random.random() * 0.15
        image[(x - left) ** 2 + (y - top) ** 2 < radius**2] = random.random(3)
    image += random.normal(0, 0.02, image.shape)
    return torch.from_numpy(image.clip(0, 1).astype(np.float32))


def drawing() -> torch.Tensor:
    """[1080, 1920, 3]: black letters and lines on white, with soft edges: as many colours as still count as few."""
    random = np.random.default_rng(3)
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    for _ in range(20):
        left, top = int(random.integers(0, 1500)), int(random.integers(0, 1000))
        pen.ellipse([left // 2, top // 2, left // 2 + 200, top // 2 + 150], outline="black", width=4)
        pen.text((left, top), "letters of a drawing", fill="black", font_size=24)
    return _tensor(np.asarray(image))


def grey_noise() -> torch.Tensor:
    """[1080, 1920, 3]: few colours, but not a drawing; the slowest picture there is."""
    grey = np.random.default_rng(5).integers(0, 256, (_HEIGHT, _WIDTH, 1), np.uint8)
    return _tensor(grey.repeat(3, axis=2))


def _tensor(pixels: NDArray[np.uint8]) -> torch.Tensor:
    return torch.from_numpy(pixels.astype(np.float32) / 255)


def _texts(batch: torch.Tensor) -> list[pictures.Picture]:
    return [pictures.encode(checked) for checked in pictures.check(batch)]


def _write_noise(path: Path, *, frames: int) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (_HEIGHT * 3 // 2, _WIDTH), np.uint8)
    frame = av.VideoFrame.from_ndarray(noise, "yuv420p")
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24, options={"preset": "ultrafast", "qp": "1", "g": "1"})
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        for number in range(frames):
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
