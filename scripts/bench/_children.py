"""What is measured in a process of its own, and a web server that costs the measured process nothing."""

import multiprocessing
import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")

_FRESH = multiprocessing.get_context("spawn")


def in_a_child(work: Callable[..., Result], *arguments: object) -> Result:
    """What `work` returns in a new Python process, whose memory and processor time are its own."""
    with ProcessPoolExecutor(1, mp_context=_FRESH) as pool:
        return pool.submit(work, *arguments).result()


def memory_mb(*, highest: bool = False) -> float:
    """MB that this process holds in memory, or the highest there has been; Linux only."""
    found = re.search(rf"{'VmHWM' if highest else 'VmRSS'}:\s+(\d+)", Path("/proc/self/status").read_text())
    if found is None:
        raise OSError("/proc/self/status says nothing of this process's memory; measure on Linux.")
    return int(found[1]) / 1024


@contextmanager
def file_server(path: Path) -> Iterator[str]:
    """A web server, in a process of its own, that answers everything with this file. Gives its URL."""
    ours, its = _FRESH.Pipe()
    server = _FRESH.Process(target=_serve, args=(path, its), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/file"
    finally:
        server.kill()
        server.join()


def _serve(path: Path, told: Connection) -> None:
    size = path.stat().st_size
    with socket.create_server(("127.0.0.1", 0)) as listening:
        told.send(listening.getsockname()[1])
        while True:
            connection, _ = listening.accept()
            with connection, path.open("rb") as file:
                connection.recv(65536)
                connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n".encode())
                connection.sendfile(file)
