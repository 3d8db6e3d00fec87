"""What is wrong with an account, against the simulator with its faults and servers with bad manners."""

import socket
import time
from dataclasses import replace

import pytest
from klingkit.nodes.kling.accounts import Account, other_addresses
from klingkit.nodes.kling.checkup import TIMEOUTS, check_up, is_good
from klingkit.nodes.kling.transport import Timeouts
from klingkit.nodes.simulator import Simulator
from klingkit.tests.kling.servers import RawServer, answering

KEY = "sk-a-secret-that-nobody-may-see"
SECRET = "a-secret-key-of-at-least-32-letters"
QUICK = Timeouts(connect=2, read=0.3, whole=2)
GOOD = ["address", "connection", "clock", "path", "key"]


def account(base_url, provider="official", **keys):
    return Account(name="me", base_url=base_url, provider=provider, **(keys or {"api_key": KEY}))


def states(findings):
    return {finding.what: finding.state for finding in findings}


def told(findings, what):
    (text,) = [finding.text for finding in findings if finding.what == what]
    return text


@pytest.fixture
def pretended():
    """Starts simulators: pretended("dmxapi", api_keys=[KEY])."""
    running = []

    def start(dialect="official", **options):
        running.append(Simulator(dialect=dialect, generation_seconds=0.1, short_side=120, **options).start())
        return running[-1]

    yield start
    for simulator in running:
        simulator.stop()


@pytest.mark.parametrize(
    ("dialect", "provider", "balance"),
    [
        ("official", "official", "ok"),
        ("official", "official-new", "ok"),
        ("dmxapi", "dmxapi", "unknown"),
        ("dmxapi", "relay", "unknown"),
        ("new-api", "relay", "unknown"),
        ("new-api", "dmxapi", "unknown"),
        ("dmxapi-responses", "dmxapi-responses", "unknown"),
    ],
)
def test_a_good_account_is_good_in_every_dialect_and_costs_nothing(pretended, dialect, provider, balance):
    simulator = pretended(dialect, api_keys=[KEY])

    findings = check_up(account(simulator.base_url, provider))

    assert states(findings) == dict.fromkeys(GOOD, "ok") | {"balance": balance}
    assert is_good(findings)
    assert (simulator.charged, simulator.bodies) == (0, [])
    assert not [what for what in simulator.requests if "create" in what]


@pytest.mark.parametrize(
    ("dialect", "provider"),
    [
        ("official", "official"),
        ("official", "official-new"),
        ("dmxapi", "dmxapi"),
        ("new-api", "relay"),
        ("dmxapi-responses", "dmxapi-responses"),
    ],
)
def test_a_key_that_is_not_known_there_is_refused(pretended, dialect, provider):
    simulator = pretended(dialect, api_keys=["another"])

    findings = check_up(account(simulator.base_url, provider))

    assert states(findings)["key"] == "wrong"
    assert not is_good(findings)
    assert "balance" not in states(findings)


@pytest.fixture
def pair(pretended):
    """An account with an access key and its secret, and a simulator that knows them."""
    simulator = pretended(secrets={"access": SECRET})
    return account(simulator.base_url, access_key="access", secret_key=SECRET)


@pytest.mark.parametrize(("secret", "state"), [(SECRET, "ok"), (SECRET[::-1], "wrong")])
def test_a_pair_is_tried_as_a_signed_token(pair, secret, state):
    findings = check_up(replace(pair, secret_key=secret))

    assert states(findings)["key"] == state


@pytest.mark.parametrize(("hours", "word"), [(2, "fast"), (-2, "slow")])
def test_a_clock_that_is_off_is_what_a_signed_token_fails_of(pair, hours, word):
    findings = check_up(pair, clock=lambda: time.time() + hours * 3600)

    assert (states(findings)["clock"], states(findings)["key"]) == ("wrong", "wrong")
    assert f"clock is 120 minutes {word}" in told(findings, "clock")


def test_a_clock_that_is_ten_minutes_fast_is_forgiven_by_a_second_token_and_told(pair):
    findings = check_up(pair, clock=lambda: time.time() + 600)

    assert (states(findings)["clock"], states(findings)["key"]) == ("wrong", "ok")


def test_a_plain_key_does_not_mind_the_clock(simulator):
    findings = check_up(account(simulator.base_url), clock=lambda: time.time() - 7200)

    assert is_good(findings)
    assert "A plain key does not mind" in told(findings, "clock")


def test_used_up_packs_are_told_and_no_pack_is_not_held_against_the_account(simulator):
    simulator.settings.pack_units = 0
    used_up = check_up(account(simulator.base_url))
    empty = {"code": 0, "message": "SUCCEED", "data": []}
    costs = {"code": 0, "data": {"code": 0, "resource_pack_subscribe_infos": []}}
    with RawServer(_in_turn(empty, costs)) as server:
        none = check_up(account(server.url))

    assert (states(used_up)["balance"], is_good(used_up)) == ("wrong", False)
    assert (states(none)["balance"], is_good(none)) == ("unknown", True)


def _in_turn(*bodies):
    def manners(visitor):
        for body in bodies:
            if visitor.read():
                visitor.answer(body)

    return manners


