"""What tests do in ComfyUI's page: build a graph, load one, save it, and see what would be queued."""

import json
from concurrent.futures import ThreadPoolExecutor

from klingkit.tests.page.conftest import IS_READY

BUILD = """async ({nodes, links}) => {
  app.graph.clear();
  app.graph.id = crypto.randomUUID();
  const made = {};
  for (const [id, {type, widgets}] of Object.entries(nodes)) {
    made[id] = LiteGraph.createNode(type);
    made[id].id = Number(id);
    app.graph.add(made[id]);
    for (const [name, value] of Object.entries(widgets ?? {})) {
      const widget = made[id].widgets.find((widget) => widget.name === name);
      widget.value = value;
      widget.callback?.(value);
    }
  }
  for (const [from, output, to, input] of links) {
    made[from].connect(made[from].findOutputSlot(output), made[to], made[to].findInputSlot(input));
  }
}"""
"""Widgets in their order, since a choice brings the widgets and sockets below it; then links by name.

A new id for the graph: under the old one the page remembers what widgets of earlier nodes with these ids held.
"""

SAVE = "async () => JSON.stringify((await app.graphToPrompt()).workflow)"
QUEUED = "async () => JSON.stringify((await app.graphToPrompt()).output)"
LOAD = "async (workflow) => { await app.loadGraphData(workflow); }"
USE_NODES_2 = "(on) => app.extensionManager.setting.set('Comfy.VueNodes.Enabled', on)"


def build(page, nodes, links):
    """Puts nodes ({id: {"type", "widgets"}}) and links ((from, output, to, input), by name) on an empty canvas."""
    page.evaluate(BUILD, {"nodes": nodes, "links": links})


def save(page):
    """The graph as the page would write it to a file."""
    return json.loads(page.evaluate(SAVE))


def load(page, workflow):
    """Opens a saved graph, and lets the page draw it: a lost link is lost in the first frames."""
    page.evaluate(LOAD, workflow)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def queued(page):
    """The API-format prompt that the page's own Run button would send, without what is only for people."""
    prompt = json.loads(page.evaluate(QUEUED))
    return {number: {"class_type": node["class_type"], "inputs": node["inputs"]} for number, node in prompt.items()}


def use_nodes_2(page, on):
    """ComfyUI draws nodes in two ways; users have the one or the other."""
    page.evaluate(USE_NODES_2, on)


def use_locale(page, locale):
    """Another language, to the end: ComfyUI loads the whole graph anew some time after the setting has changed."""
    page.evaluate(
        """(locale) => new Promise((done) => {
          app.api.addEventListener("klingkit.graph", done, {once: true});
          app.extensionManager.setting.set("Comfy.Locale", locale);
        })""",
        locale,
    )


def links_by_name(workflow):
    """(from, output, to, input) of each link, with the names that the slots have in the file."""
    nodes = {node["id"]: node for node in workflow["nodes"]}
    sources = {link[0]: (link[1], nodes[link[1]]["outputs"][link[2]]["name"]) for link in workflow["links"]}
    return sorted(
        (*sources[slot["link"]], node["id"], slot["name"])
        for node in workflow["nodes"]
        for slot in node.get("inputs", [])
        if slot.get("link") is not None
    )


def run(comfyui, page):
    """Queues what the page would, and gives the Result. In another thread: Playwright's event loop runs in this one."""
    prompt = queued(page)
    with ThreadPoolExecutor(max_workers=1) as beside:
        return beside.submit(comfyui.queue, prompt).result()


PREVIEWS = """() => Object.fromEntries(app.graph.nodes.flatMap((node) => {
  const panel = node.widgets?.find((widget) => widget.name === "klingkit_preview")?.element;
  const videos = [...(panel?.querySelectorAll("video") ?? [])];
  const shown = videos.map(({readyState, currentTime, paused, muted, error}) =>
    ({readyState, currentTime, paused, muted, error: error?.message ?? ""}));
  return panel ? [[node.id, {connected: panel.isConnected, text: panel.innerText, videos: shown}]] : [];
}))"""


def previews(page):
    """What our previews show, by the number of their nodes: whether on the page, their text, the videos."""
    return {int(number): shown for number, shown in page.evaluate(PREVIEWS).items()}


FIT = """async () => {
  const place = () => [app.canvas.ds.scale, ...app.canvas.ds.offset].join();
  app.extensionManager.command.execute("Comfy.Canvas.FitView");
  for (let before = "", since = performance.now(); performance.now() - since < 500;) {
    if (place() !== before) [before, since] = [place(), performance.now()];
    await new Promise(requestAnimationFrame);
  }
}"""
"""The canvas glides to its new place, for 350 ms: it is there when it has not moved for longer."""


def see_all(page):
    """Brings the whole graph into view: what is out of sight stands still."""
    page.evaluate(FIT)


def press_run(page):
    """The button that people press."""
    page.get_by_test_id("queue-button").click()


def wait_until(page, condition, argument=None, seconds=30):
    """Until a JavaScript function of the argument and of what PREVIEWS gives says yes."""
    page.wait_for_function(
        f"(argument) => ({condition})(({PREVIEWS})(), argument)", arg=argument, timeout=seconds * 1000
    )


def set_widgets(page, **values):
    """Sets widgets of these names on all nodes that have them, as a person would."""
    page.evaluate(
        """(values) => app.graph.nodes.forEach((node) => node.widgets?.forEach((widget) => {
          if (!(widget.name in values)) return;
          widget.value = values[widget.name];
          widget.callback?.(widget.value);
        }))""",
        values,
    )


def reload(page):
    """Loads the page anew, as soon as it has kept the graph that is on it: it does so a while after a change."""
    kept = (
        "(id) => [localStorage, sessionStorage].some((kept) => Object.values(kept).some((text) => text.includes(id)))"
    )
    page.wait_for_function(kept, arg=save(page)["id"], timeout=30_000)
    page.reload()
    page.wait_for_function(IS_READY, timeout=60_000)
    see_all(page)
