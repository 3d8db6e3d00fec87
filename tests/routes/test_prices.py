"""GET /klingkit/prices: the catalog's prices, and whose prices each account pays."""

from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from klingkit.nodes.kling import catalog, requests
from klingkit.nodes.kling.accounts import Accounts
from klingkit.nodes.routes.own_page import NOT_OURS
from klingkit.nodes.routes.prices import PricesRoute

pytestmark = pytest.mark.anyio

ACCOUNTS = """
default = "studio"

[accounts.studio]
api_key = "key-of-studio"

[accounts.newer]
api_key = "key-of-newer"
provider = "official-new"

[accounts.shop]
api_key = "sk-shop"
base_url = "https://www.dmxapi.cn/kling"

[accounts.broken]
api_key = "sk-broken"
provider = "nobody"
"""


@pytest.fixture
def ask(tmp_path):
    """await ask(content of accounts.toml, environment, headers): the answer and its JSON."""

    @asynccontextmanager
    async def served(content, environ):
        file = tmp_path / "accounts.toml"
        if content is not None:
            file.write_text(content)
            file.chmod(0o600)
        table = web.RouteTableDef()
        PricesRoute(Accounts(environ, file, lambda: pytest.fail("It started the simulator."))).add_to(table)
        app = web.Application()
        app.add_routes(table)
        async with TestClient(TestServer(app)) as client:
            yield client

    async def get(content=None, environ=None, headers=None):
        async with served(content, environ or {}) as client:
            answer = await client.get("/klingkit/prices", headers=headers or {})
            return answer, await answer.json()

    return get


async def test_each_video_costs_what_its_request_will_say(ask):
    _, prices = await ask()

    for model in catalog.models_for("image2video"):
        for mode in model.modes or ("",):
            asked = requests.Image2Video(model_name=model.name, image="QUJD", mode=mode, duration=model.durations[-1])
            assert prices["models"][model.name]["units"][mode] * int(model.durations[-1]) == asked.units()
        for mode in model.sound:
            asked = requests.Image2Video(model_name=model.name, image="QUJD", mode=mode, duration="5", sound="on")
            assert prices["models"][model.name]["units_with_sound"][mode] * 5 == asked.units()


@pytest.mark.parametrize("mode", ["std", "pro"])
async def test_an_extension_costs_what_its_request_will_say(ask, mode):
    _, prices = await ask()

    assert prices["extension"][mode] == requests.VideoExtend(video_id="v", source_mode=mode).units()


async def test_a_lip_sync_costs_what_its_request_will_say(ask):
    speech = {"video_id": "v", "text": "hello", "voice_id": "AOT", "voice_language": "en", "seconds": 5.0}
    sound = {"video_id": "v", "sound_file": "QUJD", "sound_ms": 4000, "seconds": 5.0}

    _, prices = await ask()

    costs = prices["lip_sync"]
    assert costs["per_5_s"] == requests.LipSync(**speech).units()
    assert costs["per_5_s"] + costs["faces"] == requests.AdvancedLipSync(**sound).units()


async def test_it_says_which_models_move_the_camera_and_how(ask):
    _, prices = await ask()

    able = {name: row["camera"] for name, row in prices["models"].items() if any(row["camera"].values())}
    assert able == {
        "kling-v1": {"image2video": {"std": ["5"]}, "text2video": {"std": ["5"]}},
        "kling-v1-5": {"image2video": {"pro": ["5"]}, "text2video": {}},
    }
    assert (prices["models"]["kling-v1"]["camera_presets"], prices["models"]["kling-v1-5"]["camera_presets"]) == (
        True,
        False,
    )


async def test_an_account_has_official_prices_or_about_those_or_costs_nothing(ask):
    _, prices = await ask(ACCOUNTS)

    assert prices["accounts"] == {
        "default": "official",
        "studio": "official",
        "newer": "official",
        "shop": "about",
        "broken": "about",
        "simulator": "free",
    }


@pytest.mark.parametrize(
    ("environ", "whose"),
    [
        ({"KLINGKIT_ACCOUNT": "simulator"}, "free"),
        ({"KLINGKIT_ACCOUNT": "shop"}, "about"),
        ({"KLINGKIT_ACCOUNT": "gone"}, "about"),
    ],
)
async def test_default_has_the_prices_of_the_account_it_stands_for(ask, environ, whose):
    _, prices = await ask(ACCOUNTS, environ)

    assert prices["accounts"]["default"] == whose


async def test_without_an_account_there_are_prices_all_the_same(ask):
    _, prices = await ask()

    assert prices["accounts"] == {"default": "about", "simulator": "free"}


async def test_no_key_and_no_address_comes_along(ask):
    answer, _ = await ask(ACCOUNTS)

    text = await answer.text()
    assert "key-of" not in text
    assert "sk-" not in text
    assert "http" not in text


async def test_another_site_gets_nothing(ask):
    answer, content = await ask(ACCOUNTS, headers={"Origin": "https://evil.example"})

    assert (answer.status, content) == (403, {"error": NOT_OURS})
