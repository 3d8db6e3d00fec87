"""Two ComfyUIs on one journal, in the orders that once paid twice or lost a paid task."""

import pytest
from klingkit.nodes.tasks.job import NEVER
from klingkit.tests.tasks.mortal import Clock, ComfyUI
from klingkit.tests.tasks.pretended import Kling, video_server

FOX, OWL = ("relay", "fox"), ("relay", "owl")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def kling(clock):
    with video_server() as server:
        server.kling = Kling(clock, server.url)
        yield server.kling


@pytest.fixture
def start(tmp_path, kling):
    running = []

    def start():
        running.append(ComfyUI(tmp_path, kling))
        return running[-1]

    yield start
    for comfyui in running:
        comfyui.die()


def finish(kling, clock, *comfyuis):
    """Go on until nothing is left to do, with a provider that behaves."""
    while (due := min(comfyui.dispatcher.turn() for comfyui in comfyuis)) != NEVER:
        kling.behave()
        clock.now = max(clock.now, due)


def test_a_process_that_slept_does_not_send_what_another_has_sent_meanwhile(start, kling, clock):
    kling.slots = 1
    sleepy = start()
    waiting = [sleepy.queue(shot) for shot in (FOX, OWL)][1]
    sleepy.dispatcher.turn()
    clock.now += 60
    other = start()
    kling.slots = None
    other.queue(OWL)
    other.dispatcher.turn()

    finish(kling, clock, sleepy, other)

    assert kling.wrongs == []
    assert [charge.shot for charge in kling.charges] == [FOX, OWL]
    assert waiting.saved.result(0).task_id == kling.charges[1].task_id


def test_who_only_watches_a_task_withdraws_nothing_when_leaving(start, kling, clock):
    kling.next_creates.append("busy")
    owner, watcher = start(), start()
    job = owner.queue(FOX)
    owner.dispatcher.turn()
    watcher.queue(FOX)
    watcher.dispatcher.turn()
    clock.now += 1.5
    owner.dispatcher.turn()
    watcher.leave(0)

    finish(kling, clock, owner, watcher)

    assert job.saved.result(0).task_id == kling.charges[0].task_id
    assert len(kling.charges) == 1


def test_what_is_queued_while_its_lost_create_is_looked_for_is_sent_after_all(start, kling, clock):
    kling.next_creates.append("lost before")
    first = start()
    first.queue(("official", "fox"))
    first.dispatcher.turn()
    row = first.journal.newest(1)[0]
    first.journal.change(row, state="prepared")
    first.dispatcher.close()
    second = start()
    second.dispatcher.take_up()
    second.dispatcher.turn()

    job = second.queue(("official", "fox"))
    finish(kling, clock, second)

    assert job.saved.result(0).task_id == kling.charges[0].task_id


def test_what_the_other_process_withdrew_is_told_as_that(start, kling, clock):
    kling.next_creates.append("busy")
    owner, watcher = start(), start()
    owner.queue(FOX)
    owner.dispatcher.turn()
    job = watcher.queue(FOX)
    watcher.dispatcher.turn()
    owner.leave(0)

    finish(kling, clock, owner, watcher)

    assert str(job.saved.exception(0)) == "It was withdrawn before it was sent, so it costs nothing."
    assert kling.charges == []
