"""Puts a finished English sentence into another language.

The code that raises an error writes it as a plain f-string, in English. Here it is recognised by the template of that
f-string, and what stood in the braces is put into the translation, itself translated where it is a text of ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_DEEPEST = 8
"""Sentences within sentences; ours have four."""

_WORD = re.compile(r"[\w.:/+-]+")
_GAP = re.compile(r"\{(number|item|part|)\}")
_SLOT = re.compile(r"\{(\d+)(!?)\}")
"""`{0}`; `{0!}` holds the provider's or the system's words: they are translated whole or not at all."""

_SENTENCES, _REASONS, _PARTS = "sentences", "reasons", "parts"
_OURS = (_SENTENCES, _REASONS, _PARTS)
_THEIRS = (_SENTENCES, _REASONS)


class Translation:
    """One language's errors.json, which holds four tables:

    Attributes:
        sentences: whole errors.
        reasons: what a provider or the system says, and our own causes that stand in the same places.
        parts: words and lines that only mean something within a sentence, or on a node while it waits.
        joiners: between the items of a list: ", ", " and ".

    `{}` in a key stands for any text, `{number}` for digits, `{item}` for a text without a comma, `{part}` for
    one that is itself known; `{0}`, `{1}` in the translation say where each one goes.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        self._exact = {kind: _by_text(tables.get(kind, {})) for kind in _OURS}
        self._templates = _templates({kind: tables.get(kind, {}) for kind in _OURS})
        self._joiners = tables.get("joiners", {})

    @classmethod
    def read(cls, path: Path) -> Translation:
        """The tables of a file.

        Raises:
            OSError, ValueError: it cannot be read, or is no JSON.
        """
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def __call__(self, text: str) -> str:
        """The text in this language; what is not known stays as it is, and an id is never lost."""
        return self._translated(text, _OURS, 0)

    def _translated(self, text: str, kinds: Sequence[str], depth: int) -> str:
        if depth > _DEEPEST:
            return text
        found = self._known(text, kinds, depth)
        if found is None and "\n" in text:
            return "\n".join(self._translated(line, kinds, depth + 1) for line in text.split("\n"))
        return text if found is None else found

    def _known(self, text: str, kinds: Sequence[str], depth: int) -> str | None:
        for kind in kinds:
            if (exact := self._exact[kind].get(_plain(text))) is not None:
                return exact if text.endswith(".") else exact.rstrip("。")
        if (found := self._matched(text, kinds, depth)) is not None:
            return found
        # A sentence that stands within another one has lost its full stop.
        if not text.endswith(".") and (found := self._matched(f"{text}.", kinds, depth)) is not None:
            return found.rstrip("。")
        return self._list(text, depth) if _PARTS in kinds else None

    def _matched(self, text: str, kinds: Sequence[str], depth: int) -> str | None:
        for template in self._templates:
            values = template.values_in(text) if template.kind in kinds else None
            if values and all(self._fits(gap, value, depth) for gap, value in zip(template.gaps, values, strict=True)):
                return self._filled(template.translation, values, depth)
        return None

    def _fits(self, gap: str, value: str, depth: int) -> bool:
        if gap == "number":
            return value.isdecimal()
        if gap == "part":
            return self._item(value, depth + 1) not in (None, value)
        return bool(value) and not (gap == "item" and "," in value)

    def _filled(self, translation: str, values: Sequence[str], depth: int) -> str:
        def value(slot: re.Match[str]) -> str:
            kinds = _THEIRS if slot[2] else _OURS
            return self._translated(values[int(slot[1])], kinds, depth + 1)

        return _SLOT.sub(value, translation)

    def _list(self, text: str, depth: int) -> str | None:
        """ "kling-v1, kling-v1-5" and the like: each item is one word, or a part of ours."""
        for joiner, translation in self._joiners.items():
            if joiner not in text:
                continue
            items = [self._item(item, depth + 1) for item in text.split(joiner)]
            if None not in items:
                return translation.join(filter(None, items))
        return None

    def _item(self, item: str, depth: int) -> str | None:
        found = self._known(item, (_PARTS,), depth) if depth <= _DEEPEST else None
        return item if found is None and _WORD.fullmatch(item) else found


@dataclass(frozen=True, slots=True)
class _Template:
    """A key cut at its gaps. Its values are found by its words, from the left; from a bracket on, from the right."""

    kind: str
    translation: str
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    left: int
    """How many of the inner `words` are looked for from the left. Behind them opens a bracket: ours is the last one."""

    def values_in(self, text: str) -> list[str] | None:
        """What stands in the gaps, or None where the text is another one."""
        start, end = len(self.words[0]), len(text) - len(self.words[-1])
        if start >= end or not (text.startswith(self.words[0]) and text.endswith(self.words[-1])):
            return None
        inner = self.words[1:-1]
        values, behind = [], []
        for words in inner[: self.left]:
            at = text.find(words, start + 1, end)
            if at < 0:
                return None
            values.append(text[start:at])
            start = at + len(words)
        for words in reversed(inner[self.left :]):
            at = text.rfind(words, start + 1, end - 1)
            if at < 0:
                return None
            behind.append(text[at + len(words) : end])
            end = at
        values += [text[start:end], *reversed(behind)]
        return values


def _by_text(table: Mapping[str, str]) -> dict[str, str]:
    return {_plain(key): translation for key, translation in table.items() if not _GAP.search(key)}


def _plain(text: str) -> str:
    """Providers do not agree on capitals and full stops."""
    return text.rstrip(".").casefold()


def _templates(tables: Mapping[str, Mapping[str, str]]) -> list[_Template]:
    """The most specific first."""
    found = [
        _template(kind, key, translation)
        for kind, table in tables.items()
        for key, translation in table.items()
        if _GAP.search(key)
    ]
    return sorted(found, key=lambda template: sum(map(len, template.words)), reverse=True)


def _template(kind: str, key: str, translation: str) -> _Template:
    words = tuple(_between(key))
    inner = words[1:-1]
    left = next((number for number, text in enumerate(inner) if text.endswith("(")), len(inner))
    return _Template(kind, translation, words, tuple(_GAP.findall(key)), left)


def _between(key: str) -> Iterator[str]:
    start = 0
    for gap in _GAP.finditer(key):
        yield key[start : gap.start()]
        start = gap.end()
    yield key[start:]
