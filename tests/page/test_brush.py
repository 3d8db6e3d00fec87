"""The motion brush's editor: what one paints in it is what Kling gets, and nothing is lost on the way."""

import base64
import io
import json
import subprocess

import numpy as np
import pytest
from klingkit.nodes.kling import catalog
from klingkit.nodes.media import brush
from klingkit.tests.graphs import said
from klingkit.tests.page.axe import serious_faults
from klingkit.tests.page.pages import build, load, queued, run, save, use_nodes_2
from klingkit.tests.web.test_modules import ROOT, node
from PIL import Image

SIDE = 768
"""px of the example picture, which is a square."""
MARGIN = 28
"""px that the stage leaves around a picture."""
BRUSH = {
    "version": 1,
    "width": SIDE,
    "height": SIDE,
    "areas": [{"strokes": [{"points": [[200, 200], [300, 200]], "size": 60}], "path": [[250, 200], [500, 500]]}],
}


@pytest.fixture
def page(page):
    """A test that fails in a dialog must not leave it in the way of the next one."""
    yield page
    page.evaluate("() => document.querySelectorAll('dialog').forEach((one) => one.close())")


@pytest.fixture(params=[False, True], ids=["canvas", "nodes 2.0"])
def drawn_page(request, page):
    """The page, with its nodes drawn in either way."""
    use_nodes_2(page, request.param)
    yield page
    use_nodes_2(page, False)


class Editor:
    """The open editor, by px of the picture."""

    def __init__(self, page, width=SIDE, height=SIDE):
        self.page, self.width, self.height = page, width, height
        self.dialog = page.locator(".kk-brush-dialog")
        page.get_by_role("button", name="Paint").click()
        self.dialog.locator(".kk-brush-stage").wait_for()

    def on_screen(self, x, y):
        box = self.dialog.locator(".kk-brush-stage").bounding_box()
        scale = min((box["width"] - 2 * MARGIN) / self.width, (box["height"] - 2 * MARGIN) / self.height)
        left = box["x"] + (box["width"] - self.width * scale) / 2
        top = box["y"] + (box["height"] - self.height * scale) / 2
        return left + x * scale, top + y * scale

    def drag(self, *points):
        self.page.mouse.move(*self.on_screen(*points[0]))
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.on_screen(*point), steps=6)
        self.page.mouse.up()

    def click(self, *point):
        self.page.mouse.click(*self.on_screen(*point))

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def save(self):
        self.dialog.get_by_role("button", name="Save").click()
        self.dialog.wait_for(state="detached")

    def seen(self):
        """What stands on the stage, as its pixels."""
        stage = self.dialog.locator(".kk-brush-stage canvas")
        return stage.evaluate("(canvas) => canvas.toDataURL()")


def put_brush(page, text="", *, picture="LoadImage"):
    """A picture and its brush on the canvas."""
    nodes = {2: {"type": "KlingKitMotionBrush", "widgets": {"brush": text} if text else {}}}
    links = []
    if picture:
        nodes[1] = {"type": picture}
        links.append((1, "IMAGE", 2, "image"))
    build(page, nodes, links)
    page.evaluate(
        """() => {
          app.graph.getNodeById(2).pos = [400, 0];
          app.canvas.ds.scale = 1;
          app.canvas.ds.offset = [200, 150];
          app.graph.setDirtyCanvas(true, true);
        }"""
    )


def text_of(page):
    return page.evaluate("() => app.graph.getNodeById(2).widgets.find(({ name }) => name === 'brush').value")


def mask_of(page, area=0):
    """What the node would paint of what it holds."""
    return brush.rasterise(brush.parse(text_of(page)), SIDE, SIDE).areas[area] > 0


