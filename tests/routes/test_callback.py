"""POST /klingkit/callback: who may call, and what is believed."""

import io
import json
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.anyio

LEGACY = {
    "task_id": "815000000000000001",
    "task_status": "succeed",
    "task_result": {"videos": [{"url": "http://evil"}]},
}
NEW = {"id": "815000000000000001", "status": "succeeded", "outputs": []}


@pytest.fixture
def path(hosting):
    return urlsplit(hosting.callback_url()).path


@pytest.fixture
def hinted():
    return []


@pytest.mark.parametrize("body", [LEGACY, NEW, {"task_id": 815000000000000001}], ids=["legacy", "new", "number"])
async def test_the_id_of_the_task_is_all_that_is_taken(serve, path, hinted, body):
    async with serve(hinted.append) as client:
        answer = await client.post(path, json=body)

        assert (answer.status, await answer.json()) == (200, {})
        assert answer.headers["Cache-Control"] == "no-store"
    assert hinted == ["815000000000000001"]


@pytest.mark.parametrize("body", [{}, {"task_id": ""}, {"task_id": ["x"]}, {"id": {}}, {"id": "9" * 300}, {"id": True}])
async def test_a_body_without_an_id_is_no_hint(serve, path, hinted, body):
    async with serve(hinted.append) as client:
        assert (await client.post(path, json=body)).status == 200

    assert hinted == []


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "%ff", "可灵", "..%2f..%2fcallback.token"])
async def test_another_token_is_told_nothing(serve, path, hinted, token):
    async with serve(hinted.append) as client:
        answer = await client.post(f"/klingkit/callback/{token}", json=LEGACY)

        assert answer.status == 404
    assert hinted == []


async def test_where_no_callback_was_ever_asked_for_no_token_is_good(serve, user_folder, hinted):
    async with serve(hinted.append) as client:
        assert (await client.post("/klingkit/callback/x", json=LEGACY)).status == 404

    assert not (user_folder / "callback.token").exists()


async def test_a_caller_is_not_told_where_our_files_lie(serve, path, user_folder):
    (user_folder / "callback.token").write_text("")
    async with serve() as client:
        answer = await client.post(path, json=LEGACY)

        assert answer.status == 404
        assert str(user_folder) not in await answer.text()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"task_id=1", 400),
        (b"[1]", 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 200_000, 400),
        (b'{"id": "' + b"x" * 1024 * 1024 + b'"}', 413),
    ],
    ids=["empty", "form", "list", "bytes", "deep", "long"],
)
async def test_a_body_that_is_not_kling_s_is_turned_away(serve, path, hinted, body, status):
    async with serve(hinted.append) as client:
        answer = await client.post(path, data=io.BytesIO(body))

        assert answer.status == status
        assert list(json.loads(await answer.read())) == ["error"]
    assert hinted == []


async def test_an_error_of_ours_stays_in_the_log(serve, path, caplog):
    def hint(task_id):
        raise LookupError("a detail of the inside")

    async with serve(hint) as client:
        answer = await client.post(path, json=LEGACY)

        assert answer.status == 500
        assert "inside" not in await answer.text()
    assert "a detail of the inside" in caplog.text
    assert path.rsplit("/", 1)[1] not in caplog.text


async def test_it_can_only_be_posted_to(serve, path):
    async with serve() as client:
        assert (await client.get(path)).status == 405
