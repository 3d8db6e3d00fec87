"""Kling's webhook signature: HMAC-SHA256 over `id.timestamp.body`, with the key that `whsec_` introduces."""

import base64
import binascii
import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Mapping

log = logging.getLogger("klingkit")

PREFIX = "whsec_"
TOLERANCE = 300.0
"""s that the call's time may be away from ours, either way."""
REMEMBERED_MAX = 10_000


class NotGenuine(Exception):
    """A call that is not signed with our key, or not now. Says what is wrong, never what would be right."""


class Webhook:
    """Knows the secret, and the calls of the last minutes.

    Args:
        secret: `whsec_` and base64. Where it is not, every call is refused: a check asked for is never skipped.
        clock: s since epoch.
    """

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._key = _key(secret)
        self._clock = clock
        self._seen: dict[str, float] = {}

    def check(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a genuine call is new; False for one that was heard before.

        Raises:
            NotGenuine: unsigned, signed with another key, changed on the way, or more than 5 minutes old or early.
        """
        name, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not self._key or not name or not moment:
            raise NotGenuine("The call is not signed.")
        if not moment.isascii() or not moment.isdecimal() or len(moment) > 12:
            raise NotGenuine("webhook-timestamp is no time in seconds.")
        now = self._clock()
        if abs(now - int(moment)) > TOLERANCE:
            raise NotGenuine("The call is more than 5 minutes away from this machine's time.")
        signed = b".".join([name.encode(errors="replace"), moment.encode(), body])
        wanted = base64.b64encode(hmac.digest(self._key, signed, hashlib.sha256))
        if not _holds(headers.get("webhook-signature", ""), wanted):
            raise NotGenuine("The signature does not fit.")
        return self._remember(name, int(moment) + TOLERANCE, now)

    def _remember(self, name: str, until: float, now: float) -> bool:
        """Until its time is over, when the clock alone refuses it."""
        self._seen = {known: end for known, end in self._seen.items() if end >= now}
        if name in self._seen or len(self._seen) >= REMEMBERED_MAX:
            return False
        self._seen[name] = until
        return True


def _holds(signatures: str, wanted: bytes) -> bool:
    """Several stand side by side while Kling's key is being changed: one for the old key, one for the new."""
    versions = (signature.partition(",") for signature in signatures.split())
    given = [value.encode(errors="replace") for version, _, value in versions if version == "v1"]
    return any([hmac.compare_digest(value, wanted) for value in given])  # noqa: C419  (all are compared, in equal time)


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key or not secret.strip().startswith(PREFIX):
        log.error(
            "KLINGKIT_WEBHOOK_SECRET is not a secret of Kling's (whsec_ and base64), so every callback is refused. "
            "Copy it again from Kling's console and start ComfyUI again."
        )
        return b""
    return key
