"""The cost badge: it follows the widgets, the account and the nodes before, in both ways that nodes are drawn."""

import json

import pytest
from klingkit.tests.page.pages import build, load, queued, save, set_widgets

BADGES = """() => Object.fromEntries(app.graph.nodes.map((node) => [node.id,
  node.badges.map((badge) => (typeof badge === "function" ? badge() : badge).text).at(-1)]))"""
PLACE = """() => {
  for (const node of app.graph.nodes) node.pos = [300 + 440 * (node.id - 1), 140];
  app.canvas.ds.scale = 0.7;
  app.canvas.ds.offset = [0, 0];
  app.graph.setDirtyCanvas(true, true);
}"""
IMAGE = {"type": "KlingKitImage2Video"}
TEXT = {"type": "KlingKitText2Video"}
EXTEND = {"type": "KlingKitExtendVideo"}


def show(page, *nodes, links=()):
    """Builds nodes 1, 2, ..., and waits until the prices have come."""
    build(page, dict(enumerate(nodes, start=1)), list(links))
    page.evaluate(PLACE)
    page.wait_for_function(f"() => Object.values(({BADGES})()).every(Boolean)")


def badge(page, number=1):
    """What a node's badge says; in Nodes 2.0 its element as well."""
    text = page.evaluate(BADGES)[str(number)]
    if page.evaluate("() => LiteGraph.vueNodesMode"):
        page.locator(f"[data-node-id='{number}'] [title]", has_text=text).wait_for()
    return text


def speak(page, language):
    """Changes the page's language. ComfyUI then opens the workflow that it knows again, which is waited for."""
    page.evaluate("() => { app.graph.nodes[0].isOld = true; }")
    page.evaluate("(language) => app.extensionManager.setting.set('Comfy.Locale', language)", language)
    page.wait_for_function("() => app.graph.nodes.length > 0 && !app.graph.nodes[0].isOld")


@pytest.mark.parametrize(
    ("widgets", "said"),
    [
        ({"model": "kling-v1-6"}, "¥2.00 ($0.28), official price"),
        ({"model": "kling-v1-6", "model.mode": "pro"}, "¥3.50 ($0.49), official price"),
        ({"model": "kling-v1-6", "model.mode": "pro", "model.duration": "10"}, "¥7.00 ($0.98), official price"),
        ({"model": "kling-v2-master", "model.duration": "5"}, "¥10.00 ($1.40), official price"),
        ({"model": "kling-v2-6", "model.mode": "pro"}, "¥2.50 ($0.35), official price"),
        ({"model": "kling-v2-6", "model.mode": "pro", "model.sound": "on"}, "¥5.00 ($0.70), official price"),
        ({"model": "kling-v2-6", "model.mode": "std", "model.sound": "on"}, "not possible like this"),
        ({"account": "simulator"}, "free (simulator)"),
    ],
)
def test_the_badge_follows_the_widgets(drawn_page, widgets, said):
    show(drawn_page, TEXT)
    before = badge(drawn_page)

    for name, value in widgets.items():
        set_widgets(drawn_page, **{name: value})

    assert before == "¥2.00 ($0.28), official price"
    assert badge(drawn_page) == said


def test_each_kind_of_node_says_what_it_costs(drawn_page):
    kinds = ["Image2Video", "Text2Video", "MultiImage2Video", "ExtendVideo", "LipSync", "Effects"]

    show(drawn_page, *({"type": f"KlingKit{kind}"} for kind in kinds))

    assert drawn_page.evaluate(BADGES) == {
        "1": "¥2.00 ($0.28) each, official price",
        "2": "¥2.00 ($0.28), official price",
        "3": "¥2.00 ($0.28), official price",
        "4": "¥2.00–3.50 ($0.28–0.49), official price",
        "5": "¥0.50 ($0.07) per 5 s, official price",
        "6": "price unknown",
    }


def test_finding_faces_costs_a_little_more(drawn_page):
    show(drawn_page, {"type": "KlingKitLipSync", "widgets": {"engine": "face"}})

    assert badge(drawn_page) == "¥0.50 ($0.07) per 5 s + ¥0.05 ($0.01), official price"


def test_an_extension_follows_the_node_before_it(drawn_page):
    show(drawn_page, IMAGE, EXTEND, EXTEND, links=[(1, "video_id", 2, "video_id"), (2, "video_id", 3, "video_id")])
    before = badge(drawn_page, 3)

    set_widgets(drawn_page, **{"model.mode": "pro"})

    assert before == "¥2.00 ($0.28), official price"
    assert [badge(drawn_page, 2), badge(drawn_page, 3)] == ["¥3.50 ($0.49), official price"] * 2


def test_an_account_that_is_added_has_its_price_at_once(comfyui, drawn_page):
    file = comfyui.user / "klingkit" / "accounts.toml"
    show(drawn_page, TEXT)
    try:
        file.write_text('[accounts.shop]\napi_key = "sk-shop"\nbase_url = "https://www.dmxapi.cn/kling"\n')
        file.chmod(0o600)
        drawn_page.evaluate("() => app.refreshComboInNodes()")
        set_widgets(drawn_page, account="shop")

        assert badge(drawn_page) == "about ¥2.00 ($0.28)"
    finally:
        file.unlink()


def test_the_badge_speaks_the_language_of_the_page(drawn_page):
    show(drawn_page, IMAGE)
    load(drawn_page, save(drawn_page))
    try:
        speak(drawn_page, "zh")

        assert badge(drawn_page) == "官方价 ¥2.00/个"
    finally:
        speak(drawn_page, "en")


def test_a_click_tells_where_the_price_is_from(drawn_page):
    show(drawn_page, IMAGE)
    badge(drawn_page)

    if drawn_page.evaluate("() => LiteGraph.vueNodesMode"):
        drawn_page.locator("[data-node-id='1'] [title]", has_text="official price").click()
    else:
        drawn_page.evaluate("() => app.canvas.draw(true, true)")
        place = "() => app.graph.nodes[0].badges.at(-1)().boundingRect"
        x, y, width, height = drawn_page.evaluate(place)
        left, top = drawn_page.evaluate("() => [...app.graph.nodes[0].pos]")
        drawn_page.mouse.click((left + x + width / 2) * 0.7, (top + y + height / 2) * 0.7)

    drawn_page.get_by_text("By Kling's price list, where 1 unit is ¥1.00 ($0.14).").first.wait_for()


def test_nothing_of_the_badge_is_in_the_saved_workflow_and_it_is_back_when_that_is_loaded(drawn_page):
    show(drawn_page, TEXT)
    set_widgets(drawn_page, model="kling-v2-master")
    asked = queued(drawn_page)

    saved = save(drawn_page)
    load(drawn_page, saved)

    assert "badge" not in json.dumps(saved)
    assert "price" not in json.dumps(saved)
    assert queued(drawn_page) == asked
    assert badge(drawn_page) == "¥10.00 ($1.40), official price"
