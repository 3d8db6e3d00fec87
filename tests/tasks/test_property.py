"""Any order of answers, failures, restarts and interrupts: nothing is paid twice and nothing paid is lost.

Up to two ComfyUIs share a journal; time passes when the test says so. SOAK_EXAMPLES sets how many runs there are.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from klingkit.nodes.kling.errors import CreateUnanswered, TaskFailed
from klingkit.nodes.tasks.job import NEVER
from klingkit.nodes.tasks.journal import Journal
from klingkit.tests.tasks import pretended
from klingkit.tests.tasks.mortal import Clock, ComfyUI, check_video
from klingkit.tests.tasks.pretended import Kling, PowerCut

SHOTS = [("official", "fox"), ("official", "owl"), ("relay", "fox")]
PATIENTLY = 2000
"""Turns after which everything must have come to rest."""

some = st.integers(0, 3)
answers = st.lists(st.sampled_from(pretended.QUERIES), max_size=2) | st.just(pretended.DENIED_FOR_GOOD)
videos = st.lists(st.sampled_from(pretended.VIDEOS), max_size=2)


class Chaos(RuleBasedStateMachine):
    def __init__(self, folder, server):
        super().__init__()
        self.folder = folder
        self.clock = Clock()
        self.kling = server.kling = Kling(self.clock, server.url)
        self.journal = Journal(f"sqlite:///{folder / 'journal.db'}", self.clock)
        self.alive = []
        self.dead = []
        self.wanted = set()
        self.deleted = set()

    def pick(self, those, number):
        return those[number % len(those)]

    def living(self, comfyui, do, *arguments):
        """What a process does, which may be cut short."""
        try:
            return do(*arguments)
        except PowerCut:
            self.bury(comfyui)
            return None

    def bury(self, comfyui):
        comfyui.die()
        self.alive.remove(comfyui)
        self.dead.append(comfyui)

    @initialize(both=st.booleans(), ends_with_a_crash=st.booleans())
    def begin(self, both, ends_with_a_crash):
        self.ends_with_a_crash = ends_with_a_crash
        for _ in range(2 if both else 1):
            self.start(elsewhere=False)

    @precondition(lambda self: len(self.alive) < 2)
    @rule(elsewhere=st.booleans())
    def start(self, elsewhere):
        comfyui = ComfyUI(self.folder, self.kling, elsewhere=elsewhere)
        self.alive.append(comfyui)
        self.living(comfyui, comfyui.dispatcher.take_up)

    @precondition(lambda self: self.alive)
    @rule(which=some, shot=st.sampled_from(SHOTS), order=st.sampled_from(pretended.CREATES), works=st.booleans())
    def queue(self, which, shot, order, works):
        comfyui = self.pick(self.alive, which)
        self.wanted.add(shot)
        self.kling.next_creates.append(order)
        self.living(comfyui, comfyui.queue, shot)
        if works and comfyui in self.alive:
            self.living(comfyui, comfyui.dispatcher.turn)

    @precondition(lambda self: any(comfyui.waits for comfyui in self.alive))
    @rule(which=some, number=some)
    def interrupt(self, which, number):
        comfyui = self.pick([comfyui for comfyui in self.alive if comfyui.waits], which)
        self.living(comfyui, comfyui.leave, number % len(comfyui.waits))

    @rule(seconds=st.sampled_from([0, 1, 3, 11, 60]), answers=answers)
    def all_work(self, seconds, answers):
        self.kling.next_queries.extend(answers)
        ends = self.clock.now + seconds
        while (due := self.turn_all()) <= ends:
            self.clock.now = max(self.clock.now, due)
        self.clock.now = ends

    @precondition(lambda self: self.alive)
    @rule(which=some, seconds=st.sampled_from([1, 3, 11, 60, 3600]))
    def only_one_wakes_up(self, which, seconds):
        comfyui = self.pick(self.alive, which)
        self.clock.now += seconds
        self.living(comfyui, comfyui.dispatcher.turn)

    @precondition(lambda self: self.alive)
    @rule(which=some, orderly=st.booleans(), again=st.booleans())
    def end(self, which, orderly, again):
        comfyui = self.pick(self.alive, which)
        if orderly:
            comfyui.dispatcher.close()
        self.bury(comfyui)
        if again:
            self.start(elsewhere=False)

    @precondition(lambda self: self.alive)
    @rule(which=some, writes=st.integers(1, 8))
    def the_power_will_go_out(self, which, writes):
        self.pick(self.alive, which).journal.fuse = writes

    @precondition(lambda self: self.kling.running())
    @rule(which=some, state=st.sampled_from([pretended.SUCCEEDED, pretended.FAILED]), videos=videos)
    def kling_ends_a_task(self, which, state, videos):
        self.pick(self.kling.running(), which).state = state
        self.kling.next_videos.extend(videos)

    @rule(slots=st.sampled_from([None, 1, 2]))
    def kling_sells_slots(self, slots):
        self.kling.slots = slots

    @precondition(lambda self: self.saved())
    @rule(which=some)
    def the_person_deletes_a_file(self, which):
        row = self.pick(self.saved(), which)
        self.deleted.add(row.task_id)
        Path(row.path).unlink(missing_ok=True)

    @invariant()
    def nothing_is_paid_twice(self):
        assert self.kling.wrongs == []

    @invariant()
    def every_charged_task_is_kept(self):
        rows = {row.external_task_id: row for row in self.rows()}
        for charge in self.kling.charges:
            row = rows[charge.external_task_id]
            assert row.task_id in ("", charge.task_id)
            assert row.state != "failed" or charge.state == pretended.FAILED, (row, charge)
            assert row.state != "saved" or charge.state == pretended.SUCCEEDED

    @invariant()
    def what_is_saved_is_there(self):
        for row in self.saved():
            if row.task_id not in self.deleted:
                check_video(Path(row.path))

    @invariant()
    def one_row_lives_for_each_shot(self):
        living = Counter(row.fingerprint for row in self.rows() if row.state != "failed")
        assert all(number == 1 for number in living.values())

    def teardown(self):
        try:
            self.ends_well()
        finally:
            for comfyui in list(self.alive):
                self.bury(comfyui)
            self.journal.close()

    def ends_well(self):
        """With a provider that behaves, all that was wanted comes when it is queued again; then it costs nothing."""
        self.kling.behave()
        for comfyui in list(self.alive):
            comfyui.journal.fuse = -1
            if self.ends_with_a_crash:
                self.bury(comfyui)
        self.start(elsewhere=False)
        if not self.ends_with_a_crash:
            self.come_to_rest()
        # Only now may it show that Kling could not make one: that one is paid anew when it is queued once more.
        self.queue_all(CreateUnanswered, TaskFailed)
        self.queue_all(CreateUnanswered)
        charged, asked = len(self.kling.charges), self.kling.asked
        self.queue_all(CreateUnanswered)
        assert len(self.kling.charges) == charged
        assert self.kling.asked == asked or any(row.state == "unknown" for row in self.rows())
        assert list((self.folder / "output").rglob("*.part")) == []

    def queue_all(self, *allowed):
        jobs = {shot: self.alive[-1].queue(shot) for shot in sorted(self.wanted)}
        self.come_to_rest()
        for shot, job in jobs.items():
            paid = [charge for charge in self.kling.of(shot) if charge.state != pretended.FAILED]
            if error := job.saved.exception(0):
                assert isinstance(error, allowed), (shot, error)
                assert shot[0] == "relay" or not isinstance(error, CreateUnanswered)
                assert len(paid) <= 1
            else:
                assert [charge.content for charge in paid] == [Path(job.saved.result().path).read_bytes()]
        self.nothing_is_paid_twice()
        self.every_charged_task_is_kept()
        self.what_is_saved_is_there()

    def come_to_rest(self):
        for _ in range(PATIENTLY):
            due = self.turn_all()
            self.kling.behave()
            if due == NEVER:
                break
            self.clock.now = max(self.clock.now, due)
        assert due == NEVER
        assert {row.state for row in self.rows()} <= {"saved", "failed", "unknown"}

    def turn_all(self):
        """Everybody does what is due. Gives when the next thing is."""
        dues = [self.living(comfyui, comfyui.dispatcher.turn) for comfyui in list(self.alive)]
        return min((due for due in dues if due is not None), default=NEVER)

    def rows(self):
        return self.journal.newest(1000)

    def saved(self):
        return [row for row in self.rows() if row.state == "saved"]


@pytest.fixture
def server():
    with pretended.video_server() as running:
        yield running


def test_nothing_is_paid_twice_and_nothing_paid_is_lost(tmp_path, server):
    folders = iter(range(1_000_000))

    def chaos():
        folder = tmp_path / str(next(folders))
        folder.mkdir()
        return Chaos(folder, server)

    run_state_machine_as_test(
        chaos,
        settings=settings(
            max_examples=int(os.environ.get("SOAK_EXAMPLES") or 50),
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
