"""POST /klingkit/locale: the page says which language it is shown in; its settings file only holds what was changed."""

import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from .errors import NO_STORE, Declined
from .own_page import posted

_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")


class LocaleRoute:
    """Args:
    suggest: told a language tag such as "zh" or "zh-TW".
    """

    def __init__(self, suggest: Callable[[str], object]) -> None:
        self._suggest = suggest

    def add_to(self, routes: web.RouteTableDef) -> None:
        """Mount the route."""
        routes.post("/klingkit/locale")(posted(self.answer))

    async def answer(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        """Take the language over."""
        locale = body.get("locale")
        if not isinstance(locale, str) or not _LOCALE.fullmatch(locale):
            raise Declined(400, f"locale is {str(locale)[:40]!r}; it is a language tag such as zh or en.")
        self._suggest(locale)
        return web.json_response({"locale": locale}, headers=NO_STORE)
