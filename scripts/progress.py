"""A prompt's progress on one line of the terminal, from the events that ComfyUI sends to its page."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, TextIO

BAR = 24  # characters


class ProgressLine:
    """Shows what the node at work says and how far it is. Off a terminal, each new text gets a line of its own."""

    def __init__(self, names: Mapping[str, str], *, out: TextIO = sys.stderr) -> None:
        self._names = names
        self._out = out
        self._node = ""
        self._text = ""
        self._share = 0.0
        self._shown = ""

    def on_event(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "executing" and data.get("node"):
            self._node, self._text, self._share = data["node"], "", 0.0
        elif kind == "text":
            self._node, self._text = data["node"], data["text"]
        elif kind == "progress" and data.get("max"):
            self._share = min(data["value"] / data["max"], 1.0)
        else:
            return
        self._draw()

    def _draw(self) -> None:
        name = self._names.get(self._node, self._node)
        text = ": ".join(part for part in (name, self._text) if part)
        if not self._out.isatty():
            if text != self._shown:
                self._out.write(f"  {text}\n")
            self._shown = text
            return
        full = round(self._share * BAR)
        line = f"  [{'#' * full}{'.' * (BAR - full)}] {text}"
        # Spaces wipe what a longer line left behind.
        self._out.write(f"\r{line.ljust(len(self._shown))}")
        self._out.flush()
        self._shown = line

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._out.isatty():
            self._out.write("\n")
