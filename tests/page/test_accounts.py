"""Accounts in ComfyUI's settings: entered by typing, tested, used, and the key found nowhere but in accounts.toml."""

import json
import re
import stat

import pytest
from klingkit.nodes.kling.accounts import Accounts
from klingkit.tests.page.axe import serious_faults
from klingkit.tests.page.conftest import ARGUMENTS, IS_READY, SETTINGS, chromium
from klingkit.tests.page.pages import build, press_run, save, set_widgets

KEY = "kk-never-seen-again-0123456789abcdef"
NO_ACCOUNT = {"KLING_API_KEY": "", "KLING_BASE_URL": "", "KLING_PROVIDER": ""}
GRAPH = {
    1: {"type": "KlingKitText2Video", "widgets": {"prompt": "a fox"}},
    2: {"type": "SaveVideo"},
    3: {"type": "GetVideoComponents"},
    4: {"type": "SaveImage"},
}
LINKS = [(1, "video", 2, "video"), (1, "video", 3, "video"), (3, "images", 4, "images")]
OFFERED = """() => app.graph.nodes.flatMap((node) => node.widgets ?? [])
  .filter((widget) => widget.name === "account").map((widget) => widget.options.values)"""
LISTEN_FOR_THE_END = """() => ["execution_success", "execution_error"].forEach((event) =>
  window.comfyAPI.api.api.addEventListener(event, () => { window.hasEnded = event; }))"""
STORED_IN_BROWSER = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


class Machine:
    """A ComfyUI of its own, which begins without accounts, and its page."""

    def __init__(self, comfyui, page):
        self.comfyui = comfyui
        self.page = page
        self.file = comfyui.user / "klingkit" / "accounts.toml"

    def open_page(self, *, locale="en", palette="dark"):
        """The page anew, in this language and these colours, with our panel open."""
        settings = SETTINGS | {"Comfy.Locale": locale, "Comfy.ColorPalette": palette}
        self.page.request.post(f"{self.comfyui.url}/api/settings", data=settings)
        self.page.goto(self.comfyui.url)
        self.page.wait_for_function(IS_READY, timeout=60_000)
        self.open_panel()

    def open_panel(self):
        self.page.evaluate("() => app.extensionManager.command.execute('Comfy.ShowSettingsDialog')")
        self.page.get_by_text("KlingKit").first.click()
        self.panel.locator(".kk-account").first.wait_for()

    def listen(self):
        """All requests of the page that are answered from now on, as a list that grows."""
        seen = []
        self.page.on("requestfinished", lambda request: seen.append(request))
        return seen

    @property
    def panel(self):
        return self.page.locator(".kk-accounts")

    def card(self, name):
        return self.panel.locator(".kk-account").filter(has=self.page.get_by_role("heading", name=name, exact=True))

    def press(self, name, inside=None):
        (inside or self.panel).get_by_role("button", name=name).click()

    def write(self, text):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(text, encoding="utf-8")
        self.file.chmod(0o600)

    def accounts(self):
        return Accounts({}, self.file, lambda: "")


@pytest.fixture(scope="module")
def _machine_of_the_module(tmp_path_factory):
    from klingkit.tests.comfyui import ComfyUIUnderTest, quick_simulator, require_comfyui
    from playwright.sync_api import sync_playwright

    require_comfyui()
    folder = tmp_path_factory.mktemp("accounts")
    with (
        quick_simulator() as simulator,
        ComfyUIUnderTest(folder, simulator, kling=NO_ACCOUNT) as comfyui,
        sync_playwright() as playwright,
    ):
        comfyui.start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield Machine(comfyui, browser.new_page(viewport={"width": 1400, "height": 1000}))
        browser.close()


@pytest.fixture
def machine(_machine_of_the_module):
    """It, without a file of accounts."""
    _machine_of_the_module.file.unlink(missing_ok=True)
    return _machine_of_the_module


def enter(machine, name):
    """Fills the form with an account at the simulator, key by key."""
    page = machine.page
    machine.press("Add an account")
    page.get_by_label("Provider").select_option(label="Kling official – API key")
    page.get_by_label("Where the key was made").select_option(label="Another address")
    page.get_by_label("Address", exact=True).fill(machine.comfyui.simulator.base_url)
    page.get_by_label("API key").click()
    page.keyboard.type(KEY)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Daily budget").fill("50")


