"""A finished video becomes a file: streamed, resumed, measured, opened, and only then given its name."""

import errno
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests

from ..kling.auth import no_auth
from ..kling.errors import BrokenVideo, KlingError

CHUNK = 1024 * 1024
GONE = (401, 403, 404, 410)
"""What a link answers once it has expired."""


class LinkExpired(KlingError):
    """The provider's link no longer works; the task can be asked for a new one."""


class Interrupted(KlingError):
    """The download broke off. What arrived is kept in the .part, and the next try goes on from there."""


class NoRoom(KlingError):
    """The disk is full, or the folder cannot be written."""


class _Keyless(requests.Session):
    """Follows redirects without looking up a password for the new host, as requests does in ~/.netrc."""

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        no_auth(prepared_request)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Times in s, size in MB."""

    connect: float = 10
    read: float = 30
    max_mb: float = 2048


def fetch(url: str, target: Path, check: Callable[[Path], object], limits: Limits) -> Path:
    """Stream `url` to `target`.

    Constant memory; a `.part` beside the target is resumed where the server honours ranges and begun anew where it
    does not. No Authorization header goes out, and the name comes from the caller alone.

    Args:
        check: opens the finished `.part` and raises BrokenVideo where it is no video.

    Raises:
        LinkExpired, Interrupted, NoRoom, BrokenVideo
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _stream(url, part, limits)
        _check(part, check)
        part.replace(target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom(f"The disk that holds {target.parent} is full. Make room, then queue it again.") from error
        raise NoRoom(f"{target} cannot be written: {error.strerror}. Mend that, then queue it again.") from error
    return target


def _stream(url: str, part: Path, limits: Limits) -> None:
    if not url.startswith(("http://", "https://")):
        raise Interrupted(f"The provider's link is no web address: {url[:40]!r}.")
    done = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
    try:
        with (
            _Keyless() as session,
            session.get(
                url, headers=headers, auth=no_auth, stream=True, timeout=(limits.connect, limits.read)
            ) as response,
        ):
            if response.status_code in GONE:
                raise LinkExpired(f"The provider's link has expired (HTTP {response.status_code}).")
            if response.status_code == 416:
                part.unlink()
                raise Interrupted("The part on disk does not fit the file any more; it is fetched anew.")
            if response.status_code not in (200, 206):
                raise Interrupted(f"The video's server answered HTTP {response.status_code}.")
            resumes = response.status_code == 206 and _starts_at(response) == done
            if done and response.status_code == 206 and not resumes:
                part.unlink()
                raise Interrupted("The video's server resumed at another place; it is fetched anew.")
            _write(response, part, done if resumes else 0, limits)
    except requests.RequestException as error:
        raise Interrupted(f"The download broke off: {type(error).__name__}.") from error


def _write(response: requests.Response, part: Path, done: int, limits: Limits) -> None:
    length = response.headers.get("Content-Length", "")
    whole = done + int(length) if length.isdigit() else None
    ceiling = int(limits.max_mb * 1024 * 1024)
    if (whole or 0) > ceiling:
        raise NoRoom(f"The video has {(whole or 0) / 1048576:.0f} MB, more than the {limits.max_mb:g} MB allowed.")
    with part.open("ab" if done else "wb") as file:
        for chunk in response.iter_content(CHUNK):
            file.write(chunk)
            if file.tell() > ceiling:
                raise NoRoom(f"The video is larger than the {limits.max_mb:g} MB allowed.")
        file.flush()
        os.fsync(file.fileno())
    size = part.stat().st_size
    if whole is not None and size != whole:
        raise Interrupted(f"The download ended after {size} of {whole} bytes.")


def _starts_at(response: requests.Response) -> int:
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(match.group(1)) if match else -1


def _check(part: Path, check: Callable[[Path], object]) -> None:
    try:
        check(part)
    except BrokenVideo:
        part.unlink()
        raise
