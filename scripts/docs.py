"""Writes docs/cli.md from what the command line says of itself, and docs/nodes.md and the English texts of the nodes
(locales/en/nodeDefs.json) from what ComfyUI says of the nodes.

    python3 -m scripts.docs                                    writes docs/cli.md, with nothing but Python
    python3 -m scripts.environment run -m scripts.docs         writes all, with a ComfyUI that it starts for it
    python3 -m scripts.docs --check                            only says whether docs/cli.md is stale

Whether the others are stale is told by tests/test_docs.py and tests/test_locales.py, which have a ComfyUI anyway.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nodes.cli.__main__ import parser
from nodes.kling import catalog

from . import locales, reference, steps
from .comfyui import ComfyUI
from .recipe import ROOT

PAGE = ROOT / "docs" / "cli.md"
NODES_PAGE = ROOT / "docs" / "nodes.md"
NODE_TEXTS = ROOT / "locales" / "en" / "nodeDefs.json"
SOURCE_FIELDS = ROOT / "tests" / "data" / "source_fields.json"
WIDTH = 100

_HEAD = """# The command line

For what can be done without ComfyUI: look after the journal of paid tasks, and pretend to be Kling. Run it in the
pack's folder, with the Python that runs ComfyUI. `python3 -m scripts.docs` writes this page, from `nodes/cli/`.

A result goes to stdout, an error is one sentence on stderr. The exit status is 0, 1 for an error, 2 for a command that
cannot be understood.

```sh
python -m nodes.cli tasks list --state open             # what is paid and not here yet
python -m nodes.cli tasks wait 12                       # wait for row 12, and print where its video is
python -m nodes.cli tasks save 12 --to ~/Desktop        # copy it; fetched again if the file is gone
python -m nodes.cli tasks take-up 13 831922345709107243 # its create was never answered; you found it in Kling's list
python -m nodes.cli tasks give-up 13                    # it is not in that list: let the same inputs be sent anew
python -m nodes.cli tasks list --json --limit 1000      # everything, for a program
```
"""


def page() -> str:
    """The whole page."""
    # The help is as wide as the terminal, and coloured by some versions of Python.
    os.environ |= {"COLUMNS": str(WIDTH), "NO_COLOR": "1"}
    parts = [f"## {command.prog}\n\n```\n{command.format_help()}```\n" for command in _commands(parser())]
    return "\n".join([_HEAD, *parts])


def write_about_nodes() -> None:
    """Both files about the nodes, as a ComfyUI that is started for it knows them.

    Raises:
        Stop: ComfyUI does not start.
    """
    with tempfile.TemporaryDirectory() as folder:
        comfyui = ComfyUI(Path(folder), packs={"klingkit": ROOT}, kling={})
        with steps.step("Asking ComfyUI about the nodes"), comfyui:
            info = comfyui.start().get("/object_info")
    fields = json.loads(SOURCE_FIELDS.read_text(encoding="utf-8"))
    NODES_PAGE.write_text(reference.page(info, catalog.MODELS.values(), fields), encoding="utf-8")
    NODE_TEXTS.write_text(locales.text(locales.node_definitions(info)), encoding="utf-8")


def main() -> int:
    arguments = argparse.ArgumentParser(
        prog="python3 -m scripts.docs", description="Writes docs/cli.md, docs/nodes.md, locales/en/nodeDefs.json."
    )
    arguments.add_argument("--check", action="store_true", help="only say whether docs/cli.md is stale")
    wanted = page()
    if not arguments.parse_args().check:
        PAGE.write_text(wanted, encoding="utf-8")
        if os.environ.get("COMFYUI_PATH"):
            write_about_nodes()
        else:
            steps.say("For docs/nodes.md and the nodes' texts: python3 -m scripts.environment run -m scripts.docs")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is stale. Write it anew: python3 -m scripts.docs")
    return 1


def _commands(command: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The commands that do something, with their sub-commands, in order."""
    below = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield command
    for action in below:
        for name in action.choices:
            yield from _commands(action.choices[name])


if __name__ == "__main__":
    sys.exit(steps.run(main))
