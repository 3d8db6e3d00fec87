"""All words in both languages: none is missing, stale or nobody's, and each fits what the page does with it."""

import json
import re

import pytest
from klingkit.nodes.kling import catalog
from klingkit.scripts import locales, reference
from klingkit.scripts.pictures import IMAGES, WIDTH_MAX, picture_name
from klingkit.scripts.prices import price_table
from klingkit.scripts.recipe import ROOT
from klingkit.scripts.sketches import LANGUAGES, SKETCHES
from PIL import Image

FILES = ("main", "nodeDefs", "commands", "settings")
DOCS = ROOT / "web" / "docs"
CHINESE = re.compile(r"[一-鿿]")
PICTURE_MAX_KB = 80

SAME_IN_BOTH = {
    "accounts.key.access_key": "as Kling's console writes it",
    "accounts.key.secret_key": "as Kling's console writes it",
    "accounts.way.dmxapi": "a name",
    "accounts.way.dmxapi-responses": "a name",
    "brush.json": "a name",
}
"""Texts of the page without a Chinese character, and why."""

WITH_PRICES = {
    "KlingKitImage2Video": "image2video",
    "KlingKitText2Video": "text2video",
    "KlingKitMultiImage2Video": "multi-image2video",
}


def read(file, language):
    return json.loads((ROOT / "locales" / language / f"{file}.json").read_text(encoding="utf-8"))


