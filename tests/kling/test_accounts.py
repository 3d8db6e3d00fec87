"""Which account a name stands for, and that a key is never shown, however wrong its surroundings are."""

import os
import traceback

import pytest
from klingkit.nodes.kling.accounts import OFFICIAL_URL, Account, Accounts
from klingkit.nodes.kling.errors import AccountError

KEY = "sk-a-secret-that-nobody-may-see"
SIMULATED = "http://127.0.0.1:1"

TWO = """
[accounts.me]
api_key = "key-of-me"

[accounts.studio]
api_key = "key-of-studio"
"""


@pytest.fixture
def machine(tmp_path):
    """A machine with an environment and perhaps an accounts.toml."""

    def make(content=None, mode=0o600, **environ):
        file = tmp_path / "accounts.toml"
        if content is not None:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
            file.chmod(mode)
        return Accounts(environ, file, lambda: SIMULATED)

    return make


def refusal(call, *arguments):
    """The sentence; nothing that the error brings along may hold the key."""
    with pytest.raises(AccountError) as caught:
        call(*arguments)
    everything = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert KEY not in everything
    return str(caught.value)


def entry(**settings):
    lines = [
        f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}" for name, value in settings.items()
    ]
    return "\n".join(["[accounts.me]", *lines, ""])


@pytest.mark.parametrize(
    ("content", "environ", "names"),
    [
        (None, {}, ["default", "simulator"]),
        (None, {"KLING_API_KEY": KEY, "KLING_BASE_URL": "https://x"}, ["default", "environment", "simulator"]),
        (None, {"KLING_API_KEY": "  "}, ["default", "simulator"]),
        (TWO, {}, ["default", "me", "studio", "simulator"]),
        (TWO, {"KLING_ACCESS_KEY": "a"}, ["default", "environment", "me", "studio", "simulator"]),
        ("this is no toml", {}, ["default", "simulator"]),
        ("this is no toml", {"KLING_API_KEY": "k"}, ["default", "environment", "simulator"]),
        ("accounts = 3", {}, ["default", "simulator"]),
    ],
)
def test_the_environment_comes_first_and_the_simulator_last(machine, content, environ, names):
    assert machine(content, **environ).names() == names


@pytest.mark.parametrize(
    ("content", "environ", "name"),
    [
        (None, {"KLING_API_KEY": "k"}, "environment"),
        (entry(api_key="k"), {}, "me"),
        (TWO, {"KLING_API_KEY": "k"}, "environment"),
        (TWO, {"KLINGKIT_ACCOUNT": "studio"}, "studio"),
        (TWO, {"KLINGKIT_ACCOUNT": " studio ", "KLING_API_KEY": "k"}, "studio"),
        ('default = "studio"' + TWO, {}, "studio"),
        ('default = "studio"' + TWO, {"KLING_API_KEY": "k"}, "studio"),
        ('default = "studio"' + TWO, {"KLINGKIT_ACCOUNT": "me"}, "me"),
        ('default = "studio"' + TWO, {"KLINGKIT_ACCOUNT": "environment", "KLING_API_KEY": "k"}, "environment"),
        (None, {"KLINGKIT_ACCOUNT": "simulator"}, "simulator"),
        ('default = "simulator"' + TWO, {}, "simulator"),
        (entry(api_key="k"), {"KLINGKIT_ACCOUNT": "default"}, "me"),
    ],
)
def test_default_is_the_one_that_was_named_else_the_environment_else_the_only_one(machine, content, environ, name):
    accounts = machine(content, **environ)

    assert accounts.get().name == accounts.get("default").name == name


def test_default_never_falls_to_the_simulator_by_itself(machine, tmp_path):
    sentence = refusal(machine().get)

    assert sentence.startswith("No Kling account is set up on this machine.")
    assert "KLING_API_KEY" in sentence
    assert str(tmp_path / "accounts.toml") in sentence
    assert "`simulator` needs no key" in sentence


def test_default_asks_to_choose_where_it_could_be_several(machine):
    sentence = refusal(machine(TWO).get)

    assert "could be me or studio" in sentence
    assert "KLINGKIT_ACCOUNT" in sentence


@pytest.mark.parametrize("environ", [{}, {"KLINGKIT_ACCOUNT": "gone"}])
def test_an_account_that_this_machine_lacks_is_answered_with_those_it_has(machine, environ):
    sentence = refusal(machine(TWO, **environ).get, "default" if environ else "gone")

    assert "no account 'gone' on this machine" in sentence
    assert "It has: me, studio, simulator." in sentence
    assert "[accounts.NAME]" in sentence
    assert ("`default` stands for it" in sentence) == bool(environ)


def test_the_environment_is_an_account_only_where_it_holds_a_key(machine):
    assert "no account 'environment'" in refusal(machine(KLING_BASE_URL="https://x.example").get, "environment")


def test_the_simulator_is_always_there_even_beside_a_broken_file(machine):
    account = machine("this is no toml").get("simulator")

    assert (account.base_url, account.provider, account.identity) == (SIMULATED, "official", "simulator")


