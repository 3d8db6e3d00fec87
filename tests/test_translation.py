"""Errors and node texts in Chinese: none is missing, none is stale, and what stands in them comes through."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from klingkit.nodes.kling import errors
from klingkit.nodes.language import LOCALES
from klingkit.nodes.translation import Translation
from klingkit.tests import sentences

ZH = LOCALES / "zh" / "errors.json"
TABLES = json.loads(ZH.read_text(encoding="utf-8"))
TEXTS = [(kind, key) for kind in ("sentences", "reasons", "parts") for key in TABLES[kind]]
GAP = re.compile(r"\{(number|item|part|)\}")

NOT_READ = {
    "patterns, tables and code": [
        "(at ",
        "bytes (\\d+)-",
        "callbacks = true",
        'kind = "comfyui"',
        "no human",
        "s秒 ",
        "failed fail failure error canceled cancelled expired timeout 失败 已取消",
        "processing running in_progress unknown 处理中 生成中",
        "submitted queued queueing pending not_start initializing staged 已提交 排队中",
        "succeed succeeded success completed complete done finished 成功 已完成",
        "{} Hz x {}",
        "{}x{} RGB",
        "task {} {}",
        "tuple[Future[Task], ...]",
        '{"version": 1, "width": 1024, "height": 1024, "areas": []}',
        "BEGIN EXCLUSIVE",
        "private, max-age=31536000, immutable",
        "private, no-cache",
        "PRAGMA busy_timeout=10000",
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
    ],
    "tooltips, which belong to nodeDefs.json": [
        "The camera goes down (below 0) or up.",
        "The camera goes left (below 0) or right.",
        "The camera rolls counter-clockwise (below 0) or clockwise.",
        "The camera turns down (below 0) or up. Kling's older text had pan and tilt the other way round.",
        "The camera turns left (below 0) or right. Kling's older text had pan and tilt the other way round.",
        "The picture gets narrower (below 0) or wider.",
    ],
    "values of a widget, which are the same in every language": [
        "audio url",
        "kling video",
        "local video",
        "video url",
        "Commercial Lady",
        "The Reader",
    ],
    "names": ["Amazon S3"],
    "for the log, or for our own code, which catches them": [
        "A lease could not be given back",
        "Leases could not be renewed",
        "Row {} has been taken over by another process.",
        "The journal has no row {}.",
    ],
    "put together in the code, and written out in BY_HAND": [
        ", and `{}` stands for it here",
        ", not {}",
        "There is no account {} on this machine{}. {}",
        "{}: provider can be {}{}.",
        "{} is not valid TOML{}. Mend it or remove it.",
        "it {}",
    ],
}
"""What the search finds and nobody reads as an error or on a node."""

BY_HAND = {
    "put together of the texts above": [
        "There is no account {} on this machine. {}",
        "There is no account {} on this machine, and `{}` stands for it here. {}",
        "{}: provider can be {}.",
        "{}: provider can be {}, not {}.",
        "{} is not valid TOML, {}. Mend it or remove it.",
    ],
    "single words, which the search does not find": [
        "lip-sync",
        "static",
        "missing",
        "processing",
        "prepared",
        "succeeded",
        "saved",
        "failed",
        "unknown",
    ],
    "how a batch counts its states": ["{} {}"],
}
"""Translations of what the search cannot find."""


@pytest.fixture(scope="module")
def translate():
    return Translation.read(ZH)


def filled(text, values):
    """A template with values in its gaps, in either language."""
    rest = iter(values)
    return GAP.sub(lambda _: next(rest), text)


def put(translation, values):
    return re.sub(r"\{(\d+)!?\}", lambda slot: values[int(slot[1])], translation)


def marks(key):
    """A value for each gap that can stand nowhere else."""
    special = {"number": "{}7", "part": "area {}"}
    return [special.get(gap, "mark{}").format(number) for number, gap in enumerate(GAP.findall(key))]


def plain(key):
    """A key as the search finds it."""
    return GAP.sub("{}", key)


@pytest.mark.parametrize("path", sentences.files(), ids=lambda path: str(path.relative_to(sentences.NODES)))
def test_every_text_for_people_has_its_translation(path):
    known = {plain(key) for table in TABLES.values() for key in table}
    known |= {text for texts in NOT_READ.values() for text in texts}

    missing = sorted(sentences.texts(path) - known)

    assert missing == [], f"put them into {ZH.relative_to(LOCALES.parent)}, or into NOT_READ with a reason"


def test_no_translation_is_stale():
    used = {text for path in sentences.files() for text in sentences.texts(path)}
    used |= {text for texts in BY_HAND.values() for text in texts}

    # Reasons are the providers' words; ours among them are written in many forms.
    stale = [key for kind in ("sentences", "parts") for key in TABLES[kind] if plain(key) not in used]

    assert stale == []


def test_nothing_is_left_out_in_vain():
    found = {text for path in sentences.files() for text in sentences.texts(path)}

    assert [text for texts in NOT_READ.values() for text in texts if text not in found] == []


@pytest.mark.parametrize(("kind", "key"), TEXTS)
def test_a_text_comes_out_as_its_translation_with_every_value(translate, kind, key):
    values = marks(key)

    translated = translate(filled(key, values))

    values = [translate(value) if value.startswith("area ") else value for value in values]
    # A key with its full stop keeps it, one without takes none from its translation.
    assert translated in (put(TABLES[kind][key], values), put(TABLES[kind][key], values).rstrip("。"))
    assert [value for value in values if value not in translated] == []


@pytest.mark.parametrize(("kind", "key"), TEXTS)
def test_a_translation_keeps_what_must_not_change(kind, key):
    translation = TABLES[kind][key]
    names = re.findall(r"`[^`{]+`|KLING[A-Z_]+|\w+_\w+|(?<![\w{])\d[\d.,:]*\d|https?://\S+\w", key)
    names = [name for name in names if key.count(" ") and name not in ("task_not_exist",)]

    assert [name for name in names if name not in translation] == []
    assert re.search(r"[一-鿿：]|HTTP", translation)
    assert "{}{}" not in key, "nobody could tell where one value ends"


def test_a_file_has_no_text_twice():
    pairs = []
    json.loads(ZH.read_text(encoding="utf-8"), object_pairs_hook=lambda found: pairs.append(found) or dict(found))

    for table in pairs:
        keys = [key for key, _ in table]
        assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("code", errors.CODES)
def test_every_code_of_kling_is_explained_in_chinese(translate, code):
    error = errors.refusal("Account studio (https://a.example)", "something new (of 2027)", code=code, http=429)

    translated = translate(str(error))

    # What Kling says in words that nobody knows yet comes through as it came.
    assert translated.startswith("账号 studio（https://a.example）")
    assert "something new (of 2027)" in translated
    assert f"错误码 {code}，HTTP 429" in translated
    assert not re.search("[A-Za-z]{3,}", translated.partition("HTTP 429）。")[2].replace("Kling Poll", ""))


@pytest.mark.parametrize("reason", ["Image pixel is invalid", "there is no human in the video", "sensitive", "base64"])
def test_a_failed_task_is_explained_in_chinese(translate, reason):
    translated = translate(str(errors.TaskFailed("815000000000000001", reason)))

    assert translated.startswith("可灵未能完成任务 815000000000000001：")
    assert translated.endswith(translate(errors.remedy(reason)))
    assert TABLES["reasons"].get(reason, reason) in translated


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("processing, 41 s of about 160 s", "生成中，已用 41 秒，预计约 160 秒"),
        ("waiting for a slot, 3 ahead", "等待并发空位，前面还有 3 个"),
        ("asked to wait: too many requests", "平台要求等待：请求过于频繁"),
        (
            "8 tasks: 3 processing, 5 waiting for a slot; the last: processing, 41 s of about 160 s",
            "8 个任务：3 个生成中、5 个等待并发空位；最后一个：生成中，已用 41 秒，预计约 160 秒",
        ),
        (
            "kling-v1 does an end frame in std 5 s, pro 5 or 10 s, not in std 10 s. Change mode or duration.",
            "kling-v1 支持尾帧的条件是 std 5 秒、pro 5 或 10 秒，不支持 std 10 秒。请修改 mode 或 duration。",
        ),
        (
            "`brush`, area 2, stroke 3: it has no points. Take it away.",
            "`brush` 的第 2 个区域的第 3 笔：没有点。请去掉它。",
        ),
        (
            "`image (picture 2 of 8)` is 200 x 100 px; Kling wants at least 300 px on each side. "
            "Scale it up, to 600 x 300 px or more.",
            "`image（第 2 张，共 8 张）` 为 200 x 100 px；可灵要求宽和高都不小于 300 px。"
            "请放大到 600 x 300 px 或更大。",
        ),
    ],
)
def test_sentences_within_sentences_are_translated_as_well(translate, english, chinese):
    assert translate(english) == chinese


def test_a_lost_answer_is_told_in_chinese_to_its_end(translate):
    who = "Account studio (https://a.example)"
    lost = errors.refusal(who, "Bad gateway", http=502)

    translated = translate(str(errors.CreateUnanswered(who, "kk-17", str(lost))))

    assert (
        "（https://a.example）没有说明是否接受了任务：它的回复没有说明请求结果：Bad gateway（HTTP 502）。" in translated
    )
    assert "external_task_id kk-17" in translated


def test_the_lines_of_a_batch_are_translated_one_by_one(translate):
    failed = errors.TaskFailed("815000000000000001", "Image pixel is invalid")
    lines = f"{failed}\nValueError: of somebody else\n{failed}"

    translated = translate(
        f"3 of 8 tasks did not give a video; the others are saved, and cost nothing when you queue again.\n{lines}"
    )

    first, *rest = translated.split("\n")
    assert first == "8 个任务中有 3 个没有得到视频；其余的已保存，重新运行时不再收费。"
    assert rest == [translate(str(failed)), "ValueError: of somebody else", translate(str(failed))]


@pytest.mark.parametrize(
    "reason", ["Account suspended", "it goes to a and b", "code is wrong, 3 ahead", "3 processing", "a, b or c"]
)
def test_a_providers_own_words_are_not_translated_by_halves(translate, reason):
    assert f"：{reason}。" in translate(str(errors.TaskFailed("815000000000000001", reason)))


IDS = st.from_regex(r"[0-9]{12,19}|tsk-[0-9a-z]{8}", fullmatch=True)
TRANSLATE = Translation(TABLES)
ANYTHING = st.text() | st.sampled_from([key for _, key in TEXTS]) | st.sampled_from([", ", " and ", ". ", " (", ")."])


@settings(deadline=None)
@given(st.lists(ANYTHING, max_size=6), IDS, st.lists(ANYTHING, max_size=6))
def test_no_text_at_all_fails_or_loses_an_id(before, task_id, after):
    translated = TRANSLATE("".join(before) + task_id + "".join(after))

    assert task_id in translated


@settings(deadline=None)
@given(st.sampled_from([key for _, key in TEXTS if GAP.search(key)]), st.lists(IDS | ANYTHING, min_size=9, max_size=9))
def test_no_value_of_a_sentence_is_lost(key, values):
    values = [value for value in values if value]
    ids = [value for value in values[: len(GAP.findall(key))] if re.fullmatch(r"[0-9]{12,19}|tsk-[0-9a-z]{8}", value)]

    translated = TRANSLATE(filled(key, [*values, *"abcdefghi"]))

    assert [task_id for task_id in ids if task_id not in translated] == []


def test_a_very_long_text_takes_no_time(translate):
    text = "Account x refused: " + "a, b and c 8150. " * 2000

    assert translate(text).count("8150") == 2000
