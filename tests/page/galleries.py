"""The sidebar tab "Kling" in the page, as a test sees and uses it."""

from contextlib import contextmanager

from klingkit.tests.page.pages import build, press_run, use_nodes_2

TOGGLE = "() => app.extensionManager.command.execute('KlingKit.OpenGallery')"


class Gallery:
    """The tab, open; `make` runs a graph of one Kling node with a prompt of its own."""

    def __init__(self, page, comfyui):
        self.page = page
        self.simulator = comfyui.simulator
        self.root = page.locator(".kk-gallery")
        self.cards = self.root.locator(".kk-card")

    def make(self, prompt, *, state="Done", batch=1, **widgets):
        nodes = {
            1: {"type": "EmptyImage", "widgets": {"width": 320, "height": 320, "batch_size": batch}},
            3: {"type": "KlingKitImage2Video", "widgets": {"prompt": prompt, **widgets}},
            5: {"type": "PreviewAny"},
        }
        build(self.page, nodes, [(1, "IMAGE", 3, "image"), (3, "video_path", 5, "source")])
        press_run(self.page)
        card = self.card(prompt)
        card.locator(".kk-card-state", has_text=state).first.wait_for()
        if state == "Unknown":
            # Until the run has ended, the task is being worked on.
            self.page.get_by_text("0 active", exact=True).wait_for()
        return card

    def reopen(self):
        self.page.evaluate(TOGGLE)
        self.root.wait_for(state="detached")
        self.page.evaluate(TOGGLE)
        self.root.wait_for()

    def card(self, prompt):
        return self.cards.filter(has_text=prompt)

    def choose(self, card, item):
        card.first.locator(".kk-card-menu").click()
        self.page.get_by_role("menuitem", name=item, exact=True).click()

    def answer(self, button):
        self.page.locator("dialog[open]").get_by_role("button", name=button, exact=True).click()

    def question(self):
        return self.page.locator("dialog[open] .kk-dialog-body").inner_text()

    def search(self, words):
        self.root.get_by_role("searchbox").fill(words)

    def chip(self, name):
        return self.root.locator(".kk-chip", has_text=name)

    def count(self, name):
        return int(self.chip(name).locator(".kk-chip-count").inner_text())


@contextmanager
def opened(page, comfyui):
    """The tab on the page of this ComfyUI, until the end of the block."""
    use_nodes_2(page, False)
    page.evaluate(TOGGLE)
    shown = Gallery(page, comfyui)
    shown.root.wait_for()
    yield shown
    if page.locator("dialog[open]").count():
        page.keyboard.press("Escape")
    page.evaluate(TOGGLE)
    shown.root.wait_for(state="detached")
