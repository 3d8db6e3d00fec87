"""All that one can do with a card of the sidebar tab "Kling": what costs money or loses something asks first."""

import json

import pytest
from klingkit.nodes.simulator import Fault, Step
from klingkit.tests.comfyui import KEY
from klingkit.tests.page.galleries import opened
from klingkit.tests.page.pages import use_nodes_2

ALL_NODES = """() => app.graph.nodes.map(({type, pos, widgets}) =>
  ({type, pos: [...pos], widgets: Object.fromEntries(widgets.map(({name, value}) => [name, value]))}))"""
ON_SCREEN = """([x, y]) => {
  const frame = app.canvas.canvas.getBoundingClientRect();
  const [left, top] = app.canvas.ds.convertOffsetToCanvas([x, y]);
  return [left + frame.left, top + frame.top];
}"""


@pytest.fixture
def gallery(comfyui, page):
    with opened(page, comfyui) as shown:
        yield shown


@pytest.fixture
def relay(comfyui):
    """An account whose provider cannot be asked for a task by our own id: a lost answer stays lost."""
    path = comfyui.user / "klingkit" / "accounts.toml"
    before = path.read_text() if path.is_file() else None
    path.write_text(f'[accounts.relay]\nbase_url = "{comfyui.simulator.url}"\nprovider = "relay"\napi_key = "{KEY}"\n')
    comfyui.simulator.settings.external_ids = False
    yield "relay"
    comfyui.simulator.settings.external_ids = True
    path.unlink() if before is None else path.write_text(before)


def test_ids_are_copied(gallery):
    card = gallery.make("a fox with an id")
    gallery.page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    gallery.choose(card, "Copy the task id")

    gallery.page.get_by_text("Copied", exact=True).wait_for()
    assert gallery.page.evaluate("() => navigator.clipboard.readText()") == gallery.simulator.ledger[-1].task_id


def test_a_card_becomes_a_poll_node(gallery):
    card = gallery.make("a fox to ask about")
    gallery.page.evaluate("() => app.graph.clear()")

    gallery.choose(card, "Add a Kling Poll node")

    (node,) = gallery.page.evaluate(ALL_NODES)
    assert node["type"] == "KlingKitPoll"
    assert node["widgets"]["task_id"] == gallery.simulator.ledger[-1].task_id
    assert (node["widgets"]["kind"], node["widgets"]["account"]) == ("image2video", "environment")


def test_a_card_opens_the_workflow_that_made_it(gallery):
    card = gallery.make("a fox with a past")
    graph = gallery.page.evaluate("() => app.rootGraph.id")
    gallery.page.evaluate("() => { app.graph.clear(); app.graph.id = crypto.randomUUID(); }")

    gallery.choose(card, "Open its workflow")

    gallery.page.wait_for_function("(id) => app.rootGraph.id === id", arg=graph)
    assert [node["type"] for node in gallery.page.evaluate(ALL_NODES)] == [
        "EmptyImage",
        "KlingKitImage2Video",
        "PreviewAny",
    ]


@pytest.mark.parametrize("nodes_2", [False, True], ids=["canvas", "nodes 2.0"])
def test_a_card_dragged_to_the_canvas_offers_a_node_there_or_its_workflow(gallery, nodes_2):
    use_nodes_2(gallery.page, nodes_2)
    card = gallery.make(f"a fox that is dragged {'here' if nodes_2 else 'there'}")
    gallery.page.evaluate("() => app.graph.clear()")

    drag(gallery.page, card, to=(900, 500))
    gallery.page.get_by_role("menuitem", name="Add a Kling Poll node").click()

    (node,) = gallery.page.evaluate(ALL_NODES)
    x, y = gallery.page.evaluate(ON_SCREEN, node["pos"])
    assert (node["type"], round(x), round(y)) == ("KlingKitPoll", 900, 500)
    drag(gallery.page, card, to=(1200, 700))
    gallery.page.get_by_role("menuitem", name="Open its workflow").click()
    gallery.page.wait_for_function("() => app.graph.nodes.length === 3")


def test_a_file_dropped_on_the_canvas_is_still_comfyuis(gallery):
    workflow = {"version": 0.4, "nodes": [], "links": [], "groups": [], "extra": {}, "last_node_id": 0, "config": {}}
    workflow["id"] = "0f9d1c4e-0000-4000-8000-00000000d00d"

    gallery.page.evaluate(
        """(text) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "dropped.json", {type: "application/json"}));
          const canvas = document.querySelector("#graph-canvas");
          canvas.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
        }""",
        json.dumps(workflow | {"last_link_id": 0}),
    )

    gallery.page.wait_for_function("(id) => app.rootGraph.id === id", arg=workflow["id"])


