"""Which videos a node shows: those of its newest run, after a reload as well, and nothing of it in the workflow."""

import json

from klingkit.tests.page.making import ALL_PLAY, ALL_THERE, MAKER, PLAYS, TILE, graph, made, takes
from klingkit.tests.page.pages import (
    build,
    load,
    press_run,
    previews,
    reload,
    save,
    see_all,
    set_widgets,
    use_nodes_2,
    wait_until,
)

POLL = 4


def test_a_video_comes_back_with_its_workflow_and_only_with_it(page):
    use_nodes_2(page, True)
    made(page)
    saved = save(page)

    graph(page)
    other = previews(page)
    load(page, saved)
    see_all(page)

    wait_until(page, PLAYS, MAKER)
    assert other == {}


def test_a_new_run_takes_the_place_of_the_last_one(page):
    use_nodes_2(page, False)
    made(page, batch=2)

    set_widgets(page, batch_size=1, take=next(takes))
    press_run(page)

    wait_until(page, ALL_PLAY, [MAKER, 1])
    assert page.locator(TILE).count() == 1


def test_what_comfyui_has_cached_is_shown_in_another_workflow_as_well(page):
    use_nodes_2(page, False)
    made(page)
    copy = save(page) | {"id": "00000000-0000-4000-8000-000000000007"}
    load(page, copy)
    before = previews(page)

    press_run(page)
    wait_until(page, ALL_THERE, [MAKER, 1])
    see_all(page)

    wait_until(page, PLAYS, MAKER)
    assert before == {}


def test_nothing_of_it_is_saved_in_the_workflow(drawn_page):
    graph(drawn_page)
    before = save(drawn_page)

    press_run(drawn_page)
    wait_until(drawn_page, "(previews, node) => previews[node]?.videos.length", MAKER)
    set_widgets(drawn_page, model="kling-v2-master")
    set_widgets(drawn_page, model="kling-v1-6")
    after = save(drawn_page)

    values = {node["id"]: node.get("widgets_values") for node in before["nodes"]}
    assert {node["id"]: node.get("widgets_values") for node in after["nodes"]} == values
    assert "klingkit_preview" not in json.dumps(after)


def test_the_files_stay_in_the_history_for_other_programs(comfyui, page):
    use_nodes_2(page, False)
    made(page)

    (newest,) = page.request.get(f"{comfyui.url}/history?max_items=1").json().values()

    (image,) = newest["outputs"][str(MAKER)]["images"]
    assert image["filename"].endswith(".mp4")
    assert page.locator("video").count() == 1


def test_a_poll_shows_the_task_whose_id_it_holds_and_again_after_a_reload(comfyui, drawn_page):
    made(drawn_page)
    tasks = drawn_page.request.get(f"{comfyui.url}/klingkit/tasks/made?graph={save(drawn_page)['id']}").json()
    (task,) = tasks["nodes"][str(MAKER)]
    nodes = {POLL: {"type": "KlingKitPoll", "widgets": {"task_id": task["task_id"]}}, 5: {"type": "PreviewAny"}}
    build(drawn_page, nodes, [(POLL, "task_id", 5, "source")])

    press_run(drawn_page)
    wait_until(drawn_page, "(previews, node) => previews[node]", POLL)
    see_all(drawn_page)
    wait_until(drawn_page, PLAYS, POLL)
    reload(drawn_page)

    wait_until(drawn_page, PLAYS, POLL)


def test_a_node_within_a_subgraph_shows_its_video(page):
    use_nodes_2(page, False)
    graph(page)
    page.evaluate("(id) => { app.graph.convertToSubgraph(new Set([app.graph.getNodeById(id)])) }", MAKER)
    press_run(page)
    page.evaluate("() => app.canvas.openSubgraph(app.graph.nodes.find((node) => node.subgraph).subgraph)")

    page.locator(f"{TILE} video").wait_for()
    playing = "() => document.querySelector('.kk-preview video')?.currentTime > 0"
    see_all(page)

    page.wait_for_function(playing)
    page.evaluate("() => app.canvas.setGraph(app.rootGraph)")


def test_a_file_that_was_deleted_is_said_to_be_gone(comfyui, page):
    use_nodes_2(page, False)
    made(page)
    saved = save(page)
    (newest,) = page.request.get(f"{comfyui.url}/history?max_items=1").json().values()
    (facts,) = newest["outputs"][str(MAKER)]["klingkit"]
    (comfyui.output / facts["video_path"]).unlink()

    load(page, saved)

    wait_until(page, "(previews, node) => previews[node]?.text.includes('The file is not there any more.')", MAKER)


def test_a_task_that_was_forgotten_takes_its_preview_with_it(comfyui, drawn_page):
    made(drawn_page)
    tasks = drawn_page.request.get(f"{comfyui.url}/klingkit/tasks/made?graph={save(drawn_page)['id']}").json()
    (task,) = tasks["nodes"][str(MAKER)]

    drawn_page.request.post(f"{comfyui.url}/klingkit/tasks/{task['id']}/forget", data={"force": False})

    wait_until(drawn_page, "(previews, node) => !previews[node]", MAKER)
    drawn_page.locator(TILE).wait_for(state="detached")
