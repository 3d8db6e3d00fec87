"""The simulator as its users see it: a server in a thread of its own, and what can be asked and changed meanwhile."""

import asyncio
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from .app import build
from .auth import Keys
from .clips import Clips
from .dialects import DIALECTS
from .faults import Fault, Plan, Rule, Step
from .record import Heard
from .stage import Settings, Stage
from .tasks import Charge

_MONTH = 30 * 24 * 3600.0
_LAST_WORDS = 0.5
"""How long (s) an answer that is under way may take once the server ends."""


class Simulator:
    """A Kling of one's own. Use it as a context manager, or start() and stop() it once.

    Args:
        dialect: whose paths, answers and ids: a key of DIALECTS ("official", "dmxapi", "dmxapi-responses", "new-api").
        port: 0 takes a free one, which `url` then tells.
        host: the address to listen at.
        generation_seconds: how long a task takes; may be set while it runs, for the tasks to come.
        spread: random share by which that varies (0.2: 80 to 120 %).
        slots: tasks that a key may have open per model, 1303 beyond it; None: any number.
        short_side: px of a clip's shorter side.
        api_keys: the keys that are good; None: any that is not empty.
        secrets: access key to secret key, for signed tokens; None: any access key with the secret "secret".
        external_ids: False for the relay that drops external_task_id; of the dialects only "official" keeps it at all.
        link_seconds: how long a link to a clip is good.
        faults: planned from the beginning; fail() adds more.
        folder: where the clips go; None: a temporary folder that goes with the simulator.
    """

    def __init__(
        self,
        *,
        dialect: str = "official",
        port: int = 0,
        host: str = "127.0.0.1",
        generation_seconds: float = 5.0,
        spread: float = 0.0,
        slots: int | None = None,
        short_side: int = 720,
        api_keys: Collection[str] | None = None,
        secrets: Mapping[str, str] | None = None,
        external_ids: bool = True,
        link_seconds: float = _MONTH,
        faults: Iterable[Rule] = (),
        folder: Path | None = None,
    ) -> None:
        if dialect not in DIALECTS:
            raise ValueError(f"There is no dialect {dialect!r}. Take one of: {', '.join(DIALECTS)}.")
        self.dialect = dialect
        self.host = host
        self.port = port
        self.settings = Settings(
            generation_seconds=generation_seconds,
            spread=spread,
            slots=slots,
            short_side=short_side,
            link_seconds=link_seconds,
            external_ids=external_ids,
        )
        self._keys = Keys(api_keys, secrets)
        self._folder = folder
        self._faults = Plan()
        for rule in faults:
            self._faults.add(rule)
        self._stage: Stage | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> "Simulator":
        """Returns once the socket listens; raises OSError where the port is taken."""
        habits = DIALECTS[self.dialect].habits
        self._stage = Stage(self.settings, self._keys, Clips(self._folder), habits, plan=self._faults)
        try:
            self._open()
        except OSError:
            self._stage.clips.close()
            raise
        return self

    def stop(self) -> None:
        """Ends at once, whatever is stalled: no thread, socket or temporary file is left. May be called twice."""
        self._close()
        self._at_work.clips.close()

    def __enter__(self) -> "Simulator":
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Nobody listens at the port for a while; afterwards the tasks are where the clock has brought them."""
        self._close()
        try:
            yield
        finally:
            self._open()

    def fail(
        self, fault: Fault, step: Step | str, *, after: int = 0, times: int | None = None, reason: str = ""
    ) -> None:
        """Plans a fault: `after` so many requests of that step, `times` times (None: from then on always).

        `reason` is what a task says that is made to fail. Raises ValueError where the fault cannot happen at the step.
        """
        self._faults.add(Rule(fault, Step(step), after=after, times=times, reason=reason))

    def clear_faults(self) -> None:
        self._faults.clear()

    def finish_tasks(self) -> None:
        """Lets every open task end now, as soon as its clip is drawn."""
        self._at_work.book.finish_all()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """What an account in this dialect has for its address: up to but not including /v1."""
        return f"{self.url}{DIALECTS[self.dialect].habits.prefix}"

    @property
    def generation_seconds(self) -> float:
        return self.settings.generation_seconds

    @generation_seconds.setter
    def generation_seconds(self, seconds: float) -> None:
        self.settings.generation_seconds = seconds

    @property
    def ledger(self) -> list[Charge]:
        """Every create that was charged, in order."""
        return self._at_work.book.charges()

    @property
    def charged(self) -> int:
        return len(self.ledger)

    @property
    def open_at_once(self) -> int:
        """The highest number of open tasks there has been."""
        return self._at_work.book.open_at_once()

    @property
    def requests(self) -> Counter[str]:
        """How often what was asked: "POST create", "GET query", "GET list", "GET clip", ..."""
        return self._at_work.record.counts()

    @property
    def heard(self) -> list[Heard]:
        """The requests themselves, oldest first."""
        return self._at_work.record.heard()

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What the last creates sent, also those that were refused."""
        return self._at_work.record.bodies()

    @property
    def _at_work(self) -> Stage:
        if self._stage is None:
            raise RuntimeError("The simulator has not been started.")
        return self._stage

    def _open(self) -> None:
        listening: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, args=(listening,), name="klingkit-simulator", daemon=True)
        self._thread.start()
        # Kept: after an outage the server is found where it was.
        self.port = listening.result()

    def _close(self) -> None:
        if self._thread is None or self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._at_work.ended.set)
        self._thread.join()
        self._thread = self._loop = None

    def _run(self, listening: "Future[int]") -> None:
        try:
            asyncio.run(self._serve(listening))
        except OSError as error:
            listening.set_exception(error)
        finally:
            # Whoever waits for the port must not wait for a thread that is gone.
            listening.cancel()

    async def _serve(self, listening: "Future[int]") -> None:
        self._at_work.ended = asyncio.Event()
        surface = DIALECTS[self.dialect](self._at_work)
        runner = web.AppRunner(build(self._at_work, surface), access_log=None, shutdown_timeout=_LAST_WORDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
            self._loop = asyncio.get_running_loop()
            listening.set_result(runner.addresses[0][1])
            await self._at_work.ended.wait()
        finally:
            await runner.cleanup()