def test_a_video_whose_file_is_gone_is_fetched_again(gallery, comfyui):
    card = gallery.make("a fox that was deleted")
    paid = len(gallery.simulator.ledger)
    file = max(comfyui.output.rglob("*.mp4"), key=lambda path: path.stat().st_mtime_ns)
    file.unlink()
    gallery.reopen()
    card.locator(".kk-card-state", has_text="file is gone").wait_for()

    gallery.choose(card, "Take up again")

    card.locator("img").wait_for()
    assert card.locator(".kk-card-state").inner_text().endswith("Done")
    assert len(gallery.simulator.ledger) == paid


def test_sending_again_asks_with_the_price_and_pays_exactly_once_more(gallery):
    card = gallery.make("a fox once more")
    paid = len(gallery.simulator.ledger)

    gallery.choose(card, "Send again …")
    assert "¥2" in gallery.question()
    assert "official price" in gallery.question()
    gallery.answer("Send")

    gallery.page.wait_for_function("() => document.querySelectorAll('.kk-card[data-group=done]').length > 1")
    card.nth(1).wait_for()
    gallery.page.wait_for_function("() => !document.querySelector('.kk-card[data-group=running]')")
    assert len(gallery.simulator.ledger) == paid + 1


def test_sending_again_can_be_refused(gallery):
    card = gallery.make("a fox once and never more")
    paid = len(gallery.simulator.ledger)

    gallery.choose(card, "Send again …")
    gallery.answer("Cancel")

    gallery.page.locator("dialog[open]").wait_for(state="detached")
    assert len(gallery.simulator.ledger) == paid


def test_of_a_batch_only_what_failed_is_sent_again(gallery):
    gallery.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1)
    gallery.make("two foxes", batch=2, state="Failed", on_failure="skip")
    gallery.page.wait_for_function("() => !document.querySelector('.kk-card[data-group=running]')")
    paid = len(gallery.simulator.ledger)
    failed = gallery.cards.and_(gallery.page.locator("[data-group=failed]")).filter(has_text="two foxes")

    gallery.choose(failed, "Send again …")
    assert "was not charged" in gallery.question()
    assert "only those that failed" in gallery.question()
    gallery.answer("Send")

    done = gallery.cards.and_(gallery.page.locator("[data-group=done]")).filter(has_text="two foxes")
    done.nth(1).wait_for()
    assert len(gallery.simulator.ledger) == paid + 1


def test_forgetting_keeps_the_file(gallery, comfyui):
    card = gallery.make("a fox to forget")
    files = set(comfyui.output.rglob("*.mp4"))

    gallery.choose(card, "Forget …")
    assert "stays where it is" in gallery.question()
    gallery.answer("Forget")

    card.wait_for(state="detached")
    assert files
    assert set(comfyui.output.rglob("*.mp4")) == files


def test_what_would_be_lost_is_forgotten_only_when_asked_twice(gallery, relay):
    gallery.simulator.fail(Fault.DROP_AFTER, Step.CREATE, times=1)
    card = gallery.make("a fox that may be lost", state="Unknown", account=relay)

    gallery.choose(card, "Forget …")
    gallery.answer("Forget")
    gallery.page.get_by_role("button", name="Forget all the same").wait_for()
    assert "is unknown" in gallery.question()
    gallery.answer("Forget all the same")

    card.wait_for(state="detached")


def test_an_unknown_task_is_taken_up_by_the_id_that_a_person_found(gallery, relay):
    gallery.simulator.fail(Fault.DROP_AFTER, Step.CREATE, times=1)
    card = gallery.make("a fox whose answer was lost", state="Unknown", account=relay)
    made = gallery.simulator.ledger[-1]
    assert "nobody here knows" in card.inner_text()

    card.get_by_role("button", name="I found it …").click()
    field = gallery.page.get_by_role("textbox", name="Task id")
    field.fill("12345")
    gallery.answer("Take it up")
    gallery.page.get_by_role("alert").filter(has_text="knows no image2video task '12345'").wait_for()
    field.fill(made.task_id)
    gallery.answer("Take it up")

    card.locator(".kk-card-state", has_text="Done").wait_for()
    assert gallery.simulator.ledger[-1] == made


def test_an_unknown_task_is_given_up_and_sent_again_when_a_person_says_so(gallery, relay):
    gallery.simulator.fail(Fault.DROP_BEFORE, Step.CREATE, times=1)
    card = gallery.make("a fox that never arrived", state="Unknown", account=relay)
    paid = len(gallery.simulator.ledger)

    card.get_by_role("button", name="Give it up …").click()
    assert "paid twice" in gallery.question()
    gallery.answer("Give up and send again")

    card.locator(".kk-card-state", has_text="Done").wait_for()
    given_up = card.and_(gallery.page.locator("[data-group=failed]"))
    assert given_up.locator(".kk-card-price").inner_text() == "≈ ¥2"
    assert len(gallery.simulator.ledger) == paid + 1


def drag(page, card, *, to):
    """With the mouse, as a hand does it."""
    box = card.first.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 40, box["y"] + 70)
    page.mouse.down()
    page.mouse.move(to[0] - 30, to[1] - 30, steps=5)
    page.mouse.move(*to, steps=3)
    page.mouse.up()
