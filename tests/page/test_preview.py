"""The videos on the nodes that made them, as somebody at the page sees, hears and moves them."""

import pytest
from klingkit.nodes.simulator.faults import Fault
from klingkit.tests.page.axe import serious_faults
from klingkit.tests.page.making import ALL_PLAY, ALL_THERE, MAKER, PLAYS, TILE, graph, made
from klingkit.tests.page.pages import press_run, previews, save, see_all, use_locale, use_nodes_2, wait_until


@pytest.fixture
def still_page(page):
    """For somebody whom movement disturbs."""
    page.emulate_media(reduced_motion="reduce")
    yield page
    page.emulate_media(reduced_motion="no-preference")


def video(page):
    (only,) = previews(page)[MAKER]["videos"]
    return only


def heard(page):
    return not video(page)["muted"]


def test_a_video_is_heard_while_the_pointer_is_over_it(drawn_page):
    made(drawn_page)
    before = heard(drawn_page)

    drawn_page.locator(TILE).hover()
    during = heard(drawn_page)
    drawn_page.mouse.move(5, 5)

    assert (before, during, heard(drawn_page)) == (False, True, False)
    assert not video(drawn_page)["paused"]


def test_a_click_stops_a_video_and_another_lets_it_go_on(drawn_page):
    made(drawn_page)

    drawn_page.locator(f"{TILE} video").click()
    stopped = video(drawn_page)["paused"]
    drawn_page.locator(f"{TILE} video").click()

    assert stopped
    assert not video(drawn_page)["paused"]


def test_a_video_can_be_stopped_heard_and_enlarged_by_the_keyboard(drawn_page):
    made(drawn_page)

    drawn_page.get_by_role("button", name="Pause", exact=True).focus()
    drawn_page.keyboard.press("Shift+Tab")
    drawn_page.keyboard.press("Tab")
    heard_with_focus = heard(drawn_page)
    drawn_page.keyboard.press("Enter")
    stopped = video(drawn_page)["paused"]
    drawn_page.keyboard.press("Tab")
    drawn_page.keyboard.press("Enter")
    drawn_page.get_by_role("dialog").wait_for()
    drawn_page.keyboard.press("Escape")

    assert (heard_with_focus, stopped) == (True, True)
    assert drawn_page.get_by_role("dialog").count() == 0


def test_a_batch_is_a_grid_and_a_click_enlarges_one_with_the_ids_to_copy(comfyui, drawn_page):
    made(drawn_page, batch=4)
    tasks = drawn_page.request.get(f"{comfyui.url}/klingkit/tasks/made?graph={save(drawn_page)['id']}").json()
    second = tasks["nodes"][str(MAKER)][1]

    drawn_page.get_by_role("group", name="Video 2").locator("video").click()
    dialog = drawn_page.get_by_role("dialog")
    ids = [dialog.get_by_label(label, exact=True).input_value() for label in ("Task id", "Video id")]
    dialog.get_by_role("button", name="Copy task id").click()
    dialog.get_by_role("button", name="Copied").wait_for()
    large = dialog.locator("video").evaluate("(video) => [video.muted, video.controls]")
    dialog.get_by_role("button", name="Close").click()

    assert ids == [second["task_id"], second["video_id"]]
    assert large == [False, True]
    assert previews(drawn_page)[MAKER]["text"].split() == ["1", "2", "3", "4"]


def test_what_failed_says_why_beside_what_was_made(comfyui, page):
    use_nodes_2(page, False)
    comfyui.simulator.fail(Fault.TASK_FAILS, "create", times=1, reason="The picture shows a brand.")
    graph(page, batch=2, on_failure="skip")
    press_run(page)

    wait_until(page, "(previews, node) => previews[node]?.text.includes('brand')", MAKER)
    wait_until(page, ALL_THERE, [MAKER, 1])
    see_all(page)
    wait_until(page, ALL_PLAY, [MAKER, 1])

    assert "Failed: " in previews(page)[MAKER]["text"]


def test_whom_movement_disturbs_sees_a_picture_until_it_is_asked_to_play(still_page):
    use_nodes_2(still_page, False)
    graph(still_page)
    press_run(still_page)

    wait_until(still_page, "(previews, node) => previews[node]?.videos.length", MAKER)
    see_all(still_page)
    still_page.locator(f"{TILE}.kk-preview-stands").wait_for()
    before = video(still_page)
    still_page.get_by_role("button", name="Play", exact=True).click()

    wait_until(still_page, PLAYS, MAKER)
    assert (before["paused"], before["currentTime"]) == (True, 0)


def test_the_wheel_over_a_video_zooms_the_canvas(drawn_page):
    made(drawn_page)
    before = drawn_page.evaluate("() => app.canvas.ds.scale")

    drawn_page.locator(TILE).hover()
    drawn_page.mouse.wheel(0, 100)

    drawn_page.wait_for_function("(before) => app.canvas.ds.scale < before", arg=before)


def test_a_video_out_of_sight_stands_still(drawn_page):
    made(drawn_page)

    drawn_page.evaluate("() => { app.canvas.ds.offset = [90000, 90000]; app.canvas.setDirty(true, true) }")
    wait_until(drawn_page, "(previews, node) => previews[node].videos[0].paused", MAKER)
    see_all(drawn_page)

    wait_until(drawn_page, "(previews, node) => !previews[node].videos[0].paused", MAKER)


def test_a_video_plays_on_when_nodes_are_drawn_in_the_other_way(page):
    use_nodes_2(page, False)
    made(page)

    use_nodes_2(page, True)
    see_all(page)
    wait_until(page, "(previews, node) => previews[node].connected && !previews[node].videos[0].paused", MAKER)
    use_nodes_2(page, False)
    see_all(page)

    wait_until(page, "(previews, node) => previews[node].connected && !previews[node].videos[0].paused", MAKER)


def test_the_preview_speaks_the_language_of_the_page(page, comfyui):
    use_nodes_2(page, False)
    made(page)

    use_locale(page, "zh")
    page.get_by_role("button", name="暂停", exact=True).wait_for()
    use_locale(page, "en")

    page.get_by_role("button", name="Pause", exact=True).wait_for()


@pytest.mark.parametrize("palette", ["dark", "light"])
def test_neither_preview_nor_dialog_has_a_serious_accessibility_fault(comfyui, page, palette):
    use_nodes_2(page, False)
    page.evaluate("(palette) => app.extensionManager.setting.set('Comfy.ColorPalette', palette)", palette)
    comfyui.simulator.fail(Fault.TASK_FAILS, "create", times=1, reason="The picture shows a brand.")
    graph(page, batch=2, on_failure="skip")
    press_run(page)
    wait_until(page, "(previews, node) => previews[node]?.text.includes('brand')", MAKER)
    wait_until(page, ALL_THERE, [MAKER, 1])
    see_all(page)
    wait_until(page, ALL_PLAY, [MAKER, 1])

    on_node = serious_faults(page, ".kk-preview")
    page.locator(f"{TILE} video").click()
    in_dialog = serious_faults(page, ".kk-enlarged")
    page.keyboard.press("Escape")
    page.evaluate("() => app.extensionManager.setting.set('Comfy.ColorPalette', 'dark')")

    assert (on_node, in_dialog) == ([], [])
