"""Who is asking: an API key, or an HS256 token signed with an access key's secret.

The signature is computed here with the standard library, apart from whatever the client uses: two that agree prove
more.
"""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from .answers import Refused

ANY_SECRET = "secret"  # noqa: S105 - what every access key is signed with where no secrets were given

_LONG_ENOUGH = 12
"""Characters of a key of which four may be shown."""


@dataclass(frozen=True, slots=True)
class Account:
    """Slots and external task ids are counted per account; here each key is an account of its own."""

    key: str = field(repr=False)

    @property
    def name(self) -> str:
        """All of the key that may be shown: its last four characters; of a short one nothing."""
        return f"...{self.key[-4:]}" if len(self.key) >= _LONG_ENOUGH else "..."


@dataclass(frozen=True, slots=True)
class Keys:
    """Which keys are good; None for `api_keys`: any, None for `secrets`: any access key with ANY_SECRET."""

    api_keys: Collection[str] | None = field(default=None, repr=False)
    secrets: Mapping[str, str] | None = field(default=None, repr=False)

    def account(self, header: str | None, *, tokens: bool = True, bare: bool = False) -> Account:
        """The account behind an Authorization header; raises Refused with 1000 to 1004.

        `tokens`: signed ones are accepted as well. `bare`: so is a key without "Bearer" in front.
        """
        if not header or not header.strip():
            raise Refused(1001, "Authorization is empty")
        scheme, _, credential = header.partition(" ")
        credential = credential.strip()
        if bare and scheme != "Bearer" and not credential:
            scheme, credential = "Bearer", scheme
        if scheme != "Bearer" or not credential:
            raise Refused(1002, "Authorization is invalid: expected 'Bearer <key>'")
        if credential.count(".") == 2:
            if not tokens:
                raise Refused(1002, "Authorization is invalid: this takes an API key, not a signed token")
            return self._signed(credential)
        if self.api_keys is not None and credential not in self.api_keys:
            raise Refused(1000, "authentication failed: unknown API key")
        return Account(credential)

    def _signed(self, token: str) -> Account:
        head, claims, signature = token.split(".")
        if _part(head).get("alg") != "HS256":
            raise Refused(1002, "Authorization is invalid: the token's alg must be HS256")
        said = _part(claims)
        issuer, expires, not_before = said.get("iss"), _time(said.get("exp")), _time(said.get("nbf"))
        if not isinstance(issuer, str) or expires is None or not_before is None:
            raise Refused(1002, "Authorization is invalid: the token needs iss, exp and nbf")
        secret = ANY_SECRET if self.secrets is None else self.secrets.get(issuer)
        if secret is None:
            raise Refused(1000, "authentication failed: unknown access key")
        expected = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(expected, _bytes(signature)):
            raise Refused(1000, "authentication failed: wrong signature")
        now = time.time()
        if not_before > now:
            raise Refused(1003, "Authorization is not valid yet: nbf lies ahead")
        if expires <= now:
            raise Refused(1004, "Authorization has expired")
        return Account(issuer)


def _time(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _part(text: str) -> dict[str, Any]:
    try:
        part = json.loads(_bytes(text))
    except ValueError as error:
        raise Refused(1002, "Authorization is invalid: not a token") from error
    if not isinstance(part, dict):
        raise Refused(1002, "Authorization is invalid: not a token")
    return part


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Refused(1002, "Authorization is invalid: not a token") from error
