"""What an answer without a task stands for: the provider's code decides, then its words, then the HTTP status."""

import pytest
from klingkit.nodes.kling import errors

WHO = "account demo (https://api.example)"

BY_CODE = {
    1000: "AuthenticationRefused",
    1001: "AuthenticationRefused",
    1002: "AuthenticationRefused",
    1003: "AuthenticationRefused",
    1004: "AuthenticationRefused",
    1100: "BalanceRefused",
    1101: "BalanceRefused",
    1102: "BalanceRefused",
    1103: "AccessRefused",
    1200: "ParameterRefused",
    1201: "ParameterRefused",
    1202: "NotFound",
    1203: "NotFound",
    1300: "PolicyRefused",
    1301: "PolicyRefused",
    1302: "Busy",
    1303: "SlotsFull",
    1304: "AccessRefused",
    5000: "Unanswered",
    5001: "Busy",
    5002: "Unanswered",
}


def kind(error):
    return type(error).__name__


def test_every_code_of_the_table_has_its_meaning_here():
    assert set(BY_CODE) == set(errors.CODES)


@pytest.mark.parametrize("http", [200, 400, 429, 500])
@pytest.mark.parametrize("code", BY_CODE)
def test_a_code_of_kling_decides_whatever_the_status_and_the_words_are(code, http):
    error = errors.refusal(WHO, "quota of parallel tasks not found", code=code, http=http)

    assert kind(error) == BY_CODE[code]
    assert str(error).startswith(WHO)
    assert str(code) in str(error)


@pytest.mark.parametrize("code", [code for code, row in errors.CODES.items() if row.error])
def test_a_refusal_carries_what_was_said_and_ends_with_what_to_do(code):
    error = errors.refusal(WHO, "said so.", code=code, http=429)

    assert (error.reason, error.code, error.http) == ("said so.", code, 429)
    assert str(error) == f"{WHO} refused: said so (code {code}, HTTP 429). {errors.CODES[code].advice}"


@pytest.mark.parametrize(
    ("http", "code", "reason", "expected"),
    [
        (429, 0, "", "Busy"),
        (429, 0, "Too many requests", "Busy"),
        (429, 0, "请求过于频繁", "Busy"),
        (429, 0, "parallel task over resource pack limit", "SlotsFull"),
        (429, 0, "并发超限", "SlotsFull"),
        (429, 0, "Account balance not enough", "BalanceRefused"),
        (403, 0, "token quota exhausted", "BalanceRefused"),
        (403, "insufficient_user_quota", "用户额度不足, 剩余额度: 0.00", "BalanceRefused"),
        (403, 0, "余额不足", "BalanceRefused"),
        (402, 0, "INSUFFICIENT_CREDITS", "BalanceRefused"),
        (402, 0, "", "BalanceRefused"),
        (403, 0, "This token has no access to model kling-v3", "AccessRefused"),
        (403, 0, "", "AccessRefused"),
        (401, 0, "", "AuthenticationRefused"),
        (400, "task_not_exist", "task_not_exist", "NotFound"),
        (200, "task_not_exist", "", "NotFound"),
        (400, 0, "任务不存在", "NotFound"),
        (404, 0, "", "NotFound"),
        (405, 0, "", "NotFound"),
        (413, 0, "", "ParameterRefused"),
        (400, 0, "", "ParameterRefused"),
        (422, 0, "field required", "ParameterRefused"),
        (400, 0, "the prompt is sensitive", "PolicyRefused"),
        (400, 0, "内容敏感", "PolicyRefused"),
        (200, 9999, "something new", "Refused"),
        (400, 9999, "something new", "ParameterRefused"),
    ],
)
def test_without_a_code_of_kling_the_words_decide_then_the_status(http, code, reason, expected):
    error = errors.refusal(WHO, reason, code=code, http=http)

    assert kind(error) == expected


@pytest.mark.parametrize(
    ("http", "code", "reason"),
    [
        (200, 0, ""),
        (200, 0, "Welcome"),
        (408, 0, ""),
        (500, 0, ""),
        (502, 0, "502 Bad Gateway"),
        (503, 0, ""),
        (504, 0, ""),
        (524, 0, "error code: 524"),
        (500, "do_request_failed", "upstream closed the connection"),
    ],
)
def test_an_answer_that_proves_nothing_may_have_been_a_paid_create(http, code, reason):
    error = errors.refusal(WHO, reason, code=code, http=http)

    assert kind(error) == "Unanswered"
    assert f"HTTP {http}" in str(error)


def test_a_slot_that_is_missing_is_also_a_reason_to_wait():
    error = errors.refusal(WHO, "parallel task over resource pack limit", code=1303, http=429)

    assert isinstance(error, errors.Busy)
    assert isinstance(error, errors.Refused)


@pytest.mark.parametrize("http", [200, 400, 502])
def test_a_long_reason_is_cut(http):
    error = errors.refusal(WHO, "word " * 10_000, code=0, http=http)

    assert len(str(error)) < 700


def test_a_refusal_without_a_reason_says_so():
    error = errors.refusal(WHO, "", http=404)

    assert "no reason given (HTTP 404)." in str(error)


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        ("Image pixel is invalid", "300 px"),
        ("Unsupported image. Please check the image format, size and dimensions.", "300 px"),
        ("Failure to pass the risk control system", "Soften the prompt"),
        ("内容敏感", "Soften the prompt"),
        ("File is not in a valid base64 format", "load it anew"),
        ("there is no human in the video", "person's face"),
        ("", "Queue it again"),
        ("something new", "Queue it again"),
    ],
)
def test_a_failed_task_names_its_id_the_reason_and_the_next_step(reason, advice):
    error = errors.TaskFailed("815000000000000001", reason)

    assert error.task_id in str(error)
    assert (reason.rstrip(".") or "no reason given") in str(error)
    assert advice in str(error)


def test_a_create_without_an_answer_says_how_to_look_for_the_task():
    error = errors.CreateUnanswered(WHO, "kk-1", "the connection was lost.")

    assert isinstance(error, errors.Unanswered)
    assert error.external_task_id == "kk-1"
    assert "kk-1" in str(error)
    assert "not sent again" in str(error)
    assert "the connection was lost." in str(error)
