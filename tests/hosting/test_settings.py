"""hosting.toml: what it may say, and what is said when it will not do."""

import traceback

import pytest
from klingkit.nodes.hosting import Hosting, HostingError

S3 = {"kind": "s3", "bucket": "clips", "access_key": "someone", "secret_key": "a-secret-that-nobody-may-see"}


def refusal(hosting, clip):
    with pytest.raises(HostingError) as caught:
        hosting.publish(clip)
    assert hosting.configured
    return str(caught.value)


def test_without_hosting_the_error_says_what_to_do(user_folder, clip):
    hosting = Hosting(user_folder, {})

    with pytest.raises(HostingError) as caught:
        hosting.publish(clip)

    assert not hosting.configured
    for said in ("fetches videos by address only", str(user_folder / "hosting.toml"), "KLINGKIT_PUBLIC_URL"):
        assert said in str(caught.value)
    assert "`kling video` or `video url`" in str(caught.value)


def test_the_environment_alone_is_enough(user_folder, clip):
    hosting = Hosting(user_folder, {"KLINGKIT_PUBLIC_URL": "https://my.host/comfy/"})

    url = hosting.publish(clip)

    assert hosting.configured
    assert url.startswith("https://my.host/comfy/klingkit/share/")


def test_the_environment_counts_before_the_file(set_up, clip):
    hosting = set_up({"KLINGKIT_PUBLIC_URL": "https://new.host"}, kind="comfyui", public_url="https://old.host")

    assert hosting.publish(clip).startswith("https://new.host/klingkit/share/")


def test_an_edit_counts_at_once(set_up, clip):
    hosting = set_up(kind="comfyui", public_url="https://old.host")

    set_up(kind="comfyui", public_url="https://new.host")

    assert hosting.publish(clip).startswith("https://new.host/")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"kind": "paste"}, 'kind must be "s3" or "comfyui"'),
        ({"bucket": "clips"}, 'kind must be "s3" or "comfyui"'),
        ({"kind": "comfyui"}, "needs public_url"),
        ({"callbacks": True}, "callbacks = true needs public_url"),
        ({**S3, "callbacks": True}, "callbacks = true needs public_url"),
        ({"kind": "s3", "bucket": "clips"}, "access_key and secret_key is missing"),
        ({**S3, "adressing": "path"}, "adressing is no setting of it. There are: kind"),
        ({**S3, "addressing": "sideways"}, "addressing can be auto, path, virtual"),
        ({"kind": "comfyui", "public_url": "my.host"}, "public_url must be a web address"),
        ({"kind": "comfyui", "public_url": "https://me:pw@my.host"}, "without user name"),
        ({"kind": "comfyui", "public_url": "https://my.host/?a=b"}, "without user name, ? or #"),
        ({"kind": "comfyui", "public_url": 7}, "public_url must be text in quotes"),
        ({"kind": "comfyui", "public_url": "https://my.host", "callbacks": "yes"}, "callbacks can be true or false"),
        ({**S3, "endpoint_url": "https://[broken"}, "endpoint_url must be a web address"),
    ],
)
def test_a_setting_that_will_not_do_is_told_with_the_remedy(set_up, user_folder, clip, settings, told):
    said = refusal(set_up(**settings), clip)

    assert told in said
    assert str(user_folder / "hosting.toml") in said
    assert "me:pw" not in said


def test_a_broken_file_is_told_without_being_quoted(set_up, user_folder, clip):
    hosting = set_up()
    (user_folder / "hosting.toml").write_text('secret_key = "a-secret-that-nobody-may-see')

    with pytest.raises(HostingError, match="is not valid TOML") as caught:
        hosting.publish(clip)

    assert "a-secret" not in "".join(traceback.format_exception(caught.value))


def test_a_file_that_others_can_read_is_warned_of_once(set_up, user_folder, caplog):
    hosting = set_up(kind="comfyui", public_url="https://my.host")
    (user_folder / "hosting.toml").chmod(0o644)

    assert hosting.configured
    assert hosting.configured

    assert [record.getMessage().split(";")[1] for record in caplog.records] == [
        f" run: chmod 600 {user_folder / 'hosting.toml'}"
    ]


def test_an_address_that_kling_cannot_reach_is_warned_of(set_up, clip, caplog):
    set_up(kind="comfyui", public_url="http://192.168.1.7:8188").publish(clip)

    assert "Kling cannot reach" in caplog.text


@pytest.mark.parametrize("name", ["clip.webm", "clip.mp4.gz", "clip"])
def test_a_file_that_kling_does_not_take_is_told(set_up, tmp_path, name):
    (tmp_path / name).write_bytes(b"something")

    assert "takes mp4 and mov" in refusal(set_up(kind="comfyui", public_url="https://my.host"), tmp_path / name)


def test_a_file_that_is_not_there_is_told(set_up, tmp_path):
    assert "is no file" in refusal(set_up(kind="comfyui", public_url="https://my.host"), tmp_path / "gone.mp4")


def test_a_name_in_other_letters_becomes_a_plain_one(set_up, tmp_path):
    (tmp_path / "可灵.MOV").write_bytes(b"something")

    url = set_up(kind="comfyui", public_url="https://my.host").publish(tmp_path / "可灵.MOV")

    assert url.endswith("/video.mov")
