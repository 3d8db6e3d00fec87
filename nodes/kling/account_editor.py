"""What a page may see of the accounts, and change: everything but the keys, which go in and never come out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from . import accounts_text
from .accounts import DEFAULT, ENVIRONMENT, KEYS, PROVIDERS, SIMULATOR, Account, Accounts, account_from, whereabouts
from .accounts_file import Listed
from .errors import AccountError

NAME_MAX = 60
_LONG_ENOUGH = 12
"""Characters of a key of which four may be shown."""

Entry = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Card:
    """One account as the page sees it. Of a key there are its last four characters; "" where there is none."""

    name: str
    origin: Literal["file", "environment", "simulator"]
    provider: str = ""
    base_url: str = ""
    api_key: str = ""
    access_key: str = ""
    secret_key: str = ""
    slots: int | None = None
    daily_budget: float | None = None
    is_default: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Overview:
    """`problem`: why the file cannot be read, or "". `chosen_by_variable`: what KLINGKIT_ACCOUNT says, or ""."""

    accounts: list[Card]
    problem: str
    chosen_by_variable: str


class AccountEditor:
    """Reads and changes accounts.toml for one person at a page. A change is checked whole before it is written."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def overview(self) -> Overview:
        """Every account. A file that cannot be read, and an account that will not do, are told and not raised."""
        try:
            entries, problem = self._accounts.file.read().accounts, ""
        except AccountError as error:
            entries, problem = {}, str(error)
        cards = [self._environment_card()] if self._accounts.environment_name() else []
        cards += [_card(name, entry) for name, entry in entries.items()]
        cards.append(Card(name=SIMULATOR, origin="simulator", provider="official"))
        default = self._default()
        return Overview(
            [replace(card, is_default=card.name == default) for card in cards],
            problem,
            self._accounts.chosen_by_variable(),
        )

    def draft(self, was: str, name: str, given: Entry) -> Account:
        """The account that `save` would store, checked; nothing is stored.

        Raises:
            AccountError: it will not do.
        """
        listed = self._accounts.file.read()
        return account_from(name, _merged(listed, was, name, given))

    def save(self, was: str, name: str, given: Entry) -> None:
        """Store an account, new where `was` is "".

        Args:
            was: the name it has in the file so far.
            given: the settings; a key left out or empty is the stored one, as long as it goes to the same place.

        Raises:
            AccountError: it will not do, or cannot be written.
        """

        def edit(text: str, listed: Listed) -> str:
            settings = _merged(listed, was, name, given)
            account_from(name, settings)
            return accounts_text.with_account(text, was, name, settings)

        self._accounts.file.change(edit)

    def remove(self, name: str) -> None:
        """Take an account out of the file, with its keys."""

        def edit(text: str, listed: Listed) -> str:
            _check_listed(listed, name)
            return accounts_text.without_account(text, name)

        self._accounts.file.change(edit)

    def choose(self, name: str) -> None:
        """Let `default` stand for this account.

        Raises:
            AccountError: there is no such account, or KLINGKIT_ACCOUNT chooses.
        """
        chosen = self._accounts.chosen_by_variable()
        if chosen:
            raise AccountError(
                f"The variable KLINGKIT_ACCOUNT makes {chosen} the default here, and goes before what is chosen on "
                f"this page. Take it away and start ComfyUI again, or choose the account in the node."
            )

        def edit(text: str, listed: Listed) -> str:
            if name not in (SIMULATOR, *self._accounts.environment_name()):
                _check_listed(listed, name)
            return accounts_text.with_default(text, name)

        self._accounts.file.change(edit)

    def _default(self) -> str:
        try:
            return self._accounts.default_name()
        except AccountError:
            return ""

    def _environment_card(self) -> Card:
        try:
            return _shown(self._accounts.get(ENVIRONMENT), "environment")
        except AccountError as error:
            return Card(name=ENVIRONMENT, origin="environment", problem=str(error))


def _card(name: str, entry: Entry) -> Card:
    try:
        _check_meaning(name)
        return _shown(account_from(name, entry), "file")
    except AccountError as error:
        # Only what can be nothing else is shown: any text may be a key in the wrong place.
        provider = entry.get("provider")
        return Card(name=name, origin="file", provider=provider if provider in PROVIDERS else "", problem=str(error))


def _shown(account: Account, origin: Literal["file", "environment"]) -> Card:
    budget = account.daily_budget
    return Card(
        name=account.name,
        origin=origin,
        provider=account.provider,
        base_url=account.base_url,
        api_key=hint(account.api_key),
        access_key=hint(account.access_key),
        secret_key=hint(account.secret_key),
        slots=account.slots,
        daily_budget=None if budget is None or math.isinf(budget) else budget,
    )


def hint(key: str) -> str:
    """All of a key that may be shown: its last four characters; of a short one nothing."""
    return f"…{key[-4:]}" if len(key) >= _LONG_ENOUGH else "…" if key else ""


def _merged(listed: Listed, was: str, name: str, given: Entry) -> dict[str, Any]:
    """The settings to be stored, with the keys that are stored already where new ones are not given."""
    if was:
        _check_listed(listed, was)
    if not was or name != was:
        _check_name(name)
        if name in listed.accounts:
            raise AccountError(f"There is an account {name!r} already. Choose another name, or change that one.")
    settings = {setting: value for setting, value in given.items() if value not in ("", None)}
    stored = {key: listed.accounts[was][key] for key in KEYS if was and listed.accounts[was].get(key)}
    kept = _kept(stored, settings)
    if kept and _place(name, listed.accounts[was]) != _place(name, settings | kept):
        if any(key in settings for key in KEYS):
            return settings
        raise AccountError(
            f"Account {name}: the stored key stays with the provider and the address that it was entered for, and is "
            f"not sent to another one. Enter the key for this address."
        )
    return settings | kept


def _kept(stored: Entry, settings: Entry) -> dict[str, Any]:
    """Which stored keys stay: a new key replaces a pair, and a pair a key; of a pair, each half stays by itself."""
    if "api_key" in settings:
        return {}
    if "access_key" in settings or "secret_key" in settings:
        return {key: value for key, value in stored.items() if key != "api_key" and key not in settings}
    return dict(stored)


def _place(name: str, entry: Entry) -> tuple[str, str, str, int] | None:
    """Provider, scheme, host and port: who gets to see a key. None where the entry says no address."""
    try:
        base_url, provider = whereabouts(name, entry)
    except AccountError:
        return None
    parts = urlsplit(base_url)
    return provider, parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _check_listed(listed: Listed, name: str) -> None:
    if name not in listed.accounts:
        raise AccountError(f"accounts.toml has no account {name!r} any more. Look at the list again.")


def _check_meaning(name: str) -> None:
    if name in (DEFAULT, ENVIRONMENT, SIMULATOR):
        raise AccountError(f"No account can be called {name}, which has a meaning of its own. Choose another name.")


def _check_name(name: str) -> None:
    _check_meaning(name)
    if not name or name != name.strip():
        raise AccountError("An account needs a name, without blanks around it. Workflows call it by that name.")
    if len(name) > NAME_MAX:
        raise AccountError(f"The name has {len(name)} characters; {NAME_MAX} are the most. Choose a shorter one.")
    if not name.isprintable() or any(letter in name for letter in "\"'`"):
        raise AccountError("A name has no quotes and no control characters. Choose another one.")
