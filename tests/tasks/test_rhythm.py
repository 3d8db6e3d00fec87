"""When a task is asked: soon enough, seldom enough, and not all at the same moment."""

import itertools
import random
import statistics

import pytest
from klingkit.nodes.tasks.rhythm import SLOWEST, learn

PUBLISHED, SHORTEST = 164, 1.0


def asked_at(rhythm, until):
    """The moments of the questions about a task that takes `until` s; the last one finds it finished."""
    moments = [rhythm.first()]
    while moments[-1] < until:
        moments.append(moments[-1] + rhythm.next(moments[-1]))
    return moments


def evenly(usual, number, share=0.2):
    dice = random.Random(usual)  # noqa: S311  (the same times every time)
    return [usual * dice.uniform(1 - share, 1 + share) for _ in range(number)]


@pytest.fixture(autouse=True)
def _same_every_time():
    random.seed(5)


@pytest.mark.parametrize("seconds", [0.2, 3, 7, 9])
def test_a_quick_task_of_an_account_without_history_is_noticed_within_about_a_second(seconds):
    moments = asked_at(learn([], PUBLISHED, SHORTEST), seconds)

    assert moments[-1] - seconds < 1.1
    assert all(later - sooner > 0.9 for sooner, later in itertools.pairwise(moments))


def test_without_history_the_published_average_says_how_closely_to_ask():
    moments = asked_at(learn([], PUBLISHED, SHORTEST), PUBLISHED)

    assert moments[-1] - PUBLISHED < PUBLISHED / 15
    assert len(moments) < 50


@pytest.mark.parametrize("usual", [30, 160, 320])
def test_twenty_tasks_teach_to_ask_about_fifteen_times(usual):
    rhythm = learn(evenly(usual, 20), PUBLISHED, SHORTEST)

    asked = [asked_at(rhythm, seconds) for seconds in evenly(usual, 300)]

    assert statistics.fmean(len(moments) for moments in asked) < 16
    late = [moments[-1] - seconds for moments, seconds in zip(asked, evenly(usual, 300), strict=True)]
    assert statistics.fmean(late) < max(usual * 0.4 / 45, 0.7)


def test_while_a_task_cannot_be_ready_it_is_looked_at_once():
    rhythm = learn(evenly(320, 50), PUBLISHED, SHORTEST)

    before = [moment for moment in asked_at(rhythm, 320) if moment < 0.75 * 320]

    assert len(before) == 1
    assert before[0] < 0.75 * 320 / 2


def test_the_longer_a_task_runs_within_its_usual_time_the_closer_the_questions():
    rhythm = learn(evenly(320, 50), PUBLISHED, SHORTEST)

    assert list(rhythm.pauses) == sorted(rhythm.pauses, reverse=True)


def test_a_late_task_is_asked_ever_less_but_never_forgotten():
    rhythm = learn(evenly(160, 20), PUBLISHED, SHORTEST)

    pauses = [rhythm.next(elapsed) for elapsed in (210, 250, 300, 4000)]

    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(SLOWEST, rel=0.06)


def test_one_task_of_an_hour_does_not_thin_out_the_others():
    usual = evenly(160, 20)

    with_it = learn([*usual, 3600.0], PUBLISHED, SHORTEST)

    assert with_it.edges[-1] < 250
    assert with_it.expected == pytest.approx(160, rel=0.1)


def test_tasks_of_a_batch_are_not_asked_in_one_breath():
    rhythm = learn(evenly(320, 20), PUBLISHED, SHORTEST)

    firsts = sorted(asked_at(rhythm, 300)[1] for _ in range(40))

    assert firsts[-1] - firsts[0] > 0.7 * rhythm.pauses[0]


@pytest.mark.parametrize("seconds", [[7.0] * 20, [0.0] * 5, [7.1, 7.0, 7.0], [1e-3, 1e5, 40.0, 40.0]])
def test_any_history_gives_a_rhythm(seconds):
    rhythm = learn(seconds, PUBLISHED, SHORTEST)

    moments = asked_at(rhythm, 100)

    assert all(later - sooner >= 0.94 * SHORTEST for sooner, later in itertools.pairwise(moments))
    assert len(moments) < 100
