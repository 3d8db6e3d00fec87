"""A local video in a bucket: a real upload, a real address."""

import os
import re
import subprocess
import sys
import traceback
import tracemalloc
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from klingkit.nodes.hosting import HostingError
from klingkit.tests.kling.servers import RawServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def serve():
    with ExitStack() as stack:
        yield lambda manners: stack.enter_context(RawServer(manners))


def refusing(status, body):
    """Manners of a bucket that takes the whole file and says no."""

    def manners(visitor):
        while visitor.read():
            visitor.answer(body, status=status)

    return manners


def swallowing(visitor):
    """Takes a file without keeping it."""
    left = visitor.read_head().length
    while left:
        left -= len(visitor.socket.recv(min(65536, left)))
    visitor.answer(b"")


def test_what_was_published_can_be_fetched_by_its_address_alone(bucket, clip):
    url = bucket().publish(clip)

    answer = requests.get(url)
    assert answer.status_code == 200
    assert answer.content == clip.read_bytes()
    assert answer.headers["Content-Type"] == "video/mp4"


def test_the_address_is_good_for_a_day(bucket, clip):
    url = bucket().publish(clip)

    assert parse_qs(urlsplit(url).query)["X-Amz-Expires"] == ["86400"]


def test_a_part_of_it_can_be_fetched(bucket, clip):
    url = bucket().publish(clip)

    answer = requests.get(url, headers={"Range": "bytes=10-19"})
    assert answer.status_code == 206
    assert answer.content == bytes(range(10, 20))


def test_the_name_in_the_bucket_cannot_be_guessed_and_is_harmless(bucket, clip):
    hosting = bucket(prefix="/for/kling/")

    paths = [urlsplit(hosting.publish(clip)).path for _ in range(2)]

    assert all(re.fullmatch(r"/clips/for/kling/[\w-]{43}/My_fox_die_3\.mp4", path) for path in paths)
    assert paths[0] != paths[1]


def test_the_address_is_signed_and_holds_no_secret(bucket, clip, secret):
    url = bucket().publish(clip)

    assert "X-Amz-Signature" in url
    assert secret not in url


def test_a_bucket_may_stand_in_the_host_name(bucket, clip, serve, monkeypatch):
    proxy = serve(swallowing)
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "")

    url = bucket(endpoint_url="http://store.example", addressing="virtual").publish(clip)

    assert urlsplit(url).hostname == "clips.store.example"
    assert proxy.asked[0].path.startswith("http://clips.store.example/klingkit/")


def test_the_file_is_streamed(set_up, tmp_path, serve, secret):
    big = tmp_path / "big.mp4"
    with big.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    keys = {"bucket": "clips", "access_key": "someone", "secret_key": secret}
    hosting = set_up(kind="s3", endpoint_url=serve(swallowing).url, **keys)

    tracemalloc.start()
    hosting.publish(big)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 48 * 1024 * 1024


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("SignatureDoesNotMatch", "Check secret_key"),
        ("InvalidAccessKeyId", "Check access_key"),
        ("AccessDenied", "the right to put and get objects"),
        ("SomethingNew", "Check the settings"),
    ],
)
def test_a_refusal_names_its_code_and_what_to_do_and_no_key(set_up, clip, serve, secret, code, remedy):
    told = f"<Error><Code>{code}</Code><AWSAccessKeyId>someone</AWSAccessKeyId><X>{secret}</X></Error>"
    url = serve(refusing(403, told.encode())).url
    hosting = set_up(kind="s3", endpoint_url=url, bucket="clips", access_key="someone", secret_key=secret)

    with pytest.raises(HostingError, match=rf"Bucket clips \({url}\).*{code}, HTTP 403.*{remedy}") as caught:
        hosting.publish(clip)

    shown = "\n".join([str(caught.value), repr(hosting), *traceback.format_exception(caught.value)])
    assert secret not in shown
    assert "someone" not in shown
    assert "X-Amz" not in shown


def test_a_bucket_that_is_not_there_is_told(bucket, clip):
    with pytest.raises(HostingError, match=r"NoSuchBucket, HTTP 404.*Check bucket in hosting\.toml"):
        bucket(bucket="nowhere").publish(clip)


def test_an_address_where_nobody_listens_is_told_without_what_was_signed(bucket, clip, secret):
    hosting = bucket(endpoint_url="http://127.0.0.1:9")

    with pytest.raises(HostingError, match="could not be reached") as caught:
        hosting.publish(clip)

    shown = "".join(traceback.format_exception(caught.value))
    assert secret not in shown
    assert "X-Amz" not in shown.replace("X-Amz-Expires", "")


def test_a_redirect_is_not_followed(set_up, clip, serve, secret):
    elsewhere = serve(swallowing)

    def redirect(visitor):
        while visitor.read():
            visitor.answer(b"", status=307, headers={"Location": elsewhere.url})

    hosting = set_up(
        kind="s3", endpoint_url=serve(redirect).url, bucket="clips", access_key="someone", secret_key=secret
    )

    with pytest.raises(HostingError, match="HTTP 307"):
        hosting.publish(clip)
    assert elsewhere.connections == 0


def test_settings_that_boto3_cannot_use_are_told_without_being_quoted(bucket, clip):
    with pytest.raises(HostingError, match="Check endpoint_url, bucket and region") as caught:
        bucket(bucket="not a/bucket name").publish(clip)

    assert "not a/bucket" not in str(caught.value).removeprefix("Bucket not a/bucket name")


def test_without_boto3_the_error_says_how_to_install_it(tmp_path, user_folder, bucket, clip):
    bucket()
    (tmp_path / "boto3.py").write_text("raise ModuleNotFoundError('No module named boto3')")
    program = (
        "import sys\nfrom pathlib import Path\nfrom nodes.hosting import Hosting, HostingError\n"
        "try:\n    Hosting(Path(sys.argv[1]), {}).publish(Path(sys.argv[2]))\n"
        "except HostingError as error:\n    print(error)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(user_folder), str(clip)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert 'python -m pip install "boto3>=1.36"' in done.stdout
