"""Changes of accounts.toml that leave alone what the person wrote around them."""

import pytest
from klingkit.nodes.kling.accounts_text import with_account, with_default, without_account
from klingkit.nodes.kling.errors import AccountError

KEPT = """\
# my keys
default = "me"  # for now

[accounts.me]  # mine
api_key = "key-of-me"  # of 2026
slots = 3

# the studio's
[accounts."my studio"]
api_key = "key-of-studio"
"""


def test_a_changed_setting_changes_its_line_alone():
    settings = {"api_key": "another-key", "slots": 3}

    changed = with_account(KEPT, "me", "me", settings)

    assert changed == KEPT.replace('"key-of-me"', '"another-key"')


def test_a_new_setting_stands_above_the_comment_of_the_next_account():
    settings = {"api_key": "key-of-me", "slots": 3, "daily_budget": 2.5}

    changed = with_account(KEPT, "me", "me", settings)

    assert changed == KEPT.replace("slots = 3\n", "slots = 3\ndaily_budget = 2.5\n")


def test_a_setting_that_is_left_out_goes():
    changed = with_account(KEPT, "me", "me", {"api_key": "key-of-me"})

    assert changed == KEPT.replace("slots = 3\n", "")


def test_a_renamed_account_keeps_its_place_and_takes_default_along():
    settings = {"api_key": "key-of-me", "slots": 3}

    changed = with_account(KEPT, "me", "home. 家", settings)

    assert changed == KEPT.replace("accounts.me", 'accounts."home. 家"').replace('"me"', '"home. 家"')


@pytest.mark.parametrize(
    ("name", "header"), [("new", "[accounts.new]"), ("a b", '[accounts."a b"]'), ("a\\b", '[accounts."a\\\\b"]')]
)
def test_a_new_account_is_added_at_the_end(name, header):
    changed = with_account(KEPT, "", name, {"api_key": "k"})

    assert changed == f'{KEPT}\n{header}\napi_key = "k"\n'


def test_a_removed_account_leaves_the_comment_of_the_next_one():
    changed = without_account(KEPT, "me")

    assert '# the studio\'s\n[accounts."my studio"]' in changed
    assert "default" not in changed
    assert "key-of-me" not in changed


def test_the_default_is_written_above_the_accounts():
    text = '# keys\n[accounts.me]\napi_key = "k"\n'

    assert with_default(text, "me") == '# keys\ndefault = "me"\n\n[accounts.me]\napi_key = "k"\n'
    assert with_default("", "simulator") == 'default = "simulator"\n'


@pytest.mark.parametrize(
    "text",
    [
        'accounts = {me = {api_key = "k"}, b = {api_key = "x"}}\n',
        '[accounts]\nme = {api_key = "k"}\n',
        '[accounts]\n# here\n[accounts.me]\napi_key = "k"\n',
        'default = "me"\r\n["accounts"."me"]\r\napi_key = """\r\n[accounts.q]"""\r\n[ accounts . b ]\r\napi_key="x"',
    ],
    ids=["inline", "inline-entries", "with-header", "windows-and-quotes"],
)
def test_other_ways_to_write_the_list_are_kept(text):
    changed = with_account(text, "me", "me", {"api_key": "new", "slots": 2})
    renamed = with_account(changed, "me", "home", {"api_key": "new", "slots": 2})
    removed = without_account(renamed, "home")

    assert "new" in changed
    assert "home" in renamed
    assert "home" not in removed
    assert ("[ accounts . b ]" in removed) == ("[ accounts . b ]" in text)


@pytest.mark.parametrize(
    "text", ['accounts.me.api_key = "k"\naccounts.me.slots = 2\n', '[accounts]\nme.api_key = "k"\nme.slots = 2\n']
)
def test_a_list_that_cannot_be_changed_safely_is_left_alone(text):
    with pytest.raises(AccountError, match="can be read but not changed"):
        without_account(text, "me")
