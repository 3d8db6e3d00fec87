"""Where a task comes from: its words, the node that asked for it, and the graph that node stood in."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, exists, literal, select

from .tables import sources, tasks

UNNAMED = "unnamed"
"""The graph of a workflow that has no id, as in files of old ComfyUIs."""
_NAME_MAX = 80
"""Letters of a graph's or node's id: the journal's columns have no more."""


@dataclass(frozen=True)
class Source:
    """A workflow and the prompt that was made of it, packed; the digest is their name."""

    digest: str
    content: bytes = field(repr=False)

    @classmethod
    def of(cls, workflow: object, prompt: object) -> Source:
        """Pack what a page or a program has queued; either may be None.

        Raises:
            TypeError, ValueError: something in them is no JSON.
        """
        text = json.dumps(
            {"workflow": workflow, "prompt": _as_queued(prompt)}, sort_keys=True, ensure_ascii=False, allow_nan=False
        )
        content = text.encode(errors="surrogatepass")
        return cls(hashlib.sha256(content).hexdigest(), zlib.compress(content))


@dataclass(frozen=True, kw_only=True)
class Origin:
    """One item of one run of a node.

    Attributes:
        graph: the workflow's id; "" where no workflow came along, as from a program.
        run: µs since epoch at which the node began; the same for all items of it.
        item, items: which one it is, from 0, and how many there are.
        source: None where there was nothing to keep.
    """

    graph: str = ""
    node: str = ""
    run: int = 0
    item: int = 0
    items: int = 1
    source: Source | None = None

    def columns(self) -> dict[str, Any]:
        """What the journal's row holds of it."""
        return {
            "graph": self.graph,
            "node": self.node,
            "run": self.run,
            "item": self.item,
            "items": self.items,
            "source": self.source.digest if self.source else "",
        }


def short(name: object) -> str:
    """An id as the journal keeps it."""
    return str(name)[:_NAME_MAX]


def graph_of(workflow: object) -> str:
    """The id of a workflow in the page's format; "" where there is no workflow."""
    if not isinstance(workflow, dict) or not workflow:
        return ""
    return short(workflow.get("id") or UNNAMED)


def unpacked(content: bytes) -> dict[str, Any]:
    """`workflow` and `prompt` of a source."""
    return json.loads(zlib.decompress(content).decode(errors="surrogatepass"))


def words_of(request: Mapping[str, Any]) -> str:
    """What a request says in words: its prompt, or the text that somebody speaks."""
    spoken = request.get("input")
    found = request.get("prompt") or (spoken.get("text") if isinstance(spoken, dict) else "")
    return found if isinstance(found, str) else ""


def keep(connection: Connection, origin: Origin | None) -> None:
    """Write an origin's source down, unless it is there."""
    if origin is None or origin.source is None:
        return
    source = origin.source
    kept = exists().where(sources.c.digest == source.digest)
    # One statement, so that two processes with the same workflow cannot both find it missing.
    new = select(literal(source.digest), literal(source.content)).where(~kept)
    connection.execute(sources.insert().from_select(["digest", "content"], new))


def drop_unused(connection: Connection, digest: str) -> None:
    """Delete a source, unless a task is still of it."""
    used = exists().where(tasks.c.source == digest)
    connection.execute(sources.delete().where(sources.c.digest == digest, ~used))


def _as_queued(prompt: object) -> object:
    """A prompt without what ComfyUI has noted in it since, which may be no JSON."""
    if not isinstance(prompt, dict):
        return prompt
    return {
        name: {key: value for key, value in node.items() if key != "is_changed"} if isinstance(node, dict) else node
        for name, node in prompt.items()
    }
