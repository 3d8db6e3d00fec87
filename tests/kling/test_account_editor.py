"""Accounts as a page changes them: checked whole, written at once, and no stored key goes anywhere else."""

import os
import stat
import threading

import pytest
from klingkit.nodes.kling.account_editor import AccountEditor, hint
from klingkit.nodes.kling.accounts import Accounts
from klingkit.nodes.kling.errors import AccountError

KEY = "sk-a-secret-that-nobody-may-see"
RELAY = {"provider": "relay", "base_url": "https://relay.example/kling"}
STORED = f"""\
# mine
[accounts.me]
provider = "relay"
base_url = "https://relay.example/kling"
api_key = "{KEY}"
"""


class Machine:
    def __init__(self, folder, environ):
        self.file = folder / "klingkit" / "accounts.toml"
        self.accounts = Accounts(environ, self.file, lambda: "http://127.0.0.1:1")
        self.editor = AccountEditor(self.accounts)

    def write(self, text, mode=0o600):
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(text, encoding="utf-8")
        self.file.chmod(mode)

    def card(self, name):
        (found,) = [card for card in self.editor.overview().accounts if card.name == name]
        return found

    def names(self):
        return [card.name for card in self.editor.overview().accounts]

    def refused(self, call, *arguments):
        """The sentence; the file is as it was, and the key not quoted."""
        before = self.file.read_text() if self.file.exists() else None
        with pytest.raises(AccountError) as caught:
            call(*arguments)
        assert before == (self.file.read_text() if self.file.exists() else None)
        assert KEY not in str(caught.value)
        return str(caught.value)


@pytest.fixture
def machine(user_folder):
    return lambda **environ: Machine(user_folder, environ)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_account_makes_the_folder_and_a_file_for_its_owner_alone(machine):
    here = machine()

    here.editor.save("", "me", RELAY | {"api_key": KEY, "slots": 2, "daily_budget": 50})

    account = here.accounts.get("default")
    assert (account.name, account.api_key, account.slots, account.daily_budget) == ("me", KEY, 2, 50)
    assert mode(here.file) == 0o600
    assert [path.name for path in here.file.parent.iterdir() if KEY in path.read_text()] == ["accounts.toml"]


def test_a_file_that_others_could_read_is_closed_to_them(machine):
    here = machine()
    here.write(STORED, 0o644)

    here.editor.save("me", "me", RELAY | {"slots": 3})

    assert mode(here.file) == 0o600
    assert here.file.read_text().startswith("# mine\n")


@pytest.mark.skipif(os.name != "posix", reason="Links need rights on Windows.")
def test_a_link_to_the_file_stays_a_link(machine, tmp_path):
    here = machine()
    here.write("")
    here.file.replace(tmp_path / "elsewhere.toml")
    here.file.symlink_to(tmp_path / "elsewhere.toml")

    here.editor.save("", "me", RELAY | {"api_key": KEY})

    assert here.file.is_symlink()
    assert KEY in (tmp_path / "elsewhere.toml").read_text()


def test_two_writers_at_once_lose_nothing(machine):
    writers = [threading.Thread(target=_add_five, args=(machine(), letter)) for letter in "abcd"]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(machine().names()) == sorted([f"{letter}{n}" for letter in "abcd" for n in range(5)] + ["simulator"])


def _add_five(here, letter):
    for n in range(5):
        here.editor.save("", f"{letter}{n}", RELAY | {"api_key": KEY})


def test_the_page_sees_four_characters_of_a_long_key_and_none_of_a_short_one(machine):
    here = machine(KLING_ACCESS_KEY="a" * 12, KLING_SECRET_KEY="short")
    here.write(STORED)

    seen = here.editor.overview()

    assert KEY not in repr(seen)
    assert here.card("me").api_key == "…-see"
    assert (here.card("environment").access_key, here.card("environment").secret_key) == ("…aaaa", "…")
    assert hint("") == ""


def test_an_account_that_will_not_do_is_shown_with_what_is_wrong(machine):
    here = machine()
    here.write(
        f'[accounts.me]\nbase_url = "{KEY}"\nprovider = "{KEY}"\nslots = "2"\n[accounts.simulator]\napi_key = "k"'
    )

    me, taken, _ = here.editor.overview().accounts

    assert "no web address" in me.problem
    assert (me.base_url, me.provider) == ("", "")
    assert "has a meaning of its own" in taken.problem


def test_a_broken_file_is_told_beside_the_accounts_that_are_not_in_it(machine):
    here = machine(KLING_API_KEY=KEY, KLING_BASE_URL="https://relay.example")
    here.write(f'api_key = "{KEY}')

    seen = here.editor.overview()

    assert "is not valid TOML" in seen.problem
    assert [card.name for card in seen.accounts] == ["environment", "simulator"]
    assert "is not valid TOML" in here.refused(here.editor.save, "", "me", RELAY | {"api_key": "k"})


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "needs a name"),
        (" me", "needs a name"),
        ("default", "meaning of its own"),
        ("environment", "meaning of its own"),
        ("simulator", "meaning of its own"),
        ("x" * 61, "61 characters; 60 are the most"),
        ('the "best"', "no quotes"),
        ("it's", "no quotes"),
        ("two\nlines", "no control characters"),
        ("taken", "There is an account 'taken' already"),
    ],
)
def test_a_name_that_will_not_do_is_refused(machine, name, sentence):
    here = machine()
    here.editor.save("", "taken", RELAY | {"api_key": KEY})

    assert sentence in here.refused(here.editor.save, "", name, RELAY | {"api_key": KEY})


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "has no key"),
        ({"access_key": "a"}, "has access_key without secret_key"),
        ({"api_key": "k", "slots": 0}, "slots is 0"),
        ({"api_key": "k", "slots": "3"}, "slots is '3'"),
        ({"api_key": "k", "slots": True}, "slots is True"),
        ({"api_key": "k", "daily_budget": -1}, "daily_budget is -1"),
        ({"api_key": "k", "daily_budget": float("nan")}, "daily_budget is nan"),
        ({"api_key": "k", "provider": "klong"}, "provider can be official"),
        ({"api_key": "k", "base_url": "ftp://x"}, "no web address"),
        ({"api_key": "k", "base_url": "https://me:pw@x"}, "without user name"),
        ({"api_key": f"{KEY} {KEY}"}, "holds a space"),
    ],
)
def test_settings_that_will_not_do_are_refused_before_anything_is_written(machine, settings, sentence):
    here = machine()

    assert sentence in here.refused(here.editor.save, "", "me", RELAY | settings)
    assert not here.file.exists()


