"""The camera pad: what one drags with the mouse is in the node's own widgets, and nothing else is."""

import json

import pytest
from klingkit.tests.page.axe import serious_faults
from klingkit.tests.page.pages import build, load, queued, run, save, set_widgets

AXES = ("horizontal", "vertical", "pan", "tilt", "roll", "zoom")
STILL = {"type": "simple"} | dict.fromkeys(AXES, 0)
CAMERA = {"type": "KlingKitCameraControl"}
SHOW = """() => {
  for (const node of app.graph.nodes) node.pos = [300 + 420 * (node.id - 1), 140];
  app.canvas.ds.scale = 1;
  app.canvas.ds.offset = [0, 0];
  app.graph.setDirtyCanvas(true, true);
}"""
MOVES = "() => document.querySelector('.kk-camera-picture').getAnimations().length"


def show(page, nodes, links=()):
    """Builds a graph whose node 1 is the camera, and gives the pad's stage when it can be reached with the mouse."""
    build(page, nodes, list(links))
    page.evaluate(SHOW)
    stage = page.locator(".kk-camera-stage")
    stage.click(trial=True)
    return stage


def choose(page, axis):
    page.locator(".kk-camera-axes label", has_text=axis).click()


def drag(page, stage, x, y):
    """From the middle of the stage to this part of its width and height."""
    box = stage.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y, steps=4)
    page.mouse.up()


def asked(page):
    return queued(page)["1"]["inputs"]


@pytest.mark.parametrize(
    ("axis", "to", "value"),
    [
        ("Horizontal", (0.3, 0.5), -5),
        ("Vertical", (0.5, 0.3), 5),
        ("Pan", (0.64, 0.7), 3.5),
        ("Tilt", (0.7, 0.9), -10),
        ("Roll", (0.9, 0.5), 10),
        ("Zoom", (0.1, 0.2), -10),
    ],
)
def test_dragging_sets_the_chosen_axis_alone(drawn_page, axis, to, value):
    stage = show(drawn_page, {1: CAMERA})

    choose(drawn_page, axis)
    drag(drawn_page, stage, *to)

    assert asked(drawn_page) == STILL | {axis.lower(): value}


def test_a_drag_takes_the_place_of_what_was_set_before(drawn_page):
    stage = show(drawn_page, {1: CAMERA | {"widgets": {"type": "forward_up"}}})
    choose(drawn_page, "Zoom")
    drag(drawn_page, stage, 0.9, 0.5)

    choose(drawn_page, "Tilt")
    drag(drawn_page, stage, 0.5, 0.1)

    assert asked(drawn_page) == STILL | {"tilt": 10}


def test_another_axis_takes_the_strength_along(drawn_page):
    show(drawn_page, {1: CAMERA | {"widgets": {"pan": 4}}})

    choose(drawn_page, "Roll")

    assert asked(drawn_page) == STILL | {"roll": 4}


def test_a_ready_made_move_sets_all_axes_to_0_and_is_left_by_a_second_click(drawn_page):
    show(drawn_page, {1: CAMERA | {"widgets": {"pan": 4}}})
    button = drawn_page.get_by_role("button", name="Forward and up")

    button.click()
    chosen = asked(drawn_page)
    button.click()

    assert chosen == STILL | {"type": "forward_up"}
    assert asked(drawn_page) == STILL


def test_a_widget_that_is_changed_by_hand_moves_the_pad_and_sets_the_others_back(drawn_page):
    stage = show(drawn_page, {1: CAMERA | {"widgets": {"pan": 4}}})

    set_widgets(drawn_page, zoom=-2.5)

    assert asked(drawn_page) == STILL | {"zoom": -2.5}
    assert stage.get_attribute("aria-valuenow") == "-2.5"
    assert stage.get_attribute("aria-label") == "Zoom: how far"
    assert drawn_page.locator(".kk-camera-axes input:checked").get_attribute("value") == "zoom"


def test_the_keyboard_does_all_of_it(drawn_page):
    stage = show(drawn_page, {1: CAMERA})
    drawn_page.locator(".kk-camera-axes input").first.focus()

    drawn_page.keyboard.press("ArrowRight")
    stage.focus()
    for key in ("ArrowUp", "PageUp", "ArrowLeft"):
        drawn_page.keyboard.press(key)

    assert asked(drawn_page) == STILL | {"vertical": 2}
    assert stage.get_attribute("aria-valuetext") == "Vertical +2: goes up"


def test_nothing_of_the_pad_is_in_the_saved_workflow(drawn_page):
    stage = show(drawn_page, {1: CAMERA, 2: {"type": "KlingKitText2Video"}}, [(1, "camera", 2, "camera")])
    choose(drawn_page, "Pan")
    drag(drawn_page, stage, 0.64, 0.5)

    saved = save(drawn_page)
    load(drawn_page, saved)

    node = next(node for node in saved["nodes"] if node["id"] == 1)
    assert node["widgets_values"] == ["simple", 0, 0, 3.5, 0, 0, 0]
    assert "klingkit_camera" not in json.dumps(saved)
    assert asked(drawn_page) == STILL | {"pan": 3.5}


