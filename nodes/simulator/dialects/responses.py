"""DMXAPI's newer pages: POST /v1/responses for everything, where the model's name says whether to make or to tell.

kling-v2-6 answers a create in Kling's own shape and a query as server-sent events with a few lines for people;
kling-v3 puts JSON into a text, both times.
"""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ..answers import HTTP_STATUS, Refused, json_answer
from ..auth import Account
from ..checks import Body
from ..checks.fields import illegal, text
from ..habits import Habits, by_generation, video_by_generation
from ..task_data import born_data
from ..visit import VISIT
from .surface import Route, Surface

_TOKENS_PER_UNIT = 10_000
_V3 = "kling-v3"


@dataclass(frozen=True, slots=True)
class _Maker:
    model: str
    kind: str
    """Empty: image2video with a picture, text2video without."""


_MAKERS = {
    "kling-v2-6-image2video": _Maker("kling-v2-6", "image2video"),
    "kling-v2-6-text2video": _Maker("kling-v2-6", "text2video"),
    _V3: _Maker(_V3, ""),
}
_TELLERS = {
    "kling-image2video-get": ("kling-v2-6", ("image2video",)),
    "kling-text2video-get": ("kling-v2-6", ("text2video",)),
    "kling-v3-get-all": (_V3, ("image2video", "text2video")),
}
"""A query's model to the model and the kinds that it knows."""
_GATEWAY = (1000, 1001, 1002, 1003, 1004, 1202)
"""Codes that come of the gateway itself, before a model is looked at."""


class Responses(Surface):
    habits = Habits(
        new_task_id=by_generation, new_video_id=video_by_generation, external_ids=False, tokens=False, bare_keys=True
    )

    def routes(self) -> list[Route]:
        return [Route("POST", "/v1/responses", self.respond, "by-body")]

    def what_of(self, body: Body | None) -> str:
        return "query" if body and body.get("model") in _TELLERS else "create"

    async def respond(self, request: web.Request) -> web.Response:
        account = self._account(request)
        body = self._body()
        model = text(body, "model")
        if model in _TELLERS:
            return self._query(request, account, model)
        if model not in _MAKERS:
            raise Refused(1203, f"model is not found: {model}")
        maker = _MAKERS[model]
        kind = maker.kind or ("image2video" if body.get("image") or body.get("image_tail") else "text2video")
        task = await self._stage.create(kind, _in_kling_s_words(body, maker.model), account)
        tokens = round(task.units * _TOKENS_PER_UNIT)
        if task.model == _V3:
            return json_answer(200, _in_text({"taskId": task.task_id}, task.task_id, tokens))
        answer = {"code": 0, "message": "SUCCEED", "request_id": str(uuid.uuid4()), "data": born_data(task)}
        return json_answer(200, answer | {"usage": _usage(tokens)})

    def _query(self, request: web.Request, account: Account, asked: str) -> web.Response:
        model, kinds = _TELLERS[asked]
        task = self._stage.book.find(account, text(self._body(), "input"), kinds=kinds)
        if task.model != model:
            raise Refused(1203, f"task not found: {task.task_id}")
        data = self._data(request, task)
        if model == _V3:
            request_id = str(uuid.uuid4())
            told = {"code": 0, "message": "SUCCEED", "data": data, "request_id": request_id}
            return json_answer(200, _in_text(told, request_id, 0))
        return _events({"response": _completed(_in_words(data))})

    def refusal(self, refusal: Refused, request: web.Request) -> web.Response:
        body = VISIT.get().body or {}
        model = body.get("model")
        kling = {"code": refusal.code, "message": refusal.message}
        if refusal.code not in _GATEWAY and model in (_V3, "kling-v3-get-all"):
            return json_answer(200, _in_text(kling, str(uuid.uuid4()), 0))
        if refusal.code == 1203 and model in _TELLERS:
            return _events({"error": {"message": refusal.message, "code": "task_not_exist"}}, event="error")
        error = {
            "message": refusal.message,
            "type": "dmxapi_error",
            "code": f"dmxapi_kling_error_{refusal.code}",
        }
        return json_answer(HTTP_STATUS[refusal.code], {"error": error})


def _in_kling_s_words(body: Body, model: str) -> Body:
    """Empty texts, which the pages' own examples send, count as absent."""
    said = {
        name: value
        for name, value in body.items()
        if name not in ("model", "input", "stream") and value not in ("", None)
    }
    words = body.get("input")
    if isinstance(words, list):
        said["multi_prompt"] = words
    elif words is not None:
        if not isinstance(words, str):
            raise illegal("input must be a string")
        said["prompt"] = words
    if isinstance(said.get("duration"), int):
        said["duration"] = str(said["duration"])
    voices = said.get("voice_list")
    if isinstance(voices, list):
        said["voice_list"] = [_voice(voice) for voice in voices]
    return said | {"model_name": model}


def _voice(voice: Any) -> Any:
    return {"voice_id": voice["voiceId"]} if isinstance(voice, dict) and "voiceId" in voice else voice


def _in_words(data: dict[str, Any]) -> str:
    """What the query of the older models says, one line a fact."""
    lines = [f"任务ID: {data['task_id']}"]
    videos = data["task_result"].get("videos", [])
    if videos:
        lines += [f"视频链接: {videos[0]['url']}", f"时长: {videos[0]['duration']}"]
    else:
        lines.append(f"任务状态: {data['task_status']}")
    if data["task_status"] == "failed":
        lines.append(f"失败原因: {data['task_status_msg']}")
    return "\n".join(lines)


def _in_text(content: dict[str, Any], request_id: str, tokens: int) -> dict[str, Any]:
    said = json.dumps(content, ensure_ascii=False)
    output = [{"type": "message", "content": [{"type": "output_text", "text": said}]}]
    return {"request_id": request_id, "output": output, "usage": _usage(tokens)}


def _completed(said: str) -> dict[str, Any]:
    """The call has completed, whatever the task has."""
    output = [{"id": f"msg_{uuid.uuid4().hex}", "status": "completed", "content": [{"text": said}]}]
    return {"id": f"resp_{uuid.uuid4().hex}", "status": "completed", "output": output}


def _usage(tokens: int) -> dict[str, Any]:
    return {
        "total_tokens": tokens,
        "input_tokens": 0,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
    }


def _events(content: dict[str, Any], *, event: str = "") -> web.Response:
    head = f"event: {event}\n" if event else ""
    lines = f"{head}data: {json.dumps(content, ensure_ascii=False)}\n\ndata: [DONE]\n\n"
    return web.Response(body=lines.encode(), content_type="text/event-stream", charset="utf-8")