@pytest.mark.parametrize("base_url", ["https://relay.example/kling", "https://relay.example:443/other/v1"])
def test_an_empty_key_keeps_the_stored_one_at_the_same_place(machine, base_url):
    here = machine()
    here.write(STORED)

    here.editor.save("me", "renamed", RELAY | {"base_url": base_url, "api_key": "", "daily_budget": 9.5})

    assert (here.accounts.get("renamed").api_key, here.accounts.get("renamed").daily_budget) == (KEY, 9.5)
    assert here.names() == ["renamed", "simulator"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"base_url": "https://thief.example/kling"},
        {"base_url": "http://relay.example/kling"},
        {"base_url": "https://relay.example:444/kling"},
        {"base_url": "https://relay.example.thief.example/kling"},
        {"provider": "dmxapi"},
        {"provider": "official", "base_url": ""},
    ],
)
def test_a_stored_key_goes_to_no_other_place(machine, elsewhere):
    here = machine()
    here.write(STORED)

    assert "stays with the provider and the address" in here.refused(here.editor.save, "me", "me", RELAY | elsewhere)
    assert "stays with the provider and the address" in here.refused(here.editor.draft, "me", "me", RELAY | elsewhere)


def test_half_a_pair_does_not_bring_the_other_half_to_another_place(machine):
    here = machine()
    here.editor.save("", "me", {"provider": "official", "access_key": "access", "secret_key": KEY})
    thief = {"provider": "official", "base_url": "https://thief.example", "access_key": "mine"}

    assert "has access_key without secret_key" in here.refused(here.editor.draft, "me", "me", thief)


def test_a_new_key_takes_the_place_of_a_pair_and_a_pair_that_of_a_key(machine):
    here = machine()
    official = {"provider": "official"}
    here.editor.save("", "me", official | {"access_key": "a", "secret_key": "s"})

    here.editor.save("me", "me", official | {"secret_key": "new"})
    pair = here.accounts.get("me")
    here.editor.save("me", "me", official | {"api_key": "k"})
    key = here.accounts.get("me")
    here.editor.save("me", "me", official | {"access_key": "b", "secret_key": "t"})
    again = here.accounts.get("me")

    assert (pair.access_key, pair.secret_key) == ("a", "new")
    assert (key.api_key, key.access_key, key.secret_key) == ("k", "", "")
    assert (again.api_key, again.access_key, again.secret_key) == ("", "b", "t")


def test_a_draft_is_checked_and_not_stored(machine):
    here = machine()
    here.write(STORED)

    drafted = here.editor.draft("me", "me", RELAY | {"slots": 7})

    assert (drafted.api_key, drafted.slots) == (KEY, 7)
    assert here.file.read_text() == STORED


def test_the_default_can_be_any_account_that_there_is(machine):
    here = machine(KLING_API_KEY="k", KLING_BASE_URL="https://relay.example")
    here.write(STORED)

    chosen = []
    for name in ("me", "environment", "simulator"):
        here.editor.choose(name)
        chosen.append([card.name for card in here.editor.overview().accounts if card.is_default])

    assert chosen == [["me"], ["environment"], ["simulator"]]
    assert "has no account 'nobody'" in here.refused(here.editor.choose, "nobody")


def test_where_the_variable_chooses_nothing_is_chosen_here(machine):
    here = machine(KLINGKIT_ACCOUNT="me")
    here.write(STORED)

    assert "KLINGKIT_ACCOUNT makes me the default" in here.refused(here.editor.choose, "simulator")
    assert here.editor.overview().chosen_by_variable == "me"


def test_an_account_is_removed_with_its_key_and_with_being_the_default(machine):
    here = machine()
    here.write(STORED)
    here.editor.choose("me")

    here.editor.remove("me")

    assert here.names() == ["simulator"]
    assert KEY not in here.file.read_text()
    assert "default" not in here.file.read_text()
    assert "has no account 'me'" in here.refused(here.editor.remove, "me")


@pytest.mark.parametrize("name", ["environment", "simulator", "default"])
def test_what_is_not_in_the_file_is_not_removed_or_changed(machine, name):
    here = machine(KLING_API_KEY=KEY, KLING_BASE_URL="https://relay.example")

    assert "has no account" in here.refused(here.editor.remove, name)
    assert "has no account" in here.refused(here.editor.draft, name, "x", RELAY)


def test_a_folder_that_cannot_be_written_to_is_told(machine, user_folder):
    here = machine()
    (user_folder / "klingkit").write_text("a file where the folder should be")

    assert "cannot be written" in here.refused(here.editor.save, "", "me", RELAY | {"api_key": KEY})
