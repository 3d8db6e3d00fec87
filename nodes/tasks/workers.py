"""Threads that do the blocking work."""

import queue
import threading
from collections.abc import Callable

from .job import Step
from .saving import download
from .submission import create, recover


class Workers:
    """Daemon threads that take calls from a queue; started when first needed, asleep when idle.

    Not a ThreadPoolExecutor, whose threads keep a closing ComfyUI waiting for the network.
    """

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._started = 0
        self._idle = threading.Semaphore(0)
        self._lock = threading.Lock()

    def submit(self, call: Callable[[], None]) -> None:
        """Have `call` done by the next free thread."""
        with self._lock:
            if not self._idle.acquire(blocking=False) and self._started < self._most:
                self._started += 1
                threading.Thread(target=self._work, name=f"klingkit-{self._name}", daemon=True).start()
        self._calls.put(call)

    def close(self) -> None:
        """Let the threads end after what they are doing."""
        with self._lock:
            for _ in range(self._started):
                self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
            self._idle.release()


class Pools:
    """Creates, questions and downloads have threads of their own: a slow download delays no question."""

    def __init__(self) -> None:
        self._creates, self._questions, self._downloads = Workers("create", 8), Workers("ask", 4), Workers("save", 4)
        self._by_step: dict[Step, Workers] = {create: self._creates, recover: self._creates, download: self._downloads}

    def submit(self, step: Step, call: Callable[[], None]) -> None:
        """Have a step's call done by its pool."""
        self._by_step.get(step, self._questions).submit(call)

    def close(self) -> None:
        """Let all threads end."""
        for workers in (self._creates, self._questions, self._downloads):
            workers.close()
