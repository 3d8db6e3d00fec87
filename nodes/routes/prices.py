"""GET /klingkit/prices: what a video costs before it is asked for, and which models move the camera, for the page."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from ..kling import catalog
from ..kling.accounts import DEFAULT, SIMULATOR, Accounts
from ..kling.errors import AccountError
from ..kling.requests import advanced_lip_sync, lip_sync, text2video, video_extend
from .errors import NO_STORE
from .own_page import own_page

OFFICIAL, ABOUT, FREE = "official", "about", "free"


class PricesRoute:
    """All of it is read from the catalog and the requests, so that the page has no numbers of its own."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def add_to(self, routes: web.RouteTableDef) -> None:
        """Mount it."""
        routes.get("/klingkit/prices")(own_page(self.listing))

    async def listing(self, _request: web.Request) -> web.StreamResponse:
        """Units are Kling's: 1 unit = 1 yuan. Effects have no price that is known beforehand, so none is here."""
        content = {
            "models": {model.name: _row(model) for model in catalog.MODELS.values()},
            "extension": video_extend.UNITS,
            "lip_sync": {"per_5_s": lip_sync.UNITS_PER_5_S, "faces": advanced_lip_sync.FACES_UNITS},
            "dollars_per_unit": catalog.DOLLARS_PER_UNIT,
            "accounts": await asyncio.to_thread(self._whose),
        }
        return web.json_response(content, headers=NO_STORE)

    def _whose(self) -> dict[str, str]:
        """By account name: whose prices it pays. Where an account is broken, that is told when it is used."""
        return {name: self._prices_of(name) for name in self._accounts.names()}

    def _prices_of(self, name: str) -> str:
        try:
            name = self._accounts.default_name() if name == DEFAULT else name
            # Not get(): it would start the simulator.
            if name == SIMULATOR:
                return FREE
            return OFFICIAL if self._accounts.get(name).provider.startswith("official") else ABOUT
        except AccountError:
            return ABOUT


def _row(model: catalog.Model) -> Mapping[str, Any]:
    of_text = text2video.CAMERA if model.name == text2video.CAMERA_MODEL else {}
    return {
        "kinds": model.kinds,
        "modes": model.modes,
        "durations": model.durations,
        "extendable": model.extendable,
        "units": model.units,
        "units_with_sound": model.units_with_sound,
        "camera": {"image2video": model.camera, "text2video": of_text},
        "camera_presets": model.camera_presets,
    }
