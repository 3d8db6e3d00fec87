"""A large download: its memory in a process of its own, and its time beside curl's, from one server to one folder."""

import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from nodes.media import videos
from nodes.tasks.downloads import Limits, fetch

from ..recipe import ROOT
from . import Measure, Row
from ._children import file_server, in_a_child, memory_mb

_MB = 300
_ROUNDS = 7
_RATE = 24

Check = Callable[[Path], object]


def large_download() -> Iterator[Row]:
    # Not in the folder for temporary files, which is often kept in memory: curl and we write to a disk.
    kept = ROOT / ".run"
    kept.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept, prefix="bench-") as name:
        folder = Path(name)
        source = folder / "source.mp4"
        _write_video(source)
        with file_server(source) as url:
            for check, how in ((_no_check, "the download alone"), (videos.check, "with the check of the video")):
                grown = in_a_child(_grown_mb, url, folder / "video.mp4", check)
                yield Row(f"memory that 300 MB take, {how}", grown, "MB", 24)
            yield from _beside_curl(url, folder)


MEASURES: tuple[Measure, ...] = (large_download,)


def _grown_mb(url: str, target: Path, check: Check) -> float:
    """MB by which the process grows at most. PyAV is there before, as it is in every ComfyUI."""
    before = memory_mb()
    fetch(url, target, check, Limits())
    return memory_mb(highest=True) - before


def _beside_curl(url: str, folder: Path) -> Iterator[Row]:
    """Times in shares of curl's, which does not wait until the disk has the file, as we do."""
    if shutil.which("curl") is None:
        yield Row("curl is not installed: no time to compare with", 0, "", -1)
        return
    ways: dict[str, Callable[[Path], object]] = {
        "curl": lambda path: subprocess.run(["curl", "--silent", "--fail", "--output", path, url], check=True),
        "ours": lambda path: fetch(url, path, _no_check, Limits()),
        "checked": lambda path: fetch(url, path, videos.check, Limits()),
    }
    spans: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(_ROUNDS):
        for way, work in ways.items():
            spans[way].append(_seconds(work, folder / "video.mp4"))
    middle = {way: statistics.median(times) for way, times in spans.items()}
    yield Row("speed of curl, 300 MB to the same disk", _MB / middle["curl"], "MB/s")
    yield Row("time of a download, in curl's", middle["ours"] / middle["curl"], "x", 1.11)
    yield Row("the same with the check of the video", middle["checked"] / middle["curl"], "x")


def _seconds(work: Callable[[Path], object], path: Path) -> float:
    path.unlink(missing_ok=True)
    started = time.perf_counter()
    work(path)
    return time.perf_counter() - started


def _no_check(_: Path) -> None:
    pass


def _write_video(path: Path) -> None:
    """A 1080p video of about 300 MB: one frame of noise, encoded once and repeated."""
    noise = np.random.default_rng(5).integers(0, 256, (1080 * 3 // 2, 1920), np.uint8)
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=_RATE, options={"preset": "ultrafast", "qp": "46"})
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        frame = av.VideoFrame.from_ndarray(noise, "yuv420p")
        frame.pts = 0
        data = bytes([*stream.encode(frame), *stream.encode(None)][0])
        for number in range(_MB * 1_000_000 // len(data)):
            packet = av.Packet(data)
            packet.stream, packet.time_base = stream, Fraction(1, _RATE)
            packet.pts = packet.dts = number
            packet.duration, packet.is_keyframe = 1, True
            container.mux(packet)
