"""What the page finds in the journal, and in which order."""

import pytest
from klingkit.nodes.tasks import gallery
from klingkit.nodes.tasks.journal import Journal, Task
from klingkit.nodes.tasks.origin import Origin


@pytest.fixture
def journal(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}")
    yield journal
    journal.close()


@pytest.fixture
def add(journal):
    """A row more; gives its number."""

    def one(origin=None, **values):
        number = len(journal.newest(1000)) + 1
        about = {"account": "studio", "identity": "studio http://a.example", "kind": "text2video", "state": "saved"}
        about |= {"external_task_id": f"ours-{number}", "fingerprint": f"print-{number}"}
        return journal.add(Task(**about | values), origin)[0].id

    return one


def test_the_newest_comes_first_and_every_group_is_counted(journal, add):
    for state in ("prepared", "submitted", "succeeded", "saved", "failed", "unknown"):
        add(state=state)

    found = gallery.listing(journal)

    assert found.ids == [6, 5, 4, 3, 2, 1]
    assert found.counts == {"all": 6, "running": 3, "done": 1, "failed": 1, "unknown": 1}
    assert found.accounts == ["studio"]


@pytest.mark.parametrize(("group", "ids"), [("running", [2, 1]), ("done", [3]), ("failed", []), ("unknown", [])])
def test_a_group_is_listed_and_all_are_counted(journal, add, group, ids):
    for state in ("submitted", "prepared", "saved"):
        add(state=state)

    found = gallery.listing(journal, group=group)

    assert found.ids == ids
    assert found.counts == {"all": 3, "running": 2, "done": 1, "failed": 0, "unknown": 0}


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ("fox", [2, 1]),
        ("FOX snow", [1]),
        ("snow fox", [1]),
        ("狐狸", [2]),
        ("815", [3]),
        ("v81", [3]),
        ("ours-2", [2]),
        ("kling-v1-6 owl", [3]),
        ("100%", [3]),
        ("100_", []),
        ("%", [3]),
        ("\\", []),
        ("foxsnow", []),
        ("  ", [3, 2, 1]),
        ("' or 1=1 --", []),
    ],
)
def test_every_word_of_a_search_must_stand_somewhere(journal, add, search, ids):
    add(prompt="a Fox in the snow")
    add(prompt="a fox, 狐狸")
    add(prompt="an owl, 100% real", model="kling-v1-6", task_id="815", video_id="v815")

    assert gallery.listing(journal, search=search).ids == ids


def test_counts_are_those_of_the_search_and_the_account(journal, add):
    add(prompt="fox", state="failed")
    add(prompt="fox", account="other")
    add(prompt="owl", account="other")

    found = gallery.listing(journal, search="fox", account="other")

    assert found.ids == [2]
    assert found.counts == {"all": 1, "running": 0, "done": 1, "failed": 0, "unknown": 0}
    assert found.accounts == ["other", "studio"]


def test_rows_come_in_the_order_that_they_are_asked_for(journal, add):
    for _ in range(3):
        add()

    assert [task.id for task in gallery.by_ids(journal, [2, 9, 3, 1])] == [2, 3, 1]


def test_a_graph_has_what_each_of_its_nodes_made_last(journal, add):
    add(Origin(graph="g", node="3", run=1))
    again = add(Origin(graph="g", node="3", run=1, item=1))
    first = add(Origin(graph="g", node="3", run=2, item=0, items=2))
    journal.bring(journal.get(again), Origin(graph="g", node="3", run=2, item=1, items=2))
    other = add(Origin(graph="g", node="5", run=1))
    add(Origin(graph="another", node="3", run=9))

    made = gallery.made_in(journal, "g")

    assert {node: [task.id for task in tasks] for node, tasks in made.items()} == {"3": [first, again], "5": [other]}


def test_items_come_in_their_order_whichever_existed_first(journal, add):
    second = add(Origin(graph="g", node="3", run=1, item=0))
    first = add(Origin(graph="g", node="3", run=2, item=0, items=2))
    journal.bring(journal.get(second), Origin(graph="g", node="3", run=2, item=1, items=2))

    assert [task.id for task in gallery.made_in(journal, "g")["3"]] == [first, second]