def test_what_is_painted_and_where_it_goes_reaches_kling(comfyui, drawn_page):
    put_brush(drawn_page)
    editor = Editor(drawn_page)
    editor.drag((200, 150), (320, 150))
    editor.press("t")
    editor.drag((260, 150), (260, 500))
    editor.save()
    drawn_page.evaluate(
        """() => {
          const video = LiteGraph.createNode("KlingKitImage2Video"), see = LiteGraph.createNode("PreviewAny");
          app.graph.add(video);
          app.graph.add(see);
          for (const [name, value] of [["model", "kling-v1"], ["guidance", "motion brush"], ["prompt", "painted"]]) {
            const widget = video.widgets.find((widget) => widget.name === name);
            widget.value = value;
            widget.callback?.(value);
          }
          const [picture, brush] = [1, 2].map((id) => app.graph.getNodeById(id));
          picture.connect(0, video, video.findInputSlot("image"));
          brush.connect(0, video, video.findInputSlot("guidance.brush"));
          video.connect(1, see, 0);
        }"""
    )

    result = run(comfyui, drawn_page)

    assert (result.status, said(result)) == ("success", "")
    (area,) = comfyui.simulator.bodies[-1]["dynamic_masks"]
    mask = np.asarray(Image.open(io.BytesIO(base64.b64decode(area["mask"]))).convert("L"))
    assert mask.shape == (SIDE, SIDE)
    assert mask[150, 200:320].all()
    rows, columns = np.nonzero(mask)
    assert (rows.min(), rows.max()) == pytest.approx((150 - 24, 150 + 24), abs=3)
    assert (columns.min(), columns.max()) == pytest.approx((200 - 24, 320 + 24), abs=3)
    start, *_, end = area["trajectories"]
    assert (start["x"], start["y"]) == pytest.approx((260, SIDE - 1 - 150), abs=2)
    assert (end["x"], end["y"]) == pytest.approx((260, SIDE - 1 - 500), abs=2)


def test_the_node_keeps_its_one_value_when_it_is_saved_and_loaded(drawn_page):
    put_brush(drawn_page, json.dumps(BRUSH))
    drawn_page.get_by_role("button", name="Paint").wait_for()

    saved = save(drawn_page)
    load(drawn_page, saved)

    (kept,) = [one["widgets_values"] for one in save(drawn_page)["nodes"] if one["id"] == 2]
    assert kept == [json.dumps(BRUSH)]
    assert queued(drawn_page)["2"]["inputs"] == {"brush": json.dumps(BRUSH), "image": ["1", 0]}
    assert "1 area moves" in drawn_page.get_by_role("img", name="moves").get_attribute("aria-label")


def test_a_step_back_is_one_of_the_editor_and_not_of_the_graph_behind_it(drawn_page):
    put_brush(drawn_page)
    before = text_of(drawn_page)
    editor = Editor(drawn_page)
    editor.drag((100, 100), (200, 100))
    editor.drag((100, 300), (200, 300))
    editor.drag((100, 500), (200, 500))

    editor.press("Control+z", "Control+z", "Control+Shift+z")

    assert text_of(drawn_page) == before
    assert {one["id"] for one in save(drawn_page)["nodes"]} == {1, 2}
    editor.press("t")
    editor.drag((150, 100), (400, 400))
    editor.save()
    mask = mask_of(drawn_page)
    assert (mask[100, 150], mask[300, 150], mask[500, 150]) == (True, True, False)
    assert drawn_page.evaluate("() => app.extensionManager.workflow.activeWorkflow.isModified")


def test_a_polygon_is_filled_and_an_eraser_cuts_it_and_a_later_polygon_fills_the_hole(page):
    put_brush(page)
    editor = Editor(page)
    editor.press("p")
    for corner in ((100, 100), (500, 100), (500, 400), (100, 400), (100, 100)):
        editor.click(*corner)
    editor.press("e")
    editor.drag((300, 150), (300, 350))
    editor.press("p")
    for corner in ((280, 200), (320, 200), (320, 250)):
        editor.click(*corner)
    page.mouse.dblclick(*editor.on_screen(280, 250))
    editor.press("t")
    editor.drag((150, 150), (600, 600))

    editor.save()

    mask = mask_of(page)
    assert (mask[120, 120], mask[380, 480], mask[450, 300]) == (True, True, False)
    assert (mask[170, 300], mask[225, 300], mask[330, 300]) == (False, True, False)


def test_a_finger_paints_and_two_fingers_zoom(page):
    put_brush(page)
    editor = Editor(page)
    cdp = page.context.new_cdp_session(page)

    def touch(kind, *points):
        places = [dict(zip("xy", editor.on_screen(*point), strict=True), id=at) for at, point in enumerate(points)]
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", (300, 300), (400, 400))
    touch("touchMove", (200, 200), (500, 500))
    touch("touchEnd")
    zoomed = editor.dialog.locator(".kk-brush-percent").inner_text()
    editor.press("0")
    touch("touchStart", (100, 600))
    touch("touchMove", (200, 600))
    touch("touchMove", (300, 600))
    touch("touchEnd")

    assert int(zoomed.split()[0]) > 1.5 * int(editor.dialog.locator(".kk-brush-percent").inner_text().split()[0])
    editor.press("t")
    editor.drag((200, 600), (500, 600))
    editor.save()
    (stroke,) = json.loads(text_of(page))["areas"][0]["strokes"]
    assert np.ravel(stroke["points"]) == pytest.approx([100, 600, 300, 600], abs=2)


