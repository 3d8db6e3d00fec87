"""Finds in the source every text that a person may read as an error or on a node, by `ast` alone.

It takes too much rather than too little: every text with a letter and a space, and what becomes a `note`, counts,
unless it is documentation, a tooltip, a log line or a pattern. What nobody reads is named in test_translation.py, with
the reason.
"""

import ast
import itertools
import re
from pathlib import Path

NODES = Path(__file__).resolve().parent.parent / "nodes"

ENGLISH = {
    "cli": "a terminal",
    "simulator": "whoever tries KlingKit out in a terminal",
    "routes/callback.py": "Kling's servers",
    "routes/errors.py": "whoever reads the log, too",
    "routes/locale.py": "programs; the page knows its own language",
    "routes/own_page.py": "other sites, and programs",
    "routes/share.py": "Kling's servers",
    "routes/webhook.py": "Kling's servers",
    "migrations.py": "the database: it is SQL",
    "tables.py": "the database: it is SQL",
}
"""Folders and files that speak English only, and to whom."""

_LOGGED = {"debug", "info", "warning", "error", "exception"}
_SCHEMA = {"tooltip", "description", "display_name", "search_aliases"}


def files():
    return [path for path in sorted(NODES.rglob("*.py")) if not ENGLISH.keys() & _names(path.relative_to(NODES))]


def texts(path):
    """The templates of a file, values as `{}`: a text for each way through its `x if y else z`."""
    found = set()
    _collect(ast.parse(path.read_text(encoding="utf-8")), found)
    return found


def _names(path):
    """By which a file may be named: its folders, itself, and both together."""
    return {*path.parts, path.as_posix()}


def _collect(node, found):
    if _is_documentation(node):
        return
    if _is_text(node):
        found.update(form for form in _forms(node) if _is_prose(form))
    if _is_note(node):
        found.update(set(_forms(node.value)) - {"{}"})
    for inner in _values(node) if _is_text(node) else ast.iter_child_nodes(node):
        _collect(inner, found)


def _forms(node):
    """All texts that an expression can be, as far as it is text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in itertools.product(*map(_forms, node.values))]
    if isinstance(node, ast.BinOp) and _is_text(node):
        return ["".join(parts) for parts in itertools.product(_forms(node.left), _forms(node.right))]
    if isinstance(node, ast.FormattedValue):
        return _forms(node.value) if _is_text(node.value) else ["{}"]
    if isinstance(node, ast.IfExp):
        return list(dict.fromkeys(_forms(node.body) + _forms(node.orelse)))
    return ["{}"]


def _values(node):
    """What stands in the braces of a text, and is no text that `_forms` has written out."""
    if isinstance(node, ast.Constant):
        return []
    if isinstance(node, ast.IfExp):
        return [node.test, *_values(node.body), *_values(node.orelse)]
    if isinstance(node, ast.BinOp):
        return [*_values(node.left), *_values(node.right)]
    if isinstance(node, ast.JoinedStr):
        return [value for part in node.values for value in _values(part)]
    if isinstance(node, ast.FormattedValue):
        return _values(node.value) if _is_text(node.value) else [node.value]
    return [node]


def _is_text(node):
    if isinstance(node, ast.IfExp):
        return _is_text(node.body) or _is_text(node.orelse)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add) and (_is_text(node.left) or _is_text(node.right))
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_prose(text):
    return " " in text and re.search("[A-Za-z]", text.replace("{}", "")) is not None and "|" not in text


def _is_note(node):
    """`job.note = ...`, which a node shows while it waits, or the `note: str = ...` that it begins with."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr == "note" for target in node.targets)
    return isinstance(node, ast.AnnAssign) and node.value is not None and getattr(node.target, "id", "") == "note"


def _is_documentation(node):
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.keyword):
        return node.arg in _SCHEMA
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_call and node.func.attr in _LOGGED and getattr(node.func.value, "id", "") in ("log", "_log")
