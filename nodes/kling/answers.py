"""What Kling or a relay answered, as one plain task, in whatever shape it came.

Never a failure read as a success, nor the reverse: where an answer says neither, it is an error that means "ask again".
One relay's oddity is a word in the tables here or in shapes.py, with its recorded answer in tests/data/answers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from . import errors, shapes
from .shapes import Chain, Layer
from .values import as_id, as_link, as_moment, as_number, as_text, innermost

State = Literal["submitted", "processing", "succeed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """One finished video. `id` is empty where a relay gives none: it cannot be extended then."""

    id: str
    url: str
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswer:
    """What one answer says about one task. `reason` is set for a failed task only; times are s since 1970."""

    task_id: str
    state: State
    reason: str = ""
    videos: tuple[Video, ...] = ()
    external_task_id: str = ""
    units: float | None = None
    created_at: float | None = None
    updated_at: float | None = None


_STATE_WORDS: dict[State, str] = {
    "submitted": "submitted queued queueing pending not_start initializing staged 已提交 排队中",
    "processing": "processing running in_progress unknown 处理中 生成中",
    "succeed": "succeed succeeded success completed complete done finished 成功 已完成",
    "failed": "failed fail failure error canceled cancelled expired timeout 失败 已取消",
}
_STATES: dict[str, State] = {word: state for state, words in _STATE_WORDS.items() for word in words.split()}

_TASK_IDS = ("task_id", "taskId")
_EXTERNAL_IDS = ("external_task_id", "external_id")
_STATE_KEYS = ("task_status", "status", "state")
_REASONS = ("task_status_msg", "fail_reason", "failMsg", "fail_msg", "fault", "message", "msg")
_CODES = ("code", "error_code")
_VIDEO_LISTS = ("videos", "outputs", "works", "resultUrls", "output")
_LINKS = ("url", "resource_without_watermark", "resource", "video_url", "result_url", "fail_reason")
"""`fail_reason`: old new-api versions put the finished link there."""
_DURATIONS = ("duration", "seconds")
_CREATED = ("created_at", "create_time", "submit_time")
_UPDATED = ("updated_at", "update_time", "finish_time", "completed_at")

_GOOD = {"", "ok", "success", "succeed", "succeeded", "successful", "请求成功", "成功"}
_EXCERPT = 200
"""Characters of an answer that an error may show."""


def created(http: int, text: str, who: str) -> TaskAnswer:
    """The task that a create made.

    It is accepted if and only if the answer holds a task id, whatever its status and code say: DMXAPI was seen to
    send a success inside an error. Anything else raises the error that `errors.refusal` makes of it.
    """
    chains = shapes.unfold(text)
    for chain in chains:
        ids = _ids(chain, http)
        if ids:
            answer = _answer(chain, ids[0], _state(chain, ids, http) or "submitted")
            nameless = answer.state == "succeed" and not answer.videos
            return replace(answer, state="processing") if nameless else answer
    raise _refusal(http, text, who, chains)


def queried(http: int, text: str, who: str, task_id: str) -> TaskAnswer:
    """How one task stands. `task_id` may also be the external id that the create was given.

    Raises:
        NotFound: the provider does not know the task, or lists several and this one is not among them.
        Unanswered: nothing readable came, or a success without a video; ask again.
    """
    chains = shapes.unfold(text)
    tasks = list(_tasks(chains, http))
    for ids, answer in tasks:
        if task_id in ids or (len(tasks) == 1 and task_id != answer.external_task_id):
            # A relay may show Kling's own id here, and still it only takes the one that was asked for.
            return _finished(replace(answer, task_id=task_id), who)
        if task_id == answer.external_task_id:
            return _finished(answer, who)
    if tasks:
        raise errors.refusal(who, f"it lists {len(tasks)} tasks, and not {task_id}", code="task_not_exist", http=http)
    if _is_blank(chains, http, None, []):
        raise errors.refusal(who, f"it does not know task {task_id}", code="task_not_exist", http=http)
    raise _refusal(http, text, who, chains)


def listed(http: int, text: str, who: str) -> tuple[TaskAnswer, ...]:
    """The tasks of a list; those without an id are left out. Empty only where the answer holds an empty list.

    A success without a video counts as processing here, so that it does not hide its neighbours.
    """
    chains = shapes.unfold(text)
    tasks = [answer for ids, answer in _tasks(chains, http) if ids]
    if not tasks and not _is_blank(chains, http, []):
        raise _refusal(http, text, who, chains)
    return tuple(
        replace(task, state="processing") if task.state == "succeed" and not task.videos else task for task in tasks
    )


def _tasks(chains: list[Chain], http: int) -> Iterator[tuple[list[str], TaskAnswer]]:
    for chain in chains:
        ids = _ids(chain, http)
        state = _state(chain, ids, http)
        if state:
            yield ids, _answer(chain, ids[0] if ids else "", state)


def _answer(chain: Chain, task_id: str, state: State) -> TaskAnswer:
    return TaskAnswer(
        task_id=task_id,
        state=state,
        reason=_reason(chain) if state == "failed" else "",
        videos=_videos(chain) if state == "succeed" else (),
        external_task_id=innermost(chain, _EXTERNAL_IDS, as_id) or "",
        units=_units(chain),
        created_at=innermost(chain, _CREATED, as_moment),
        updated_at=innermost(chain, _UPDATED, as_moment),
    )


def _finished(answer: TaskAnswer, who: str) -> TaskAnswer:
    if answer.state == "succeed" and not answer.videos:
        raise errors.Unanswered(f"{who} calls task {answer.task_id} finished, but names no video. Ask it again later.")
    return answer


def _state(chain: Chain, ids: list[str], http: int) -> State | None:
    """None where the answer is no word about a task; an unknown word means that it still runs."""
    words: list[State] = list(_words(chain))
    videos = _videos(chain)
    if not words:
        if _is_fault(chain, http):
            return None
        if videos and (ids or ".mp4" in videos[0].url):
            return "succeed"
        return "submitted" if ids else None
    # {"status": "error", "message": "invalid token"} is about the question and not about a task.
    if not (ids or innermost(chain, ("task_status",), as_text) or ("succeed" in words and videos)):
        return None
    if "succeed" in words and videos:
        return "succeed"
    if "failed" in words:
        return "failed"
    running: list[State] = [word for word in words if word != "succeed"]
    return running[-1] if running else "succeed"


def _words(chain: Chain) -> Iterator[State]:
    """The states said, from the outside in. A frame without an id of its own says "success" of the call alone."""
    said: list[tuple[Layer, State]] = [(layer, word) for layer in chain if (word := _word(layer))]
    for layer, word in said:
        if layer is said[-1][0] or any(as_id(layer.get(key)) for key in (*_TASK_IDS, "id")):
            yield word


def _word(layer: Layer) -> State | None:
    for key in _STATE_KEYS:
        word = re.sub(r"[\s-]+", "_", as_text(layer.get(key)) or "").lower()
        # A number is an HTTP status, as in {"status": 500, "error": "Internal Server Error"}.
        if word and as_number(word) is None:
            return _STATES.get(word, "processing")
    return None


def _ids(chain: Chain, http: int) -> list[str]:
    """The relay's own id first: that is the one it takes; Kling's stands further in. Never `request_id`."""
    strong = [found for layer in chain for key in _TASK_IDS if (found := as_id(layer.get(key)))]
    clean = http < 400 and not _is_fault(chain, http)
    weak = [found for layer in chain if (found := as_id(layer.get("id"))) and (clean or _vouches(layer, http))]
    return strong or weak


def _vouches(layer: Layer, http: int) -> bool:
    """Whether a bare `id` is that of a task although the answer has an error in it, not that of a refused call."""
    word = _word(layer)
    return word is not None and (word != "failed" or http < 400)


def _videos(chain: Chain) -> tuple[Video, ...]:
    for layer in reversed(chain):
        for key in _VIDEO_LISTS:
            videos = tuple(video for item in _items(layer.get(key)) if (video := _video(item)))
            if videos:
                return videos
    url = innermost(chain, _LINKS, as_link)
    if not url:
        return ()
    return (Video(id=innermost(chain, ("video_id",), as_id) or "", url=url, seconds=_seconds(chain)),)


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _video(item: object) -> Video | None:
    if isinstance(item, dict) and isinstance(item.get("video"), dict):
        item = item["video"]
    layer = item if isinstance(item, dict) else {"url": item}
    url = innermost([layer], _LINKS, as_link)
    if not url or "video" not in (as_text(layer.get("type")) or "video"):
        return None
    return Video(id=innermost([layer], ("id", "video_id"), as_id) or "", url=url, seconds=_seconds([layer]))


def _seconds(chain: Chain) -> float | None:
    length = innermost(chain, _DURATIONS, as_number)
    # No Kling video lasts ten minutes, so that many are ms.
    return length / 1000 if length and length > 600 else length or None


def _units(chain: Chain) -> float | None:
    units = innermost(chain, ("final_unit_deduction",), as_number)
    if units is not None:
        return units
    rows = [row for layer in chain for row in _items(layer.get("billing")) if isinstance(row, dict)]
    amounts = [as_number(row.get("amount")) for row in rows if row.get("charge_type", "unit") == "unit"]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _reason(chain: Chain) -> str:
    for key in _REASONS:
        for layer in reversed(chain):
            reason = " ".join((as_text(layer.get(key)) or "")[:2000].split())
            if reason.lower() not in _GOOD and not as_link(reason):
                return reason[:_EXCERPT]
    return ""


def _code(chain: Chain) -> int | str:
    """The provider's error code; 0 for a success or none. One of Kling's own goes before a relay's."""
    codes = [code for layer in chain for key in _CODES if (code := _plain_code(as_text(layer.get(key)) or ""))]
    numbers = [code for code in codes if isinstance(code, int)]
    known = [code for code in numbers if code in errors.CODES]
    return next(iter(known or numbers or codes), 0)


