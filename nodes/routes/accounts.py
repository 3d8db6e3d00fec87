"""GET and POST /klingkit/accounts and below: the accounts of this machine for its page. Keys go in and never out."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from aiohttp import web

from ..kling.account_editor import AccountEditor
from ..kling.accounts import ADDRESSES, KEY_ALONE, KEYS, PROVIDERS, Account, Accounts
from ..kling.checkup import check_up, is_good
from ..kling.errors import InputError, KlingError
from .errors import NO_STORE, Declined
from .own_page import own_page, posted

TEXT_MAX = 4096
"""Characters of a name, address or key."""
_TEXTS = ("provider", "base_url", *KEYS)

Body = dict[str, Any]
T = TypeVar("T")


class AccountRoutes:
    """What it answers is for a person, so sentences are put into the person's language.

    Args:
        say: an English sentence in that language.
    """

    def __init__(self, accounts: Accounts, say: Callable[[str], str]) -> None:
        self._accounts = accounts
        self._editor = AccountEditor(accounts)
        self._say = say

    def add_to(self, routes: web.RouteTableDef) -> None:
        """Mount them all."""
        routes.get("/klingkit/accounts")(own_page(self.listing))
        routes.post("/klingkit/accounts")(posted(self.save))
        routes.post("/klingkit/accounts/remove")(posted(self.remove))
        routes.post("/klingkit/accounts/default")(posted(self.choose))
        routes.post("/klingkit/accounts/test")(posted(self.test))

    async def listing(self, _request: web.Request) -> web.StreamResponse:
        """Every account, without its keys."""
        return await self._listed()

    async def save(self, _request: web.Request, body: Body) -> web.StreamResponse:
        """Store an account, or change the one called `was`; a key that is left empty stays as it is."""
        await self._done(lambda: self._editor.save(_text(body, "was"), _text(body, "name").strip(), _settings(body)))
        return await self._listed()

    async def remove(self, _request: web.Request, body: Body) -> web.StreamResponse:
        """Take an account out of the file."""
        await self._done(lambda: self._editor.remove(_text(body, "name")))
        return await self._listed()

    async def choose(self, _request: web.Request, body: Body) -> web.StreamResponse:
        """Let `default` stand for an account."""
        await self._done(lambda: self._editor.choose(_text(body, "name")))
        return await self._listed()

    async def test(self, _request: web.Request, body: Body) -> web.StreamResponse:
        """Look what is wrong with an account as it would be stored, or with `was` alone as it is. Stores nothing."""
        account = await self._done(lambda: self._drafted(body))
        found = await asyncio.to_thread(check_up, account)
        findings = [asdict(finding) | {"text": self._say(finding.text)} for finding in found]
        return web.json_response({"ok": is_good(found), "findings": findings}, headers=NO_STORE)

    def _drafted(self, body: Body) -> Account:
        if "name" not in body:
            return self._accounts.get(_text(body, "was"))
        return self._editor.draft(_text(body, "was"), _text(body, "name").strip(), _settings(body))

    async def _done(self, work: Callable[[], T]) -> T:
        """What `work` gives; it may wait for the disk."""
        try:
            return await asyncio.to_thread(work)
        except InputError as error:
            raise Declined(400, self._say(str(error))) from None
        except KlingError as error:
            raise Declined(502, self._say(str(error))) from None

    async def _listed(self) -> web.Response:
        seen = await asyncio.to_thread(self._editor.overview)
        cards = [asdict(card) | {"problem": self._say(card.problem)} for card in seen.accounts]
        answer = {
            "accounts": cards,
            "problem": self._say(seen.problem),
            "chosen_by_variable": seen.chosen_by_variable,
            "providers": [
                {"name": name, "addresses": ADDRESSES.get(name, ()), "takes_pair": name not in KEY_ALONE}
                for name in PROVIDERS
            ],
        }
        return web.json_response(answer, headers=NO_STORE)


def _settings(body: Body) -> Body:
    """The fields of an account; numbers are checked where the account is made."""
    return {name: _text(body, name).strip() for name in _TEXTS} | {
        "slots": body.get("slots"),
        "daily_budget": body.get("daily_budget"),
    }


def _text(body: Body, name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > TEXT_MAX:
        raise InputError(f"{name} must be a text of at most {TEXT_MAX} characters.")
    return value
