"""Which language the person reads, and that an error stays what it is in any of them."""

import json
import os

import pytest
from klingkit.nodes.kling import errors
from klingkit.nodes.language import Language

ENGLISH, CHINESE = "downloading", "下载中"

ERRORS = [
    errors.InputError("prompt is empty: say what happens in the video."),
    errors.refusal("Account a (https://a.example)", "too many requests", code=1303, http=429),
    errors.CreateUnanswered("Account a (https://a.example)", "kk-17", "it was silent for 60 s"),
    errors.TaskFailed("815000000000000001", "Image pixel is invalid"),
    errors.NotSaved(
        "815000000000000001",
        "Task 815000000000000001 is finished and paid, but its video is not saved: The disk that holds /output is "
        "full. Make room, then queue it again. Queue the same inputs again, or give the id to Kling Poll: that costs "
        "nothing.",
    ),
]


@pytest.fixture
def settings(user_folder):
    return user_folder / "default" / "comfy.settings.json"


@pytest.fixture
def choose(settings):
    """Chooses a language on ComfyUI's page."""
    settings.parent.mkdir()

    def write(locale):
        settings.write_text(json.dumps({"Comfy.Locale": locale, "Comfy.Other": 1}), encoding="utf-8")
        # Two choices within one tick of the file system's clock.
        os.utime(settings, ns=(0, write.times))
        write.times += 1

    write.times = 1
    return write


@pytest.mark.parametrize(
    ("locale", "said"), [("zh", CHINESE), ("zh-TW", CHINESE), ("en", ENGLISH), ("fr", ENGLISH), (None, ENGLISH)]
)
def test_the_setting_of_comfyui_decides(choose, settings, locale, said):
    choose(locale)

    assert Language({}, settings).say(ENGLISH) == said


def test_without_a_setting_it_is_english(settings):
    assert Language({}, settings).say(ENGLISH) == ENGLISH


@pytest.mark.parametrize(("variable", "said"), [("zh_CN.UTF-8", CHINESE), ("en", ENGLISH), ("../zh", ENGLISH)])
def test_the_variable_goes_before_the_setting(choose, settings, variable, said):
    choose("zh")

    assert Language({"KLINGKIT_LANGUAGE": variable}, settings).say(ENGLISH) == said


def test_a_change_on_the_page_counts_at_once(choose, settings):
    language = Language({}, settings)
    said = []

    for locale in ("en", "zh", "fr", "zh-TW"):
        choose(locale)
        said.append(language.say(ENGLISH))

    assert said == [ENGLISH, CHINESE, ENGLISH, CHINESE]


@pytest.mark.parametrize(
    ("variable", "setting", "said"),
    [("", None, CHINESE), ("", "en", ENGLISH), ("en", None, ENGLISH), ("", "zh", CHINESE)],
)
def test_what_the_page_is_shown_in_counts_where_nothing_else_is_said(choose, settings, variable, setting, said):
    choose(setting)
    language = Language({"KLINGKIT_LANGUAGE": variable}, settings)

    language.suggest("zh-CN")

    assert language.say(ENGLISH) == said


@pytest.mark.parametrize("half", ['{"Comfy.Locale": "e', "", "[]", '"zh"'])
def test_a_half_written_setting_leaves_the_language_as_it_was(choose, settings, half):
    choose("zh")
    language = Language({}, settings)
    language.say(ENGLISH)

    settings.write_text(half, encoding="utf-8")

    assert language.say(ENGLISH) == CHINESE


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_keeps_its_class_and_what_it_knows(settings, error):
    language = Language({"KLINGKIT_LANGUAGE": "zh"}, settings)

    translated = language.error(error)

    assert type(translated) is type(error)
    assert vars(translated) == vars(error)
    assert str(translated) == language.say(str(error)) != str(error)


def test_an_error_is_raised_in_the_persons_language_and_keeps_its_cause(settings):
    language = Language({"KLINGKIT_LANGUAGE": "zh"}, settings)

    with pytest.raises(errors.TaskFailed, match="可灵未能完成任务 815") as caught, language.spoken():
        raise errors.TaskFailed("815", "there is no human in the video")

    assert str(caught.value.__cause__).startswith("Kling could not finish task 815")


def test_an_error_of_somebody_else_is_left_alone(settings):
    language = Language({"KLINGKIT_LANGUAGE": "zh"}, settings)

    with pytest.raises(ValueError, match="downloading"), language.spoken():
        raise ValueError("downloading")