def flat(tree, *above):
    """Each text with its key: ("gallery.empty", "No task yet.")."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, *above, key)
        else:
            yield ".".join((*above, key)), value


TEXTS = {(file, language): dict(flat(read(file, language))) for file in FILES for language in LANGUAGES}
OURS = {language: dict(flat(read("main", language)["klingkit"])) for language in LANGUAGES}
SCRIPTS = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "web").rglob("*.js"))}
NODES = sorted(read("nodeDefs", "en"))
PAGES = [(node, language) for node in NODES for language in LANGUAGES]


def help_page(node, language):
    return DOCS / (f"{node}.md" if language == "en" else f"{node}/{language}.md")


def named(section):
    """Keys that the scripts name: whole ones, and what stands before a ${...}."""
    whole, begun = set(), set()
    for text in SCRIPTS.values():
        for key, end in re.findall(rf"""["'`]({section}\.[\w.-]*)(["'`]|\$\{{)""", text):
            (begun if end == "${" else whole).add(key)
    return whole, begun


@pytest.mark.parametrize("file", FILES)
def test_both_languages_have_the_same_keys(file):
    # English alone says "1 task" otherwise than "2 tasks".
    english, chinese = ({key for key in TEXTS[file, language] if not key.endswith("_one")} for language in LANGUAGES)

    assert sorted(english ^ chinese) == []


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(file, language):
    assert [key for key, text in TEXTS[file, language].items() if not text.strip()] == []


@pytest.mark.parametrize("file", FILES)
def test_chinese_is_chinese(file):
    english = {key for key, text in TEXTS[file, "zh"].items() if not CHINESE.search(re.sub(r"\{\w+\}", "", text))}

    # Signs and numbers alone are the same everywhere.
    words = {key.removeprefix("klingkit.") for key in english if re.search(r"[A-Za-z]{2}", plain(file, key))}

    assert sorted(words - set(SAME_IN_BOTH)) == []


def plain(file, key):
    """The Chinese text without the names of its values."""
    return re.sub(r"\{\w+\}", "", TEXTS[file, "zh"][key])


def test_no_text_stands_among_the_same_ones_in_vain():
    assert [key for key in SAME_IN_BOTH if key not in OURS["zh"] or CHINESE.search(OURS["zh"][key])] == []


def test_a_text_has_the_same_values_in_both_languages():
    def values(text):
        return set(re.findall(r"\{(\w+)\}", text))

    english, chinese = OURS["en"], OURS["zh"]

    assert [key for key in chinese if key in english and values(chinese[key]) != values(english[key])] == []
    singular = {key: english[key.removesuffix("_one")] for key in english if key.endswith("_one")}
    assert [key for key, plural in singular.items() if not values(english[key]) <= values(plural)] == []


@pytest.mark.parametrize("section", read("main", "en")["klingkit"])
def test_every_text_that_the_page_asks_for_is_there_and_each_one_is_asked_for(section):
    whole, begun = named(section)
    there = {key for key in OURS["en"] if key.startswith(f"{section}.")}

    missing = {key for key in whole if key not in there} | {
        key for key in begun if not any(text.startswith(key) for text in there)
    }
    used = {key for key in there if key.removesuffix("_one") in whole or key.startswith(tuple(begun))}

    assert sorted(missing) == []
    assert sorted(there - used) == []


def test_commands_and_settings_are_named_as_the_page_looks_for_them():
    ids = {key.replace(".", "_") for key in re.findall(r'"(KlingKit\.\w+)"', SCRIPTS[ROOT / "web" / "klingkit.js"])}

    assert {*read("commands", "en"), *read("settings", "en")} == ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_takes_no_sign_of_a_text_for_a_command(language):
    """ComfyUI's page reads { } @ | as commands, but not in tooltips nor in the texts that we look up ourselves."""
    texts = {(file, key): text for file in FILES for key, text in TEXTS[file, language].items()}

    read_by_it = {at: text for at, text in texts.items() if not at[1].startswith("klingkit.")}

    wrong = [at for at, text in read_by_it.items() if not at[1].endswith(".tooltip") and re.search(r"[{}@|]", text)]
    assert wrong == []


def test_the_english_texts_of_the_nodes_are_what_the_nodes_say_now(comfyui):
    wanted = locales.text(locales.node_definitions(comfyui.get("/object_info")))

    written = (ROOT / "locales" / "en" / "nodeDefs.json").read_text(encoding="utf-8")

    assert written == wanted, "Stale. Run: python3 -m scripts.environment run -m scripts.docs"


def test_an_input_tells_chinese_readers_its_name_in_errors_and_json(comfyui):
    info, chinese = comfyui.get("/object_info"), read("nodeDefs", "zh")

    nameless = []
    for node in NODES:
        for name in reference.inputs(info[node]):
            text = chinese[node]["inputs"][name.replace(".", "_")]
            if name not in text["name"] and not text["tooltip"].endswith(f"参数名：{name}"):
                nameless.append(f"{node} {name}")

    assert nameless == []


@pytest.mark.parametrize("node", NODES)
def test_a_node_is_found_under_its_name_in_both_languages(node):
    english, chinese = (read("nodeDefs", language)[node]["display_name"] for language in LANGUAGES)

    assert english.startswith("Kling ")
    assert chinese.startswith("可灵 ")
    assert chinese.endswith(f"({english.removeprefix('Kling ')})")


@pytest.mark.parametrize(("node", "language"), PAGES)
def test_a_node_has_a_help_page_with_its_picture(node, language):
    text = help_page(node, language).read_text(encoding="utf-8")

    pictures = re.findall(r"!\[(.+?)\]\((.+?)\)", text)

    assert [at for _, at in pictures] == [f"images/{picture_name(node, language)}"]
    assert all(bool(CHINESE.search(line)) == (language == "zh") for line in [text.splitlines()[0], pictures[0][0]])
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert len(headings) == 5


@pytest.mark.parametrize(("node", "language"), PAGES)
def test_a_help_page_links_to_nothing_that_the_page_cannot_reach(node, language):
    """ComfyUI's page finds relative pictures, but leaves relative links as they are."""
    text = help_page(node, language).read_text(encoding="utf-8")

    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\)", text)

    assert [link for link in links if not link.startswith("https://")] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("node", WITH_PRICES)
def test_a_help_page_has_the_prices_of_the_catalog(node, language):
    wanted = price_table(catalog.models_for(WITH_PRICES[node]), language)

    written = help_page(node, language).read_text(encoding="utf-8")

    assert wanted in written, f"Put this table there:\n{wanted}"


def test_there_is_one_help_page_and_one_picture_for_each_node_and_language():
    pages = set(DOCS.rglob("*.md"))
    pictures = {path.name for path in IMAGES.iterdir()}

    assert pages == {help_page(node, language) for node, language in PAGES}
    assert pictures == {picture_name(node, language) for node, language in PAGES}
    assert sorted(SKETCHES) == NODES


@pytest.mark.parametrize("path", sorted(IMAGES.iterdir()), ids=lambda path: path.name)
def test_a_picture_is_small_enough_for_a_page(path):
    with Image.open(path) as picture:
        assert picture.width <= WIDTH_MAX

    assert path.stat().st_size <= PICTURE_MAX_KB * 1024
