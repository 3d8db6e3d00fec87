"""hosting.toml as its owner wrote it, checked, and what the environment adds to it."""

import logging
import os
import re
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import HostingError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

log = logging.getLogger("klingkit")

KINDS = ("s3", "comfyui")
ADDRESSINGS = ("auto", "path", "virtual")
_OF_A_BUCKET = ("endpoint_url", "bucket", "access_key", "secret_key", "region", "prefix", "addressing")
_TEXTS = ("kind", "public_url", *_OF_A_BUCKET)


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """A bucket and the key for it.

    Attributes:
        endpoint_url: "" for Amazon's own.
        prefix: the folder in the bucket, without slashes around it.
        addressing: where the bucket's name stands in an address: one of ADDRESSINGS.
    """

    bucket: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    endpoint_url: str = ""
    region: str = "us-east-1"
    prefix: str = "klingkit"
    addressing: str = "auto"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What is set up; all empty where nothing is.

    Attributes:
        kind: "", or one of KINDS.
        public_url: where this ComfyUI can be reached from the internet, without a slash at its end.
        callbacks: whether Kling is asked to call there.
    """

    kind: str = ""
    public_url: str = ""
    callbacks: bool = False
    bucket: Bucket | None = None


class HostingFile:
    """Read anew each time, so that an edit counts at once. It need not exist.

    Args:
        environ: KLINGKIT_PUBLIC_URL, which counts before the file's own public_url.
    """

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        self.path = path
        self._environ = environ
        self._has_warned = False

    def read(self) -> Settings:
        """The settings as they are now.

        Raises:
            HostingError: they will not do. Never quotes the file: any line of it may hold a key.
        """
        content = self._content()
        _check_types(self.path, content)
        text = {name: content.get(name, "").strip() for name in _TEXTS}
        public_url, named = self._environ.get("KLINGKIT_PUBLIC_URL", "").strip(), "KLINGKIT_PUBLIC_URL"
        if not public_url:
            public_url, named = text["public_url"], f"{self.path}: public_url"
        kind, callbacks = text["kind"] or ("comfyui" if public_url else ""), content.get("callbacks", False)
        if not public_url and (kind == "comfyui" or callbacks):
            what = "callbacks = true" if callbacks else 'kind = "comfyui"'
            raise HostingError(
                f"{self.path}: {what} needs public_url, the address "
                f'at which this ComfyUI can be reached from the internet, as in public_url = "https://my.host/comfy".'
            )
        if kind not in KINDS and (kind or content):
            raise HostingError(f'{self.path}: kind must be "s3" or "comfyui".')
        return Settings(
            kind=kind,
            public_url=_address(named, public_url),
            callbacks=callbacks,
            bucket=_bucket(self.path, text) if kind == "s3" else None,
        )

    def _content(self) -> dict[str, Any]:
        try:
            if not self.path.exists():
                return {}
            self._warn_of_readers()
            return tomllib.loads(self.path.read_text(encoding="utf-8-sig"))  # Windows' editors begin with a mark
        except OSError as error:
            raise HostingError(f"{self.path} could not be read: {error.strerror}. Mend it or remove it.") from None
        except ValueError:
            # The parser's own text may quote the line, and the line may hold a key.
            raise HostingError(f"{self.path} is not valid TOML. Mend it or remove it.") from None

    def _warn_of_readers(self) -> None:
        if os.name != "posix" or self._has_warned:
            return
        if stat.S_IMODE(self.path.stat().st_mode) & 0o077:
            log.warning("%s can be read by other users of this machine; run: chmod 600 %s", self.path, self.path)
            self._has_warned = True


def _check_types(file: Path, content: Mapping[str, Any]) -> None:
    if unknown := sorted(set(content) - {*_TEXTS, "callbacks"}):
        raise HostingError(
            f"{file}: {', '.join(unknown)} is no setting of it. There are: {', '.join([*_TEXTS, 'callbacks'])}."
        )
    if wrong := [name for name in _TEXTS if not isinstance(content.get(name, ""), str)]:
        raise HostingError(f'{file}: {wrong[0]} must be text in quotes, as in {wrong[0]} = "...".')
    if not isinstance(content.get("callbacks", False), bool):
        raise HostingError(f"{file}: callbacks can be true or false, without quotes.")


def _bucket(file: Path, text: Mapping[str, str]) -> Bucket:
    if missing := [name for name in ("bucket", "access_key", "secret_key") if not text[name]]:
        raise HostingError(f'{file}: {" and ".join(missing)} is missing, which kind = "s3" needs.')
    if (text["addressing"] or "auto") not in ADDRESSINGS:
        raise HostingError(f"{file}: addressing can be {', '.join(ADDRESSINGS)}.")
    given = {name: text[name] for name in _OF_A_BUCKET if text[name]}
    given["endpoint_url"] = _address(f"{file}: endpoint_url", text["endpoint_url"])
    if "prefix" in given:
        given["prefix"] = given["prefix"].strip("/")
    return Bucket(**given)


def _address(named: str, url: str) -> str:
    """Raise HostingError, without quoting an address that may be a key in the wrong place, or hold one."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good, parts = False, urlsplit("")
    if not good or re.search(r"[^!-~]", url) or "@" in parts.netloc or parts.query or parts.fragment:
        raise HostingError(f"{named} must be a web address such as https://my.host/path, without user name, ? or #.")
    return url.rstrip("/")
