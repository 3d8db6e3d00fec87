"""Loads the pack as ComfyUI does, by its path, under the one name `klingkit`; fixtures that every test may ask for."""

import importlib.util
import os
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _load_pack():
    # `python -m pytest` puts this folder on sys.path, where ComfyUI's own `import nodes` would find ours.
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT]
    if "klingkit" in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(
        "klingkit", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["klingkit"] = module
    spec.loader.exec_module(module)


_load_pack()


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture(autouse=True)
def _no_account_of_this_machine(monkeypatch):
    """A key in the developer's shell must never reach a test."""
    for name in [name for name in os.environ if name.startswith("KLING")]:
        monkeypatch.delenv(name)


@pytest.fixture
def user_folder(tmp_path):
    """What ComfyUI calls the user folder: journal and accounts live below it."""
    folder = tmp_path / "user"
    folder.mkdir()
    return folder


@pytest.fixture
def simulator():
    """A pretended Kling of the test's own: tasks take 0.2 s, clips are 120 px high."""
    from klingkit.tests.comfyui import quick_simulator

    with quick_simulator() as running:
        yield running


@pytest.fixture(scope="session")
def _comfyui_of_the_session(tmp_path_factory):
    from klingkit.tests.comfyui import ComfyUIUnderTest, quick_simulator, require_comfyui

    require_comfyui()
    folder = tmp_path_factory.mktemp("comfyui")
    with quick_simulator() as simulator, ComfyUIUnderTest(folder, simulator) as comfyui:
        yield comfyui.start()


@pytest.fixture
def comfyui(_comfyui_of_the_session):
    """The one running ComfyUI that tests share, its simulator without faults and as quick as ever.

    Journal and ledger are shared as well: count what is new, and let `take` or the prompt differ from test to test.
    """
    running = _comfyui_of_the_session
    running.simulator.clear_faults()
    running.simulator.generation_seconds = 0.2
    return running


@pytest.fixture
def start_comfyui(tmp_path):
    """Starts a ComfyUI of the test's own: `start_comfyui(simulator, folder=..., kling={...})`. Slow (10 to 15 s).

    The same folder twice is the same ComfyUI, started again.
    """
    from klingkit.tests.comfyui import ComfyUIUnderTest, require_comfyui

    require_comfyui()
    with ExitStack() as stack:

        def start(simulator, *, folder=None, kling=None):
            comfyui = ComfyUIUnderTest(folder or tmp_path / "comfyui", simulator, kling=kling)
            return stack.enter_context(comfyui).start()

        yield start
