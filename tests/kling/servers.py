"""Servers with bad manners on real sockets: what the simulator, a proper HTTP server, cannot do."""

import json
import select
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

PATIENCE = 10.0
"""s after which a server gives up on a client, so that no test hangs."""


@dataclass
class Asked:
    """One request: its head, and as much of its body as the server cared to read."""

    method: str
    path: str
    headers: dict
    connection: int
    body: bytes = b""

    @property
    def length(self):
        return int(self.headers.get("content-length", 0))

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Visitor:
    """One connection, as the server sees it."""

    socket: socket.socket
    number: int
    ended: threading.Event
    asked: list = field(default_factory=list)

    def read_head(self):
        """The next request without its body; None where the client has gone."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.socket.recv(1)  # not a byte of the body
            if not piece:
                return None
            data += piece
        first, *lines = data.decode("latin-1").strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        request = Asked(method, path, headers, self.number)
        self.asked.append(request)
        return request

    def read_body(self, request, most=None):
        wanted = request.length if most is None else most
        while len(request.body) < wanted:
            piece = self.socket.recv(min(65536, wanted - len(request.body)))
            if not piece:
                break
            request.body += piece
        return request

    def read(self):
        """The next request, whole; None where the client has gone."""
        request = self.read_head()
        return request and self.read_body(request)

    def send(self, data):
        self.socket.sendall(data)

    def answer(self, body=b"{}", *, status=200, headers=None):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        lines = {"Content-Length": len(body), **(headers or {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.send(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body)

    def drip(self, seconds, every=0.02):
        """A byte now and then, for so long."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not self.ended.wait(every):
            self.send(b" ")

    def say_nothing(self):
        """Until the client has gone, or the test is over."""
        while not self.ended.is_set() and not select.select([self.socket], [], [], 0.02)[0]:
            pass

    def reset(self):
        """Closes without a good-bye: the client gets ECONNRESET."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


class RawServer:
    """Every connection is handed to `manners(visitor)`, in a thread of its own, and closed after it."""

    def __init__(self, manners):
        self._manners = manners
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._listen)]
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.connections = 0
        self.asked = []
        self._open = []

    def __enter__(self):
        self._threads[0].start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for connected in list(self._open):
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join()
        self._listener.close()

    @property
    def posts(self):
        return [request for request in self.asked if request.method == "POST"]

    def _listen(self):
        while not self._ended.is_set():
            with suppress(TimeoutError):
                connected, _ = self._listener.accept()
                self.connections += 1
                self._open.append(connected)
                thread = threading.Thread(target=self._receive, args=(connected, self.connections))
                self._threads.append(thread)
                thread.start()

    def _receive(self, connected, number):
        connected.settimeout(PATIENCE)
        with connected, suppress(OSError):
            self._manners(Visitor(connected, number, self._ended, self.asked))


def answering(body=b"{}", **how):
    """Manners of a good server: the same answer to every request, connections kept."""

    def manners(visitor):
        while visitor.read():
            visitor.answer(body, **how)

    return manners


def by_path(answers, otherwise=(404, {"code": 1202, "message": "no such interface"})):
    """Manners of a server that knows some paths only: {path: (status, body)}."""

    def manners(visitor):
        while request := visitor.read():
            status, body = answers.get(request.path, otherwise)
            visitor.answer(body, status=status)

    return manners
