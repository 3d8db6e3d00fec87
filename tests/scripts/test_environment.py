"""When an environment is made, and when the one that is there will do. The making itself is `make demo` from bare."""

import subprocess
import sys
from pathlib import Path

import pytest
from klingkit.scripts.environment import STAMP, Environment, ensure
from klingkit.scripts.recipe import Recipe
from klingkit.scripts.steps import Stop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("KLINGKIT_ENV", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_whole_environment_is_used_as_it_is(cache):
    wanted = Recipe(comfyui=None)
    folder = cache / wanted.key
    folder.mkdir(parents=True)
    (folder / STAMP).write_text("")

    found = ensure(wanted)

    assert found == Environment(folder=folder, comfyui=folder / "ComfyUI")


def test_an_installation_that_broke_off_is_never_taken_for_a_whole_one(cache):
    folder = cache / Recipe(comfyui=None).key
    (folder / "venv" / "bin").mkdir(parents=True)

    assert not Environment(folder=folder, comfyui=folder / "ComfyUI").is_complete


def test_a_full_disk_is_said_before_anything_is_fetched(cache):
    with pytest.raises(Stop, match="Make room, or set KLINGKIT_ENV"):
        ensure(Recipe(comfyui=None), room=10**18)


def test_a_cache_folder_that_cannot_be_made_is_said_in_a_sentence(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KLINGKIT_ENV", str(tmp_path / "file" / "below"))

    with pytest.raises(Stop, match="KLINGKIT_ENV"):
        ensure(Recipe(comfyui=None))


def test_programs_of_the_environment_come_first_and_its_comfyui_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/somewhere")

    variables = Environment(folder=tmp_path, comfyui=tmp_path / "ComfyUI").variables()

    assert variables["PATH"].startswith(str(tmp_path / "venv" / "bin"))
    assert variables["COMFYUI_PATH"] == str(tmp_path / "ComfyUI")
    assert "PYTHONPATH" not in variables


def test_an_unknown_argument_is_answered_in_a_sentence(cache):
    wanted = cache / Recipe(comfyui=None).key
    wanted.mkdir(parents=True)
    (wanted / STAMP).write_text("")
    variables = {"KLINGKIT_ENV": str(cache), "PATH": "/usr/bin:/bin"}

    done = subprocess.run(
        [sys.executable, "-m", "scripts.environment", "rum"],
        cwd=ROOT, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "'rum' is not known here" in done.stderr
