"""Signed callbacks: good, bad, old, changed, heard before, and while the key is being changed."""

import base64
import hashlib
import hmac
import json
from urllib.parse import urlsplit

import pytest
from klingkit.nodes.routes.webhook import NotGenuine, Webhook

KEY, OLD_KEY = b"k" * 24, b"o" * 24
SECRET = "whsec_" + base64.b64encode(KEY).decode()
BODY = json.dumps({"id": "815000000000000001"}).encode()
NOW = 1_700_000_000


def sign(*keys, name="msg_1", moment=NOW, body=BODY):
    """What Kling sends along: one signature a key."""
    signed = f"{name}.{moment}.".encode() + body
    values = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys]
    signature = " ".join(f"v1,{value}" for value in values)
    return {"webhook-id": name, "webhook-timestamp": str(moment), "webhook-signature": signature}


@pytest.fixture
def webhook(clock):
    return Webhook(SECRET, clock)


@pytest.mark.anyio
async def test_a_signed_call_is_a_hint_and_its_replay_is_none(serve, hosting):
    path, hinted = urlsplit(hosting.callback_url()).path, []
    async with serve(hinted.append, webhook_secret=SECRET) as client:
        statuses = [(await client.post(path, data=BODY, headers=sign(KEY))).status for _ in range(2)]

    assert statuses == [200, 200]
    assert hinted == ["815000000000000001"]


@pytest.mark.anyio
@pytest.mark.parametrize("headers", [{}, sign(OLD_KEY), sign(KEY, moment=NOW - 301)], ids=["none", "other key", "old"])
async def test_where_a_secret_is_set_the_token_is_not_enough(serve, hosting, headers):
    path, hinted = urlsplit(hosting.callback_url()).path, []
    async with serve(hinted.append, webhook_secret=SECRET) as client:
        answer = await client.post(path, data=BODY, headers=headers)

        assert answer.status == 401
        assert SECRET not in await answer.text()
    assert hinted == []


def test_a_published_example_of_the_scheme_is_genuine(clock):
    clock.now = 1614265330
    webhook = Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", clock)
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }

    assert webhook.check(headers, b'{"test": 2432232314}')


@pytest.mark.parametrize("keys", [(OLD_KEY, KEY), (KEY, OLD_KEY)])
def test_one_of_several_signatures_is_enough(webhook, keys):
    assert webhook.check(sign(*keys), BODY)


def test_a_changed_body_is_not_genuine(webhook):
    with pytest.raises(NotGenuine, match="does not fit"):
        webhook.check(sign(KEY), BODY + b" ")


@pytest.mark.parametrize("changed", [{"webhook-id": "msg_2"}, {"webhook-timestamp": str(NOW + 1)}])
def test_a_changed_head_is_not_genuine(webhook, changed):
    with pytest.raises(NotGenuine, match="does not fit"):
        webhook.check(sign(KEY) | changed, BODY)


@pytest.mark.parametrize("away", [-301, 301])
def test_a_call_of_another_time_is_not_genuine(webhook, away):
    with pytest.raises(NotGenuine, match="more than 5 minutes"):
        webhook.check(sign(KEY, moment=NOW + away), BODY)


@pytest.mark.parametrize("moment", ["", "now", "1e9", "-5", "٣", "9" * 40])
def test_a_time_that_is_none_is_not_genuine(webhook, moment):
    with pytest.raises(NotGenuine):
        webhook.check(sign(KEY) | {"webhook-timestamp": moment}, BODY)


@pytest.mark.parametrize("signature", ["", "v1", "v1,", "v1,äöü", "v1a,AAAA", "AAAA", "v1, v1,"])
def test_a_signature_that_is_none_is_not_genuine(webhook, signature):
    with pytest.raises(NotGenuine):
        webhook.check(sign(KEY) | {"webhook-signature": signature}, BODY)


def test_the_right_value_under_another_version_is_not_genuine(webhook):
    headers = sign(KEY)
    headers["webhook-signature"] = headers["webhook-signature"].replace("v1,", "v2,")

    with pytest.raises(NotGenuine):
        webhook.check(headers, BODY)


def test_a_replay_within_the_time_is_noticed_until_the_time_refuses_it(webhook, clock):
    headers = sign(KEY, moment=NOW + 300)

    assert webhook.check(headers, BODY)
    for clock.now in (NOW + 299, NOW + 600):
        assert not webhook.check(headers, BODY)
    clock.now = NOW + 601
    with pytest.raises(NotGenuine):
        webhook.check(headers, BODY)


@pytest.mark.parametrize(
    "secret", ["whsec_", "whsec_not base64", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "sk-1", "whsec_ä"]
)
def test_a_secret_that_is_none_refuses_every_call_and_says_so(clock, caplog, secret):
    webhook = Webhook(secret, clock)

    with pytest.raises(NotGenuine):
        webhook.check(sign(b""), BODY)
    assert "every callback is refused" in caplog.text
    assert secret not in caplog.text.replace("whsec_ and", "")
