"""Accounts: an address and its key under a name. Workflows hold the name, this machine holds the key."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .accounts_file import AccountsFile
from .dialects import DIALECTS
from .errors import AccountError

DEFAULT = "default"
ENVIRONMENT = "environment"
SIMULATOR = "simulator"
PROVIDERS = tuple(DIALECTS)
OFFICIAL_URL = "https://api-singapore.klingai.com"
_OFFICIAL = (OFFICIAL_URL, "https://api-beijing.klingai.com")
_DMXAPI = ("https://www.dmxapi.cn", "https://www.dmxapi.com")
ADDRESSES = {
    "official": _OFFICIAL,
    "official-new": _OFFICIAL,
    "dmxapi": tuple(f"{address}/kling" for address in _DMXAPI),
    "dmxapi-responses": _DMXAPI,
}
"""Provider to its addresses. Each has keys of its own: a key of one is unknown at the other."""
KEY_ALONE = ("official-new", "dmxapi-responses")
"""Providers that take no pair of keys."""
KEYS = ("api_key", "access_key", "secret_key")
SETTINGS = ("base_url", "provider", *KEYS, "slots", "daily_budget")


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where tasks are sent and who pays.

    Attributes:
        base_url: the address up to but not including `/v1`.
        provider: whose dialect the address speaks: one of PROVIDERS.
        api_key: a Bearer key; or else
        access_key, secret_key: the pair that a JWT is signed with.
        slots: how many tasks may run at once per model; None: learnt from the provider's refusals.
        daily_budget: units (1 unit = 1 yuan) that may be spent in a day; None: no ceiling.
    """

    name: str
    base_url: str
    provider: str
    api_key: str = field(default="", repr=False)
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    slots: int | None = None
    daily_budget: float | None = None

    def __post_init__(self) -> None:
        if self.provider not in PROVIDERS:
            raise AccountError(f"{self._me}: provider can be {', '.join(PROVIDERS)}{_but_is(self.provider)}.")
        _check_address(self._me, self.base_url)
        self._check_keys()
        if self.slots is not None and (type(self.slots) is not int or self.slots < 1):
            raise AccountError(
                f"{self._me}: slots is {self.slots!r}; it is a whole number from 1 on, without quotes, or left out."
            )
        budget = self.daily_budget
        # NaN is not 0 or more either.
        if budget is not None and (type(budget) not in (int, float) or not budget >= 0):
            raise AccountError(
                f"{self._me}: daily_budget is {budget!r}; it is a number from 0 on, without quotes, or left out."
            )

    def _check_keys(self) -> None:
        if self.provider in KEY_ALONE and not self.api_key:
            raise AccountError(f"{self._me}: the provider {self.provider} takes an api_key alone. Give it one.")
        for name in KEYS:
            # A header with such a character raises an error that quotes the whole key.
            if any(not "!" <= letter <= "~" for letter in getattr(self, name)):
                raise AccountError(f"{self._me}: {name} holds a space or a character that no key has. Copy it again.")
        if self.api_key or (self.access_key and self.secret_key):
            return
        if self.access_key or self.secret_key:
            there, missing = ("access_key", "secret_key") if self.access_key else ("secret_key", "access_key")
            raise AccountError(f"{self._me} has {there} without {missing}: give it both, or an api_key instead.")
        raise AccountError(f"{self._me} has no key: give it api_key, or access_key and secret_key.")

    @property
    def who(self) -> str:
        """How errors call this account: its name and address, never its key."""
        return f"Account {self.name} ({self.base_url})"

    @property
    def identity(self) -> str:
        """What tells this account's tasks from another's. The simulator keeps it across its changing ports."""
        return self.name if self.name == SIMULATOR else f"{self.name} {self.base_url}"

    @property
    def _me(self) -> str:
        return f"Account {self.name}"


