"""Runs the measures, prints them as a table (times: the shortest of several runs), exits with 1 for a missed target."""

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

from . import Row

_MODULES = sorted(
    module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.name.startswith("_")
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="module", help=f"one or more of: {', '.join(_MODULES)}")
    chosen = parser.parse_args().modules or _MODULES
    if unknown := sorted(set(chosen) - set(_MODULES)):
        parser.error(f"there is no {', '.join(unknown)}; there is {', '.join(_MODULES)}")
    missed = 0
    for name in chosen:
        for measure in importlib.import_module(f"{__package__}.{name}").MEASURES:
            for row in measure():
                print(_line(row), flush=True)
                missed += _is_missed(row)
    return 1 if missed else 0


def _is_missed(row: Row) -> bool:
    return row.target is not None and row.number > row.target


def _line(row: Row) -> str:
    verdict = "" if row.target is None else f"at most {row.target:g}: {'MISSED' if _is_missed(row) else 'good'}"
    return f"{row.name:<58} {row.number:>9.2f} {row.unit:<6} {verdict}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