def test_the_keyboard_alone_can_do_all_of_it(drawn_page):
    put_brush(drawn_page)
    paint = drawn_page.get_by_role("button", name="Paint")
    paint.focus()
    drawn_page.keyboard.press("Enter")
    dialog = drawn_page.locator(".kk-brush-dialog")
    dialog.locator(".kk-brush-stage").wait_for()

    def press(*keys):
        for key in keys:
            drawn_page.keyboard.press(key)

    press("Enter", *["Shift+ArrowRight"] * 3, "Enter")
    press("p", *["ArrowDown"] * 9, "Enter", *["ArrowRight"] * 5, "Enter", *["ArrowDown"] * 5, "Enter", "Enter")
    press("t", "Enter", *["Shift+ArrowUp"] * 3, "Enter", ",", ".", "Shift+ArrowLeft", "Control+Enter")
    dialog.wait_for(state="detached")

    (area,) = json.loads(text_of(drawn_page))["areas"]
    step = SIDE / 100
    middle = SIDE / 2
    assert np.ravel(area["strokes"][0]["points"]) == pytest.approx([middle, middle, middle + 15 * step, middle], abs=1)
    assert len(area["polygons"][0]) == 3
    assert np.subtract(area["path"][-1], area["path"][-2])[1] == pytest.approx(-15 * step, abs=1)
    assert drawn_page.evaluate("() => document.activeElement.textContent") == "Paint"


def test_broken_text_is_named_and_stays_until_one_saves(page):
    put_brush(page, '{"version": 1, "width": 768, "height": 768, "areas": [{"stroke": []}]}')
    editor = Editor(page)
    assert "areas[0].stroke" in editor.dialog.get_by_role("note").inner_text()

    editor.press("Escape")
    editor.dialog.wait_for(state="detached")

    assert text_of(page).endswith('[{"stroke": []}]}')


def test_leaving_asks_when_something_would_be_lost(page):
    put_brush(page)
    before = text_of(page)
    editor = Editor(page)
    editor.drag((100, 100), (200, 100))

    for _ in range(3):
        editor.press("Escape")
        question = page.locator(".kk-question")
        question.get_by_role("button", name="Cancel").click()
        question.wait_for(state="detached")

    assert editor.dialog.is_visible()
    editor.dialog.get_by_role("button", name="Cancel").click()
    page.locator(".kk-question").get_by_role("button", name="Leave").click()
    editor.dialog.wait_for(state="detached")
    assert text_of(page) == before


def test_what_the_node_would_refuse_is_said_before_it_is_saved(page):
    put_brush(page)
    editor = Editor(page)
    editor.drag((100, 100), (200, 100))
    row = editor.dialog.get_by_role("button", name="Area 1", exact=False).first
    assert "No path." in row.inner_text()

    editor.dialog.get_by_role("button", name="Save").click()
    question = page.locator(".kk-question")
    assert "Area 1: it has no path" in question.inner_text()
    question.get_by_role("button", name="Save it all the same").click()

    editor.dialog.wait_for(state="detached")
    assert len(json.loads(text_of(page))["areas"][0]["strokes"]) == 1


def test_a_brush_for_a_picture_of_another_shape_is_stretched_when_one_says_so(page):
    wide = {**BRUSH, "width": 2 * SIDE}
    put_brush(page, json.dumps(wide))
    editor = Editor(page)
    assert editor.dialog.get_by_role("button", name="Save").is_disabled()

    editor.dialog.get_by_role("button", name="Stretch to the picture").click()
    editor.press("t")
    assert editor.dialog.get_by_role("button", name="Path (T)").get_attribute("aria-pressed") == "true"
    editor.save()

    stretched = json.loads(text_of(page))
    assert (stretched["width"], stretched["areas"][0]["path"][0]) == (SIDE, [125, 200])


def test_without_a_picture_one_paints_on_squares_and_is_told_what_to_connect(page):
    put_brush(page, json.dumps(BRUSH), picture=None)

    editor = Editor(page)

    assert "Connect a Load Image" in editor.dialog.get_by_role("note").inner_text()
    assert editor.dialog.get_by_role("button", name="Preview").is_disabled()


def test_the_node_sees_when_another_hand_changes_what_is_connected(drawn_page):
    put_brush(drawn_page)
    drawn_page.get_by_text("Nothing is painted yet.").wait_for()

    drawn_page.evaluate("() => app.graph.getNodeById(2).disconnectInput(0)")
    # ComfyUI looks for changes when a button is let go. Not a click: two in a row would open its search.
    drawn_page.mouse.move(1300, 850)
    drawn_page.mouse.down()
    drawn_page.mouse.move(1260, 850)
    drawn_page.mouse.up()

    drawn_page.get_by_text("No picture is connected.").wait_for()


