"""python -m nodes.cli simulate: a Kling of one's own at a local address, free of charge, until Ctrl-C."""

import argparse
import signal
import threading
from typing import TYPE_CHECKING

from . import say, tell, whole

if TYPE_CHECKING:
    from . import Commands

DIALECTS = ("official", "dmxapi", "dmxapi-responses", "new-api")
"""Those of the simulator, which is not loaded to read a command line (a test compares the two)."""


def add_to(commands: "Commands") -> None:
    parser = commands.add_parser("simulate", help="pretend to be Kling, free of charge", description=__doc__)
    parser.add_argument("--port", type=_port, default=8189, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: %(default)s)")
    parser.add_argument(
        "--generation-seconds", type=_seconds, default=5.0, metavar="S", help="how long a task takes (default: 5)"
    )
    parser.add_argument(
        "--short-side", type=_side, default=720, metavar="PX", help="shorter side of a clip (default: %(default)s)"
    )
    parser.add_argument(
        "--slots", type=_slots, default=None, metavar="N", help="open tasks per key and model (default: any number)"
    )
    parser.add_argument(
        "--dialect", choices=DIALECTS, default=DIALECTS[0], help="whose paths and answers (default: %(default)s)"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    # Imported here: every other command would wait for aiohttp and PyAV as well.
    from ..simulator import Simulator

    simulator = Simulator(
        dialect=asked.dialect,
        port=asked.port,
        host=asked.host,
        generation_seconds=asked.generation_seconds,
        short_side=asked.short_side,
        slots=asked.slots,
    )
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        simulator.start()
    except OSError as error:
        tell(f"Port {asked.port} at {asked.host} cannot be used ({error.strerror}); try --port 0.")
        return 1
    try:
        say(f"Kling is simulated at {simulator.url}: KLING_API_KEY=anything KLING_BASE_URL={simulator.base_url}")
        ended.wait()
    finally:
        simulator.stop()
    return 0


def _port(text: str) -> int:
    return whole(text, 0, 65535)


def _side(text: str) -> int:
    return whole(text, 64, 2160)


def _slots(text: str) -> int:
    return whole(text, 1, 1000)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0 to 86400")
    return seconds
