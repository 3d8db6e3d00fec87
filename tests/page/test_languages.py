"""Nodes, tooltips, help and settings in the person's language, in ComfyUI's real page, drawn in either way."""

import re

import pytest
from klingkit.scripts.pictures import picture_name
from klingkit.tests.page.conftest import IS_READY
from klingkit.tests.page.pages import build, load, save

CHINESE = re.compile(r"[一-鿿]")

TITLE = {"en": "Kling Image2Video", "zh": "可灵 图生视频 (Image2Video)"}
SOME_WORDS = {
    "en": {TITLE["en"], "image", "image_tail", "prompt", "model", "duration", "video", "task_id"},
    "zh": {TITLE["zh"], "首帧图片", "尾帧图片", "提示词", "模型", "时长（秒）", "视频", "任务 ID"},
}
LABEL_AND_TOOLTIP = {
    "en": ("mode", "std 720p, pro 1080p."),
    "zh": ("模式", "std 为 720p，pro 为 1080p。参数名：model.mode"),
}

HAS_TITLE = "(title) => window.LiteGraph?.registered_node_types.KlingKitImage2Video?.title === title"
WORDS = """() => {
  const [node] = app.graph._nodes;
  const words = [node.title, ...node.widgets.map((widget) => widget.label ?? widget.name)];
  for (const slot of [...node.inputs, ...node.outputs]) if (!slot.widget) words.push(slot.renderingLabel);
  for (const {element} of node.widgets) if (element?.placeholder) words.push(element.placeholder);
  return words;
}"""
"""What the canvas writes on the one node that there is."""
ON_THE_SCREEN = """(name) => {
  const [node] = app.graph._nodes;
  Object.assign(app.canvas.ds, {scale: 1, offset: [0, 0]});
  app.canvas.draw(true, true);
  const frame = app.canvas.canvas.getBoundingClientRect();
  const widget = node.widgets.find((widget) => widget.name === name);
  return [frame.x + node.pos[0] + 80, frame.y + node.pos[1] + (widget ? widget.y + 10 : -15)];
}"""
"""Where the canvas draws a widget; without a name, the title."""

A_NODE = {1: {"type": "KlingKitImage2Video", "widgets": {"guidance": "end frame"}}}
AS_OTHERS_EXPECT = {"Comfy.Locale": "en", "Comfy.VueNodes.Enabled": False, "LiteGraph.Node.TooltipDelay": 500}


@pytest.fixture(
    scope="module",
    params=[("zh", False), ("en", False), ("zh", True), ("en", True)],
    ids=["zh, canvas", "en, canvas", "zh, nodes 2.0", "en, nodes 2.0"],
)
def person(request, _comfyui_of_the_session, _page_of_the_module):
    """Who reads one of the languages, and has the nodes drawn in one of the ways: (language, nodes_2)."""
    language, nodes_2 = request.param
    settings, page = f"{_comfyui_of_the_session.url}/api/settings", _page_of_the_module
    wanted = {"Comfy.Locale": language, "Comfy.VueNodes.Enabled": nodes_2, "LiteGraph.Node.TooltipDelay": 0}
    page.request.post(settings, data=wanted)
    page.reload()
    page.wait_for_function(IS_READY)
    page.wait_for_function(HAS_TITLE, arg=TITLE[language])
    yield request.param
    page.request.post(settings, data=AS_OTHERS_EXPECT)


@pytest.fixture
def page(person, page):
    """The page of that person, with a node on it."""
    build(page, A_NODE, [])
    page.evaluate("() => { app.graph._nodes[0].pos = [400, 200]; }")
    # The page keeps a graph that it has loaded, also where it draws everything anew.
    load(page, save(page))
    return page


def test_a_node_is_in_the_persons_language_in_every_word(person, page):
    language, nodes_2 = person

    words = page.evaluate(WORDS)

    assert SOME_WORDS[language] <= set(words)
    assert [word for word in words if bool(CHINESE.search(word)) != (language == "zh")] == []
    if nodes_2:
        for word in SOME_WORDS[language]:
            page.locator("[data-node-id='1']").get_by_text(word, exact=True).first.wait_for()


def test_a_workflow_saved_by_an_english_page_is_in_the_persons_language(person, page):
    saved = save(page)
    for slot in saved["nodes"][0]["inputs"]:
        if slot["name"] == "guidance.image_tail":
            slot["label"] = "image_tail"

    load(page, saved)

    assert SOME_WORDS[person[0]] <= set(page.evaluate(WORDS))


def test_no_language_is_written_into_a_workflow(page):
    saved = save(page)

    labels = {slot.get("label", "") for slot in saved["nodes"][0]["inputs"]}

    assert labels == {""}


def test_a_tooltip_below_a_choice_is_in_the_persons_language(person, page):
    language, nodes_2 = person
    label, tooltip = LABEL_AND_TOOLTIP[language]

    if nodes_2:
        page.locator("[data-node-id='1']").get_by_text(label, exact=True).hover()
    else:
        x, y = page.evaluate(ON_THE_SCREEN, "model.mode")
        page.mouse.move(x - 5, y)
        page.mouse.move(x, y)

    page.get_by_text(tooltip, exact=True).wait_for()


def test_help_and_its_picture_are_in_the_persons_language(person, page):
    language, _ = person
    page.mouse.click(*page.evaluate(ON_THE_SCREEN))

    page.get_by_test_id("info-button").click()

    heading = {"en": "How to use it", "zh": "怎么用"}[language]
    page.locator(".node-help-content h2").get_by_text(heading, exact=True).wait_for()
    picture = page.locator(".node-help-content img")
    page.wait_for_function("(picture) => picture.complete && picture.naturalWidth > 300", arg=picture.element_handle())
    assert picture.get_attribute("src").endswith(f"/images/{picture_name('KlingKitImage2Video', language)}")


def test_settings_and_category_are_in_the_persons_language(person, page):
    pack, accounts, category = {
        "en": ("KlingKit", "Accounts", "Kling"),
        "zh": ("可灵 KlingKit", "账号", "可灵 Kling"),
    }[person[0]]

    page.evaluate("() => app.extensionManager.command.execute('Comfy.ShowSettingsDialog')")

    dialog = page.get_by_role("dialog")
    dialog.get_by_text(pack, exact=True).first.click()
    dialog.get_by_text(accounts, exact=True).first.wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("() => LiteGraph.registered_node_types.KlingKitImage2Video.category") == category


def test_the_language_can_change_while_a_graph_is_open(person, page):
    language, _ = person
    switch = "(language) => app.extensionManager.setting.set('Comfy.Locale', language)"
    # ComfyUI fetches a language when it is first needed, and draws the nodes before it has it.
    page.evaluate(switch, "zh")
    page.get_by_text("运行", exact=True).first.wait_for()

    for wanted in ("en", "zh", language):
        page.evaluate(switch, wanted)

        page.wait_for_function(
            f"(words) => words.every((word) => ({WORDS})().includes(word))", arg=[*SOME_WORDS[wanted]]
        )
