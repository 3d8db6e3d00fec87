"""Every workflow that we ship, as people meet it: opened in the page, run by the button, and seen playing."""

import pytest
from klingkit.scripts import workflows
from klingkit.tests.page.pages import load, press_run, previews, reload, see_all, set_widgets, use_nodes_2, wait_until
from klingkit.tests.workflows.stories import ALL

MAKERS = {
    "KlingKitImage2Video",
    "KlingKitText2Video",
    "KlingKitMultiImage2Video",
    "KlingKitExtendVideo",
    "KlingKitLipSync",
    "KlingKitEffects",
    "KlingKitPoll",
}
"""The nodes that show videos."""
AT_ONCE = {"batch": 8}
"""How many videos each of these nodes shows; else one."""
IN_BOTH = ("image2video", "batch", "submit_now_poll_later")
DRAWN = [pytest.param(name, False, id=f"{name}-canvas") for name in IN_BOTH] + [
    pytest.param(name, True, id=f"{name}-nodes 2.0") for name in ALL
]

ALL_PLAY = """(previews, counts) => Object.entries(counts).every(([node, count]) => {
  const videos = previews[node]?.videos ?? [];
  return videos.length === count && videos.every((video) => video.readyState >= 3 && video.currentTime > 0.2);
})"""
"""currentTime begins at 0, so those that are further play."""


@pytest.fixture
def slow_simulator(comfyui):
    """Tasks end when the test says so."""
    comfyui.simulator.generation_seconds = 600
    yield comfyui.simulator
    comfyui.simulator.generation_seconds = 0.2
    comfyui.simulator.finish_tasks()


def open_story(page, name, *, nodes_2, take):
    """The workflow on the canvas; gives how many videos each node will show. `take`: else it may be there already."""
    workflow = workflows.read_workflow(workflows.WORKFLOWS / f"{name}.json")
    use_nodes_2(page, nodes_2)
    load(page, workflow)
    set_widgets(page, take=take)
    return {node["id"]: AT_ONCE.get(name, 1) for node in workflow["nodes"] if node["type"] in MAKERS}


def listed(comfyui, page, state):
    """The rows that the gallery shows under one of its filters."""
    return page.request.get(f"{comfyui.url}/klingkit/tasks?state={state}").json()["ids"]


@pytest.mark.parametrize(("name", "nodes_2"), DRAWN)
def test_a_workflow_runs_by_the_button_and_its_videos_play_on_its_nodes(comfyui, page, name, nodes_2):
    counts = open_story(page, name, nodes_2=nodes_2, take=1000 * (1 + ALL.index(name)) + 100 * nodes_2)

    press_run(page)

    wait_until(page, "(previews, nodes) => nodes.every((node) => previews[node])", list(counts))
    see_all(page)
    wait_until(page, ALL_PLAY, counts)
    shown = previews(page)
    assert all(video["error"] == "" and video["muted"] for node in counts for video in shown[node]["videos"])
    # No second preview beside ours: all videos of the page are ours.
    assert page.locator("video").count() == sum(counts.values())


@pytest.mark.parametrize("nodes_2", [False, True], ids=["canvas", "nodes 2.0"])
def test_a_reload_in_the_middle_of_a_task_finds_it_again(comfyui, page, slow_simulator, nodes_2):
    charged = slow_simulator.charged
    (node,) = open_story(page, "image2video", nodes_2=nodes_2, take=20000 + nodes_2)
    press_run(page)
    wait_until(page, "(previews, node) => previews[node]", node)

    reload(page)
    wait_until(page, "(previews, node) => previews[node]?.connected", node)
    before = previews(page)[node]["videos"]
    (running,) = listed(comfyui, page, "running")
    slow_simulator.finish_tasks()

    wait_until(page, ALL_PLAY, {str(node): 1})
    assert before == []
    assert running in listed(comfyui, page, "done")
    assert slow_simulator.charged == charged + 1


def test_the_template_browser_offers_our_workflows_with_their_pictures(comfyui, page):
    (pack,) = comfyui.get("/workflow_templates")
    names = comfyui.get("/workflow_templates")[pack]
    shows = "(name) => document.querySelector(`img[alt='${name}']`)?.naturalWidth > 100"
    page.evaluate("() => app.extensionManager.command.execute('Comfy.BrowseTemplates')")
    page.get_by_text(pack, exact=True).first.click()

    for name in names:
        if page.locator(f"img[alt='{name}']").count() == 0:
            page.mouse.wheel(0, 4000)  # it draws those in sight
        page.wait_for_function(shows, arg=name, timeout=30_000)
        page.locator(f"img[alt='{name}']").hover()

    assert sorted(names) == sorted(ALL)
    page.keyboard.press("Escape")
