"""The text of locales/en/nodeDefs.json: what the nodes say of themselves, in the form in which the page looks for it.

Reads nothing and writes nothing, so that a test can compare it with the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from . import reference

Texts = dict[str, Any]


def text(definitions: Mapping[str, Texts]) -> str:
    """What stands in the file."""
    return json.dumps(definitions, indent=2, ensure_ascii=False) + "\n"


def node_definitions(info: Mapping[str, reference.Schema]) -> dict[str, Texts]:
    """Names and tooltips of all our nodes in /object_info."""
    return {name: _node(schema) for name, schema in info.items() if name.startswith("KlingKit")}


def _node(schema: reference.Schema) -> Texts:
    inputs = {
        # The page writes no dot into a key, and calls an input below a choice by its last name.
        name.replace(".", "_"): _named(name.rpartition(".")[2], settings.get("tooltip"))
        for name, (_, settings) in reference.inputs(schema).items()
    }
    tips = schema.get("output_tooltips") or [None] * len(schema["output"])
    outputs = {
        str(number): _named(name, tip)
        for number, (name, tip) in enumerate(zip(schema["output_name"], tips, strict=True))
    }
    return {
        "display_name": schema["display_name"],
        "description": schema["description"],
        "inputs": inputs,
        "outputs": outputs,
    }


def _named(name: str, tooltip: str | None) -> Texts:
    return {"name": name, "tooltip": tooltip} if tooltip else {"name": name}
