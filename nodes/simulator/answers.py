"""Kling's envelope around every answer, and its refusals: {code, message, request_id, data}."""

import json
import uuid
from typing import Any

from aiohttp import web

HTTP_STATUS = {
    1000: 401, 1001: 401, 1002: 401, 1003: 401, 1004: 401,
    1100: 429, 1101: 429, 1102: 429, 1103: 403,
    1200: 400, 1201: 400, 1202: 404, 1203: 404,
    1300: 400, 1301: 400, 1302: 429, 1303: 429, 1304: 429,
    5000: 500, 5001: 503, 5002: 504,
}  # fmt: skip
"""Kling's code to the HTTP status that it comes with. 429 alone can mean "wait" or "top up"."""


class Refused(Exception):
    """Kling says no. `code` is a key of HTTP_STATUS; for 1201 the message names the parameter."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def accepted(data: dict[str, Any] | list[dict[str, Any]]) -> web.Response:
    return _envelope(200, {"code": 0, "message": "SUCCEED", "data": data})


def refused(refusal: Refused) -> web.Response:
    return _envelope(HTTP_STATUS[refusal.code], {"code": refusal.code, "message": refusal.message})


def json_answer(status: int, content: dict[str, Any]) -> web.Response:
    # With its length known beforehand, a truncated answer can be told from a whole one.
    text = json.dumps(content, ensure_ascii=False)
    return web.Response(status=status, body=text.encode(), content_type="application/json", charset="utf-8")


def _envelope(status: int, content: dict[str, Any]) -> web.Response:
    return json_answer(status, {**content, "request_id": str(uuid.uuid4())})
