"""ComfyUI's own page in a real browser. Others may build on `page`; pages.py has what one does in it."""

import os
import shutil

import pytest

# No GPU, and no sandbox: in a container, root has none. Nothing is asked of the internet.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

# Else the page opens with a tutorial, or with news.
SETTINGS = {
    "Comfy.TutorialCompleted": True,
    "Comfy.Workflow.ShowMissingModelsWarning": False,
    "Comfy.Notification.ShowVersionUpdates": False,
}

IS_READY = "() => window.app?.extensionManager && window.LiteGraph?.registered_node_types.KlingKitImage2Video"


def chromium():
    """Where the browser is. Without one a test is skipped; where it counts (CI), that is a failure."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    reason = "There is no chromium on the PATH. Install it: apt-get install chromium (Debian), or your system's own."
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


# Playwright keeps an event loop running in this thread, beside which no async test could start: so it must end with
# the module, not with the session.
@pytest.fixture(scope="module")
def _page_of_the_module(_comfyui_of_the_session):
    from klingkit.tests.comfyui import example_picture
    from playwright.sync_api import sync_playwright

    _comfyui_of_the_session.put_input(example_picture())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.request.post(f"{_comfyui_of_the_session.url}/api/settings", data=SETTINGS)
        page.goto(_comfyui_of_the_session.url)
        page.wait_for_function(IS_READY, timeout=60_000)
        yield page
        browser.close()


@pytest.fixture
def page(comfyui, _page_of_the_module):
    """The page of the ComfyUI that tests share (`comfyui`), loaded, with an empty canvas: a Playwright Page."""
    # What nodes of these numbers gave in other tests is forgotten, too.
    _page_of_the_module.evaluate("() => { app.clean(); app.graph.clear(); }")
    return _page_of_the_module


@pytest.fixture(params=[False, True], ids=["canvas", "nodes 2.0"])
def drawn_page(request, page):
    """The page, with its nodes drawn in either way and no pointer over them."""
    from klingkit.tests.page.pages import use_nodes_2

    use_nodes_2(page, request.param)
    page.mouse.move(5, 5)
    return page
