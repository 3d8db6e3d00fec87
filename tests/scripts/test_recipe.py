"""What names an environment's folder, and where it lies."""

import pytest
from klingkit.scripts.recipe import Recipe, cache_folder, recipe
from klingkit.scripts.steps import Stop


@pytest.fixture
def own_comfyui(tmp_path):
    folder = tmp_path / "my ComfyUI"
    folder.mkdir()
    (folder / "main.py").write_text("")
    (folder / "requirements.txt").write_text("av>=16\n")
    return folder


@pytest.fixture
def requirements(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text("requests\n")
    return path


def test_equal_clones_share_an_environment(requirements, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(requirements.read_text())

    keys = {Recipe(comfyui=None, requirements=(path,)).key for path in (requirements, other)}

    assert len(keys) == 1


def test_a_changed_requirement_makes_a_new_environment(requirements):
    wanted = Recipe(comfyui=None, requirements=(requirements,))
    before = wanted.key

    requirements.write_text("requests\nattrs\n")

    assert wanted.key != before


def test_another_comment_among_the_requirements_installs_nothing_else(requirements):
    wanted = Recipe(comfyui=None, requirements=(requirements,))
    before = wanted.key

    requirements.write_text("# The one that ComfyUI has.\nrequests  # for HTTP\n")

    assert wanted.key == before


def test_what_ones_own_comfyui_requires_decides_too(own_comfyui, requirements):
    wanted = Recipe(comfyui=own_comfyui, requirements=(requirements,))
    before = wanted.key

    (own_comfyui / "requirements.txt").write_text("av>=17\n")

    assert wanted.key != before
    assert wanted.key != Recipe(comfyui=None, requirements=(requirements,)).key


def test_comfyui_path_names_the_comfyui(monkeypatch, own_comfyui):
    monkeypatch.setenv("COMFYUI_PATH", str(own_comfyui))

    wanted = recipe()

    assert wanted.comfyui == own_comfyui


def test_a_comfyui_path_without_comfyui_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("COMFYUI_PATH", str(tmp_path))

    with pytest.raises(Stop, match="holds no ComfyUI"):
        recipe()


def test_a_make_inside_the_environment_finds_the_same_environment(monkeypatch, tmp_path, own_comfyui):
    monkeypatch.setenv("KLINGKIT_ENV", str(tmp_path))
    monkeypatch.setenv("COMFYUI_PATH", str(own_comfyui))

    wanted = recipe()

    assert wanted.comfyui is None


def test_environments_live_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert cache_folder() == tmp_path / "klingkit"


def test_klingkit_env_puts_environments_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setenv("KLINGKIT_ENV", str(tmp_path / "big disk"))

    assert cache_folder() == tmp_path / "big disk"
