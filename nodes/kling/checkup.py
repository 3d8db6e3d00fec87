"""What is right and wrong with an account, found by the cheapest questions there are. It never creates a task."""

import ipaddress
import json
import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

from requests.exceptions import SSLError

from . import answers
from .accounts import ADDRESSES, KEYS, Account, other_addresses
from .dialects import CREATE_PATHS, DIALECTS, Exchange
from .errors import AccessRefused, AuthenticationRefused, BalanceRefused, KlingError, NotFound, Refused, Unanswered
from .transport import Reply, Timeouts, Transport

TIMEOUTS = Timeouts(connect=8, read=15, whole=20)
"""Somebody sits there and waits."""
PROBE = "000000000000000000"
"""A task that no provider has."""
CLOCK_OFF = 300.0
"""s; a signed token forgives some minutes."""
_YEAR_MS = 365 * 24 * 3600 * 1000
_LONG_ENOUGH = 6
"""Characters below which a key might be a word of the sentence."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and a sentence that names the next step where it is wrong."""

    what: Literal["address", "connection", "clock", "path", "key", "region", "balance"]
    state: Literal["ok", "wrong", "unknown"]
    text: str


def check_up(account: Account, timeouts: Timeouts = TIMEOUTS, clock: Callable[[], float] = time.time) -> list[Finding]:
    """Asks the provider two harmless questions at most. No finding quotes a key, even where the provider does.

    Args:
        clock: this machine's, s since epoch.
    """
    with closing(Transport(account, timeouts, clock)) as transport:
        found = list(_findings(account, transport, clock))
    return [replace(finding, text=_without_keys(account, finding.text)) for finding in found]


def is_good(findings: Iterable[Finding]) -> bool:
    """Whether a task can be expected to be taken: the key is good, and nothing is wrong."""
    states = {finding.what: finding.state for finding in findings}
    return states.get("key") == "ok" and "wrong" not in states.values()


def _findings(account: Account, transport: Transport, clock: Callable[[], float]) -> Iterator[Finding]:
    try:
        reply, said = _probed(account, transport)
    except Unanswered as error:
        yield _unreachable(account, error)
        return
    except Refused as error:  # a redirect, which is not followed
        yield Finding("address", "wrong", str(error))
        return
    yield Finding("address", "ok", f"There is a server at {urlsplit(account.base_url).netloc}.")
    yield _connection(account)
    yield _clock(account, reply.date, clock())
    yield from _verdict(account, reply, said)
    if said is None:
        yield _balance(account, transport, clock())


def _probed(account: Account, transport: Transport) -> tuple[Reply, KlingError | None]:
    """The answer of the first path that is one, and what it refuses; None where all is well."""
    answered = list(_answers(account, transport))
    return next(((reply, said) for reply, said in answered if not _is_wrong_path(reply, said)), answered[0])


def _answers(account: Account, transport: Transport) -> Iterator[tuple[Reply, KlingError | None]]:
    for exchange in _questions(account):
        reply = transport.ask(exchange.path, exchange.fields)
        said = _read(account, reply)
        if isinstance(said, AuthenticationRefused) and transport.auth.renew(said.code):
            reply = transport.ask(exchange.path, exchange.fields)
            said = _read(account, reply)
        yield reply, said
        if not _is_wrong_path(reply, said):
            return


def _questions(account: Account) -> list[Exchange]:
    dialect = DIALECTS[account.provider]
    if dialect.lists:
        return [Exchange(f"{CREATE_PATHS['image2video']}?pageNum=1&pageSize=1")]
    return [query("image2video", PROBE) for query in dialect.queries]


def _read(account: Account, reply: Reply) -> KlingError | None:
    lists = DIALECTS[account.provider].lists
    try:
        if lists:
            answers.listed(reply.http, reply.text, account.who)
        else:
            answers.queried(reply.http, reply.text, account.who, PROBE)
    except NotFound as error:
        return error if lists or not _is_about_the_task(error) else None
    except KlingError as error:
        return error
    return None


def _is_about_the_task(error: NotFound) -> bool:
    """Who says that there is no such task has accepted the key and the path."""
    return error.code in (1203, "task_not_exist") or re.search("task|任务", error.reason, re.IGNORECASE) is not None


def _is_wrong_path(reply: Reply, said: KlingError | None) -> bool:
    is_page = reply.text.lstrip().startswith("<") and reply.http in (200, 404, 405)
    return said is not None and (is_page or isinstance(said, NotFound))


