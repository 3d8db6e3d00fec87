"""GET /klingkit/share: exactly the shared file, to whoever has its address; nothing else to anybody."""

import asyncio
from urllib.parse import urlsplit

import pytest
from yarl import URL

pytestmark = pytest.mark.anyio


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "fox.mp4"
    path.write_bytes(bytes(range(256)) * 64)
    (tmp_path / "private.mp4").write_bytes(b"private")
    return path


@pytest.fixture
def path(hosting, clip):
    """The path of the clip's address."""
    return urlsplit(hosting.publish(clip)).path


async def test_the_file_is_given_as_a_video(serve, path, clip):
    async with serve() as client:
        answer = await client.get(path)

        assert answer.status == 200
        assert await answer.read() == clip.read_bytes()
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_ranges_are_given(serve, path):
    async with serve() as client:
        answer = await client.get(path, headers={"Range": "bytes=16-31"})

        assert answer.status == 206
        assert await answer.read() == bytes(range(16, 32))
        assert answer.headers["Content-Range"] == "bytes 16-31/16384"


async def test_its_length_can_be_asked_for_alone(serve, path):
    async with serve() as client:
        answer = await client.head(path)

        assert (answer.status, answer.headers["Content-Length"]) == (200, "16384")


async def test_after_a_day_it_is_gone(serve, path, clock):
    async with serve() as client:
        clock.now += 24 * 3600

        assert (await client.get(path)).status == 404


async def test_a_refusal_says_nothing_about_what_was_wrong(serve, path):
    token, name = path.split("/")[-2:]
    async with serve() as client:
        answers = [
            await (await client.get(f"/klingkit/share/{wrong}")).text()
            for wrong in (f"{token}/other.mp4", f"{token[::-1]}/{name}", f"{'A' * 43}/{name}")
        ]

    assert set(answers) == {'{"error": "There is nothing here, or not any more."}'}


@pytest.mark.parametrize(
    "end",
    [
        "..%2Fprivate.mp4",
        "..%2f..%2F..%2fetc%2fpasswd",
        "fox.mp4%2F..%2Fprivate.mp4",
        "%2e%2e%2fprivate.mp4",
        "private.mp4",
        "fox.mp4%00",
        "fox.mp4%00.mp4",
        "FOX.mp4",
        "fox.mp4.gz",
        "%ff%fe",
        "",
    ],
)
async def test_no_path_leads_to_another_file(serve, path, end):
    folder = path.rsplit("/", 1)[0]
    async with serve() as client:
        answer = await client.get(URL(f"{folder}/{end}", encoded=True))

        assert answer.status == 404
        assert b"private" not in await answer.read()


@pytest.mark.parametrize("rest", ["/../private.mp4", "/../../../../../../etc/passwd", "//etc/passwd", ""])
async def test_no_raw_path_leads_to_another_file(serve, path, rest):
    async with serve() as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.server.port)
        writer.write(f"GET {path}{rest and rest} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()

    assert answer.split(b" ")[1] == (b"404" if rest else b"200")


async def test_there_is_no_listing(serve, path):
    async with serve() as client:
        for folder in ("/klingkit/share", "/klingkit/share/", path.rsplit("/", 1)[0], path.rsplit("/", 1)[0] + "/"):
            assert (await client.get(folder)).status == 404


async def test_nothing_can_be_written_there(serve, path, clip):
    async with serve() as client:
        statuses = {(await client.request(method, path, data=b"x")).status for method in ("POST", "PUT", "DELETE")}

    assert statuses == {405}
    assert clip.stat().st_size == 16384
