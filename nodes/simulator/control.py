"""The simulator's own routes, for a test or a person at another process: /_ledger, /_requests, /_faults."""

import dataclasses
import json
from typing import Any

from aiohttp import web

from .faults import Fault, Rule, Step
from .record import Heard
from .stage import Stage

_LONGEST_TEXT = 200
"""Characters of a text in a body that /_requests shows: enough for a prompt, not for a picture."""


class Control:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def mount(self, router: web.UrlDispatcher) -> None:
        router.add_get("/_ledger", self.ledger)
        router.add_get("/_requests", self.requests)
        router.add_get("/_faults", self.faults)
        router.add_post("/_faults", self.add_fault)
        router.add_delete("/_faults", self.clear_faults)

    async def ledger(self, request: web.Request) -> web.Response:
        charges = self._stage.book.charges()
        return web.json_response(
            {
                "charged": len(charges),
                "units": round(sum(charge.units for charge in charges), 4),
                "open_at_once": self._stage.book.open_at_once(),
                "requests": self._stage.record.counts(),
                "entries": [dataclasses.asdict(charge) for charge in charges],
            }
        )

    async def requests(self, request: web.Request) -> web.Response:
        return web.json_response([_shown(heard) for heard in self._stage.record.heard()])

    async def faults(self, request: web.Request) -> web.Response:
        """What can go wrong, and what is going to."""
        known = [
            {"fault": fault.label, "steps": [step.value for step in fault.steps], "sentence": fault.sentence}
            for fault in Fault
        ]
        return web.json_response({"known": known, "active": [_rule(rule) for rule in self._stage.plan.rules()]})

    async def add_fault(self, request: web.Request) -> web.Response:
        """JSON with fault and step; after, times and reason where they are wanted (see faults.Rule)."""
        try:
            said = await request.json()
            rule = Rule(
                Fault.named(said["fault"]),
                Step(said["step"]),
                after=int(said.get("after", 0)),
                times=None if said.get("times") is None else int(said["times"]),
                reason=str(said.get("reason", "")),
            )
        except (ValueError, TypeError, KeyError) as error:
            return web.json_response({"error": f"Not a fault: {error}"}, status=400)
        self._stage.plan.add(rule)
        return web.json_response(_rule(rule))

    async def clear_faults(self, request: web.Request) -> web.Response:
        self._stage.plan.clear()
        return web.json_response({"active": []})


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "fault": rule.fault.label,
        "step": rule.step.value,
        "after": rule.after,
        "times": rule.times,
        "reason": rule.reason,
    }


def _shown(heard: Heard) -> dict[str, Any]:
    body = heard.body and json.loads(json.dumps(heard.body), object_hook=_shortened)
    return {**dataclasses.asdict(dataclasses.replace(heard, body=None)), "body": body}


def _shortened(part: dict[str, Any]) -> dict[str, Any]:
    return {
        name: f"{value[:20]}... ({len(value)} characters)" if _is_long(value) else value for name, value in part.items()
    }


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > _LONGEST_TEXT
