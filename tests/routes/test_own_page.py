"""Who may ask the routes of the page."""

import pytest
from klingkit.nodes.routes.own_page import NOT_OURS

pytestmark = pytest.mark.anyio

READ = [
    "/klingkit/tasks",
    "/klingkit/tasks/rows?ids=1",
    "/klingkit/tasks/made?graph=g",
    "/klingkit/spending",
    "/klingkit/tasks/1/thumbnail",
    "/klingkit/tasks/1/video",
    "/klingkit/tasks/1/source",
]
POSTED = [f"/klingkit/tasks/1/{what}" for what in ("resume", "take-up", "give-up", "forget")] + ["/klingkit/locale"]

FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
ONLY_OURS = {"error": NOT_OURS}


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda headers: "=".join(*headers.items()))
@pytest.mark.parametrize("path", READ)
async def test_another_site_reads_nothing(gallery, path, headers):
    gallery.saved()

    async with gallery.open() as client:
        answer = await client.get(path, headers=headers)

        assert (answer.status, await answer.json()) == (403, ONLY_OURS)


@pytest.mark.parametrize("headers", FOREIGN, ids=lambda headers: "=".join(*headers.items()))
@pytest.mark.parametrize("path", POSTED)
async def test_another_site_changes_nothing(gallery, path, headers):
    task = gallery.row(state="unknown")

    async with gallery.open() as client:
        answer = await client.post(path, json={"force": True, "locale": "zh"}, headers=headers)

        assert (answer.status, await answer.json()) == (403, ONLY_OURS)
    assert gallery.journal.get(task.id) == task


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
@pytest.mark.parametrize("path", POSTED)
async def test_a_form_changes_nothing(gallery, path, kind):
    task = gallery.row(state="unknown")

    async with gallery.open() as client:
        answer = await client.post(path, data=b'{"force": true}', headers={"Content-Type": kind})

        assert answer.status == 415
    assert gallery.journal.get(task.id) == task


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"force"', 400),
        (b'{"force": \xff}', 400),
        (b'{"force": "' + b"x" * 300_000 + b'"}', 413),
    ],
)
async def test_a_body_is_a_small_json_object(gallery, body, status):
    gallery.row(state="unknown")

    async with gallery.open() as client:
        answer = await client.post("/klingkit/tasks/1/forget", data=body, headers={"Content-Type": "application/json"})

        assert answer.status == status
        assert list(await answer.json()) == ["error"]


async def test_a_long_body_without_a_length_is_refused_as_well(gallery):
    gallery.row(state="unknown")

    async def pieces():
        for _ in range(300):
            yield b" " * 1024
        yield b'{"force": true}'

    async with gallery.open() as client:
        answer = await client.post(
            "/klingkit/tasks/1/forget", data=pieces(), headers={"Content-Type": "application/json"}
        )

        assert answer.status == 413
    assert gallery.journal.get(1)


@pytest.mark.parametrize("site", ["same-origin", "none", None])
async def test_the_own_page_and_a_program_may_ask(gallery, site):
    gallery.row(state="unknown")
    headers = {"Sec-Fetch-Site": site} if site else {}

    async with gallery.open() as client:
        if site == "same-origin":
            headers["Origin"] = f"http://{client.host}:{client.port}"
        read = await client.get("/klingkit/tasks", headers=headers)
        gone = await client.post("/klingkit/tasks/1/forget", json={"force": True}, headers=headers)

        assert (read.status, (await read.json())["ids"]) == (200, [1])
        assert (gone.status, await gone.json()) == (200, {"gone": 1})


async def test_the_page_may_ask_through_a_proxy_that_changes_the_host(gallery):
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "https://my.host", "Host": "127.0.0.1:8188"}

    async with gallery.open() as client:
        answer = await client.get("/klingkit/tasks", headers=headers)

        assert answer.status == 200


async def test_no_answer_of_a_list_is_kept_by_the_browser(gallery):
    gallery.row()

    async with gallery.open() as client:
        for path in ("/klingkit/tasks", "/klingkit/tasks/rows?ids=1", "/klingkit/spending"):
            answer = await client.get(path)
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("locale", [None, 7, "", "../zh", "z", "zh\n", "zh-" + "x" * 40])
async def test_a_language_is_a_language_tag(gallery, locale):
    async with gallery.open() as client:
        answer = await client.post("/klingkit/locale", json={"locale": locale})

        assert answer.status == 400
        assert gallery.language.say("downloading") == "downloading"
