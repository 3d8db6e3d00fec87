import socket
import threading
import time

import pytest
import requests
from klingkit.nodes.simulator import Fault, Simulator, Step


def threads():
    return {thread.name for thread in threading.enumerate() if thread.name.startswith(("klingkit", "asyncio"))}


@pytest.mark.parametrize("fault", [Fault.SILENCE_AFTER, Fault.STALLED_BODY])
def test_stop_ends_stalled_answers_and_leaves_nothing_behind(client, picture, fault):
    before = threads()
    kling = Simulator(generation_seconds=60, short_side=720).start()
    api = client(kling)
    kling.fail(fault, Step.CREATE)
    with pytest.raises(requests.RequestException):
        api.post("/v1/videos/image2video", {"image": picture}, timeout=0.2)
    waiting = requests.Session()
    waiting.get(f"{kling.url}/_ledger", timeout=5)

    began = time.monotonic()
    kling.stop()
    took = time.monotonic() - began
    waiting.close()

    assert took < 1.5
    assert threads() == before
    with pytest.raises(ConnectionRefusedError), socket.create_connection((kling.host, kling.port), timeout=1):
        pass


def test_stop_cuts_a_client_that_still_waits(client, picture):
    kling = Simulator(short_side=120).start()
    kling.fail(Fault.SILENCE_BEFORE, Step.CREATE)
    ended = []

    def wait():
        try:
            client(kling).post("/v1/videos/image2video", {"image": picture}, timeout=10)
        except requests.ConnectionError as error:
            ended.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    while not kling.requests["POST create"]:
        time.sleep(0.01)
    kling.stop()
    thread.join(timeout=3)

    assert len(ended) == 1


def test_stop_in_the_middle_of_drawing_does_not_wait_for_the_clip(client, draw):
    kling = Simulator(generation_seconds=0, short_side=2160).start()
    client(kling).create(image=draw(640, 400), model_name="kling-v3", duration="15")

    began = time.monotonic()
    kling.stop()

    assert time.monotonic() - began < 2


def test_the_temporary_folder_goes_with_the_simulator(client, picture, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with Simulator(generation_seconds=0, short_side=120) as kling:
        api = client(kling)
        api.finished(api.create(image=picture))
        inside = list(tmp_path.glob("klingkit-simulator-*/*.mp4"))

    assert len(inside) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_an_error_and_leaves_no_thread():
    before = threads()
    with Simulator() as first:
        second = Simulator(port=first.port)

        with pytest.raises(OSError, match="address already in use"):
            second.start()

    assert threads() == before


def test_idle_it_uses_no_processor(simulator, api, picture):
    api.finished(api.create(image=picture))
    used = time.process_time()

    time.sleep(0.5)  # nothing is waited for: this is the time that is measured

    assert time.process_time() - used < 0.05


def test_a_simulator_that_was_not_started_says_so():
    with pytest.raises(RuntimeError, match="has not been started"):
        _ = Simulator().charged
