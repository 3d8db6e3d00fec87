"""Kling itself: the older API, beside it the newer one for the models that have it, and what is left in an account."""

from typing import Any

from aiohttp import web

from ..answers import accepted
from ..stage import Stage
from .legacy import Legacy
from .newer import Newer
from .surface import Route


class Official(Legacy):
    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._newer = Newer(stage)

    def routes(self) -> list[Route]:
        return [*super().routes(), *self._newer.routes(), Route("GET", "/account/costs", self.costs, "costs")]

    async def costs(self, request: web.Request) -> web.Response:
        """The account's one resource pack, in the two envelopes that Kling has for it."""
        account = self._account(request)
        spent = sum(charge.units for charge in self._stage.book.charges() if charge.account == account.name)
        return accepted({"code": 0, "msg": "", "resource_pack_subscribe_infos": [self._pack(spent)]})

    def _pack(self, spent: float) -> dict[str, Any]:
        total = self._stage.settings.pack_units
        left = max(0.0, total - spent)
        return {
            "resource_pack_name": "Video Generation",
            "resource_pack_id": "simulated",
            "resource_pack_type": "decreasing_total",
            "total_quantity": total,
            "remaining_quantity": round(left, 4),
            "status": "online" if left > 0 else "runOut",
        }