def test_a_key_that_is_entered_works_and_is_found_nowhere_but_in_its_file(machine):
    machine.open_page()
    page, comfyui, traffic = machine.page, machine.comfyui, machine.listen()
    build(page, GRAPH, LINKS)

    enter(machine, "studio")
    machine.press("Test")
    page.get_by_text("This account works.").wait_for()
    machine.press("Save")
    machine.card("studio").wait_for()
    page.wait_for_function(f"() => ({OFFERED})().every((names) => names.includes('studio'))")
    page.keyboard.press("Escape")
    set_widgets(page, account="studio")
    page.evaluate(LISTEN_FOR_THE_END)
    press_run(page)
    page.wait_for_function("() => window.hasEnded === 'execution_success'", timeout=60_000)

    assert machine.accounts().get("studio").api_key == KEY
    assert machine.accounts().get("studio").daily_budget == 50
    assert stat.S_IMODE(machine.file.stat().st_mode) == 0o600
    assert comfyui.simulator.charged == 1
    assert {path.suffix for path in comfyui.output.rglob("*.*")} >= {".mp4", ".png"}
    assert _files_with_the_key(comfyui.folder) == [machine.file]
    told = [*_answers(comfyui, page), *_heard(traffic), page.content(), page.evaluate(STORED_IN_BROWSER)]
    told += [json.dumps(save(page)), comfyui.log_text()]
    assert [text[:300] for text in told if KEY in text] == []
    # The page itself sent it to be tested and to be stored, and to nobody else.
    sent = [request for request in traffic if KEY in (request.post_data or "") + request.url]
    assert [request.url.rpartition("/klingkit")[2] for request in sent] == ["/accounts/test", "/accounts"]


def _files_with_the_key(folder):
    """Also in pictures, videos and databases, byte by byte. The pack itself is only linked there."""
    files = [path for path in folder.rglob("*") if path.is_file() and "custom_nodes" not in path.parts]
    return [path for path in files if KEY.encode() in path.read_bytes()]


def _answers(comfyui, page):
    """What ComfyUI tells of its nodes, settings and runs, and what our routes tell of accounts and tasks."""
    ids = comfyui.get("/klingkit/tasks")["ids"]
    graph = page.evaluate("() => app.graph.id")
    paths = ["/object_info", "/settings", "/history", "/queue", "/internal/logs", "/internal/logs/raw", "/i18n"]
    ours = ["accounts", "spending", "prices", "tasks", f"tasks/made?graph={graph}", f"tasks/rows?ids={ids[0]}"]
    ours += [f"tasks/{ids[0]}/{part}" for part in ("source", "thumbnail", "video")]
    answers = [page.request.get(comfyui.url + path) for path in [*paths, *(f"/klingkit/{path}" for path in ours)]]
    assert [answer.url for answer in answers if not answer.ok] == []
    return [answer.body().decode("latin-1") for answer in answers]


def _heard(traffic):
    for request in traffic:
        answer = request.response()
        if answer and answer.status == 200 and "/assets/" not in request.url:
            yield answer.body().decode("latin-1")


def test_an_account_is_changed_made_the_default_and_removed(machine):
    page = machine.page
    machine.write('# mine\n[accounts.me]\nbase_url = "https://relay.example"\napi_key = "key-of-me-0123"\n')
    machine.open_page()

    machine.press("Edit: me")
    assert page.get_by_label("API key").input_value() == ""
    page.get_by_text("Stored: …0123. Leave it empty to keep it.").wait_for()
    page.get_by_label("Name").fill("<b>home</b>")
    page.get_by_label("Tasks at once").fill("3")
    page.keyboard.press("Enter")
    machine.card("<b>home</b>").get_by_text("3 tasks per model").wait_for()
    machine.press("Make default: simulator")
    machine.card("simulator").get_by_text("★ default").wait_for()
    text = machine.file.read_text()
    machine.press("Remove: <b>home</b>")
    page.get_by_role("button", name="Cancel", exact=True).click()
    machine.press("Remove: <b>home</b>")
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    machine.card("<b>home</b>").wait_for(state="detached")

    assert text.startswith('# mine\ndefault = "simulator"')
    assert re.search(r'\[accounts\."<b>home</b>"\]\n.*\n.*"key-of-me-0123"', text)
    assert "key-of-me" not in machine.file.read_text()


