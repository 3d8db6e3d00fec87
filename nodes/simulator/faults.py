"""What can be made to go wrong: a table with a sentence each, and the plan of when it happens."""

import threading
from dataclasses import dataclass
from enum import Enum


class Step(str, Enum):
    """The three moments of a task at which the service can let us down."""

    CREATE = "create"
    QUERY = "query"
    """One task, the list of them, or what is left in the account."""
    DOWNLOAD = "download"


_C, _Q, _D = Step.CREATE, Step.QUERY, Step.DOWNLOAD


class Fault(Enum):
    """Every fault, with the sentence that says what the client sees and the steps at which it can happen.

    `acts` tells whether the simulator does what was asked before it spoils the answer: after a create with such a
    fault the task exists and is charged. `code` is Kling's, where the fault is an explicit refusal in its envelope.
    """

    DROP_BEFORE = "drop-before", "The connection closes before the request is read; nothing is done.", (_C, _Q, _D)
    DROP_AFTER = "drop-after", "The request is obeyed, then the connection closes without an answer.", (_C, _Q), True
    SILENCE_BEFORE = "silence-before", "The request is read and ignored; no answer ever comes.", (_C, _Q, _D)
    SILENCE_AFTER = "silence-after", "The request is obeyed; no answer ever comes.", (_C,), True
    STALLED_BODY = "stalled-body", "Obeyed; headers and half of the body come, then silence.", (_C, _Q, _D), True
    TRUNCATED = "truncated", "Obeyed; the connection closes after half of the announced body.", (_C, _Q, _D), True
    ERROR_AFTER = "error-after", "HTTP 500 with code 5000, although the request was obeyed.", (_C,), True, 5000
    HTML_502 = "html-502", "A gateway's HTML page with HTTP 502; nothing is done.", (_C, _Q, _D)
    HTML_502_AFTER = "html-502-after", "A gateway's HTML page with HTTP 502; the request was obeyed.", (_C,), True
    WEB_PAGE = "web-page", "A log-in page with HTTP 200 in place of the answer; nothing is done.", (_C, _Q, _D)
    CODE_1000 = "code-1000", "HTTP 401, code 1000: the key is no longer accepted.", (_C, _Q), False, 1000
    CODE_1003 = "code-1003", "HTTP 401, code 1003: the token is not valid yet.", (_C, _Q), False, 1003
    CODE_1004 = "code-1004", "HTTP 401, code 1004: the token has expired.", (_C, _Q), False, 1004
    CODE_1100 = "code-1100", "HTTP 429, code 1100: something is wrong with the account.", (_C, _Q), False, 1100
    CODE_1101 = "code-1101", "HTTP 429, code 1101: the account is in arrears.", (_C, _Q), False, 1101
    CODE_1102 = "code-1102", "HTTP 429, code 1102: the resource pack is used up.", (_C, _Q), False, 1102
    CODE_1103 = "code-1103", "HTTP 403, code 1103: no right to this model.", (_C, _Q), False, 1103
    CODE_1302 = "code-1302", "HTTP 429, code 1302: too many requests.", (_C, _Q), False, 1302
    CODE_1303 = "code-1303", "HTTP 429, code 1303: no free slot.", (_C, _Q), False, 1303
    CODE_1304 = "code-1304", "HTTP 429, code 1304: this address is not on the white list.", (_C, _Q), False, 1304
    CODE_5000 = "code-5000", "HTTP 500, code 5000: internal error; nothing is done.", (_C, _Q), False, 5000
    CODE_5001 = "code-5001", "HTTP 503, code 5001: maintenance; nothing is done.", (_C, _Q), False, 5001
    CODE_5002 = "code-5002", "HTTP 504, code 5002: internal timeout; nothing is done.", (_C, _Q), False, 5002
    TASK_FAILS = "task-fails", "The create is accepted and charged; the task then ends as failed.", (_C,), True
    UNKNOWN_TASK = "unknown-task", "HTTP 404, code 1203: no such task, although it exists.", (_Q,), False, 1203
    EXPIRED_LINK = "expired-link", "HTTP 403: the link is too old; the next query gives a good one.", (_D,)
    NO_RANGES = "no-ranges", "A Range header is ignored: the whole file with HTTP 200.", (_D,), True
    GARBAGE = "garbage", "A file of the announced length and type that is no video.", (_D,)

    def __init__(
        self, label: str, sentence: str, steps: tuple[Step, ...], acts: bool = False, code: int | None = None
    ) -> None:
        self.label = label
        self.sentence = sentence
        self.steps = steps
        self.acts = acts
        self.code = code

    @classmethod
    def named(cls, label: str) -> "Fault":
        for fault in cls:
            if fault.label == label:
                return fault
        raise ValueError(f"There is no fault {label!r}. Take one of: {', '.join(fault.label for fault in cls)}.")


FAULT_MESSAGES = {
    1000: "authentication failed",
    1003: "token is not valid yet",
    1004: "token has expired",
    1100: "account abnormal",
    1101: "account in arrears",
    1102: "account balance not enough",
    1103: "no permission for this model",
    1203: "task not found",
    1302: "too many requests",
    1303: "parallel task over resource pack limit",
    1304: "client IP is not in the whitelist",
    5000: "internal server error",
    5001: "service temporarily unavailable",
    5002: "internal timeout",
}


@dataclass(slots=True)
class Rule:
    """A fault and when it happens: after so many requests that go well, so many times (None: from then on always)."""

    fault: Fault
    step: Step
    after: int = 0
    times: int | None = None
    reason: str = ""
    """For TASK_FAILS: what task_status_msg says."""

    def __post_init__(self) -> None:
        if self.step not in self.fault.steps:
            steps = " or ".join(step.value for step in self.fault.steps)
            raise ValueError(f"{self.fault.label} can happen at {steps}, not at {self.step.value}.")

    def strikes(self) -> bool:
        """Counts one request of the rule's step; True when the fault happens to it."""
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is None:
            return True
        if self.times == 0:
            return False
        self.times -= 1
        return True


class Plan:
    """The rules in force. The oldest one that strikes decides, and younger ones do not see that request.

    So faults can be lined up: twice 1303, then a lost answer.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def next(self, step: Step) -> Rule | None:
        """What happens to the request that has just come in."""
        with self._lock:
            for rule in self._rules:
                if rule.step is step and rule.strikes():
                    return rule
        return None

    def rules(self) -> list[Rule]:
        with self._lock:
            return list(self._rules)
