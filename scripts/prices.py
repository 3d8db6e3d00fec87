"""The price tables of the help pages (web/docs), from the catalog's models. tests/test_locales.py compares them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .markdown import table

if TYPE_CHECKING:
    from nodes.kling.catalog import Model

SECONDS = "5"
"""What the tables are for: every model makes videos of this length, and prices grow with the length."""

_HEADS = {
    "en": ["Model", "5 s, silent", "5 s with sound"],
    "zh": ["模型", "5 秒，无声", "5 秒，有声"],
}


def price_table(models: Sequence[Model], language: str) -> str:
    """Units of a video of 5 s, by model and mode, as Kling's own price list has them."""
    rows = [
        [model.name, _prices(model, model.modes, sound=False), _prices(model, model.sound, sound=True)]
        for model in models
    ]
    columns = 3 if any(model.sound for model in models) else 2
    return table(_HEADS[language][:columns], [row[:columns] for row in rows])


def _prices(model: Model, modes: tuple[str, ...], *, sound: bool) -> str:
    if sound:
        return ", ".join(f"{mode} {model.units_for(mode, SECONDS, sound=True):g}" for mode in modes)
    if not modes:
        return f"{model.units_for('', SECONDS):g}"
    return ", ".join(f"{mode} {model.units_for(mode, SECONDS):g}" for mode in modes)
