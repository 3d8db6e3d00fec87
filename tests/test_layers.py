"""Imports run downwards only (docs/decisions/0001): what stands below knows nothing of what stands above it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NODES = ROOT / "nodes"

# Who may import whom. A file that stands directly in nodes/ belongs to the graph.
GRAPH = {"graph", "media", "hosting", "tasks", "kling"}
ALLOWED = {
    "graph": GRAPH,
    "extension": GRAPH | {"routes"},
    "runtime": GRAPH | {"simulator"},
    "routes": {"hosting", "tasks", "kling"},
    # A file is opened before it gets its name, also where the command line fetches it; that loads no torch.
    "cli": {"tasks", "simulator", "kling", "media.videos"},
    # A wrong path in both client and simulator would cancel out.
    "simulator": {"kling.catalog"},
    "media": {"kling.errors", "kling.catalog"},
    "hosting": {"kling.errors"},
    "tasks": {"kling"},
    "kling": set(),
}

COMFYUI = {"comfy", "comfy_api", "comfy_api_nodes", "comfy_execution", "comfy_extras", "execution", "folder_paths"}
COMFYUI |= {"node_helpers", "server"}
TORCH = {"torch", "torchaudio", "torchvision"}

VAGUE = {"utils", "util", "helpers", "helper", "manager", "core", "misc"}

FILES = sorted(NODES.rglob("*.py"))


def name(path):
    return str(path.relative_to(ROOT))


def part(path):
    """The layer of a file: its folder below nodes/, or for the graph `graph`, `extension`, `runtime`."""
    first = path.relative_to(NODES).parts[0].removesuffix(".py")
    if (NODES / first).is_dir():
        return first
    return first if first in ("extension", "runtime") else "graph"


def imports(tree):
    """(level, module, names) of each import of a tree, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.level, node.module or "", [alias.name for alias in node.names]


def own_imports(path):
    """What a file imports of ours, as a dotted path below nodes/."""
    package = list(path.relative_to(NODES).parts[:-1])
    for level, module, names in imports(ast.parse(path.read_text(encoding="utf-8"))):
        if not level:
            continue
        assert level <= len(package) + 1, f"{name(path)} reaches out of nodes/"
        base = [*package[: len(package) + 1 - level], *filter(None, module.split("."))]
        for imported in names:
            yield ".".join([*base, imported])


def is_allowed(imported, own, allowed):
    first = imported.split(".")[0]
    target = first if (NODES / first).is_dir() else "graph"
    if target == own or target in allowed:
        return True
    return any(imported == rule or imported.startswith(f"{rule}.") for rule in allowed)


def foreign_imports(path):
    return {module.split(".")[0] for level, module, _ in imports(ast.parse(path.read_text("utf-8"))) if not level}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_imports_only_what_stands_below_it(path):
    own = part(path)
    if path == NODES / "__init__.py":
        own = "kling"  # as poor as the lowest layer: whoever imports anything of nodes/ imports this first

    wrong = [imported for imported in own_imports(path) if not is_allowed(imported, own, ALLOWED[own])]

    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_pack_is_imported_by_relative_names_only(path):
    # ComfyUI names the pack by its folder's path, and `nodes` is ComfyUI's own nodes.py.
    found = foreign_imports(path)

    assert not found & {"nodes", "klingkit"}


@pytest.mark.parametrize("path", [path for path in FILES if (NODES / part(path)).is_dir()], ids=name)
def test_comfyui_is_the_business_of_the_graph_alone(path):
    allowed = TORCH if part(path) == "media" else set()

    found = foreign_imports(path) & (COMFYUI | TORCH)

    assert found <= allowed


def test_the_layers_load_without_comfyui_and_without_torch():
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in FILES
        if (NODES / part(path)).is_dir() and path.name != "__main__.py"
    ]
    program = f"import importlib, sys\nfor name in {modules}: importlib.import_module(name)\nprint(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stderr == ""
    loaded = {module.split(".")[0] for module in done.stdout.split()}
    assert not loaded & (COMFYUI | TORCH)


def test_the_root_imports_nothing_of_ours_until_comfyui_asks():
    tree = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8"))

    at_once = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]

    assert {node.module for node in at_once} <= {"__future__", "typing"}


def test_no_file_has_a_name_that_says_nothing():
    folders = [ROOT / folder for folder in ("nodes", "web", "scripts", "tests")]
    files = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]

    vague = [name(path) for path in files if path.stem in VAGUE]

    assert vague == []
