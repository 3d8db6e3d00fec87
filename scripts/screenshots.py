"""Takes the README's pictures: the gallery, the brush editor, the accounts and a finished graph, in ComfyUI's page.

    python3 -m scripts.environment run -m scripts.screenshots             all of them, into docs/images
    python3 -m scripts.environment run -m scripts.screenshots gallery

Each in English and dark, and in Chinese and light. It needs what scripts/pictures.py needs.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from . import steps
from .comfyui import ComfyUI
from .pictures import DRAWN, IS_READY, SETTINGS, chromium
from .prompts import run_prompt
from .recipe import ROOT
from .simulator import SimulatorProcess
from .steps import Stop, step
from .workflows import WORKFLOWS, read_workflow

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

IMAGES = ROOT / "docs" / "images"
LOOKS = {"en": "dark", "zh": "light"}
SECONDS = 4.0
"""How long the simulator takes: time enough to be seen running."""

_PROMPTS = (
    "A paper boat drifts down a rain gutter, close to the water.",
    "一只橘猫坐在窗台上看雨，镜头缓慢推近。",
    "The lighthouse keeper climbs the stairs with a lantern, while the storm outside grows louder.",
    "A red fox runs through fresh snow at dawn, its breath steaming.",
)
_LOAD = "async (workflow) => { await app.loadGraphData(workflow); }"
_ADD_ACCOUNT = """(fields) => fetch("/api/klingkit/accounts", {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(fields)})"""
_COLLAPSE = "(type) => app.graph.nodes.filter((node) => node.type === type).forEach((node) => node.collapse())"
_FIT = "() => app.extensionManager.command.execute('Comfy.Canvas.FitView')"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m scripts.screenshots", description="Takes the README's pictures.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SHOTS)}; all, if none is given")
    wanted = parser.parse_args().names or list(SHOTS)
    if unknown := set(wanted) - set(SHOTS):
        raise Stop(f"There is no picture called {', '.join(sorted(unknown))}.")
    with tempfile.TemporaryDirectory() as name, SimulatorProcess(Path(name), generation_seconds=SECONDS) as simulator:
        folder = Path(name)
        comfyui = ComfyUI(folder, packs={"klingkit": ROOT}, kling=simulator.start().kling_variables())
        comfyui.put_input(Path(os.environ.get("COMFYUI_PATH", ".")) / "input" / "example.png")
        with comfyui:
            with step("Starting ComfyUI, and making some videos"):
                comfyui.start()
                for number, prompt in enumerate(_PROMPTS):
                    run_prompt(comfyui.url, _text2video(prompt, number))
            _take_all(comfyui.url, simulator.url, wanted)
    return 0


def _take_all(url: str, provider: str, wanted: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for language, palette in LOOKS.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            chosen = {"Comfy.Locale": language, "Comfy.ColorPalette": palette}
            page.request.post(f"{url}/api/settings", data=SETTINGS | chosen)
            page.goto(url)
            page.wait_for_function(IS_READY, timeout=60_000)
            for name in wanted:
                path = IMAGES / (f"{name}.webp" if language == "en" else f"{name}.{language}.webp")
                with step(f"Taking {path.name}"):
                    shot = SHOTS[name](page, provider)
                    Image.open(io.BytesIO(shot)).convert("RGB").save(path, "WEBP", quality=86, method=6)
            page.close()
        browser.close()


def _graph(page: Page, _provider: str) -> bytes:
    """A finished graph, its video playing."""
    return _run(page, "image2video", videos=1)


def _chain(page: Page, _provider: str) -> bytes:
    """One picture, a video, two extensions of it, and speech."""
    return _run(page, "image2video_extend_lipsync", videos=4)


def _run(page: Page, name: str, *, videos: int) -> bytes:
    page.evaluate(_LOAD, _without_notes(name))
    page.evaluate(_FIT)
    page.get_by_test_id("queue-button").click()
    page.locator(".kk-preview video").nth(videos - 1).wait_for(timeout=60_000)
    page.wait_for_timeout(800)  # the node grows to hold its video
    page.evaluate(_COLLAPSE, "PreviewAny")  # it shows where the file is, on whatever machine this was taken
    page.evaluate(_FIT)
    page.wait_for_timeout(800)  # the canvas glides to its place, and toasts go
    return page.screenshot()


def _gallery(page: Page, _provider: str) -> bytes:
    """The sidebar beside the graph, with a task that runs."""
    page.evaluate(_LOAD, _without_notes("image2video"))
    page.evaluate(
        "() => { app.graph.nodes.find((node) => node.comfyClass === 'KlingKitImage2Video')"
        ".widgets.find((widget) => widget.name === 'take').value = Math.floor(Math.random() * 1e6); }"
    )
    page.evaluate("() => app.extensionManager.command.execute('KlingKit.OpenGallery')")
    page.get_by_test_id("queue-button").click()
    page.locator(".kk-card[data-group=running] .kk-bar[aria-valuenow]").wait_for()
    page.evaluate(DRAWN)
    page.wait_for_timeout(1500)  # for the bar to be on its way
    shot = page.screenshot(clip=_around(page.locator(".kk-gallery"), 0, height=760))
    page.evaluate("() => app.extensionManager.command.execute('KlingKit.OpenGallery')")
    return shot


def _brush(page: Page, _provider: str) -> bytes:
    """The editor over the picture of the workflow that shows it."""
    page.evaluate(_LOAD, _without_notes("motion_brush"))
    page.evaluate(_FIT)
    page.locator(".kk-brush-buttons button").first.click()
    page.locator(".kk-brush-dialog canvas").first.wait_for()
    page.wait_for_timeout(600)  # for the dialog to come to rest
    shot = page.screenshot()
    page.keyboard.press("Escape")
    return shot


def _accounts(page: Page, provider: str) -> bytes:
    """An account in the settings, and what its test found."""
    fields = {"was": "", "name": "studio", "provider": "official", "base_url": provider, "api_key": "any-key-will-do"}
    page.evaluate(_ADD_ACCOUNT, fields | {"daily_budget": 50, "slots": 3})
    page.evaluate("() => app.extensionManager.command.execute('Comfy.ShowSettingsDialog')")
    page.get_by_role("dialog").get_by_text("KlingKit").first.click()
    card = page.locator(".kk-account").filter(has_text="studio").first
    card.get_by_role("button").first.click()
    card.locator(".kk-findings li").first.wait_for()
    shot = page.screenshot()
    page.keyboard.press("Escape")
    return shot


SHOTS: dict[str, Callable[[Page, str], bytes]] = {
    "image2video": _graph,
    "chain": _chain,
    "gallery": _gallery,
    "brush": _brush,
    "accounts": _accounts,
}


def _text2video(prompt: str, number: int) -> dict[str, Any]:
    inputs = {"prompt": prompt, "negative_prompt": "", "take": number, "aspect_ratio": "16:9"}
    inputs |= {"model": "kling-v2-6" if number % 2 else "kling-v1-6", "model.mode": "pro", "model.duration": "5"}
    return {
        "1": {"class_type": "KlingKitText2Video", "inputs": inputs},
        "2": {"class_type": "PreviewAny", "inputs": {"source": ["1", 1]}},
    }


def _without_notes(name: str) -> dict[str, Any]:
    workflow = read_workflow(WORKFLOWS / f"{name}.json")
    workflow["nodes"] = [node for node in workflow["nodes"] if "Note" not in node["type"]]
    return workflow


def _around(element: Locator, margin: float, *, height: float) -> Any:
    box = element.bounding_box()
    if box is None:
        raise Stop("The gallery is not in sight.")
    return {
        "x": box["x"] - margin,
        "y": box["y"],
        "width": box["width"] + 2 * margin,
        "height": min(height, box["height"]),
    }


if __name__ == "__main__":
    sys.exit(steps.run(main))
