"""new-api, the gateway behind most relays: OpenAI's words for a create, a row of its own around Kling's answer.

Only text2video and image2video have routes in it. Its ids are its own: Kling's never reach the client but inside.
"""

import json
from typing import Any

from aiohttp import web

from ..answers import HTTP_STATUS, Refused, json_answer
from ..checks import Body
from ..habits import Habits, long_word
from ..tasks import Task
from .dmxapi import gateway_error
from .surface import Route, Surface

_KINDS = "text2video|image2video"
_PLATFORM = "50"
_STATES = {
    "submitted": ("SUBMITTED", "10%"),
    "processing": ("IN_PROGRESS", "30%"),
    "succeed": ("SUCCESS", "100%"),
    "failed": ("FAILURE", "100%"),
}
"""Kling's state to the gateway's, and the progress that goes with it."""
_LOGIN = (1000, 1001, 1002, 1003, 1004)


class NewApi(Surface):
    habits = Habits(prefix="/kling", new_task_id=long_word, external_ids=False, tokens=False)

    def routes(self) -> list[Route]:
        path = f"/kling/v1/videos/{{kind:{_KINDS}}}"
        return [
            Route("POST", path, self.create, "create"),
            Route("GET", f"{path}/{{name}}", self.query, "query"),
        ]

    async def create(self, request: web.Request) -> web.Response:
        account = self._account(request)
        task = await self._stage.create(request.match_info["kind"], _with_text_duration(self._body()), account)
        return json_answer(
            200,
            {
                "id": task.task_id,
                "task_id": task.task_id,
                "object": "video",
                "model": task.model,
                "status": "queued",
                "progress": 0,
                "created_at": int(task.created_at),
                "metadata": {"url": ""},
            },
        )

    async def query(self, request: web.Request) -> web.Response:
        account = self._account(request)
        # One table of tasks for all kinds: the path's own kind is not looked at.
        task = self._stage.book.find(account, request.match_info["name"])
        return json_answer(200, {"code": "success", "message": "", "data": self._row(request, task)})

    def refusal(self, refusal: Refused, request: web.Request) -> web.Response:
        if refusal.code in _LOGIN:
            return gateway_error(401, "Invalid token", "", kind="new_api_error")
        if refusal.code == 1102:
            return gateway_error(403, "user quota is not enough", "insufficient_user_quota", kind="new_api_error")
        if refusal.code == 1103:
            return gateway_error(403, "This token has no access to model", "", kind="new_api_error")
        if refusal.code == 1202:
            message = f"Invalid URL ({request.method} {request.path})"
            return gateway_error(404, message, "", kind="invalid_request_error")
        if refusal.code == 1203 and request.method == "GET":
            return json_answer(400, {"code": "task_not_exist", "message": "task_not_exist", "data": None})
        said = json.dumps({"code": refusal.code, "message": refusal.message}, ensure_ascii=False)
        return json_answer(HTTP_STATUS[refusal.code], {"code": "fail_to_fetch_task", "message": said, "data": None})

    def _row(self, request: web.Request, task: Task) -> dict[str, Any]:
        data = self._data(request, task)
        status, progress = _STATES[data["task_status"]]
        ended = data["task_status"] in ("succeed", "failed")
        videos = data["task_result"].get("videos", [])
        created, updated = int(task.created_at), int(task.updated_at())
        return {
            "task_id": task.task_id,
            "platform": _PLATFORM,
            "action": "generate" if task.kind == "image2video" else "textGenerate",
            "status": status,
            "fail_reason": data["task_status_msg"],
            "result_url": videos[0]["url"] if videos else "",
            "submit_time": created,
            "start_time": 0 if status == "SUBMITTED" else created,
            "finish_time": updated if ended else 0,
            "progress": progress,
            "data": _kling_s_answer(task, data),
        }


def _kling_s_answer(task: Task, data: dict[str, Any]) -> dict[str, Any] | None:
    """The last one that the gateway got; before it asked for the first time there is none."""
    if data["task_status"] == "submitted":
        return None
    # Its own id for the video's task: any will do that is not the gateway's, and always the same.
    return {"code": 0, "message": "SUCCEED", "data": data | {"task_id": f"8{int(task.created_at * 1e6):017d}"}}


def _with_text_duration(body: Body) -> Body:
    """The gateway takes 5 as well as "5"."""
    duration = body.get("duration")
    return body | {"duration": str(duration)} if isinstance(duration, int) else body
