"""The Authorization header: a key as it is, or a token signed with an access key and a secret key."""

import threading
import time
from collections.abc import Callable

import requests
import requests.auth
from requests.auth import AuthBase

from .accounts import Account
from .dialects import DIALECTS

TOKEN_SECONDS = 1800
RENEW_BEFORE = 60
NOT_BEFORE = 60
"""s that `nbf` lies in the past: Kling's sample says 5, more does no harm and forgives a clock that is ahead."""
NOT_BEFORE_AFTER_1003 = 900


class Bearer(AuthBase):
    """A key that goes out unchanged: Kling's API key, or a relay's. `scheme` is "Bearer", or "" for the key alone."""

    def __init__(self, key: str, scheme: str = "Bearer") -> None:
        self._key = key
        self._scheme = scheme

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"{self._scheme} {self._key}".strip()
        return request

    def renew(self, code: int | str) -> bool:
        """Whether the same request may pass after this refusal: a plain key cannot change."""
        return False


class SignedToken(Bearer):
    """HS256 JWT with `iss`, `exp` and `nbf`, kept until shortly before it ends. `clock` gives s since epoch."""

    def __init__(self, access_key: str, secret_key: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__("")
        self._access_key = access_key
        self._secret_key = secret_key
        self._clock = clock
        self._ends = 0.0
        self._not_before = NOT_BEFORE
        self._lock = threading.Lock()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        with self._lock:
            if self._clock() > self._ends - RENEW_BEFORE:
                self._sign()
            return super().__call__(request)

    def renew(self, code: int | str) -> bool:
        """Sign anew after 1004 (ended) or 1003 (not valid yet, so this clock is ahead)."""
        if code not in (1003, 1004):
            return False
        with self._lock:
            self._not_before = NOT_BEFORE_AFTER_1003 if code == 1003 else self._not_before
            self._ends = 0.0
        return True

    def _sign(self) -> None:
        import jwt  # brings cryptography along, which plain keys do without

        now = int(self._clock())
        self._ends = now + TOKEN_SECONDS
        claims = {"iss": self._access_key, "exp": int(self._ends), "nbf": now - self._not_before}
        self._key = jwt.encode(claims, self._secret_key, algorithm="HS256")


def auth_for(account: Account, clock: Callable[[], float] = time.time) -> Bearer:
    """A Bearer key where the account has one, else tokens signed with its pair. `clock` gives s since epoch."""
    if account.api_key:
        return Bearer(account.api_key, "" if DIALECTS[account.provider].bare_key else "Bearer")
    return SignedToken(account.access_key, account.secret_key, clock)


def no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """For hosts that must not see a key; it also keeps `requests` from looking for one in ~/.netrc."""
    request.headers.pop("Authorization", None)
    return request