def _unreachable(account: Account, error: Unanswered) -> Finding:
    parts = urlsplit(account.base_url)
    if isinstance(error.__cause__, SSLError):
        return Finding(
            "connection",
            "wrong",
            f"{error} No encrypted connection could be made. Check https:// and the port of the address, this "
            f"machine's clock, and whether a proxy or virus scanner stands between.",
        )
    try:
        socket.getaddrinfo(parts.hostname, parts.port or parts.scheme)
    except OSError:
        return Finding(
            "address",
            "wrong",
            f"The host {parts.hostname} is not known. Check the spelling of the address, and this machine's network.",
        )
    return Finding(
        "connection", "wrong", f"{error} Check the address and its port, and this machine's network and proxy."
    )


def _connection(account: Account) -> Finding:
    parts = urlsplit(account.base_url)
    if parts.scheme == "https":
        return Finding("connection", "ok", "The connection is encrypted.")
    if _is_this_machine(parts.hostname or ""):
        return Finding("connection", "ok", "The connection does not leave this machine.")
    return Finding(
        "connection",
        "unknown",
        "The connection is not encrypted: whoever stands between can read the key. Write https:// if the provider "
        "has it.",
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _clock(account: Account, date: str, now: float) -> Finding:
    try:
        ahead = now - parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return Finding("clock", "unknown", "The answer does not say what time it is there.")
    if abs(ahead) <= CLOCK_OFF:
        return Finding("clock", "ok", "This machine's clock is right.")
    minutes = f"{abs(ahead) / 60:.0f}"
    off = f"This machine's clock is {minutes} minutes {'fast' if ahead > 0 else 'slow'}."
    if account.api_key:
        return Finding("clock", "ok", f"{off} A plain key does not mind.")
    return Finding("clock", "wrong", f"{off} Set it right: tokens are signed with its time, and refused otherwise.")


def _verdict(account: Account, reply: Reply, said: KlingError | None) -> Iterator[Finding]:
    if said is not None and _is_wrong_path(reply, said):
        yield Finding("path", "wrong", _wrong_path(account, reply))
    elif said is None or isinstance(said, BalanceRefused):
        yield Finding("path", "ok", "The service is at this address.")
        yield Finding("key", "ok", "The key is accepted.")
        if said is not None:
            yield Finding("balance", "wrong", str(said))
    elif isinstance(said, AuthenticationRefused):
        yield Finding("key", "wrong", str(said))
        others = other_addresses(account)
        if others:
            yield Finding(
                "region",
                "unknown",
                f"A key is good at the address that it was made for. If this one was made for {' or '.join(others)}, "
                f"choose that address.",
            )
    else:
        yield Finding("key", "wrong" if isinstance(said, AccessRefused) else "unknown", str(said))


def _wrong_path(account: Account, reply: Reply) -> str:
    known = [address for address in ADDRESSES.get(account.provider, ()) if address != account.base_url]
    ends = f"The address ends before /v1, as in {known[0]}." if known else "The address ends before /v1."
    if reply.http == 200:
        return f"A web page answers at {account.base_url}, such as a network's log-in, and not the service. {ends}"
    return f"The service is not at {account.base_url} (HTTP {reply.http}). {ends}"


def _balance(account: Account, transport: Transport, now: float) -> Finding:
    if account.provider not in ("official", "official-new"):
        return Finding("balance", "unknown", "This provider tells its balance in its own console only.")
    end = int(now * 1000)
    try:
        left = _left_in_packs(transport.ask(f"/account/costs?start_time={end - _YEAR_MS}&end_time={end}").text)
    except (KlingError, ValueError, LookupError, TypeError):
        return Finding("balance", "unknown", "The balance could not be read. Look at it in Kling's console.")
    if sum(left) > 0:
        return Finding("balance", "ok", f"The resource packs have {sum(left):g} units left, as of some hours ago.")
    if left:
        return Finding(
            "balance",
            "wrong",
            "The resource packs are used up or out of date. Top up, unless the account pays from a balance.",
        )
    return Finding("balance", "unknown", "There is no resource pack. Kling's console says whether there is a balance.")


def _left_in_packs(text: str) -> list[float]:
    """Units in each resource pack, 0 for one that is not in force, from the two envelopes of `GET /account/costs`.

    Raises:
        ValueError, LookupError, TypeError: it is not such an answer.
    """
    packs = json.loads(text)["data"]["resource_pack_subscribe_infos"]
    return [float(pack["remaining_quantity"]) if pack["status"] == "online" else 0.0 for pack in packs]


def _without_keys(account: Account, text: str) -> str:
    for key in KEYS:
        value = getattr(account, key)
        if len(value) >= _LONG_ENOUGH:
            text = text.replace(value, "…")
    return re.sub(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", "…", text)
