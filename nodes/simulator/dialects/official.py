"""Kling itself: the older API, and beside it the newer one for the models that have it."""

from ..stage import Stage
from .legacy import Legacy
from .newer import Newer
from .surface import Route


class Official(Legacy):
    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._newer = Newer(stage)

    def routes(self) -> list[Route]:
        return super().routes() + self._newer.routes()