@pytest.mark.parametrize(
    ("fault", "what", "state"),
    [
        ("code-1000", "key", "wrong"),
        ("code-1101", "balance", "wrong"),
        ("code-1102", "balance", "wrong"),
        ("code-1103", "key", "wrong"),
        ("code-1304", "key", "wrong"),
        ("code-1302", "key", "unknown"),
        ("code-5001", "key", "unknown"),
        ("html-502", "key", "unknown"),
        ("web-page", "path", "wrong"),
        ("drop-before", "connection", "wrong"),
        ("truncated", "connection", "wrong"),
        ("stalled-body", "connection", "wrong"),
        ("silence-before", "connection", "wrong"),
    ],
)
def test_each_way_to_fail_is_told_apart(pretended, fault, what, state):
    from klingkit.nodes.simulator.faults import Fault

    simulator = pretended()
    simulator.fail(Fault.named(fault), "query")

    # Short only where nothing is to come: a busy machine answers late.
    findings = check_up(account(simulator.base_url), QUICK if fault in ("stalled-body", "silence-before") else TIMEOUTS)

    assert states(findings)[what] == state
    assert not is_good(findings)
    assert KEY not in repr(findings)


def test_what_is_wrong_with_the_balance_question_alone_is_no_fault_of_the_account(pretended):
    from klingkit.nodes.simulator.faults import Fault

    for fault in ("code-5000", "web-page", "truncated", "code-1302"):
        simulator = pretended()
        simulator.fail(Fault.named(fault), "query", after=1)

        findings = check_up(account(simulator.base_url))

        assert (states(findings)["balance"], is_good(findings)) == ("unknown", True), fault


@pytest.mark.parametrize(
    ("dialect", "provider", "path"),
    [("official", "official", "/api"), ("dmxapi", "dmxapi", ""), ("new-api", "relay", ""), ("official", "relay", "/x")],
)
def test_an_address_with_another_path_is_told(pretended, dialect, provider, path):
    simulator = pretended(dialect)

    findings = check_up(account(simulator.url + path, provider))

    assert states(findings)["path"] == "wrong"
    assert "ends before /v1" in told(findings, "path")


def test_a_website_at_the_address_is_told_with_the_address_that_is_meant():
    page = b"<!doctype html><html><body>Welcome to our relay</body></html>"
    with RawServer(answering(page, headers={"Content-Type": "text/html"})) as server:
        findings = check_up(account(server.url, "dmxapi"))

    assert "A web page answers" in told(findings, "path")
    assert "as in https://www.dmxapi.cn/kling" in told(findings, "path")


def test_a_redirect_is_not_followed(pretended):
    elsewhere = pretended()
    with RawServer(answering(status=302, headers={"Location": f"{elsewhere.url}/v1"})) as server:
        findings = check_up(account(server.url))

    assert states(findings) == {"address": "wrong"}
    assert elsewhere.requests == {}


def test_a_host_that_does_not_exist_is_told():
    findings = check_up(account("https://no-such-host.invalid"), QUICK)

    assert states(findings) == {"address": "wrong"}
    assert "no-such-host.invalid is not known" in told(findings, "address")


def test_a_port_where_nobody_listens_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    findings = check_up(account(f"http://127.0.0.1:{port}"), QUICK)

    assert states(findings) == {"connection": "wrong"}
    assert "Check the address and its port" in told(findings, "connection")


def test_https_at_a_port_without_encryption_is_told():
    with RawServer(lambda visitor: visitor.answer(b"{}")) as server:
        findings = check_up(account(server.url.replace("http:", "https:")), QUICK)

    assert states(findings) == {"connection": "wrong"}
    assert "No encrypted connection" in told(findings, "connection")


def test_a_key_on_an_open_line_is_told(monkeypatch):
    names = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **how: names("127.0.0.1", *rest, **how))
    with RawServer(answering({"code": 0, "data": []})) as server:
        findings = check_up(account(f"http://relay.example:{server.port}"))

    assert states(findings)["connection"] == "unknown"
    assert "not encrypted" in told(findings, "connection")


@pytest.mark.parametrize("sentence", [f"Incorrect API key provided: {KEY}", f"无效的令牌 {KEY}."])
def test_a_provider_that_quotes_the_key_is_not_quoted(sentence):
    with RawServer(answering({"error": {"message": sentence}}, status=401)) as server:
        findings = check_up(account(server.url, "relay"))

    assert states(findings)["key"] == "wrong"
    assert KEY not in repr(findings)


@pytest.mark.parametrize(
    ("base_url", "provider", "others"),
    [
        ("https://www.dmxapi.cn/kling", "dmxapi", ["https://www.dmxapi.com/kling"]),
        ("https://www.dmxapi.com", "dmxapi-responses", ["https://www.dmxapi.cn"]),
        ("https://api-singapore.klingai.com", "official", ["https://api-beijing.klingai.com"]),
        ("https://api-beijing.klingai.com", "official-new", ["https://api-singapore.klingai.com"]),
        ("https://relay.example", "official", []),
        ("https://relay.example/kling", "relay", []),
    ],
)
def test_where_else_a_key_may_be_good(base_url, provider, others):
    assert other_addresses(account(base_url, provider)) == others


def test_a_refused_key_of_a_provider_with_two_domains_is_told_of_the_other_one(monkeypatch):
    names = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **how: names("127.0.0.1", *rest, **how))
    with RawServer(answering({"error": {"message": "无效的令牌"}}, status=401)) as server:
        findings = check_up(account(f"http://www.dmxapi.com:{server.port}/kling", "dmxapi"))

    assert "made for https://www.dmxapi.cn/kling, choose that address" in told(findings, "region")
