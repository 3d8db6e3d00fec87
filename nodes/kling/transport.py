"""HTTP to one account: bytes out, status and text back. It knows what "arrived" means and nothing of tasks."""

import http.client
import io
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from .accounts import Account
from .auth import auth_for
from .errors import NotConnected, Refused, Unanswered

ANSWER_MAX = 8 * 1024 * 1024
"""Bytes of an answer; a page of 500 tasks is about 1 MB."""


@dataclass(frozen=True)
class Timeouts:
    """In s. `read` is the longest silence of the other side, `whole` the longest for one whole answer."""

    connect: float = 10
    read: float = 60
    whole: float = 120


@dataclass(frozen=True)
class Reply:
    """What came back: the HTTP status, the text of the body, and when the other side says that it was."""

    http: int
    text: str
    date: str = ""


class Body:
    """A request's bytes that remember whether the network was given any of them.

    The connection exists before the first byte is asked for, so an error with `started` still False is proof that
    nothing arrived.
    """

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)
        self._size = len(data)
        self.started = False

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(65536), b"")

    def read(self, size: int = -1) -> bytes:
        self.started = True
        return self._data.read(size)


class Transport:
    """Sends for one account. Threads may share it. `clock` gives s since epoch, for signed tokens.

    Raises everywhere:
        Unanswered: it may have arrived, and the answer did not come back whole.
        Refused: the address answers with a redirect, which would carry the key elsewhere.
    """

    def __init__(
        self, account: Account, timeouts: Timeouts | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._account = account
        self._timeouts = timeouts or Timeouts()
        self.auth = auth_for(account, clock)
        self._queries = _Session()
        for scheme in ("http://", "https://"):
            self._queries.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=8))

    def ask(self, path: str, fields: Mapping[str, Any] | None = None) -> Reply:
        """GET `base_url` + `path`, or POST where the question has fields; a kept connection, harmless to repeat."""
        return self._send(self._queries, "GET" if fields is None else "POST", path, json=fields)

    def create(self, path: str, fields: Mapping[str, Any]) -> Reply:
        """POST JSON exactly once, over a connection of its own: a stale kept one could fake a lost answer.

        Raises:
            NotConnected: not one byte of the body was sent.
        """
        body = Body(json.dumps(fields, ensure_ascii=False).encode())
        headers = {"Content-Type": "application/json", "Connection": "close"}
        with _Session() as session:
            try:
                return self._send(session, "POST", path, data=body, headers=headers)
            except _Broken as error:
                if body.started:
                    raise
                raise NotConnected(
                    f"{self._account.who} could not be reached; nothing was sent ({error.cause}). "
                    f"Check its address, and this machine's network."
                ) from error

    def close(self) -> None:
        """Let go of the kept connections."""
        self._queries.close()

    def _send(self, session: requests.Session, method: str, path: str, **how: Any) -> Reply:
        url, pause = self._account.base_url + path, (self._timeouts.connect, self._timeouts.read)
        try:
            with session.request(
                method, url, auth=self.auth, timeout=pause, allow_redirects=False, stream=True, **how
            ) as response:
                if response.is_redirect:
                    raise Refused(
                        self._account.who,
                        "it sends us to another address",
                        http=response.status_code,
                        advice="Set this account's base_url to the final address.",
                    )
                return Reply(response.status_code, self._text(response), response.headers.get("Date", ""))
        except (requests.RequestException, HTTPError, OSError) as error:
            raise _Broken(self._account.who, self._cause(error)) from error

    def _text(self, response: requests.Response) -> str:
        ends, data = time.monotonic() + self._timeouts.whole, bytearray()
        for piece in _pieces(response):
            data += piece
            if len(data) > ANSWER_MAX:
                raise _Broken(self._account.who, f"the answer is longer than {ANSWER_MAX // 2**20} MB")
            if time.monotonic() > ends:
                raise _Broken(self._account.who, f"the answer did not end within {self._timeouts.whole:g} s")
        return data.decode("utf-8", errors="replace")

    def _cause(self, error: BaseException) -> str:
        """The innermost reason, in words: urllib3 wraps it in layers that quote whole URLs."""
        if isinstance(error, requests.ConnectTimeout):
            return f"no connection within {self._timeouts.connect:g} s"
        inner = _innermost(error)
        if isinstance(inner, (requests.ReadTimeout, ReadTimeoutError, TimeoutError)):
            return f"it was silent for {self._timeouts.read:g} s"
        if isinstance(inner, http.client.IncompleteRead):
            return "the answer broke off"
        text = re.sub(r"^HTTPS?Connection(Pool)?\(.*?\): |\[Errno -?\d+\] ", "", str(inner))
        return text.rstrip(". ") or type(inner).__name__


class _Session(requests.Session):
    def __init__(self) -> None:
        super().__init__()
        self.headers["Accept"] = "application/json"

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Never: even with redirects off, `requests` would read such an answer to its end, however long it is."""


class _Broken(Unanswered):
    """No whole answer came through."""

    def __init__(self, who: str, cause: str) -> None:
        super().__init__(f"{who} gave no answer ({cause}).")
        self.cause = cause


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes in. `iter_content` would sit on a drip until a whole piece is full, hours if need be."""
    read = getattr(response.raw, "read1", None)
    if read is None:  # urllib3 1
        return response.iter_content(512)
    return iter(lambda: read(65536, decode_content=True), b"")


def _innermost(error: BaseException) -> BaseException:
    while True:
        inner = getattr(error, "reason", None)
        if not isinstance(inner, BaseException):
            inner = next((part for part in error.args if isinstance(part, BaseException)), None)
        if inner is None:
            return error
        error = inner
