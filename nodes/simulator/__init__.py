"""Kling pretended, on a real socket: for the account `simulator`, the demo and every test that would cost money.

    with Simulator(generation_seconds=0.2) as kling:
        kling.fail(Fault.DROP_AFTER, Step.CREATE, times=1)
        ...  # talk to kling.url as to https://api-singapore.klingai.com
        assert kling.charged == 1

What it does: create, query and list under /v1 and /kling/v1, Kling's own limits and codes, concurrency, a ledger,
signed links to real mp4 files, faults on demand. What it does not: fetch a picture given as a URL, call a callback_url.
It shares the catalog of models with the client and nothing else: a wrong path in both would cancel out.
"""

from .checks.fields import FORBIDDEN
from .faults import Fault, Rule, Step
from .record import Heard
from .server import Simulator
from .tasks import Charge

__all__ = ["FORBIDDEN", "Charge", "Fault", "Heard", "Rule", "Simulator", "Step"]
