"""Hosting as nodes see it: a file in, an address out."""

import ipaddress
import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from .callback_token import CallbackToken
from .errors import HostingError
from .s3 import S3
from .settings import Bucket, HostingFile
from .shares import Shares

log = logging.getLogger("klingkit")


class Hosting:
    """Where Kling can fetch a local video from, and call back to. Threads may share it.

    Args:
        folder: holds hosting.toml, which need not exist and is read anew each time; the callback's token is kept there.
        environ: KLINGKIT_PUBLIC_URL.
        clock: s since epoch.

    Attributes:
        shares: what the share route serves.
        callback_token: what the callback route compares with.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str], clock: Callable[[], float] = time.time) -> None:
        self._file = HostingFile(folder / "hosting.toml", environ)
        self.shares = Shares(clock)
        self.callback_token = CallbackToken(folder / "callback.token")
        self._buckets: dict[Bucket, S3] = {}
        self._lock = threading.Lock()

    @property
    def configured(self) -> bool:
        """Whether its owner set anything up. Settings that will not do count: `publish` says what is wrong."""
        try:
            return bool(self._file.read().kind)
        except HostingError:
            return True

    def publish(self, path: Path) -> str:
        """Make a local mp4 or mov available for 24 hours; returns its address, another one at each call.

        Blocks while it uploads.

        Raises:
            HostingError: nothing is set up, or it did not work; says what to do.
        """
        settings = self._file.read()
        if settings.bucket:
            return self._s3(settings.bucket).publish(path)
        if settings.kind == "comfyui":
            _warn_of_this_machine(settings.public_url)
            return f"{settings.public_url}/klingkit/share/{self.shares.add(path)}"
        raise HostingError(
            f"A local video cannot be sent to Kling, which fetches videos by address only. Set up hosting: write "
            f'kind = "s3" and a bucket of yours, or kind = "comfyui" and the public_url of this ComfyUI, into '
            f"{self._file.path} (docs/security.md shows both), or set KLINGKIT_PUBLIC_URL. Or choose `kling video` or "
            f"`video url` as the source."
        )

    def callback_url(self) -> str:
        """What Kling is asked to call where a node names no address; "" unless `callbacks` is on.

        A callback only saves waiting, so trouble with it is logged and stops nothing.
        """
        try:
            settings = self._file.read()
            if not settings.callbacks:
                return ""
            return f"{settings.public_url}/klingkit/callback/{self.callback_token.get()}"
        except HostingError as error:
            log.warning("Kling is not asked to call back: %s", error)
            return ""

    def _s3(self, bucket: Bucket) -> S3:
        with self._lock:
            if bucket not in self._buckets:
                self._buckets[bucket] = S3(bucket)
            return self._buckets[bucket]


def _warn_of_this_machine(public_url: str) -> None:
    host = urlsplit(public_url).hostname or ""
    try:
        is_near = ipaddress.ip_address(host).is_private
    except ValueError:
        is_near = host == "localhost" or "." not in host
    if is_near:
        log.warning("public_url is %s, which Kling cannot reach from the internet; only the simulator can.", public_url)