def test_an_edit_of_the_file_counts_at_once(machine, tmp_path):
    accounts = machine(entry(api_key="first"))
    first = accounts.get().api_key

    (tmp_path / "accounts.toml").write_text(entry(api_key="second"))

    assert (first, accounts.get().api_key) == ("first", "second")


def test_all_settings_of_the_file_reach_the_account(machine):
    account = machine(
        entry(base_url="https://relay.example/kling/v1/", provider="Relay", api_key=KEY, slots=3, daily_budget=12.5)
    ).get()

    assert (account.base_url, account.provider) == ("https://relay.example/kling", "relay")
    assert (account.api_key, account.slots, account.daily_budget) == (KEY, 3, 12.5)
    assert account.who == "Account me (https://relay.example/kling)"
    assert account.identity == "me https://relay.example/kling"


def test_a_pair_of_keys_is_an_account_too(machine):
    account = machine(KLING_ACCESS_KEY="access", KLING_SECRET_KEY="secret").get()

    assert (account.access_key, account.secret_key, account.base_url) == ("access", "secret", OFFICIAL_URL)


@pytest.mark.parametrize(
    ("base_url", "provider", "address"),
    [
        ("https://api-beijing.klingai.com", "official", "https://api-beijing.klingai.com"),
        ("https://api-singapore.klingai.com/v1", "official", "https://api-singapore.klingai.com"),
        ("https://api.kling.ai/", "official", "https://api.kling.ai"),
        ("https://not-klingai.com", "relay", "https://not-klingai.com"),
        ("https://www.dmxapi.cn", "dmxapi", "https://www.dmxapi.cn/kling"),
        ("https://www.dmxapi.cn/kling", "dmxapi", "https://www.dmxapi.cn/kling"),
        ("https://www.dmxapi.com/v1", "dmxapi", "https://www.dmxapi.com/kling"),
        ("https://ssvip.dmxapi.com/kling/v1/", "dmxapi", "https://ssvip.dmxapi.com/kling"),
        ("https://yunwu.ai/kling", "relay", "https://yunwu.ai/kling"),
        ("http://127.0.0.1:8189", "relay", "http://127.0.0.1:8189"),
        ("http://[::1]:8189/kling", "relay", "http://[::1]:8189/kling"),
    ],
)
def test_the_provider_is_guessed_from_the_address(machine, base_url, provider, address):
    account = machine(KLING_API_KEY=KEY, KLING_BASE_URL=base_url).get()

    assert (account.provider, account.base_url) == (provider, address)


def test_a_provider_that_was_named_is_not_guessed(machine):
    account = machine(KLING_API_KEY=KEY, KLING_BASE_URL="https://my-proxy.example", KLING_PROVIDER="dmxapi").get()

    assert (account.provider, account.base_url) == ("dmxapi", "https://my-proxy.example/kling")


def test_a_relays_key_without_an_address_is_not_sent_to_kling(machine):
    sentence = refusal(machine(KLING_API_KEY=KEY).get)

    assert "KLING_BASE_URL" in sentence
    assert "https://www.dmxapi.cn/kling" in sentence


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"base_url": "https://x.example"}, "has no key: give it api_key"),
        ({"access_key": KEY}, "access_key without secret_key"),
        ({"secret_key": KEY}, "secret_key without access_key"),
        ({"api_key": f"Bearer {KEY}", "base_url": "https://x.example"}, "api_key holds a space"),
        ({"api_key": f"{KEY}\\n{KEY}", "base_url": "https://x.example"}, "api_key holds a space"),
        ({"api_key": f"{KEY}\\u0416", "base_url": "https://x.example"}, "character that no key has"),
        ({"access_key": "a", "secret_key": f"{KEY} x"}, "secret_key holds a space"),
        ({"api_key": KEY, "base_url": KEY}, "base_url is no web address"),
        ({"api_key": KEY, "base_url": "www.dmxapi.cn"}, "Write it as https://host/path"),
        ({"api_key": KEY, "base_url": "https://"}, "base_url is no web address"),
        ({"api_key": KEY, "base_url": "https://["}, "base_url is no web address"),
        ({"api_key": KEY, "base_url": "https://x.example:port"}, "base_url is no web address"),
        ({"api_key": KEY, "base_url": "https://x.example:99999"}, "base_url is no web address"),
        ({"api_key": KEY, "base_url": "https://x example"}, "base_url is no web address"),
        ({"api_key": KEY, "base_url": f"https://me:{KEY}@x.example"}, "The key has a place of its own"),
        ({"api_key": KEY, "base_url": f"https://x.example/kling?key={KEY}"}, "The key has a place of its own"),
        ({"api_key": KEY, "base_url": "https://x.example", "provider": "dmx"}, "dmxapi-responses, relay, not 'dmx'"),
        (
            {"api_key": KEY, "base_url": "https://x.example", "provider": KEY},
            "provider can be official, official-new, dmxapi, dmxapi-responses, relay.",
        ),
        ({"api_key": KEY, "api_kee": KEY}, "api_kee is no setting of an account. There are: base_url, provider"),
        ({"api_key": KEY, "base_url": "https://x.example", "slots": "3"}, "slots is '3'; it is a whole number from 1"),
        ({"api_key": KEY, "base_url": "https://x.example", "slots": 0}, "slots is 0"),
        ({"api_key": KEY, "base_url": "https://x.example", "slots": 2.5}, "slots is 2.5"),
        ({"api_key": KEY, "base_url": "https://x.example", "slots": "true"}, "slots is 'true'"),
        (
            {"api_key": KEY, "base_url": "https://x.example", "daily_budget": "10"},
            "daily_budget is '10'; it is a number",
        ),
        ({"api_key": KEY, "base_url": "https://x.example", "daily_budget": -1}, "daily_budget is -1"),
        ({"api_key": KEY, "base_url": "https://x.example", "daily_budget": float("nan")}, "daily_budget is nan"),
    ],
)
def test_a_setting_that_will_not_do_is_named_and_no_key_is_quoted(machine, settings, words):
    sentence = refusal(machine(entry(**settings)).get, "me")

    assert words in sentence
    assert sentence.startswith("Account me")


