"""The sidebar tab "Kling": what it shows while tasks run, and how one finds a task in it."""

import pytest
from klingkit.nodes.simulator import Fault, Step
from klingkit.tests.page.galleries import opened

COUNT_NEWS = """() => {
  window.newsHeard = 0;
  window.comfyAPI.api.api.addEventListener("klingkit.task", () => (window.newsHeard += 1));
}"""


@pytest.fixture
def gallery(comfyui, page):
    with opened(page, comfyui) as shown:
        yield shown
        # A test that failed while a task ran must not keep the next one's waiting.
        shown.simulator.finish_tasks()


@pytest.fixture
def asked(page):
    """The requests to our routes, by their paths, from now on."""
    heard = []

    def note(request):
        if "/klingkit/" in request.url:
            heard.append(request.url.split("/klingkit/")[1].split("?")[0])

    page.on("request", note)
    yield heard
    page.remove_listener("request", note)


def test_a_task_is_seen_while_it_runs_and_ends_with_its_picture(gallery):
    gallery.simulator.generation_seconds = 600
    card = gallery.make("a fox that one can watch", state="Running")

    assert card.get_by_role("progressbar").is_visible()
    # What follows depends on how long the tasks of other tests took: "≈ 0:04", or "slow today".
    assert card.locator(".kk-card-progress").inner_text().startswith("0:0")
    gallery.simulator.finish_tasks()

    card.locator(".kk-card-state", has_text="Done").wait_for()
    card.locator("img").wait_for()
    gallery.page.wait_for_function("() => document.querySelector('.kk-card img')?.naturalWidth > 0")
    assert card.get_by_role("progressbar").count() == 0


def test_a_card_plays_while_the_mouse_is_on_it(gallery):
    card = gallery.make("a fox that plays")

    card.hover()
    card.locator("video.kk-playing").wait_for()
    assert card.locator("video").evaluate("(video) => video.muted")

    gallery.root.get_by_role("searchbox").hover()
    card.locator("video").wait_for(state="detached")


def test_nothing_is_asked_for_unless_there_is_news(gallery, asked):
    gallery.make("a fox before")
    gallery.page.wait_for_load_state("networkidle")
    gallery.page.evaluate(COUNT_NEWS)
    asked.clear()

    gallery.simulator.generation_seconds = 3
    gallery.make("a fox without polling")

    # Between two events lie 3 s, in which a page that polls would have asked more often.
    news = gallery.page.evaluate("() => window.newsHeard")
    assert asked.count("tasks") <= news, (asked, news)
    assert asked.count("tasks/rows") <= news


def test_a_filter_shows_its_group_alone_and_counts_them_all(gallery):
    gallery.make("a heron that lands")
    gallery.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1)
    failed = gallery.make("a heron that falls", state="Failed")
    gallery.search("heron")
    gallery.chip("All").get_by_text("2", exact=True).wait_for()

    gallery.chip("Failed").click()
    gallery.card("a heron that lands").wait_for(state="detached")

    assert failed.locator(".kk-card-price").inner_text() == "not charged"
    assert (gallery.count("All"), gallery.count("Done"), gallery.count("Failed")) == (2, 1, 1)
    assert gallery.chip("Failed").get_attribute("aria-pressed") == "true"


def test_a_search_that_finds_nothing_can_be_undone(gallery):
    card = gallery.make("a fox to be found again")

    gallery.search("no such words at all")
    card.wait_for(state="detached")
    gallery.root.get_by_role("button", name="Show all tasks").click()

    card.wait_for()
    assert gallery.root.get_by_role("searchbox").input_value() == ""


def test_the_keyboard_leads_through_cards_and_menu(gallery):
    gallery.make("an owl, the first")
    gallery.make("an owl, the second")
    page = gallery.page

    gallery.card("an owl, the second").focus()
    page.keyboard.press("ArrowDown")
    assert "an owl, the first" in page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Home")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-posinset')") == "1"

    page.keyboard.press("Shift+F10")
    page.get_by_role("menu").wait_for()
    page.keyboard.press("End")
    assert page.evaluate("() => document.activeElement.innerText") == "Forget …"
    page.keyboard.press("Escape")
    page.get_by_role("menu").wait_for(state="detached")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "an owl, the first" in gallery.question()


def test_a_video_opens_with_controls_sound_and_its_ids(gallery):
    card = gallery.make("a fox to look at")
    made = gallery.simulator.ledger[-1]

    card.locator(".kk-card-picture").click()

    video = gallery.page.locator("dialog[open] video")
    gallery.page.wait_for_function("() => document.querySelector('dialog[open] video').currentTime > 0")
    assert video.evaluate("({controls, muted}) => [controls, muted]") == [True, False]
    assert made.task_id in gallery.question()


def test_without_a_task_it_says_what_to_do_and_helps(gallery):
    none = {"ids": [], "counts": dict.fromkeys(("all", "running", "done", "failed", "unknown"), 0), "accounts": []}
    gallery.page.route("**/klingkit/tasks?*", lambda route: route.fulfill(json=none))
    gallery.reopen()

    gallery.root.get_by_role("button", name="Add Kling Image2Video").click()

    gallery.page.unroute("**/klingkit/tasks?*")
    assert gallery.page.evaluate("() => app.graph.nodes.map(({type}) => type)") == ["KlingKitImage2Video"]


def test_an_error_of_the_server_stands_in_its_place_and_can_be_retried(gallery):
    card = gallery.make("a fox behind an error")
    page = gallery.page
    page.route("**/klingkit/tasks?*", lambda route: route.fulfill(status=500, json={"error": "The disk is full."}))
    # Anew: news of the task that is still to come would mend it without a click.
    gallery.reopen()
    gallery.root.get_by_role("alert").filter(has_text="The disk is full.").wait_for()

    page.unroute("**/klingkit/tasks?*")
    gallery.root.get_by_role("button", name="Try again").click()

    gallery.root.get_by_role("alert").wait_for(state="detached")
    card.wait_for()


def test_the_gallery_speaks_the_language_of_the_page(gallery):
    gallery.make("a fox abroad")

    gallery.page.evaluate("() => app.extensionManager.setting.set('Comfy.Locale', 'zh')")
    gallery.root.locator(".kk-chip", has_text="全部").wait_for()

    gallery.page.evaluate("() => app.extensionManager.setting.set('Comfy.Locale', 'en')")
    gallery.root.locator(".kk-chip", has_text="All").wait_for()