class Accounts:
    """All accounts of this machine: the environment's, those of accounts.toml, and the simulator.

    Args:
        environ: KLING_API_KEY, or KLING_ACCESS_KEY and KLING_SECRET_KEY; KLING_BASE_URL, KLING_PROVIDER;
            KLINGKIT_ACCOUNT.
        file: accounts.toml; need not exist. Read anew each time, so that an edit counts at once.
        simulator_url: starts the simulator where it is not running yet, and says where.
    """

    def __init__(self, environ: Mapping[str, str], file: Path, simulator_url: Callable[[], str]) -> None:
        self.file = AccountsFile(file)
        self._environ = environ
        self._simulator_url = simulator_url

    def names(self) -> list[str]:
        """What an account combo offers, `default` first. A broken file is told when an account is used."""
        try:
            own = self._own_names()
        except AccountError:
            own = self.environment_name()
        return [DEFAULT, *own, SIMULATOR]

    def get(self, name: str = DEFAULT) -> Account:
        """The account called `name`.

        Raises:
            AccountError: there is none; says which exist and how to add one.
        """
        asked, name = name, self.default_name() if name == DEFAULT else name
        if name == SIMULATOR:
            return Account(name=name, base_url=self._simulator_url(), provider="official", api_key="simulated")
        if name == ENVIRONMENT and self.environment_name():
            return self._from_environment()
        if name not in self._own_names():
            stands_for = "" if asked == name else f", and `{asked}` stands for it here"
            raise AccountError(f"There is no account {name!r} on this machine{stands_for}. {self._what_exists()}")
        return account_from(name, self.file.read().accounts[name])

    def _own_names(self) -> list[str]:
        listed = list(self.file.read().accounts)
        taken = [name for name in listed if name in (DEFAULT, ENVIRONMENT, SIMULATOR)]
        if taken:
            raise AccountError(
                f"{self.file.path}: no account can be called {taken[0]}, which has a meaning of its own. Rename it."
            )
        return self.environment_name() + listed

    def chosen_by_variable(self) -> str:
        """What KLINGKIT_ACCOUNT says, which goes before the file."""
        return self._environ.get("KLINGKIT_ACCOUNT", "").strip()

    def default_name(self) -> str:
        """The account that `default` stands for, which need not exist.

        Raises:
            AccountError: nothing says which of several it is, or there is none.
        """
        chosen = self.chosen_by_variable() or self.file.read().default
        names = self._own_names()
        if chosen and chosen != DEFAULT:
            return chosen
        if ENVIRONMENT in names or len(names) == 1:
            return names[0]
        if names:
            raise AccountError(
                f"`default` could be {' or '.join(names)}. Choose one of them in the node, "
                f"or make one the default in ComfyUI's Settings > KlingKit, in KLINGKIT_ACCOUNT, or as `default` in "
                f"{self.file.path}."
            )
        raise AccountError(f"No Kling account is set up on this machine. {self._how_to_add()}")

    def _what_exists(self) -> str:
        return f"It has: {', '.join([*self._own_names(), SIMULATOR])}. {self._how_to_add()}"

    def _how_to_add(self) -> str:
        return (
            f"To add one, open Settings > KlingKit in ComfyUI; or set KLING_API_KEY (and KLING_BASE_URL for a relay) "
            f"before ComfyUI starts; or write [accounts.NAME] and below it api_key and base_url into {self.file.path}. "
            f"The account `{SIMULATOR}` needs no key and costs nothing."
        )

    def environment_name(self) -> list[str]:
        """ENVIRONMENT alone, or nothing where the environment has no key."""
        keys = ("KLING_API_KEY", "KLING_ACCESS_KEY", "KLING_SECRET_KEY")
        return [ENVIRONMENT] if any(self._environ.get(name, "").strip() for name in keys) else []

    def _from_environment(self) -> Account:
        fields = ("api_key", "access_key", "secret_key", "base_url", "provider")
        entry = {name: self._environ.get(f"KLING_{name.upper()}", "").strip() for name in fields}
        try:
            return account_from(ENVIRONMENT, {name: value for name, value in entry.items() if value})
        except AccountError as error:
            raise AccountError(f"{error} Its settings are the variables KLING_API_KEY, KLING_BASE_URL, ...") from None


def account_from(name: str, entry: Mapping[str, Any]) -> Account:
    """The account that an entry of accounts.toml describes; what it leaves out is filled in.

    Raises:
        AccountError: it will not do; says why, and quotes no key.
    """
    unknown = sorted(set(entry) - set(SETTINGS))
    if unknown:
        raise AccountError(
            f"Account {name}: {', '.join(unknown)} is no setting of an account. There are: {', '.join(SETTINGS)}."
        )
    base_url, provider = whereabouts(name, entry)
    return Account(
        name=name,
        base_url=base_url,
        provider=provider,
        api_key=_text(entry, "api_key"),
        access_key=_text(entry, "access_key"),
        secret_key=_text(entry, "secret_key"),
        slots=entry.get("slots"),
        daily_budget=entry.get("daily_budget"),
    )


def whereabouts(name: str, entry: Mapping[str, Any]) -> tuple[str, str]:
    """The address and the provider that an entry stands for.

    Raises:
        AccountError: its address is none.
    """
    base_url = _text(entry, "base_url").rstrip("/").removesuffix("/v1").rstrip("/")
    if not base_url and _text(entry, "api_key").startswith("sk-"):
        raise AccountError(
            f"Account {name}: its key looks like a relay's, so it needs the relay's address "
            f"(base_url, or KLING_BASE_URL), e.g. https://www.dmxapi.cn/kling."
        )
    base_url = base_url or OFFICIAL_URL
    _check_address(f"Account {name}", base_url)
    provider = _text(entry, "provider").lower() or _guess(base_url)
    if provider == "dmxapi" and not urlsplit(base_url).path:
        base_url += "/kling"
    if provider == "dmxapi-responses":
        base_url = base_url.removesuffix("/kling")
    return base_url, provider


def other_addresses(account: Account) -> list[str]:
    """Where else the same provider may have given out this account's key."""
    if _guess(account.base_url) == "relay":
        return []
    host = urlsplit(account.base_url).hostname
    return [other for other in ADDRESSES.get(account.provider, ()) if urlsplit(other).hostname != host]


def _text(entry: Mapping[str, Any], setting: str) -> str:
    return str(entry.get(setting, "")).strip()


def _check_address(whose: str, base_url: str) -> None:
    """Raise AccountError, without quoting an address that may be a key in the wrong place, or hold one."""
    no_address = f"{whose}: base_url is no web address. Write it as https://host/path, up to /v1."
    try:
        parts = urlsplit(base_url)
        port = parts.port
    except ValueError:
        raise AccountError(no_address) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or re.search(r"\s", base_url):
        raise AccountError(no_address)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise AccountError(
            f"{whose}: base_url ends with the path, without user name, ? or #: it is shown in errors. "
            f"The key has a place of its own, api_key."
        )


def _but_is(value: str) -> str:
    """A wrong word is shown. Anything else may be a key in the wrong place."""
    return f", not {value!r}" if value.isalpha() and len(value) <= 20 else ""


def _guess(base_url: str) -> str:
    host = f".{urlsplit(base_url).hostname}"
    if host.endswith((".klingai.com", ".kling.ai")):
        return "official"
    return "dmxapi" if "dmxapi" in host else "relay"
