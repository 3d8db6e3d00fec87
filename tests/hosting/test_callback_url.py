"""The address that Kling is asked to call, and the secret word in it."""

import stat
import sys

import pytest
from klingkit.nodes.hosting import Hosting, HostingError

CALLBACKS = {"public_url": "https://my.host/comfy", "callbacks": True}


def test_callbacks_are_off_unless_they_are_asked_for(set_up, user_folder):
    hosting = set_up(kind="comfyui", public_url="https://my.host")

    assert hosting.callback_url() == ""
    assert Hosting(user_folder / "nothing", {}).callback_url() == ""
    assert not (user_folder / "callback.token").exists()


def test_the_address_holds_a_token_that_is_kept(set_up):
    url = set_up(**CALLBACKS).callback_url()

    base, token = url.rsplit("/", 1)
    assert base == "https://my.host/comfy/klingkit/callback"
    assert len(token) == 43
    assert set_up(**CALLBACKS).callback_url() == url


def test_they_go_with_a_bucket_as_well(bucket):
    assert bucket(**CALLBACKS).callback_url().startswith("https://my.host/comfy/klingkit/callback/")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes.")
def test_only_its_owner_can_read_the_token(set_up, user_folder):
    set_up(**CALLBACKS).callback_url()

    assert stat.S_IMODE((user_folder / "callback.token").stat().st_mode) == 0o600


def test_trouble_with_the_settings_stops_no_task(set_up, caplog):
    hosting = set_up(callbacks=True)

    assert hosting.callback_url() == ""
    assert "needs public_url" in caplog.text


def test_an_empty_token_file_is_told_and_never_a_token(set_up, user_folder, caplog):
    hosting = set_up(**CALLBACKS)
    (user_folder / "callback.token").write_text("")

    assert hosting.callback_url() == ""
    assert "holds no callback token. Delete it" in caplog.text
    with pytest.raises(HostingError):
        hosting.callback_token.existing()
