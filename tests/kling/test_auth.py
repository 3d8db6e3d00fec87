"""Keys go out unchanged; tokens are signed, kept, and signed anew where the clocks disagree."""

import time

import jwt
import pytest
import requests
from klingkit.nodes.kling import auth
from klingkit.nodes.kling.auth import Bearer, SignedToken, auth_for, no_auth
from klingkit.nodes.kling.errors import AuthenticationRefused
from klingkit.nodes.simulator import Fault, Simulator, Step

NOW = 1_700_000_000.0


class Clock:
    def __init__(self, ahead=0.0):
        self.ahead = ahead

    def __call__(self):
        return NOW + self.ahead


@pytest.fixture
def strict(secret):
    """A Kling that checks signatures against this very secret."""
    with Simulator(generation_seconds=0.2, short_side=120, secrets={"access": secret}) as simulator:
        yield simulator


@pytest.fixture
def signing(client, secret, strict):
    """A client whose clock is so many seconds ahead of Kling's."""

    def make(ahead=0.0):
        how = {"clock": lambda: time.time() + ahead}
        return client(strict.url, access_key="access", secret_key=secret, how=how)

    return make


def header(authorization):
    return authorization(requests.Request("GET", "http://x.example").prepare()).headers["Authorization"]


def claims(authorization, secret):
    scheme, token = header(authorization).split(" ")
    assert scheme == "Bearer"
    return jwt.decode(token, secret, algorithms=["HS256"], options={"verify_exp": False, "verify_nbf": False})


def test_a_key_goes_out_as_it_is(account, key):
    assert header(auth_for(account("https://x.example"))) == f"Bearer {key}"


def test_a_key_goes_before_a_pair(account, key):
    both = account("https://x.example", api_key=key, access_key="access", secret_key="s")

    assert header(auth_for(both)) == f"Bearer {key}"


def test_a_token_says_who_from_when_and_how_long(secret):
    token = SignedToken("access", secret, Clock())

    assert claims(token, secret) == {"iss": "access", "exp": NOW + 1800, "nbf": NOW - 60}
    assert jwt.get_unverified_header(header(token).split(" ")[1]) == {"alg": "HS256", "typ": "JWT"}


@pytest.mark.parametrize(("seconds", "is_kept"), [(0, True), (1, True), (1740, True), (1741, False), (5000, False)])
def test_a_token_is_kept_until_a_minute_before_its_end(secret, seconds, is_kept):
    clock = Clock()
    token = SignedToken("access", secret, clock)
    first = header(token)

    clock.ahead = seconds

    assert (header(token) == first) == is_kept
    assert claims(token, secret)["exp"] - clock() >= auth.RENEW_BEFORE


@pytest.mark.parametrize(("code", "not_before"), [(1003, 900), (1004, 60)])
def test_a_refused_token_is_signed_anew(secret, code, not_before):
    clock = Clock()
    token = SignedToken("access", secret, clock)
    first = header(token)
    clock.ahead = 1

    assert token.renew(code)
    assert header(token) != first
    assert claims(token, secret)["nbf"] == clock() - not_before


@pytest.mark.parametrize("code", [0, 1000, 1001, 1002, 1102, "1004x"])
def test_no_other_refusal_is_mended_by_a_new_token(secret, code):
    token = SignedToken("access", secret, Clock())
    first = header(token)

    assert not token.renew(code)
    assert header(token) == first


@pytest.mark.parametrize("code", [1003, 1004])
def test_a_plain_key_cannot_be_renewed(key, code):
    assert not Bearer(key).renew(code)


def test_kling_takes_the_token(signing, shot, strict):
    client = signing()

    task_id = client.create(shot(), "fox-1").task_id

    assert client.query("image2video", task_id).task_id == task_id
    assert strict.requests == {"POST create": 1, "GET query": 1}


@pytest.mark.parametrize(
    ("ahead", "creates"), [(-1700, 1), (30, 1), (59, 1), (300, 2), (890, 2)], ids=lambda value: str(value)
)
def test_a_clock_that_is_wrong_by_minutes_does_no_harm(signing, shot, strict, ahead, creates):
    signing(ahead).create(shot(), "fox-1")

    assert strict.charged == 1
    assert strict.requests["POST create"] == creates


@pytest.mark.parametrize(("ahead", "code"), [(3600, 1003), (-3600, 1004)])
def test_a_clock_that_is_wrong_by_an_hour_is_told(signing, shot, strict, ahead, code):
    with pytest.raises(AuthenticationRefused, match="Set this machine's clock right") as caught:
        signing(ahead).create(shot(), "fox-1")

    assert caught.value.code == code
    assert (strict.charged, strict.requests["POST create"]) == (0, 2)


def test_a_question_is_asked_again_with_a_new_token_too(signing, shot, strict):
    client = signing(300)
    task_id = client.create(shot(), "fox-1").task_id
    strict.fail(Fault.CODE_1004, Step.QUERY, times=1)

    assert client.query("image2video", task_id).task_id == task_id
    assert strict.requests["GET query"] == 2


def test_what_was_learnt_of_the_clock_is_kept(signing, shot, strict):
    client = signing(300)

    for number in range(3):
        client.create(shot(), f"fox-{number}")

    assert (strict.charged, strict.requests["POST create"]) == (3, 4)


def test_a_wrong_secret_is_refused_once_and_not_shown(client, shot, strict, shown, caplog):
    caplog.set_level("DEBUG")
    wrong = "another-secret-of-more-than-32-characters"

    with pytest.raises(AuthenticationRefused, match="Check the key of this account") as caught:
        client(strict.url, access_key="access", secret_key=wrong).create(shot(), "fox-1")

    assert strict.requests["POST create"] == 1
    assert wrong not in shown(caught.value) + caplog.text


@pytest.mark.parametrize("fault", [Fault.CODE_1003, Fault.CODE_1004])
def test_a_plain_key_is_sent_once_whatever_is_said_of_tokens(client, shot, simulator, fault):
    simulator.fail(fault, Step.CREATE)
    simulator.fail(fault, Step.QUERY)
    plain = client(simulator.url)

    with pytest.raises(AuthenticationRefused):
        plain.create(shot(), "fox-1")
    with pytest.raises(AuthenticationRefused):
        plain.query("image2video", "1")

    assert simulator.requests == {"POST create": 1, "GET query": 1}


def test_no_text_of_an_authorization_holds_the_secret_or_the_token(secret):
    token = SignedToken("access", secret, Clock())
    sent = header(token).split(" ")[1]

    assert secret not in f"{token!r} {token}"
    assert sent not in f"{token!r} {token}"


def test_a_foreign_host_gets_no_key():
    request = requests.Request("GET", "http://x.example", headers={"Authorization": "Bearer x"}).prepare()

    assert "Authorization" not in no_auth(request).headers
