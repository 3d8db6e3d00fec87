"""Takes the pictures of the help pages: each node in a small graph, in both languages, run on the simulator.

    python3 -m scripts.environment run -m scripts.pictures             all of them, into web/docs/images
    python3 -m scripts.environment run -m scripts.pictures KlingKitPoll

Run it again where nodes look different. The browser is the chromium on the PATH; Chinese needs a font that has it
(Debian: fonts-noto-cjk).
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from . import sketches, steps
from .comfyui import ComfyUI
from .recipe import ROOT
from .simulator import SimulatorProcess
from .steps import Stop, step

if TYPE_CHECKING:
    from playwright.sync_api import Page

IMAGES = ROOT / "web" / "docs" / "images"
WIDTH_MAX = 900
"""px; the page shows help in a panel that is narrower than this."""
SHARPNESS = 1.5
"""px of a picture for each px of the page: who widens the panel can read it."""

SETTINGS = {
    "Comfy.TutorialCompleted": True,
    "Comfy.Notification.ShowVersionUpdates": False,
    "Comfy.VueNodes.Enabled": True,
    "Comfy.Minimap.Visible": False,
    "Comfy.Graph.CanvasInfo": False,
}
IS_READY = "() => window.app?.extensionManager && window.LiteGraph?.registered_node_types.KlingKitImage2Video"
_LEFT, _TOP, _MARGIN = 160, 180, 14
"""px of the window: away from the page's own bars."""

_BUILD = """async ({nodes, links}) => {
  app.graph.clear();
  app.graph.id = crypto.randomUUID();
  const made = {};
  for (const [id, {type, at, width, widgets}] of Object.entries(nodes)) {
    const node = made[id] = LiteGraph.createNode(type);
    node.id = Number(id);
    node.pos = at;
    app.graph.add(node);
    for (const [name, value] of Object.entries(widgets)) {
      const widget = node.widgets.find((widget) => widget.name === name);
      widget.value = value;
      widget.callback?.(value);
    }
    node.setSize([width, node.computeSize()[1]]);
  }
  for (const [from, output, to, input] of links) {
    made[from].connect(made[from].findOutputSlot(output), made[to], made[to].findInputSlot(input));
  }
}"""
_LOOK = """([left, top]) => {
  app.canvas.ds.scale = 1;
  app.canvas.ds.offset = [left, top];
  app.canvas.deselectAll?.();
  app.graph.setDirtyCanvas(true, true);
}"""
_RUN = """async (last) => {
  const {api} = await import("/scripts/api.js");
  const prompt = await app.graphToPrompt();
  // ComfyUI runs a graph for the sake of its output nodes; this one is in no picture.
  prompt.output["output"] = {class_type: "PreviewAny", inputs: {source: [String(last), 1]}};
  const ended = new Promise((done, failed) => {
    api.addEventListener("execution_success", done, {once: true});
    api.addEventListener("execution_error", ({detail}) => failed(new Error(detail.exception_message)), {once: true});
  });
  await api.queuePrompt(0, prompt);
  await ended;
}"""
DRAWN = """async () => {
  const media = () => [...document.querySelectorAll("[data-node-id] img, [data-node-id] video")];
  const isThere = (one) => one.tagName === "IMG" ? one.complete : one.readyState >= 2;
  while (!media().every(isThere)) await new Promise(requestAnimationFrame);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
_FRAME = """() => {
  const boxes = [...document.querySelectorAll("[data-node-id]")].map((node) => node.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left)), top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right)), bottom = Math.max(...boxes.map((box) => box.bottom));
  return {x: left, y: top, width: right - left, height: bottom - top};
}"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m scripts.pictures", description="Takes the help pages' pictures.")
    parser.add_argument("nodes", nargs="*", metavar="NODE", help="node ids; all, if none is given")
    wanted = parser.parse_args().nodes or list(sketches.SKETCHES)
    if unknown := set(wanted) - set(sketches.SKETCHES):
        raise Stop(f"There is no sketch of {', '.join(sorted(unknown))} in scripts/sketches.py.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with SimulatorProcess(folder, generation_seconds=1).start() as simulator:
            comfyui = ComfyUI(folder, packs={"klingkit": ROOT}, kling=simulator.kling_variables())
            comfyui.put_input(Path(os.environ.get("COMFYUI_PATH", ".")) / "input" / "example.png")
            with step("Starting ComfyUI"):
                comfyui.start()
            with comfyui:
                take_all(comfyui.url, wanted)
    return 0


def take_all(url: str, wanted: list[str]) -> None:
    """Each language in a page of its own, as a person of that language has it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for language in sketches.LANGUAGES:
            page = browser.new_page(viewport={"width": 1600, "height": 1300}, device_scale_factor=SHARPNESS)
            page.request.post(f"{url}/api/settings", data=SETTINGS | {"Comfy.Locale": language})
            page.goto(url)
            page.wait_for_function(IS_READY, timeout=60_000)
            for node in wanted:
                path = IMAGES / picture_name(node, language)
                with step(f"Taking {path.name}"):
                    save(take(page, sketches.sketch(node, language)), path)
            page.close()
        browser.close()


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise Stop("There is no chromium on the PATH. Install it: apt-get install chromium (Debian).")
    return found


def picture_name(node: str, language: str) -> str:
    """English has the plain name: it is what other languages fall back to."""
    return f"{node}.webp" if language == "en" else f"{node}.{language}.webp"


def take(page: Page, sketch: dict[str, Any]) -> Image.Image:
    """The graph as it is drawn after a run of its last node."""
    page.evaluate(_BUILD, {"nodes": sketch["nodes"], "links": sketch["links"]})
    page.evaluate(_LOOK, [_LEFT, _TOP])
    page.evaluate(_RUN, max(sketch["nodes"]))
    page.evaluate(DRAWN)
    frame = page.evaluate(_FRAME)
    clip: Any = {"x": frame["x"] - _MARGIN, "y": frame["y"] - _MARGIN}
    clip |= {"width": frame["width"] + 2 * _MARGIN, "height": frame["height"] + 2 * _MARGIN}
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")


def save(picture: Image.Image, path: Path) -> None:
    if picture.width > WIDTH_MAX:
        height = round(picture.height * WIDTH_MAX / picture.width)
        picture = picture.resize((WIDTH_MAX, height), Image.Resampling.LANCZOS)
    picture.save(path, "WEBP", quality=82, method=6)


if __name__ == "__main__":
    sys.exit(steps.run(main))
