"""Kling pretended, on a real socket: for the account `simulator`, the demo and every test that would cost money.

    with Simulator(generation_seconds=0.2) as kling:
        kling.fail(Fault.DROP_AFTER, Step.CREATE, times=1)
        ...  # talk to kling.url as to https://api-singapore.klingai.com
        assert kling.charged == 1

What it does: every kind of task that builds on pictures, texts or earlier videos, under /v1 and /kling/v1; Kling's own
limits and codes; concurrency; a ledger; signed links to real mp4 files, which really grow longer, speak or sound; the
newer API beside the older one; the dialects of relays (dialect="dmxapi", "dmxapi-responses", "new-api"); faults on
demand. What it does not: fetch a picture, video or sound given as a URL, call a callback_url.
It shares the catalog of models with the client and nothing else: a wrong path in both would cancel out.
"""

from .checks.fields import FORBIDDEN
from .checks.sources import NO_HUMAN, NOBODY
from .dialects import DIALECTS
from .faults import Fault, Rule, Step
from .record import Heard
from .server import Simulator
from .tasks import Charge

__all__ = ["DIALECTS", "FORBIDDEN", "NOBODY", "NO_HUMAN", "Charge", "Fault", "Heard", "Rule", "Simulator", "Step"]
