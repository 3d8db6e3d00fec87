"""What the page relies on: revisions that only grow, news of every change, and a source for as long as it is needed."""

import json
import logging

import pytest
from klingkit.nodes.tasks.journal import Journal, TakenOver, Task
from klingkit.nodes.tasks.origin import UNNAMED, Origin, Source, graph_of, unpacked, words_of

WORKFLOW = {"id": "g-1", "nodes": []}
PROMPT = {"3": {"class_type": "KlingKitText2Video", "inputs": {"prompt": "狐狸"}}}


class Heard:
    """Who listens to a journal."""

    def __init__(self):
        self.tasks, self.gone = [], []


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def journal(tmp_path, heard):
    """On a clock that stands still."""
    journal = Journal(
        f"sqlite:///{tmp_path / 'journal.db'}", lambda: 1000.0, heard=heard.tasks.append, gone=heard.gone.append
    )
    yield journal
    journal.close()


def task(name="fox", **values):
    alike = {"account": "studio", "identity": "studio http://a.example", "kind": "text2video"}
    return Task(external_task_id=name, fingerprint=name, **alike | values)


def origin(workflow=WORKFLOW, **values):
    return Origin(**{"graph": "g-1", "node": "3", "run": 1, "source": Source.of(workflow, PROMPT)} | values)


def test_a_revision_grows_with_every_write_though_the_clock_stands(journal):
    added, _ = journal.add(task())
    changed = journal.change(added, state="submitted")
    again = journal.change(changed, state="saved")

    assert 1_000_000_000 <= added.revision < changed.revision < again.revision < 2**53


def test_a_revision_never_goes_back_when_another_process_has_a_slower_clock(journal, tmp_path):
    added, _ = journal.add(task())
    slow = Journal(f"sqlite:///{tmp_path / 'journal.db'}", lambda: 10.0)

    changed = slow.change(added, state="submitted")

    assert changed.revision > added.revision
    slow.close()


def test_a_row_that_gets_the_number_of_a_forgotten_one_is_newer_than_that(journal):
    first, _ = journal.add(task())
    for _ in range(3):
        first = journal.change(first, reason="again")
    journal.forget(first)

    second, _ = journal.add(task("owl"))

    assert second.id == first.id
    assert second.revision > first.revision


def test_a_lease_is_no_change(journal, heard):
    added, _ = journal.add(task())
    heard.tasks.clear()

    journal.renew([added.id])
    journal.release([added.id])
    journal.lease(added)

    assert journal.get(added.id).revision == added.revision
    assert heard.tasks == []


def test_every_change_is_told_when_it_is_on_disk(journal, heard):
    added, _ = journal.add(task())
    journal.change_unsent(added, sent_at=1.0)
    journal.change(added, state="submitted")
    journal.bring(added, origin())
    journal.forget(added)

    told = heard.tasks
    assert [(one.state, one.sent_at, one.graph) for one in told] == [
        ("prepared", None, ""),
        ("prepared", 1.0, ""),
        ("submitted", 1.0, ""),
        ("submitted", 1.0, "g-1"),
    ]
    assert [one.revision for one in told] == sorted({one.revision for one in told})
    assert heard.gone == [added.id]


def test_what_was_not_written_is_not_told(journal, heard):
    added, _ = journal.add(task())
    journal.change(added, sent_at=1.0)
    heard.tasks.clear()

    with pytest.raises(TakenOver):
        journal.change_unsent(added, state="failed")
    journal.add(task())

    assert heard.tasks == []


def test_a_listener_that_fails_harms_no_task(tmp_path, caplog):
    def fail(what):
        raise ValueError(f"nobody wants to hear {what}")

    journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}", heard=fail, gone=fail)
    with caplog.at_level(logging.ERROR, "klingkit"):
        added, is_new = journal.add(task())
        changed = journal.change(added, state="submitted")
        journal.forget(changed)

    assert is_new
    assert changed.state == "submitted"
    assert caplog.text.count("News of a task could not be told") == 3
    journal.close()


def test_a_source_is_kept_once_and_until_its_last_task_is_forgotten(journal):
    first, _ = journal.add(task(), origin())
    second, _ = journal.add(task("owl"), origin(item=1, items=2))

    journal.forget(first)
    kept = journal.source(second)
    journal.forget(second)

    assert unpacked(kept) == {"workflow": WORKFLOW, "prompt": PROMPT}
    assert journal.source(second) is None


def test_a_newer_run_takes_a_task_over_with_its_own_source(journal):
    first, _ = journal.add(task(), origin())

    second = journal.bring(first, origin({"id": "g-2"}, graph="g-2", node="7", run=2, item=1, items=2))

    assert (second.graph, second.node, second.run, second.item, second.items) == ("g-2", "7", 2, 1, 2)
    assert unpacked(journal.source(second))["workflow"] == {"id": "g-2"}
    assert journal.source(first) is None


def test_a_source_leaves_out_what_comfyui_has_noted_in_the_prompt():
    noted = {"3": PROMPT["3"] | {"is_changed": float("nan")}}

    assert Source.of(WORKFLOW, noted) == Source.of(WORKFLOW, PROMPT)


def test_a_source_is_json_that_a_page_can_read():
    odd = {"3": {"inputs": {"text": "half of \ud83d"}}}

    kept = unpacked(Source.of(None, odd).content)

    assert kept == {"workflow": None, "prompt": odd}
    with pytest.raises(ValueError, match="JSON"):
        Source.of({"size": float("nan")}, None)


@pytest.mark.parametrize(
    ("workflow", "graph"),
    [({"id": "g"}, "g"), ({"id": "g" * 100}, "g" * 80), ({"nodes": []}, UNNAMED), ({}, ""), (None, ""), ([], "")],
)
def test_a_graph_is_called_by_its_id(workflow, graph):
    assert graph_of(workflow) == graph


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"prompt": "a fox"}, "a fox"),
        ({"input": {"text": "hello"}}, "hello"),
        ({"input": {"image": "x"}}, ""),
        ({}, ""),
        ({"prompt": 7}, ""),
    ],
)
def test_a_task_is_searched_by_what_was_asked_in_words(request_, words):
    assert words_of(json.loads(json.dumps(request_))) == words
