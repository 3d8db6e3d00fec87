import base64
import hashlib
import hmac
import json
import time

import pytest
import requests
from klingkit.nodes.simulator import Simulator

ANY_SECRET = "secret"


def part(content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def token(secret=ANY_SECRET, alg="HS256", **claims):
    now = time.time()
    said = {"iss": "access", "exp": now + 1800, "nbf": now - 5, **claims}
    text = f"{part({'alg': alg, 'typ': 'JWT'})}.{part({name: value for name, value in said.items() if value})}"
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def asked_with(simulator, header):
    headers = {} if header is None else {"Authorization": header}
    return requests.get(f"{simulator.url}/v1/videos/image2video", headers=headers, timeout=5)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, 1001),
        ("", 1001),
        ("Bearer", 1002),
        ("bare-key-without-a-scheme", 1002),
        ("Basic dXNlcjprZXk=", 1002),
        ("Bearer not.a.token", 1002),
        (f"Bearer {token(alg='none')}", 1002),
        (f"Bearer {token(exp=None)}", 1002),
        (f"Bearer {token(nbf=None)}", 1002),
        (f"Bearer {token(iss=None)}", 1002),
        (f"Bearer {token(secret='wrong')}", 1000),
        (f"Bearer {token(nbf=time.time() + 3600)}", 1003),
        (f"Bearer {token(exp=time.time() - 1)}", 1004),
    ],
)
def test_a_bad_authorization_is_a_401_with_kling_s_code(simulator, header, code):
    answer = asked_with(simulator, header)

    assert (answer.status_code, answer.json()["code"]) == (401, code)


@pytest.mark.parametrize("credential", ["any-key", token(), token(iss="another access key")])
def test_without_a_list_of_keys_any_key_will_do(simulator, credential):
    answer = asked_with(simulator, f"Bearer {credential}")

    assert answer.json()["code"] == 0


def test_with_lists_only_their_keys_are_good():
    with Simulator(api_keys=["good"], secrets={"access": "its secret"}) as kling:
        credentials = ["good", "bad", token("its secret"), token(), token("its secret", iss="someone")]

        codes = [asked_with(kling, f"Bearer {credential}").json()["code"] for credential in credentials]

    assert codes == [0, 1000, 0, 1000, 1000]


def test_a_create_without_a_key_charges_nothing(simulator, api, picture):
    answer = api.post("/v1/videos/image2video", {"image": picture}, headers={})

    assert answer.status_code == 401
    assert simulator.charged == 0