def test_the_preview_moves_until_one_paints_again(page):
    put_brush(page, json.dumps(BRUSH))
    editor = Editor(page)
    still = editor.seen()
    stop = editor.dialog.get_by_role("button", name="Stop")

    editor.press("v")
    stop.wait_for()
    page.wait_for_function(
        "(still) => document.querySelector('.kk-brush-stage canvas').toDataURL() !== still", arg=editor.seen()
    )

    editor.drag((600, 600), (650, 600))
    stop.wait_for(state="detached")
    editor.press("Control+z")
    page.mouse.move(*editor.on_screen(-20, -20))
    page.mouse.move(5, 5)
    page.wait_for_function(
        "(still) => document.querySelector('.kk-brush-stage canvas').toDataURL() === still", arg=still
    )


def test_the_text_can_be_written_by_hand(drawn_page):
    put_brush(drawn_page)
    drawn_page.get_by_role("button", name="JSON").click()
    dialog = drawn_page.locator(".kk-brush-json")
    dialog.get_by_role("textbox").fill(json.dumps({**BRUSH, "static": {}, "still": 1}))
    assert "look at still" in dialog.get_by_role("status").inner_text()

    dialog.get_by_role("textbox").fill(json.dumps(BRUSH))
    dialog.get_by_role("button", name="Save").click()

    dialog.wait_for(state="detached")
    assert text_of(drawn_page) == json.dumps(BRUSH)
    drawn_page.get_by_role("img", name="1 area moves").wait_for()


def test_a_brush_that_comes_through_a_wire_keeps_its_socket(page):
    nodes = {1: {"type": "PrimitiveStringMultiline"}, 2: {"type": "KlingKitMotionBrush"}}
    build(page, nodes, [(1, "STRING", 2, "brush")])
    saved = save(page)

    load(page, saved)

    page.get_by_text("The brush comes in through a wire.").wait_for()
    assert page.get_by_role("button", name="Paint").is_disabled()
    assert queued(page)["2"]["inputs"]["brush"] == ["1", 0]


def test_nothing_in_the_editor_shuts_anyone_out(page):
    put_brush(page, json.dumps(BRUSH))
    Editor(page)

    assert serious_faults(page, ".kk-brush-node") == []
    assert serious_faults(page, ".kk-brush-dialog") == []


def test_colours_and_limits_are_those_of_the_node():
    limits = by_node('import * as limits from "./web/brush/limits.js"; console.log(JSON.stringify(limits))')

    assert limits["COLOURS"] == [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in brush.COLOURS]
    assert limits["MAX_AREAS"] == catalog.BRUSH_MAX_AREAS
    assert (limits["MIN_POINTS"], limits["MAX_POINTS"]) == catalog.BRUSH_POINTS


def test_the_node_understands_all_that_the_editor_writes():
    texts = by_node(DRAWN)

    brushes = [brush.parse(text) for text in texts]

    assert len(brushes) == 200
    assert {len(one.areas) for one in brushes} == {0, 1, 2, 3, 4, 5, 6}
    assert max(len(area.path) for one in brushes for area in one.areas) <= catalog.BRUSH_POINTS[1]
    assert any(stroke.fill for one in brushes for area in one.areas for stroke in area.painting.strokes)


def by_node(program):
    done = subprocess.run(
        [node(), "--input-type=module", "-e", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


DRAWN = """
import { newBrush } from "./web/brush/document.js";
import { Session } from "./web/brush/session.js";
import { TOOLS } from "./web/brush/tools.js";
import { write } from "./web/brush/text.js";

let state = 7;
const chance = (most) => ((state = (state * 16807) % 2147483647) / 2147483647) * most;
const point = () => [chance(900) - 50, chance(600) - 50];
const texts = Array.from({ length: 200 }, (_, turn) => {
  const session = Object.assign(new Session(newBrush(800, 500)), { reach: 0 });
  for (let area = 0; area < turn % 7; area += 1) {
    if (area > 0) session.addArea();
    for (const name of ["brush", "eraser", "polygon", "brush", "path"]) {
      const tool = TOOLS[session.useTool(name) ?? name];
      session.useSize(chance(200));
      for (let step = 0; step < (name === "polygon" ? 3 : 1); step += 1) {
        tool.down(session, point());
        for (let move = 0; move < chance(200); move += 1) tool.move(session, point());
        tool.up(session);
      }
      tool.finish?.(session);
    }
  }
  return write(session.brush);
});
console.log(JSON.stringify(texts));
"""
"""Brushes drawn with the editor's own tools, by a hand that knows no rest."""
