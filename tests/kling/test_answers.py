"""Every recorded answer is read as its file says, and no wrapping, cutting or nesting of it is read otherwise."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from klingkit.nodes.kling import answers, errors, shapes
from klingkit.nodes.kling.answers import TaskAnswer, Video

FUZZ = settings(deadline=None, derandomize=True, database=None)
"""The same examples each time: a red test is the fault of the change before it."""

WHO = "account demo (https://api.example)"
RECORDED = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent.parent / "data" / "answers").glob("*.json"))
}


def read(step, http, text, task_id="815000000000000001"):
    if step == "create":
        return answers.created(http, text, WHO)
    if step == "query":
        return answers.queried(http, text, WHO, task_id)
    return answers.listed(http, text, WHO)


def text_of(body):
    return body if isinstance(body, str) else json.dumps(body)


def read_case(case, text):
    return read(case["step"], case["http"], text, case.get("task_id"))


def expected(fields):
    return TaskAnswer(**{**fields, "videos": tuple(Video(**video) for video in fields.get("videos", ()))})


def verdict(case, text):
    """What the caller would do: go on with these tasks, or stop at an error."""
    try:
        answer = read_case(case, text)
    except errors.KlingError:
        return "error"
    tasks = answer if isinstance(answer, tuple) else (answer,)
    return [(task.task_id, task.state, task.videos) for task in tasks]


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_answer_is_read_as_its_file_says(name):
    case = RECORDED[name]
    expect = case["expect"]

    if "error" not in expect:
        answer = read_case(case, text_of(case["body"]))
        wanted = tuple(map(expected, expect)) if isinstance(expect, list) else expected(expect)

        assert answer == wanted
        return
    with pytest.raises(errors.KlingError) as caught:
        read_case(case, text_of(case["body"]))

    assert type(caught.value).__name__ == expect["error"]
    assert getattr(caught.value, "code", 0) == expect.get("code", getattr(caught.value, "code", 0))
    assert expect.get("says", "") in str(caught.value)
    assert WHO in str(caught.value)


@pytest.mark.parametrize("word", sorted(answers._STATES))
@pytest.mark.parametrize("spelled", [str.lower, str.upper, str.title])
def test_a_state_word_is_known_however_it_is_spelled(word, spelled):
    body = {"task_id": "t", "status": spelled(word), "video_url": "https://cdn.example/x.mp4"}

    answer = answers.queried(200, json.dumps(body), WHO, "t")

    assert answer.state == answers._STATES[word]
    assert bool(answer.videos) == (answer.state == "succeed")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("5.041", 5.041), (5, 5.0), (5100, 5.1), ("5.0s", 5.0), (600, 600.0), (0, None), ("", None), ("NaN", None)],
)
def test_a_length_is_in_seconds_however_it_is_written(written, seconds):
    body = {"task_id": "t", "status": "done", "videos": [{"url": "https://cdn.example/x.mp4", "duration": written}]}

    answer = answers.queried(200, json.dumps(body), WHO, "t")

    assert answer.videos[0].seconds == seconds


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        (1757000000, 1757000000.0),
        (1757000000123, 1757000000.123),
        ("1757000001", 1757000001.0),
        ("2025-09-04T15:33:20Z", 1757000000.0),
        ("2025-09-04T23:33:20+08:00", 1757000000.0),
        ("2025-09-04 15:33:20", 1757000000.0),
        ("yesterday", None),
        (0, None),
        (None, None),
        ("2025-13-40T00:00:00", None),
    ],
)
def test_a_time_is_seconds_since_1970_however_it_is_written(written, moment):
    body = {"task_id": "t", "status": "running", "created_at": written}

    answer = answers.queried(200, json.dumps(body), WHO, "t")

    assert answer.created_at == moment


HOSTILE = {
    "nested lists": "[" * 100_000,
    "nested objects": '{"data":' * 100_000 + "1" + "}" * 100_000,
    "nested text": json.dumps({"data": json.dumps({"data": "[" * 50_000})}),
    "a page of 5 MB": "<html><body>" + "http://a.example/b " * 280_000,
    "an endless number": '{"task_id":' + "9" * 1_000_000 + "}",
    "ten thousand empty tasks": json.dumps({"data": [{"data": [{"id": ""}] * 10}] * 10_000}),
    "wide and forked": json.dumps(
        {"data": [{}] * 9000, "result": [{}] * 9000, "output": {"data": {"data": {}}, "result": {"data": {}}}}
    ),
    "a link without end": json.dumps({"output": [{"content": [{"text": "http://" * 500_000}]}]}),
    "a stream of nothing": "data: {}\n" * 500_000,
    "surrogates": '{"message":"\\ud800"}',
    "control characters": "\x00\x01\x02",
    "more than is ever read": '{"data":"' + "x" * shapes.MAX_CHARS + '"}',
}


@pytest.mark.parametrize("step", ["create", "query", "list"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_an_error_of_ours_and_a_short_one(name, step):
    with pytest.raises(errors.KlingError) as caught:
        read(step, 200, HOSTILE[name])

    assert len(str(caught.value)) < 500


def test_an_error_shows_no_more_than_the_beginning_of_an_answer():
    with pytest.raises(errors.KlingError) as caught:
        answers.created(400, json.dumps({"message": "a" * 150 + "b" * 5000}), WHO)

    assert "a" * 150 + "b" * 50 in str(caught.value)
    assert "b" * 51 not in str(caught.value)


WRAPS = {
    "kling": lambda body: {"code": 0, "message": "SUCCEED", "data": body},
    "new-api": lambda body: {"code": "success", "message": "", "data": body},
    "response": lambda body: {"response": body},
    "result": lambda body: {"result": body, "request_id": "r"},
    "text": lambda body: {"data": json.dumps(body)},
    "text of text": lambda body: json.dumps(json.dumps(body)),
    "list of one": lambda body: [body],
    "responses": lambda body: {
        "id": "resp_1",
        "status": "completed",
        "output": [{"type": "message", "content": [{"type": "output_text", "text": json.dumps(body)}]}],
    },
}
OPENED = ("data", "error", "output", "task_result", "task_info", "response", "metadata")
AS_JSON = sorted(name for name, case in RECORDED.items() if not isinstance(case["body"], str))


def stringified(body, keys):
    """`body` with the values of `keys` as JSON text, the innermost first."""
    if not isinstance(body, dict):
        return body
    inner = {key: stringified(value, keys) for key, value in body.items()}
    return {
        key: json.dumps(value) if key in keys and isinstance(value, dict | list) else value
        for key, value in inner.items()
    }


@settings(FUZZ, max_examples=600)
@given(
    name=st.sampled_from(AS_JSON),
    wraps=st.lists(st.sampled_from(sorted(WRAPS)), max_size=3),
    keys=st.sets(st.sampled_from(OPENED)),
)
def test_wrapping_never_changes_what_an_answer_means(name, wraps, keys):
    case = RECORDED[name]
    body = stringified(case["body"], keys)

    for wrap in wraps:
        body = WRAPS[wrap](body)

    assert verdict(case, json.dumps(body)) == verdict(case, json.dumps(case["body"]))


@settings(FUZZ, max_examples=600)
@given(name=st.sampled_from(sorted(RECORDED)), data=st.data())
def test_a_truncated_answer_is_an_error_or_means_the_same(name, data):
    case = RECORDED[name]
    text = text_of(case["body"])

    cut = text[: data.draw(st.integers(0, len(text)))]

    assert verdict(case, cut) in ("error", verdict(case, text))


KEYS = sorted(
    {*shapes._ANYWHERE, *answers._TASK_IDS, *answers._STATE_KEYS, *answers._REASONS, *answers._VIDEO_LISTS}
    | {*answers._LINKS, *answers._DURATIONS, *answers._CREATED, "billing", "amount", "id", "code", "content", "text"}
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*sorted(answers._STATES), "https://cdn.example/x.mp4", "815000000000000001", "{}", "[]", "0"])
)
ANYTHING = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(KEYS), below, max_size=5) | below.map(json.dumps)
    ),
    max_leaves=25,
)


@settings(FUZZ, max_examples=1500)
@given(body=ANYTHING, http=st.sampled_from([200, 400, 401, 404, 429, 500, 502]), step=st.sampled_from(["c", "q", "l"]))
def test_whatever_comes_is_a_whole_answer_or_an_error_of_ours(body, http, step):
    case = {"step": {"c": "create", "q": "query", "l": "list"}[step], "http": http, "task_id": "815000000000000001"}

    try:
        answer = read_case(case, json.dumps(body))
    except errors.KlingError:
        return

    for task in answer if isinstance(answer, tuple) else (answer,):
        assert task.task_id
        assert bool(task.videos) == (task.state == "succeed")
        assert len(task.reason) <= 200


@settings(FUZZ, max_examples=300)
@given(text=st.text(max_size=300), http=st.integers(100, 599))
def test_text_that_is_no_answer_makes_no_task(text, http):
    for step in ("create", "query"):
        with pytest.raises(errors.KlingError):
            read(step, http, text)
