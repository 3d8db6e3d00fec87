"""Downloads: resumed, measured, opened, and given their name last; from servers that misbehave."""

import errno
import http.server
import threading
from pathlib import Path

import pytest
from klingkit.nodes.kling.errors import BrokenVideo
from klingkit.nodes.media import videos
from klingkit.nodes.simulator import Fault, Step
from klingkit.nodes.tasks.downloads import Interrupted, Limits, NoRoom, fetch

SOON = 30
LIMITS = Limits(connect=2, read=1)


class Shelf(http.server.BaseHTTPRequestHandler):
    """One file, with the manners that a test sets on the server."""

    def do_GET(self):
        shelf = self.server
        shelf.heard.append(dict(self.headers))
        data, start = shelf.data, 0
        asked = self.headers.get("Range")
        if asked and shelf.ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        if shelf.redirect and not self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", shelf.redirect)
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(shelf.announced or len(data) - start))
        self.end_headers()
        self.wfile.write(data[start : start + shelf.breaks_after] if shelf.breaks_after else data[start:])

    def log_message(self, *_):
        pass


@pytest.fixture
def shelf():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    server.data = bytes(range(256)) * 20000
    server.ranges, server.breaks_after, server.announced, server.redirect = True, 0, 0, ""
    server.heard = []
    server.url = f"http://127.0.0.1:{server.server_port}/video"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def anything(_path):
    pass


def test_a_break_is_resumed_where_it_was(shelf, tmp_path):
    target = tmp_path / "video.mp4"
    shelf.breaks_after = 3_000_000
    with pytest.raises(Interrupted, match="broke off"):
        fetch(shelf.url, target, anything, LIMITS)
    kept = (tmp_path / "video.mp4.part").stat().st_size
    shelf.breaks_after = 0

    fetch(shelf.url, target, anything, LIMITS)

    assert target.read_bytes() == shelf.data
    assert kept > 0
    assert shelf.heard[1]["Range"] == f"bytes={kept}-"
    assert list(tmp_path.iterdir()) == [target]


def test_a_server_without_ranges_is_read_from_the_start(shelf, tmp_path):
    target = tmp_path / "video.mp4"
    (tmp_path / "video.mp4.part").write_bytes(b"something else" * 1000)
    shelf.ranges = False

    fetch(shelf.url, target, anything, LIMITS)

    assert target.read_bytes() == shelf.data


def test_a_part_longer_than_the_file_is_begun_anew(studio, dispatcher, shot):
    job = dispatcher.submit(shot(), "default", prefix="fox")
    task_id = job.submitted.result(SOON).task_id
    output = studio.folder / "output"
    output.mkdir(exist_ok=True)
    (output / f"fox_{task_id}.mp4.part").write_bytes(bytes(10_000_000))

    saved = job.saved.result(SOON)

    assert videos.check(Path(saved.path)).codec == "h264"


def test_a_file_that_is_no_video_never_gets_its_name(shelf, tmp_path):
    with pytest.raises(BrokenVideo):
        fetch(shelf.url, tmp_path / "video.mp4", videos.check, LIMITS)

    assert list(tmp_path.iterdir()) == []


def test_a_file_larger_than_allowed_is_refused_before_it_is_fetched(shelf, tmp_path):
    with pytest.raises(NoRoom, match="more than the 1 MB allowed"):
        fetch(shelf.url, tmp_path / "video.mp4", anything, Limits(connect=2, read=1, max_mb=1))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/video.mp4", ""])
def test_only_web_addresses_are_fetched(url, tmp_path):
    with pytest.raises(Interrupted, match="no web address"):
        fetch(url, tmp_path / "video.mp4", anything, LIMITS)


def test_a_redirect_is_followed_and_carries_no_key(shelf, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret-of-netrc\n")
    monkeypatch.setenv("NETRC", str(netrc))
    shelf.redirect = f"http://127.0.0.1:{shelf.server_port}/moved"

    fetch(shelf.url, tmp_path / "out" / "video.mp4", anything, LIMITS)

    assert len(shelf.heard) == 2
    assert all("Authorization" not in headers for headers in shelf.heard)


def test_a_full_disk_says_so_and_keeps_the_task(studio, shot):
    def full(_path):
        raise OSError(errno.ENOSPC, "No space left on device")

    dispatcher = studio.open(check_video=full)
    job = dispatcher.submit(shot(), "default")

    with pytest.raises(Exception, match=r"is finished and paid.*The disk that holds .* is full") as caught:
        job.saved.result(SOON)

    assert caught.value.task_id in str(caught.value)
    saved = studio.open().submit(shot(), "default").saved.result(SOON)
    assert Path(saved.path).is_file()
    assert studio.simulator.charged == 1


def test_an_expired_link_is_renewed_by_asking_the_task(studio, dispatcher, shot):
    studio.simulator.fail(Fault.EXPIRED_LINK, Step.DOWNLOAD, times=1)

    assert dispatcher.submit(shot(), "default").saved.result(SOON).state == "saved"
    assert studio.simulator.requests["GET query"] >= 2


def test_a_download_that_breaks_often_is_finished_all_the_same(studio, dispatcher, shot):
    studio.simulator.fail(Fault.TRUNCATED, Step.DOWNLOAD, times=3)
    studio.simulator.fail(Fault.NO_RANGES, Step.DOWNLOAD, times=1)

    assert dispatcher.submit(shot(), "default").saved.result(SOON).state == "saved"


def test_no_request_for_a_file_carries_a_key(studio, dispatcher, shot):
    dispatcher.submit(shot(), "default").saved.result(SOON)

    clips = [heard for heard in studio.simulator.heard if heard.what == "clip"]
    assert clips
    assert not any(heard.authorized for heard in clips)


def test_a_file_that_is_gone_for_good_says_so_and_how_to_get_another(studio, dispatcher, shot):
    saved = dispatcher.submit(shot(), "default").saved.result(SOON)
    Path(saved.path).unlink()
    studio.simulator.fail(Fault.EXPIRED_LINK, Step.DOWNLOAD)
    studio.simulator.fail(Fault.UNKNOWN_TASK, Step.QUERY)

    with pytest.raises(Exception, match=r"that file is gone, its link has expired.*Set `take` to another number"):
        dispatcher.submit(shot(), "default").saved.result(SOON)

    assert dispatcher.submit(shot(), "default", take=1).submitted.result(SOON).task_id != saved.task_id