def test_a_stored_key_does_not_go_to_another_address(machine):
    page, simulator = machine.page, machine.comfyui.simulator
    asked = simulator.requests.total()
    machine.write(f'[accounts.me]\nbase_url = "https://relay.example"\napi_key = "{KEY}"\n')
    machine.open_page()

    machine.press("Edit: me")
    page.get_by_label("Address", exact=True).fill(simulator.base_url)
    page.get_by_text("and never shown again").first.wait_for()
    machine.press("Test")
    page.get_by_role("alert").get_by_text("stays with the provider and the address").wait_for()
    machine.press("Save")
    page.get_by_role("alert").get_by_text("stays with the provider and the address").wait_for()

    assert simulator.requests.total() == asked
    assert machine.accounts().get("me").base_url == "https://relay.example"


def test_the_form_is_filled_and_sent_without_a_mouse(machine):
    machine.open_page()
    page = machine.page
    page.locator(".kk-add").focus()

    page.keyboard.press("Enter")
    for typed in ("Another relay", "Tab", "https://relay.example/kling", "Tab", KEY, "Tab", "Tab", "4", "Enter"):
        page.keyboard.press(typed) if typed in ("Tab", "Enter") else page.keyboard.type(typed)
    machine.card("kling").wait_for()

    account = machine.accounts().get("kling")
    assert (account.base_url, account.api_key, account.slots) == ("https://relay.example/kling", KEY, 4)
    assert page.evaluate("() => document.activeElement.className").split()[-1] == "kk-add"


def test_a_file_that_cannot_be_read_is_told_above_the_list(machine):
    machine.write(f'api_key = "{KEY}\n')
    machine.open_page()

    told = machine.panel.get_by_role("alert").inner_text()

    assert "is not valid TOML" in told
    assert KEY not in machine.page.content()


def test_a_chinese_page_is_chinese_down_to_what_the_test_finds(machine):
    page = machine.page
    machine.write('[accounts.me]\nbase_url = "http://127.0.0.1:9"\napi_key = "key-of-me-0123"\nslots = 1\n')
    machine.open_page(locale="zh")

    machine.press("测试: me")
    page.get_by_text("该账号还不能使用。").wait_for()
    machine.press("测试: simulator")
    page.get_by_text("该账号可以使用。").wait_for()

    # The network's own words stand within our sentence.
    told = machine.panel.inner_text().replace("Failed to establish a new connection: Connection refused", "")
    assert re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]{2,})+", told) == []


@pytest.mark.parametrize("palette", ["dark", "light"])
def test_nobody_is_shut_out(machine, palette):
    machine.write(f'[accounts.me]\nbase_url = "http://127.0.0.1:9"\napi_key = "{KEY}"\n[accounts.no]\nslots = 0\n')
    machine.open_page(palette=palette)

    machine.press("Test: me")
    machine.press("Test: simulator")
    machine.page.get_by_text("This account works.").wait_for()
    machine.page.get_by_text("This account does not work yet.").wait_for()
    in_list = serious_faults(machine.page, ".kk-accounts")
    machine.press("Edit: me")
    in_form = serious_faults(machine.page, ".kk-accounts")

    assert (in_list, in_form) == ([], [])


@pytest.mark.parametrize("width", [1400, 420])
def test_nothing_is_cut_off(machine, width):
    name = "a-name-without-a-blank-" + "x" * 37
    machine.write(f'[accounts.{name}]\nbase_url = "https://{"long-" * 20}.example"\napi_key = "{KEY}"\n')
    machine.open_page()
    machine.page.set_viewport_size({"width": width, "height": 900})

    wide = machine.page.evaluate(
        """() => [...document.querySelectorAll(".kk-accounts, .kk-accounts *")]
          .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.outerHTML.slice(0, 99))"""
    )
    machine.press(f"Edit: {name}")
    inside = machine.page.evaluate("() => document.querySelector('.kk-accounts').scrollWidth <= innerWidth")
    machine.page.set_viewport_size({"width": 1400, "height": 1000})

    assert wide == []
    assert inside
