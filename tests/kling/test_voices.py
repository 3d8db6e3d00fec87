"""A voice is a name and a language: the same id speaks both, and one name is two voices."""

import pytest
from klingkit.nodes.kling import voices
from klingkit.nodes.kling.errors import InputError


def test_the_table_is_complete():
    languages = [voice.language for voice in voices.VOICES]

    assert (languages.count("en"), languages.count("zh")) == (27, 35)
    assert len({(voice.voice_id, voice.language) for voice in voices.VOICES}) == 62


def test_every_name_is_there_once_and_finds_its_voice():
    names = voices.names()

    found = [voices.find(name) for name in names]

    assert len(set(names)) == len(names) == 62
    assert found == [(voice.voice_id, voice.language) for voice in voices.VOICES]


@pytest.mark.parametrize(
    ("name", "voice"),
    [
        ("Sunny (en)", ("genshin_vindi2", "en")),
        ("阳光少年 (zh)", ("genshin_vindi2", "zh")),
        ("元气少女 (zh)", ("genshin_kirara", "zh")),
        ("元气少女 2 (zh)", ("guanxiaofang-v2", "zh")),
        ("  The Reader (en)\n", ("reader_en_m-v1", "en")),
    ],
)
def test_a_name_gives_id_and_language(name, voice):
    assert voices.find(name) == voice


@pytest.mark.parametrize(
    ("name", "voice"),
    [("genshin_vindi2@en", ("genshin_vindi2", "en")), ("brand-new.voice_9@zh", ("brand-new.voice_9", "zh"))],
)
def test_any_id_can_be_written_with_its_language(name, voice):
    assert voices.find(name) == voice


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("genshin_vindi2", ["Choose Sunny (en) or 阳光少年 (zh)"]),
        ("Melody", ["Choose Melody (en)"]),
        ("nobody", ["'nobody'", "genshin_vindi2@en"]),
        ("genshin_vindi2@fr", ["any voice_id with its language"]),
        ("", ["''", "Choose one of the list"]),
        ("two words@en", ["'two words@en'"]),
    ],
)
def test_what_is_no_voice_is_refused_rather_than_guessed(name, words):
    with pytest.raises(InputError) as caught:
        voices.find(name)

    assert all(word in str(caught.value) for word in ["voice is", *words])


def test_an_id_and_its_language_give_the_row_back():
    assert voices.by_id("uk_man2", "en").display_name == "Crag (en)"
    assert voices.by_id("uk_man2", "zh") is None
