"""Changes the text of accounts.toml, and leaves the person's comments, order and spelling where they are."""

from collections.abc import Callable, Mapping
from typing import Any

import tomlkit
from tomlkit.items import Comment, InlineTable, Table, Whitespace

from .errors import AccountError

Settings = Mapping[str, str | int | float]


def with_account(text: str, was: str, name: str, settings: Settings) -> str:
    """The account `was`, or a new one where that is "", under this name and with these settings alone.

    Raises here and below:
        AccountError: the list is written in a way that cannot be changed without touching more.
    """

    def edit(document: tomlkit.TOMLDocument) -> None:
        accounts = _accounts(document)
        if not was:
            accounts.append(name, tomlkit.inline_table() if isinstance(accounts, InlineTable) else tomlkit.table())
        _fill(_table(accounts[was or name]), settings)
        if was not in ("", name):
            _rename(accounts, was, name)
            if str(document.get("default", "")).strip() == was:
                document["default"] = name

    return _edited(text, edit, lambda plain: _plainly_with(plain, was, name, settings))


def without_account(text: str, name: str) -> str:
    """Without this account, and without `default` where that means it."""

    def edit(document: tomlkit.TOMLDocument) -> None:
        _remove(_accounts(document), name)
        if str(document.get("default", "")).strip() == name:
            document.remove("default")

    return _edited(text, edit, lambda plain: _plainly_without(plain, name))


def with_default(text: str, name: str) -> str:
    """With `default` standing for this account."""

    def edit(document: tomlkit.TOMLDocument) -> None:
        document["default"] = name

    return _edited(text, edit, lambda plain: plain | {"default": name})


def _edited(
    text: str, edit: Callable[[tomlkit.TOMLDocument], None], plainly: Callable[[dict[str, Any]], dict[str, Any]]
) -> str:
    """The edit, if it makes of the list what the same edit makes of plain objects."""
    try:
        document = tomlkit.parse(text)
        wanted = plainly(document.unwrap())
        edit(document)
        new = tomlkit.dumps(document)
        # Without its last account, the word may go as well.
        if {"accounts": {}} | tomlkit.parse(new).unwrap() == {"accounts": {}} | wanted:
            return new
    except (ValueError, TypeError):  # as tomlkit does where the parts of a table stand apart
        pass
    raise AccountError(
        "accounts.toml is written in a way that can be read but not changed from here. Write each account as "
        "[accounts.NAME], followed by its settings, or change it in an editor."
    )


def _accounts(document: tomlkit.TOMLDocument) -> Table | InlineTable:
    if "accounts" not in document:
        document["accounts"] = tomlkit.table(is_super_table=True)
    return _table(document["accounts"])


def _table(value: object) -> Table | InlineTable:
    if not isinstance(value, (Table, InlineTable)):
        raise TypeError(value)
    return value


def _fill(entry: Table | InlineTable, settings: Settings) -> None:
    # New settings belong above a comment that introduces the next account.
    last = _last_words(entry)
    for setting in [setting for setting in entry if setting not in settings]:
        entry.remove(setting)
    for setting, value in settings.items():
        if entry.get(setting) != value:
            entry[setting] = value
    for word in last:
        entry.value.body.append((None, word))


def _rename(accounts: Table | InlineTable, was: str, name: str) -> None:
    body = accounts.value.body
    entry = _table(accounts[was])
    body[_place(accounts, was)] = (tomlkit.key(name), entry)
    if isinstance(entry, Table):
        entry.display_name = None  # how the old name was spelt


def _remove(accounts: Table | InlineTable, name: str) -> None:
    place = _place(accounts, name)
    accounts.value.body[place : place + 1] = [(None, word) for word in _last_words(_table(accounts[name]))]


def _place(accounts: Table | InlineTable, name: str) -> int:
    return next(at for at, (key, _) in enumerate(accounts.value.body) if key is not None and key.key == name)


def _last_words(entry: Table | InlineTable) -> list[Comment | Whitespace]:
    """Taken off: the comments and blank lines after the last setting, which may be about the next account."""
    body, words = entry.value.body, []
    while isinstance(entry, Table) and body and isinstance(body[-1][1], (Comment, Whitespace)):
        words.insert(0, body.pop()[1])
    return words


def _plainly_with(plain: dict[str, Any], was: str, name: str, settings: Settings) -> dict[str, Any]:
    others = {other: entry for other, entry in plain.get("accounts", {}).items() if other != was}
    new = plain | {"accounts": others | {name: dict(settings)}}
    return new | {"default": name} if was and str(plain.get("default", "")).strip() == was else new


def _plainly_without(plain: dict[str, Any], name: str) -> dict[str, Any]:
    new = plain | {"accounts": {other: entry for other, entry in plain["accounts"].items() if other != name}}
    if str(plain.get("default", "")).strip() == name:
        del new["default"]
    return new
