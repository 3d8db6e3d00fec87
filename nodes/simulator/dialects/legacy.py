"""Kling's older API, /v1/videos/...: create, query and list for every kind, and the faces of a video at once."""

import asyncio
import io
from typing import Any

from aiohttp import web
from PIL import Image

from ..answers import Refused, accepted
from ..checks import KINDS
from ..drawings import gradient
from ..faces import Session
from ..task_data import born_data
from ..tasks import Task
from ..visit import VISIT
from .surface import Route, Surface

_PREFIXES = ("", "/kling")
"""The official service and the relays, which put their own word in front."""
_PAGE_NUMBER_MAX, _PAGE_SIZE_MAX, _PAGE_SIZE = 1000, 500, 30
_LISTED_ALONE = ("lip-sync",)
"""Kinds of which even a single task comes in a list."""
_FACE_SIDE = 256


class Legacy(Surface):
    def routes(self) -> list[Route]:
        kinds = "|".join(KINDS)
        return [route for prefix in _PREFIXES for route in self._routes_of(f"{prefix}/v1/videos", kinds)] + [
            Route("GET", "/faces/{session_id}/{face_id}.jpg", self.face, "face")
        ]

    def _routes_of(self, path: str, kinds: str) -> list[Route]:
        return [
            Route("POST", f"{path}/{{kind:{kinds}}}", self.create, "create"),
            Route("POST", f"{path}/{{kind:identify-face}}", self.identify, "identify"),
            Route("GET", f"{path}/{{kind:{kinds}}}", self.listing, "list"),
            Route("GET", f"{path}/{{kind:{kinds}|generations}}/{{name}}", self.query, "query"),
        ]

    async def create(self, request: web.Request) -> web.Response:
        account = self._account(request)
        return self._born(await self._stage.create(request.match_info["kind"], self._body(), account))

    async def query(self, request: web.Request) -> web.Response:
        account = self._account(request)
        kind, name = request.match_info["kind"], request.match_info["name"]
        task = self._stage.book.find(account, name, kinds=None if kind == "generations" else (kind,))
        data = self._data(request, task)
        return self._told(task, [data] if task.kind in _LISTED_ALONE else data)

    async def listing(self, request: web.Request) -> web.Response:
        account = self._account(request)
        number = _page(request, "pageNum", default=1, most=_PAGE_NUMBER_MAX)
        size = _page(request, "pageSize", default=_PAGE_SIZE, most=_PAGE_SIZE_MAX)
        tasks = self._stage.book.newest_first(account, request.match_info["kind"])
        page = tasks[(number - 1) * size : number * size]
        return accepted([self._data(request, task) for task in page])

    async def identify(self, request: web.Request) -> web.Response:
        account = self._account(request)
        planned = VISIT.get().failing
        if planned:
            # There is no task that could fail later.
            raise Refused(1201, planned.reason or "no face was found in the video")
        session = await self._stage.identify(self._body(), account)
        faces = [
            {
                "face_id": face.face_id,
                "face_image": f"http://{request.host}/faces/{session.session_id}/{face.face_id}.jpg",
                "start_time": face.begins,
                "end_time": face.ends,
            }
            for face in session.faces
        ]
        return accepted({"session_id": session.session_id, "face_data": faces, "final_unit_deduction": "0.05"})

    async def face(self, request: web.Request) -> web.Response:
        """A picture of a face: the first one is left in the video, the second one right."""
        session = self._stage.sessions.find(request.match_info["session_id"])
        faces = [face.face_id for face in session.faces] if session else []
        if session is None or request.match_info["face_id"] not in faces:
            return web.Response(status=404, text="There is no such face.\n")
        place = faces.index(request.match_info["face_id"]) / len(faces)
        return web.Response(body=await asyncio.to_thread(_portrait, session, place), content_type="image/jpeg")

    def _born(self, task: Task) -> web.Response:
        return accepted(born_data(task))

    def _told(self, task: Task, data: dict[str, Any] | list[dict[str, Any]]) -> web.Response:
        return accepted(data)


def _page(request: web.Request, name: str, *, default: int, most: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise Refused(1201, f"{name} value {text!r} is invalid, it must be a number from 1 to {most}")
    return int(text)


def _portrait(session: Session, place: float) -> bytes:
    picture = Image.open(session.still) if session.still else gradient(1.0, "face")
    width, height = picture.size
    file = io.BytesIO()
    face = picture.crop((round(width * place), 0, round(width * place) + width // 2, height))
    face.resize((_FACE_SIDE, _FACE_SIDE)).save(file, "JPEG")
    return file.getvalue()