def test_what_was_dragged_is_what_kling_is_asked_for(comfyui, page):
    shot = {"type": "KlingKitText2Video", "widgets": {"prompt": "a camera that was dragged", "model": "kling-v1"}}
    nodes = {1: CAMERA, 2: shot, 3: {"type": "PreviewAny"}}
    stage = show(page, nodes, [(1, "camera", 2, "camera"), (2, "task_id", 3, "source")])
    choose(page, "Roll")
    drag(page, stage, 0.1, 0.5)

    result = run(comfyui, page)

    assert result.status == "success"
    assert comfyui.simulator.bodies[-1]["camera_control"] == {"type": "simple", "config": {"roll": -10.0}}


def test_the_picture_is_the_one_that_the_connected_node_gets(drawn_page):
    nodes = {1: CAMERA, 2: {"type": "KlingKitImage2Video", "widgets": {"guidance": "camera"}}, 3: {"type": "LoadImage"}}

    show(drawn_page, nodes, [(3, "IMAGE", 2, "image"), (1, "camera", 2, "guidance.camera")])

    drawn_page.locator(".kk-camera-picture img[src*='example.png']").wait_for()


def test_without_a_picture_there_is_a_drawn_scene(drawn_page):
    show(drawn_page, {1: CAMERA})

    assert drawn_page.locator(".kk-camera-picture canvas").count() == 1


@pytest.mark.parametrize(
    ("widgets", "warning", "can_choose"),
    [
        (
            {"model": "kling-v2-6"},
            "kling-v2-6 cannot move the camera. These can: kling-v1 (std 5 s), kling-v1-5",
            False,
        ),
        ({"model": "kling-v1-5", "model.mode": "std"}, "kling-v1-5 moves the camera only in pro 5 s.", False),
        ({"model": "kling-v1-5", "model.mode": "pro"}, "kling-v1-5 has no ready-made moves.", False),
        ({"model": "kling-v1", "model.mode": "std"}, "", True),
    ],
)
def test_what_the_connected_model_refuses_is_shown(drawn_page, widgets, warning, can_choose):
    user = {"type": "KlingKitImage2Video", "widgets": widgets | {"guidance": "camera"}}

    show(drawn_page, {1: CAMERA, 2: user}, [(1, "camera", 2, "guidance.camera")])

    drawn_page.locator(".kk-camera-warning", has_text=warning).wait_for(state="visible" if warning else "hidden")
    assert drawn_page.get_by_role("button", name="Down and back").is_enabled() is can_choose


def test_a_change_of_the_model_is_seen_by_the_pad(drawn_page):
    user = {"type": "KlingKitText2Video", "widgets": {"model": "kling-v1"}}
    show(drawn_page, {1: CAMERA, 2: user}, [(1, "camera", 2, "camera")])

    set_widgets(drawn_page, model="kling-v2-6")
    drawn_page.mouse.click(1500, 800)

    drawn_page.locator(".kk-camera-warning", has_text="kling-v2-6 cannot move the camera").wait_for()


def test_the_preview_moves_where_it_is_seen_and_can_be_stopped(drawn_page):
    show(drawn_page, {1: CAMERA | {"widgets": {"pan": 4}}})
    drawn_page.wait_for_function(f"({MOVES})() === 1")

    drawn_page.get_by_role("button", name="Stop the preview").click()

    assert drawn_page.evaluate(MOVES) == 0
    assert drawn_page.get_by_role("button", name="Play the preview").is_visible()


def test_the_preview_rests_out_of_sight(drawn_page):
    show(drawn_page, {1: CAMERA | {"widgets": {"pan": 4}}})
    drawn_page.wait_for_function(f"({MOVES})() === 1")

    drawn_page.evaluate("() => { app.canvas.ds.offset = [-4000, 0]; app.graph.setDirtyCanvas(true, true); }")

    drawn_page.wait_for_function(f"({MOVES})() === 0")


def test_who_wants_no_motion_has_none_until_it_is_asked_for(drawn_page):
    drawn_page.emulate_media(reduced_motion="reduce")
    try:
        show(drawn_page, {1: CAMERA | {"widgets": {"pan": 4}}})
        before = drawn_page.evaluate(MOVES)
        drawn_page.get_by_role("button", name="Play the preview").click()
        after = drawn_page.evaluate(MOVES)
    finally:
        drawn_page.emulate_media(reduced_motion="null")

    assert (before, after) == (0, 1)


def test_the_pad_has_no_serious_fault(drawn_page):
    user = {"type": "KlingKitText2Video"}

    show(drawn_page, {1: CAMERA | {"widgets": {"pan": 4}}, 2: user}, [(1, "camera", 2, "camera")])

    assert serious_faults(drawn_page, ".kk-camera") == []