def _plain_code(code: str) -> int | str:
    """Also "dmxapi_kling_error_1303" as the 1303 that it holds."""
    number = re.fullmatch(r"(?:\w*kling_error_)?(-?[0-9]{1,9})", code)
    if number:
        value = int(number.group(1))
        return 0 if 200 <= value < 300 else value
    return 0 if code.lower() in _GOOD else code[:60]


def _is_fault(chain: Chain, http: int) -> bool:
    faults = ((as_text(layer.get("fault")) or "").lower() for layer in chain)
    return http >= 300 or bool(_code(chain)) or any(fault not in _GOOD for fault in faults)


def _is_blank(chains: list[Chain], http: int, *blanks: object) -> bool:
    """Whether a good answer has one of `blanks` where the task should stand; null proves it only with a good code."""
    for chain in chains:
        spoken = any(layer.get("code") is not None for layer in chain)
        places = [layer[key] for layer in chain for key in ("data", "result") if key in layer]
        if not _is_fault(chain, http) and any(place in blanks and (spoken or place == []) for place in places):
            return True
    return False


def refused(http: int, text: str, who: str) -> errors.KlingError:
    """The error that an answer without what was asked for stands for."""
    return _refusal(http, text, who, shapes.unfold(text))


def _refusal(http: int, text: str, who: str, chains: list[Chain]) -> errors.KlingError:
    layers = [layer for chain in chains[:5] for layer in chain]
    code = _code(layers)
    if isinstance(code, int) and 400 <= code < 600 and http < 400:
        http, code = code, 0  # relays that answer HTTP 200 and put the status into the body
    return errors.refusal(who, _reason(layers) or _excerpt(text), code=code, http=http)


def _excerpt(text: str) -> str:
    """The title of an HTML page, else how the text begins."""
    head = text[:4000].strip()
    title = re.search(r"<title[^>]*>([^<]+)", head, re.IGNORECASE)
    return " ".join((title.group(1) if title else head).split())[:_EXCERPT] or "an empty answer"
