"""Queues a prompt in a running ComfyUI, as the page does, and follows it over the websocket until it ends."""

from __future__ import annotations

import asyncio
import json
import struct
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

# ComfyUI's number for a line of text below a node (protocol.py, BinaryEventTypes.TEXT).
_TEXT = 3

Event = tuple[str, dict[str, Any]]
Observer = Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a prompt ended.

    status: `success`, `error`, `interrupted`, or `refused` when ComfyUI would not queue it.
    outputs: what each node showed, by node id: {"5": {"images": [...]}}.
    errors: the data of each execution_error, also of branches that were blocked while the prompt went on; for a
        refused prompt the one answer of the server, with `error` and `node_errors`.
    events: everything that came over the websocket, in order; text below a node as ("text", {"node", "text"}).
    """

    prompt_id: str
    status: str
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    seconds: float = 0.0


def run_prompt(
    url: str,
    prompt: dict[str, Any],
    *,
    workflow: dict[str, Any] | None = None,
    seconds: float = 120,
    on_event: Observer | None = None,
) -> Result:
    """Runs an API-format prompt to its end, at most `seconds` (TimeoutError); on_event sees each event as it comes.

    Args:
        workflow: the same in the page's format, which the page sends along.
    """
    queued = {"prompt": prompt} | ({"extra_data": {"extra_pnginfo": {"workflow": workflow}}} if workflow else {})
    try:
        return asyncio.run(asyncio.wait_for(_run(url, queued, on_event or _ignore), seconds))
    except asyncio.TimeoutError as error:  # before Python 3.11 another class than TimeoutError
        raise TimeoutError(f"The prompt had not ended after {seconds:.0f} s.") from error


async def _run(url: str, queued: dict[str, Any], on_event: Observer) -> Result:
    started = time.monotonic()
    client_id = uuid.uuid4().hex
    async with (
        aiohttp.ClientSession(url) as session,
        # Opened before the prompt is queued, so that no event is missed. 0: no limit, previews can be large.
        session.ws_connect("/ws", params={"clientId": client_id}, max_msg_size=0) as socket,
    ):
        async with session.post("/prompt", json=queued | {"client_id": client_id}) as answer:
            answered = await answer.json()
            if answer.status != 200:
                return Result(prompt_id="", status="refused", errors=[answered])
        prompt_id = answered["prompt_id"]
        events: list[Event] = []
        async for message in socket:
            for kind, data in _events(message.type, message.data):
                events.append((kind, data))
                on_event(kind, data)
            if events and _is_end(events[-1], prompt_id):
                break
        async with session.get(f"/history/{prompt_id}") as answer:
            history = (await answer.json()).get(prompt_id, {})
    return Result(
        prompt_id=prompt_id,
        status=_status(history, events),
        outputs=history.get("outputs", {}),
        errors=[data for kind, data in events if kind == "execution_error"],
        events=events,
        seconds=time.monotonic() - started,
    )


def _ignore(kind: str, data: dict[str, Any]) -> None:
    pass


def _events(message_type: aiohttp.WSMsgType, content: Any) -> Iterator[Event]:
    if message_type is aiohttp.WSMsgType.TEXT:
        event = json.loads(content)
        yield event["type"], event.get("data") or {}
    elif message_type is aiohttp.WSMsgType.BINARY and content[:4] == struct.pack(">I", _TEXT):
        (length,) = struct.unpack(">I", content[4:8])
        node, text = content[8 : 8 + length], content[8 + length :]
        yield "text", {"node": node.decode(), "text": text.decode()}


def _is_end(event: Event, prompt_id: str) -> bool:
    # An execution_error is no end: a blocked branch reports one while the others go on.
    kind, data = event
    return kind == "executing" and data.get("node") is None and data.get("prompt_id") == prompt_id


def _status(history: dict[str, Any], events: list[Event]) -> str:
    if any(kind == "execution_interrupted" for kind, _ in events):
        return "interrupted"
    # Without history the connection broke off: ComfyUI ended under way.
    return history.get("status", {}).get("status_str", "error")
