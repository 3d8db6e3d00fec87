"""The text of docs/nodes.md: every node from what ComfyUI says of it, every model, every field of the source documents.

Reads nothing and writes nothing, so that a test can compare it with the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .markdown import cell, code, table

if TYPE_CHECKING:
    from nodes.kling.catalog import Model

Schema = Mapping[str, Any]
"""What /object_info says of one node."""
Input = tuple[str, Mapping[str, Any]]
"""A type and its settings, as in /object_info: ["INT", {"default": 0, "min": 0}]."""

DYNAMIC = "COMFY_DYNAMICCOMBO_V3"
OF_THIS_MACHINE = ("account",)
"""Combos whose options differ from machine to machine."""

_SHOWN_OPTIONS = 16
_NO_LIMIT = 2**31 - 1
"""A highest value that only says "any number"."""

_HEAD = """# The nodes

All inputs and outputs, [the models](#the-models), and
[where each field of the source documents went](#the-source-documents-field-by-field).
`python3 -m scripts.environment run -m scripts.docs` writes this page from the nodes themselves: change those.

In API-format JSON an input below a choice is written with a dot: `"model": "kling-v1-6", "model.duration": "5"`.
What has a default may be left out."""


def page(info: Mapping[str, Schema], models: Iterable[Model], fields: Iterable[Mapping[str, Any]]) -> str:
    """The whole page.

    Args:
        info: /object_info; nodes of others in it are left out.
        models: the catalog's rows.
        fields: the rows of tests/data/source_fields.json.
    """
    nodes = {name: schema for name, schema in info.items() if name.startswith("KlingKit")}
    shared = _shared(nodes.values())
    parts = [_HEAD, *(_node(schema, shared) for schema in nodes.values()), _common(nodes.values(), shared)]
    return "\n\n".join([*parts, _models(models), _source_fields(fields, nodes)]) + "\n"


def inputs(schema: Schema) -> dict[str, Input]:
    """Every input of a node by its name in API-format JSON, also those below a choice: "model.duration".

    Where the options of a choice have an input in different forms, it is the last one's.
    """
    return {name: spec for name, spec, _, _ in _rows(schema)}


def _rows(schema: Schema) -> list[tuple[str, Input, bool, list[str]]]:
    """Name, type and settings, whether it is needed, and the choices it is shown with ([]: always)."""
    rows: list[tuple[str, Input, bool, list[str]]] = []
    for name, spec, needed in _listed(schema["input"]):
        rows.append((name, spec, needed, []))
        options = spec[1]["options"] if spec[0] == DYNAMIC else ()
        for option in options:
            for below, inner, is_needed in _listed(option["inputs"]):
                row = (f"{name}.{below}", inner, is_needed)
                same = next((found for found in rows if found[:3] == row), None)
                if same:
                    same[3].append(option["key"])
                else:
                    rows.append((*row, [option["key"]]))
    return rows


def _listed(groups: Mapping[str, Mapping[str, Input]]) -> Iterable[tuple[str, Input, bool]]:
    for group in ("required", "optional"):
        for name, spec in groups.get(group, {}).items():
            yield name, spec, group == "required"


def _shared(nodes: Iterable[Schema]) -> dict[str, Input]:
    """The inputs that all nodes that pay have alike."""
    paying = [dict(schema["input"].get("optional", {})) for schema in nodes if "take" in inputs(schema)]
    return {name: spec for name, spec in paying[0].items() if all(other.get(name) == spec for other in paying)}


def _node(schema: Schema, shared: Mapping[str, Input]) -> str:
    pays = "take" in inputs(schema)
    rows = [row for row in _rows(schema) if not (pays and row[0].split(".")[0] in shared)]
    parts = [f"## {schema['display_name']}", f"`{schema['name']}`. {schema['description']}", _inputs(rows)]
    if pays:
        parts.append("And [what every node that pays has](#every-node-that-pays).")
    if _gives_videos(schema):
        return "\n\n".join([*parts, "Gives [the four outputs](#the-four-outputs)."])
    return "\n\n".join([*parts, _outputs(schema)])


def _common(nodes: Iterable[Schema], shared: Mapping[str, Input]) -> str:
    rows = [(name, spec, False, []) for name, spec in shared.items()]
    schema = next(schema for schema in nodes if _gives_videos(schema))
    return "\n\n".join(
        [
            "## Every node that pays",
            _inputs(rows),
            "## The four outputs",
            "Each is a list with one item a task, so that batches stay side by side.",
            _outputs(schema),
        ]
    )


def _gives_videos(schema: Schema) -> bool:
    return "VIDEO" in schema["output"]


def _inputs(rows: Sequence[tuple[str, Input, bool, list[str]]]) -> str:
    lines = []
    for name, (kind, settings), needed, choices in rows:
        shown = "choice" if kind == DYNAMIC else kind
        label = code(name) + (" (advanced)" if settings.get("advanced") else "")
        with_them = f"With {', '.join(choices)}." if choices else ""
        says = " ".join(text for text in (with_them, settings.get("tooltip", "")) if text)
        lines.append([label, shown, _default(kind, settings, needed), _limits(name, kind, settings), says])
    return table(["Input", "Type", "Default", "Limits", "What it does"], lines) + _long_lists(rows)


def _default(kind: str, settings: Mapping[str, Any], needed: bool) -> str:
    if needed:
        return "needed"
    if kind == DYNAMIC:
        return code(settings["options"][0]["key"])
    if "default" not in settings:
        return "may be left out"
    value = settings["default"]
    if isinstance(value, bool):
        return "on" if value else "off"
    if value == "":
        return "empty"
    return code(value) if len(str(value)) <= 30 else "see below" if settings.get("options") else "an empty one"


def _limits(name: str, kind: str, settings: Mapping[str, Any]) -> str:
    if name in OF_THIS_MACHINE:
        return "the accounts of this machine"
    options = [option["key"] if kind == DYNAMIC else option for option in settings.get("options", ())]
    if len(options) > _SHOWN_OPTIONS:
        return f"{len(options)} names, below"
    if options:
        return ", ".join(map(code, options))
    if "min" not in settings:
        return ""
    if settings["max"] >= _NO_LIMIT:
        return f"from {settings['min']:g}"
    step = f", in steps of {settings['step']:g}" if "step" in settings else ""
    return f"{settings['min']:g} to {settings['max']:g}{step}"


def _long_lists(rows: Sequence[tuple[str, Input, bool, list[str]]]) -> str:
    """What is too long for a cell of the table."""
    lists = []
    for name, (kind, settings), _, _ in rows:
        options = settings.get("options", ())
        if kind != DYNAMIC and len(options) > _SHOWN_OPTIONS:
            lists.append(f"\n\n{code(name)}: {', '.join(options)}.")
    return "".join(lists)


def _outputs(schema: Schema) -> str:
    tips = schema.get("output_tooltips") or [None] * len(schema["output"])
    rows = zip(schema["output_name"], schema["output"], tips, strict=True)
    return table(["Output", "Type", "What it is"], [[code(name), kind, tip or ""] for name, kind, tip in rows])


def _models(models: Iterable[Model]) -> str:
    rows = [
        [
            code(model.name),
            ", ".join(model.kinds),
            ", ".join(model.modes) or "none",
            _seconds(model.durations),
            *(_shots(shots) for shots in (model.end_frame, model.motion_brush, model.camera)),
            ", ".join(model.sound),
            "yes" if model.cfg_scale else "",
            "yes" if model.extendable else "",
        ]
        for model in models
    ]
    head = ["Model", "Kinds", "Modes", "Seconds", "End frame", "Motion brush", "Camera", "Sound", "cfg_scale"]
    return (
        "## The models\n\n"
        "An empty cell means that the model cannot do it. The camera column is Image2Video's; in Text2Video only "
        "kling-v1 in std 5 s has a camera.\n\n" + table([*head, "Can be extended"], rows)
    )


def _shots(shots: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{mode} {_seconds(seconds)} s".strip() for mode, seconds in shots.items())


def _seconds(seconds: Sequence[str]) -> str:
    return f"{seconds[0]} to {seconds[-1]}" if len(seconds) > 2 else " or ".join(seconds)


def _source_fields(fields: Iterable[Mapping[str, Any]], nodes: Mapping[str, Schema]) -> str:
    rows = [[row["document"], code(row["field"]), _place(row, nodes), _tests(row["tests"])] for row in fields]
    return (
        "## The source documents, field by field\n\n"
        "KlingKit began with four documents: DMXAPI's pages on image2video, on video-extend and on lip-sync, and a "
        "relay's page on video-extend (`apifox`). Here is every parameter, header, path and answer of their tables "
        "and of their code, and where it is in KlingKit.\n\n"
        + table(["Document", "Field", "In KlingKit", "Shown by"], rows)
    )


def _place(row: Mapping[str, Any], nodes: Mapping[str, Schema]) -> str:
    """Inputs, outputs and account settings, then the note."""
    places = [_named(place, nodes) for place in row.get("inputs", ())]
    places += [f"{_named(place, nodes)} (output)" for place in row.get("outputs", ())]
    places += [f"account: {code(setting)}" for setting in row.get("settings", ())]
    return ". ".join(part for part in (", ".join(places), row.get("note", "")) if part)


def _named(place: str, nodes: Mapping[str, Schema]) -> str:
    node, _, name = place.partition(".")
    return f"{nodes[node]['display_name'].removeprefix('Kling ')} {code(name)}"


def _tests(tests: Iterable[str]) -> str:
    return "<br>".join(cell(test.removeprefix("tests/").replace("::", " ")) for test in tests)
