"""What can go wrong, sorted by what it means for the money.

KlingError
├── InputError            refused on this machine; nothing was sent
│   └── AccountError      no such account, or it has no key
├── NotConnected          the address could not be reached; nothing arrived
├── Refused               the provider said no in so many words; no task exists
│   ├── AuthenticationRefused, BalanceRefused, AccessRefused, ParameterRefused, PolicyRefused
│   ├── NotFound          it does not know this task, model or path
│   └── Busy              wait, then ask again
│       └── SlotsFull     the account has no free slot for this model
├── Unanswered            the answer was lost or says nothing: whatever was asked may have been done
│   └── CreateUnanswered  a create may have been paid: names the external_task_id to look for
├── BudgetReached         refused on this machine by the account's own daily budget; nothing was sent
├── BrokenVideo           a file that is not a whole video
└── TaskError             a task that exists, always with its id
    ├── TaskFailed        Kling could not make the video
    ├── TaskNotFinished   we stopped waiting; the task goes on
    └── NotSaved          the video is paid and finished, and its file is not here yet

The provider's numeric code decides, then its text, then the HTTP status: 429 alone can mean "wait" or "top up".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass


class KlingError(Exception):
    """The sentence is for the person at the graph."""

    def __init_subclass__(cls) -> None:
        # ComfyUI shows and logs the module of an error, and ours is named by the folder that the pack lies in.
        cls.__module__ = "klingkit"


KlingError.__module__ = "klingkit"


class InputError(KlingError):
    """An input that cannot be sent. Names the input, its value, the limit and the remedy."""


class AccountError(InputError):
    """An account that this machine lacks, or that lacks its key."""


class NotConnected(KlingError):
    """Name look-up, connect or TLS failed: not one byte of the request arrived."""


class Refused(KlingError):
    """An explicit no. `code` is the provider's own, 0 where it gave none; `http` the status."""

    def __init__(self, who: str, reason: str, *, code: int | str = 0, http: int = 0, advice: str = "") -> None:
        marks = ", ".join(mark for mark in (f"code {code}" if code else "", f"HTTP {http}" if http else "") if mark)
        told = reason.rstrip(". ") or "no reason given"
        super().__init__(f"{who} refused: {told}{f' ({marks})' if marks else ''}.{f' {advice}' if advice else ''}")
        self.reason = reason
        self.code = code
        self.http = http


class AuthenticationRefused(Refused):
    """The key or token was not accepted."""


class BalanceRefused(Refused):
    """No units left, or the account is in arrears."""


class AccessRefused(Refused):
    """The account may not use this model, interface or address."""


class ParameterRefused(Refused):
    """A field's name or value was not accepted."""


class PolicyRefused(Refused):
    """The content check said no."""


class NotFound(Refused):
    """The provider does not know this task, model or path."""


class Busy(Refused):
    """Certainly not accepted, and the same request may go again later."""


class SlotsFull(Busy):
    """As many tasks are running as the account's pack allows."""


class Unanswered(KlingError):
    """The request went out, and no readable answer came back."""


class CreateUnanswered(Unanswered):
    """A create whose outcome nobody can tell: it may be running, and paid."""

    def __init__(self, who: str, external_task_id: str, cause: str) -> None:
        told = f"it {cause.removeprefix(who).strip()}" if cause.startswith(who) else cause
        super().__init__(
            f"{who} did not say whether it accepted the task: {told.rstrip('. ')}. It may be running and charged, "
            f"so it is not sent again by itself. Look for external_task_id {external_task_id} in the provider's task "
            f"list: if it is there, put its task id into Kling Poll; if it is not, set `take` to another number to "
            f"send it again."
        )
        self.external_task_id = external_task_id


class BudgetReached(KlingError):
    """Sending this would pass the daily budget that the account's owner set."""


class BrokenVideo(KlingError):
    """A file that PyAV cannot read to its end."""


class TaskError(KlingError):
    """Something about one task. `task_id` is what Kling Poll takes."""

    def __init__(self, task_id: str, sentence: str) -> None:
        super().__init__(sentence)
        self.task_id = task_id


class TaskFailed(TaskError):
    """Kling's own verdict; `reason` is its `task_status_msg`."""

    def __init__(self, task_id: str, reason: str) -> None:
        sentence = (
            f"Kling could not finish task {task_id}: {reason.rstrip('. ') or 'no reason given'}. {remedy(reason)}"
        )
        super().__init__(task_id, sentence)
        self.reason = reason


class TaskNotFinished(TaskError):
    """The wait ended, the task did not."""


class NotSaved(TaskError):
    """Paid and finished, but the file could not be fetched or stored yet."""


_REMEDIES = (
    (r"pixel|unsupported image|image format", "Use a JPEG or PNG picture with both sides of 300 px or more."),
    (r"risk control|sensitive|policy|风控|敏感", "Soften the prompt or use another picture; a second try may pass."),
    (r"base64", "The picture was not understood: load it anew as an IMAGE."),
    (r"no human", "Use a video in which one person's face is clearly visible."),
)


