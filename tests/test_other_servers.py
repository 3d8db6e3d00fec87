"""Any server that speaks the source documents' protocol serves as well as the simulator, which shares our authors."""

import http.server
import json
import threading
import time
from pathlib import Path
from urllib.parse import unquote

import av
import numpy as np
import pytest
from klingkit.nodes.media import videos
from klingkit.tests.graphs import empty, image2video, made, preview, said

SECONDS = 0.5


class Relay(http.server.BaseHTTPRequestHandler):
    """As DMXAPI's sample for image2video uses it: create below /kling, ask at /kling/v1/videos/generations/{id}."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/kling/v1/videos/image2video" or self.headers["Authorization"] != "Bearer x":
            return self.answer(404, {"error": {"message": "Invalid URL"}})
        task_id = f"CjhDaWgU7GAAAAAAAb1Q{len(self.server.tasks)}/+A="
        self.server.tasks[task_id] = time.monotonic()
        self.server.bodies.append(body)
        data = {"task_id": task_id, "task_status": "submitted", "created_at": 1746773850590}
        return self.answer(200, {"code": 0, "message": "SUCCEED", "request_id": task_id, "data": data})

    def do_GET(self):
        if self.path == "/video.mp4":
            self.send_response(200)
            self.send_header("Content-Length", str(len(self.server.video)))
            self.end_headers()
            self.wfile.write(self.server.video)
            return None
        task_id = unquote(self.path.removeprefix("/kling/v1/videos/generations/"))
        started = self.server.tasks.get(task_id)
        if started is None:
            return self.answer(404, {"error": {"message": "Invalid URL", "type": "invalid_request_error"}})
        data = {"task_id": task_id, "task_status": "processing", "task_result": {}}
        if time.monotonic() - started > SECONDS:
            video = {"id": "bc17f1e8-6c7b-440c", "url": f"{self.server.url}/video.mp4", "duration": "1.0"}
            data |= {"task_status": "succeed", "task_result": {"videos": [video]}}
        return self.answer(200, {"code": 0, "message": "SUCCEED", "request_id": "r", "data": data})

    def answer(self, status, tree):
        text = json.dumps(tree).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def a_video(path):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=8)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for shade in range(8):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), shade * 30, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path.read_bytes()


@pytest.fixture
def relay(tmp_path):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    server.tasks, server.bodies, server.video = {}, [], a_video(tmp_path / "clip.mp4")
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_two_variables_are_enough_to_use_a_relay(start_comfyui, simulator, relay):
    variables = {"KLING_API_KEY": "x", "KLING_BASE_URL": f"{relay.url}/kling", "KLING_PROVIDER": ""}
    comfyui = start_comfyui(simulator, kling=variables)
    graph = {"picture": empty(batch=2), "video": image2video("a fox runs"), "see": preview("video", 1)}

    result = comfyui.queue(graph)

    assert said(result) == ""
    first, second = made(result)
    assert first["video_id"] == "bc17f1e8-6c7b-440c"
    assert first["task_id"] != second["task_id"]
    assert videos.check(Path(first["video_path"])).seconds == pytest.approx(1, abs=0.1)
    assert [body["model_name"] for body in relay.bodies] == ["kling-v1-6", "kling-v1-6"]
    assert simulator.charged == 0
