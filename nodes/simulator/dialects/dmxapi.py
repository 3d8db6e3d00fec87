"""DMXAPI's older pages: Kling's paths below /kling, with ids, query paths and gateway errors of its own."""

from typing import Any

from aiohttp import web

from ..answers import Refused, json_answer, refused
from ..checks import KINDS
from ..habits import Habits, base64_like, random_uuid
from ..task_data import born_data
from ..tasks import Task
from .legacy import Legacy
from .surface import Route

_PATH = "/kling/v1/videos"
_AT_GENERATIONS = ("image2video", "text2video", "multi-image2video")
_NOT_AT_ITS_OWN = "image2video"
_NO_BALANCE = 1102


class Dmxapi(Legacy):
    habits = Habits(
        prefix="/kling",
        new_task_id=base64_like,
        new_video_id=random_uuid,
        external_ids=False,
        parent_task_id=True,
        tokens=False,
    )

    def routes(self) -> list[Route]:
        own = "|".join(kind for kind in KINDS if kind != _NOT_AT_ITS_OWN)
        kinds = "|".join(KINDS)
        return [
            Route("POST", f"{_PATH}/{{kind:{kinds}}}", self.create, "create"),
            Route("POST", f"{_PATH}/{{kind:identify-face}}", self.identify, "identify"),
            Route("GET", f"{_PATH}/{{kind:{own}}}/{{name}}", self.query, "query"),
            Route("GET", f"{_PATH}/generations/{{name}}", self.query_generations, "query"),
            Route("GET", "/faces/{session_id}/{face_id}.jpg", self.face, "face"),
        ]

    async def query_generations(self, request: web.Request) -> web.Response:
        account = self._account(request)
        task = self._stage.book.find(account, request.match_info["name"], kinds=_AT_GENERATIONS)
        return self._told(task, self._data(request, task))

    def refusal(self, refusal: Refused, request: web.Request) -> web.Response:
        """Kling's own refusals pass through; the gateway speaks for itself where Kling was not even asked."""
        if refusal.code in _GATEWAY:
            status, message, code = _GATEWAY[refusal.code]
            return gateway_error(status, message or refusal.message, code)
        return refused(refusal)

    def _born(self, task: Task) -> web.Response:
        data = born_data(task)
        del data["task_info"]
        return _enveloped(task, data)

    def _told(self, task: Task, data: dict[str, Any] | list[dict[str, Any]]) -> web.Response:
        return _enveloped(task, data)


_GATEWAY = {
    **dict.fromkeys((1000, 1001, 1002, 1003, 1004), (401, "无效的令牌", "")),
    1202: (404, "", ""),
    _NO_BALANCE: (403, "用户额度不足, 剩余额度: 0.00", "insufficient_user_quota"),
}
"""Kling's code to HTTP status, message (empty: Kling's own) and code of the gateway."""


def gateway_error(status: int, message: str, code: str, *, kind: str = "rix_api_error") -> web.Response:
    return json_answer(status, {"error": {"message": message, "type": kind, "code": code}})


def _enveloped(task: Task, data: dict[str, Any] | list[dict[str, Any]]) -> web.Response:
    # The gateway gives out the task's id as the request's.
    return json_answer(200, {"code": 0, "message": "SUCCEED", "request_id": task.task_id, "data": data})