def remedy(reason: str) -> str:
    """The one next step for a `task_status_msg`."""
    for pattern, advice in _REMEDIES:
        if re.search(pattern, reason, re.IGNORECASE):
            return advice
    return "Queue it again to pay for a new try, or change the prompt or the picture first."


@dataclass(frozen=True)
class Code:
    """What one of Kling's numeric codes makes of a request."""

    error: Callable[..., Refused] | None
    """None: not even the provider can say whether the request was carried out."""
    advice: str


_CHECK_KEY = "Check the key of this account, and that it belongs to this address."
_CHECK_CLOCK = "Set this machine's clock right: the access token is signed with its time."
_TOP_UP = "Top up the account or its resource pack."

CODES = {
    1000: Code(AuthenticationRefused, _CHECK_KEY),
    1001: Code(AuthenticationRefused, _CHECK_KEY),
    1002: Code(AuthenticationRefused, _CHECK_KEY),
    1003: Code(AuthenticationRefused, _CHECK_CLOCK),
    1004: Code(AuthenticationRefused, _CHECK_CLOCK),
    1100: Code(BalanceRefused, "Look at the account in Kling's console."),
    1101: Code(BalanceRefused, _TOP_UP),
    1102: Code(BalanceRefused, _TOP_UP),
    1103: Code(AccessRefused, "Choose a model that the account's pack covers."),
    1200: Code(ParameterRefused, "Change the named input."),
    1201: Code(ParameterRefused, "Change the named input."),
    1202: Code(NotFound, "Check the account's address: it ends before /v1."),
    1203: Code(NotFound, "Check the model name or the task id, and that this account made the task."),
    1300: Code(PolicyRefused, "Use another prompt or picture."),
    1301: Code(PolicyRefused, "Use another prompt or picture."),
    1302: Code(Busy, "Wait a little, then queue it again."),
    1303: Code(SlotsFull, "Wait until a running task has ended, then queue it again."),
    1304: Code(AccessRefused, "Add this machine's address to the white list in Kling's console."),
    5000: Code(None, ""),
    5001: Code(Busy, "The service is under maintenance: queue it again later."),
    5002: Code(None, ""),
}
"""Kling's error table. 5000 and 5002 come from behind the point where a task is accepted, so they prove nothing."""

_GATES = {
    "model_not_found": CODES[1103],
    "get_channel_failed": CODES[1103],
    "insufficient_user_quota": CODES[1102],
}
"""What a relay says at its own gate, under any status, before it asks Kling at all."""

_UNTOLD = r"time.?out|timed out|超时|do_request_failed"
"""A relay that did not hear the end of it either."""

_TEXTS = (
    (r"quota|balance|credits|insufficient|余额|额度|欠费", CODES[1102]),
    (r"task_not_exist|not exist|not found|no such task|不存在", CODES[1203]),
    (r"parallel|concurren|并发", CODES[1303]),
    (r"too many|too frequent|rate limit|频繁", CODES[1302]),
    (r"sensitive|risk|风控|policy|敏感", CODES[1301]),
    (r"no access to model|无权", CODES[1103]),
)

_STATUSES = {
    401: CODES[1000],
    402: CODES[1102],
    403: CODES[1103],
    404: CODES[1203],
    405: CODES[1202],
    413: Code(ParameterRefused, "Scale the picture down."),
    429: CODES[1302],
}


def refusal(who: str, reason: str, *, code: int | str = 0, http: int = 0) -> KlingError:
    """The error that an answer without a task stands for.

    Args:
        who: account and address, to begin the sentence with.
        reason: the provider's own words.
        code: its numeric code, or a text code such as "task_not_exist", or 0.
        http: status of the answer; 408 and 5xx without a code prove nothing, other 4xx are a no.
    """
    row = _row(reason, code, http)
    if row is None or row.error is None:
        marks = f"code {code}, HTTP {http}" if code else f"HTTP {http}"
        return Unanswered(f"{who} answered without saying what became of the request: {reason[:200]} ({marks}).")
    return row.error(who, reason[:500], code=code, http=http, advice=row.advice)


def _row(reason: str, code: int | str, http: int) -> Code | None:
    if isinstance(code, int) and code in CODES:
        return CODES[code]
    if code in _GATES:
        return _GATES[str(code)]
    if http == 408 or http >= 500 or not (code or http >= 300):
        return None
    texts = _TEXTS[:1] if http == 401 else _TEXTS
    for pattern, row in texts:
        if re.search(pattern, f"{code} {reason}", re.IGNORECASE):
            return row
    if re.search(_UNTOLD, f"{code} {reason}", re.IGNORECASE):
        return None
    return _STATUSES.get(http, Code(ParameterRefused if http >= 400 else Refused, ""))