def test_an_error_of_the_environments_account_names_the_variables(machine):
    sentence = refusal(machine(KLING_API_KEY=KEY, KLING_BASE_URL="www.dmxapi.cn").get)

    assert "base_url is no web address" in sentence
    assert "Its settings are the variables KLING_API_KEY, KLING_BASE_URL" in sentence


@pytest.mark.parametrize("flag", ["true", "false"])
def test_yes_and_no_are_no_numbers(machine, flag):
    content = entry(api_key="k") + f"slots = {flag}\n"

    assert f"slots is {flag.capitalize()}" in refusal(machine(content).get, "me")


def test_a_budget_of_nothing_is_a_budget(machine):
    assert machine(entry(api_key="k", daily_budget=0)).get().daily_budget == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f'[accounts.me]\napi_key = "{KEY}', "is not valid TOML, at end of document"),
        (f"[accounts.me]\napi_key = {KEY}", "is not valid TOML, at line 2"),
        (f"[accounts.me]\n{KEY}", "is not valid TOML, at "),
        (f'[accounts.me]\napi_key = "{KEY}"\napi_key = "{KEY}"', "is not valid TOML, at "),
        (f'[accounts.me]\napi_key = "{KEY}"'.encode("utf-16"), "is not valid TOML. Mend it"),
        (f'api_key = "{KEY}"', "api_key stands outside of an account. Write [accounts.NAME] above it"),
        (f'accounts = "{KEY}"', "something that is no account"),
        (f'[accounts]\nme = "{KEY}"', "something that is no account"),
        (f'[[accounts]]\napi_key = "{KEY}"', "something that is no account"),
        (f'default = ["me"]\n[accounts.me]\napi_key = "{KEY}"', "`default` must be the name of an account"),
        (f'[accounts.simulator]\napi_key = "{KEY}"', "no account can be called simulator"),
        (f'[accounts.default]\napi_key = "{KEY}"', "no account can be called default"),
        (f'[accounts.environment]\napi_key = "{KEY}"', "no account can be called environment"),
    ],
)
def test_a_broken_file_is_named_with_the_place_and_never_quoted(machine, tmp_path, content, words):
    sentence = refusal(machine(content).get)

    assert words in sentence
    assert str(tmp_path / "accounts.toml") in sentence


def test_a_file_of_a_windows_editor_is_read(machine):
    assert machine(b"\xef\xbb\xbf" + entry(api_key="k").encode()).get().name == "me"


def test_a_file_that_cannot_be_read_is_an_error_of_ours(tmp_path):
    (tmp_path / "accounts.toml").mkdir(mode=0o700)
    accounts = Accounts({}, tmp_path / "accounts.toml", lambda: SIMULATED)

    assert "could not be read: Is a directory" in refusal(accounts.get)
    assert accounts.names() == ["default", "simulator"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
@pytest.mark.parametrize(("mode", "warnings"), [(0o600, 0), (0o400, 0), (0o644, 1), (0o660, 1), (0o606, 1)])
def test_a_file_that_others_can_read_is_warned_of_once(machine, caplog, mode, warnings):
    accounts = machine(entry(api_key=KEY, base_url="https://x.example"), mode)

    for _ in range(3):
        accounts.names()
        accounts.get()

    assert [record.levelname for record in caplog.records] == ["WARNING"] * warnings
    assert all("chmod 600" in record.getMessage() for record in caplog.records)
    assert KEY not in caplog.text


def test_no_text_of_an_account_holds_a_key():
    account = Account(
        name="me", base_url="https://x.example", provider="relay", api_key=KEY, access_key=KEY, secret_key=KEY
    )

    assert KEY not in f"{account!r} {account} {account.who} {account.identity} {[account]}"
