"""/klingkit/accounts: who may ask, what is answered, and that no key ever is."""

import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from klingkit.nodes.kling.accounts import Accounts
from klingkit.nodes.routes.accounts import AccountRoutes

pytestmark = pytest.mark.anyio

KEY = "sk-a-secret-that-nobody-may-see"
FIELDS = {
    "was": "",
    "name": "me",
    "provider": "relay",
    "base_url": "https://relay.example/kling",
    "api_key": KEY,
    "access_key": "",
    "secret_key": "",
    "slots": 2,
    "daily_budget": 50,
}
POSTS = ("", "/remove", "/default", "/test")


@pytest.fixture
def file(user_folder):
    return user_folder / "accounts.toml"


@pytest.fixture
def page(file):
    """async with page() as client: the routes as ComfyUI mounts them; a client that collects all it is told."""

    @asynccontextmanager
    async def start(say=lambda text: text, **environ):
        table = web.RouteTableDef()
        AccountRoutes(Accounts(environ, file, lambda: "http://127.0.0.1:1"), say).add_to(table)
        app = web.Application()
        app.add_routes(table)
        async with TestClient(TestServer(app)) as client:
            yield client

    return start


async def told(answer):
    """Status and content; no answer holds the key, or may be kept."""
    text = await answer.text()
    assert KEY not in text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status, json.loads(text)


async def test_an_account_is_added_shown_changed_chosen_and_removed(page, file):
    async with page() as client:
        _, added = await told(await client.post("/klingkit/accounts", json=FIELDS))
        changed = FIELDS | {"was": "me", "name": "studio", "api_key": "", "slots": None}
        await told(await client.post("/klingkit/accounts", json=changed))
        _, chosen = await told(await client.post("/klingkit/accounts/default", json={"name": "studio"}))
        stored = file.read_text()
        _, removed = await told(await client.post("/klingkit/accounts/remove", json={"name": "studio"}))

    assert added["accounts"][0] == {
        "name": "me",
        "origin": "file",
        "provider": "relay",
        "base_url": "https://relay.example/kling",
        "api_key": "…-see",
        "access_key": "",
        "secret_key": "",
        "slots": 2,
        "daily_budget": 50,
        "is_default": True,
        "problem": "",
    }
    assert (chosen["accounts"][0]["name"], chosen["accounts"][0]["slots"]) == ("studio", None)
    assert KEY in stored
    assert [account["name"] for account in removed["accounts"]] == ["simulator"]


async def test_the_page_learns_of_every_provider_and_its_addresses(page):
    async with page(KLINGKIT_ACCOUNT="me") as client:
        _, seen = await told(await client.get("/klingkit/accounts"))

    providers = {provider["name"]: provider for provider in seen["providers"]}
    assert providers["dmxapi"]["addresses"] == ["https://www.dmxapi.cn/kling", "https://www.dmxapi.com/kling"]
    assert [provider["takes_pair"] for provider in seen["providers"]] == [True, False, True, False, True]
    assert (seen["problem"], seen["chosen_by_variable"]) == ("", "me")


async def test_a_broken_file_is_a_sentence_and_no_fault_of_the_route(page, file):
    file.write_text(f'api_key = "{KEY}')
    async with page() as client:
        status, seen = await told(await client.get("/klingkit/accounts"))
        refused, error = await told(await client.post("/klingkit/accounts", json=FIELDS))

    assert (status, refused) == (200, 400)
    assert "is not valid TOML" in seen["problem"]
    assert "is not valid TOML" in error["error"]


async def test_a_stored_key_is_sent_to_nobody_else_by_a_test_either(page, simulator):
    async with page() as client:
        await client.post("/klingkit/accounts", json=FIELDS)
        stolen = FIELDS | {"was": "me", "api_key": "", "base_url": simulator.base_url}
        status, error = await told(await client.post("/klingkit/accounts/test", json=stolen))

    assert status == 400
    assert "stays with the provider and the address" in error["error"]
    assert simulator.requests == {}


async def test_a_test_says_what_it_found_in_the_persons_language_and_stores_nothing(page, file, simulator):
    fields = FIELDS | {"provider": "official", "base_url": simulator.base_url}
    async with page(say=lambda text: f"<{text}>") as client:
        _, good = await told(await client.post("/klingkit/accounts/test", json=fields))

    assert good["ok"] is True
    assert {"what": "key", "state": "ok", "text": "<The key is accepted.>"} in good["findings"]
    assert not file.exists()
    assert simulator.charged == 0


async def test_an_account_that_is_stored_is_tested_by_its_name(page, simulator):
    environ = {"KLING_API_KEY": KEY, "KLING_BASE_URL": simulator.base_url, "KLING_PROVIDER": "official"}
    async with page(**environ) as client:
        _, found = await told(await client.post("/klingkit/accounts/test", json={"was": "environment"}))
        status, error = await told(await client.post("/klingkit/accounts/test", json={"was": "nobody"}))

    assert found["ok"] is True
    assert status == 400
    assert "no account 'nobody'" in error["error"]


async def test_an_error_is_in_the_persons_language(page):
    async with page(say=lambda text: f"<{text}>") as client:
        _, error = await told(await client.post("/klingkit/accounts/remove", json={"name": "me"}))

    assert error["error"] == "<accounts.toml has no account 'me' any more. Look at the list again.>"


@pytest.mark.parametrize(
    "wrong",
    [{"name": 5}, {"api_key": ["k"]}, {"base_url": "x" * 5000}, {"slots": "2"}, {"slots": 1.5}, {"daily_budget": {}}],
)
async def test_what_is_no_account_is_refused(page, file, wrong):
    async with page() as client:
        status, _ = await told(await client.post("/klingkit/accounts", json=FIELDS | wrong))

    assert status == 400
    assert not file.exists()


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
async def test_no_other_site_changes_or_tests_an_account(page, file, path, headers, status):
    async with page() as client:
        sent = {"Content-Type": "application/json"} | headers
        answer = await client.post(f"/klingkit/accounts{path}", data=json.dumps(FIELDS), headers=sent)

        assert (await told(answer))[0] == status
    assert not file.exists()


async def test_no_other_site_reads_the_list(page):
    async with page() as client:
        answer = await client.get("/klingkit/accounts", headers={"Origin": "https://evil.example"})

        assert (await told(answer))[0] == 403
