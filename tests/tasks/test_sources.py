"""What the journal knows of a source is told before an extension or a lip-sync is paid."""

import pytest
from klingkit.nodes.kling.errors import InputError
from klingkit.nodes.tasks.journal import Task
from klingkit.nodes.tasks.sources import check_extendable, check_speakable

DAY = 86400.0
NOW = 100 * DAY


def source(**values):
    row = {"external_task_id": "x", "fingerprint": "x", "account": "a", "identity": "a", "kind": "image2video"}
    return Task(**(row | {"model": "kling-v1-6", "video_id": "v", "seconds": 5.04, "submitted_at": NOW - DAY} | values))


@pytest.mark.parametrize("values", [{}, {"seconds": 175.0}, {"seconds": None}, {"model": ""}, {"submitted_at": None}])
def test_a_video_that_can_go_on_is_let_through(values):
    check_extendable(source(**values), NOW)


def test_a_video_that_the_journal_does_not_know_is_kling_to_judge():
    check_extendable(None, NOW)
    check_speakable(None, NOW)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"model": "kling-v2-6"}, "made by kling-v2-6, and Kling extends videos of kling-v1, kling-v1-5, kling-v1-6"),
        ({"seconds": 176.0}, "176 s long, and Kling extends a video up to 3 minutes"),
        ({"submitted_at": NOW - 31 * DAY}, "31 days old, and Kling keeps videos for 30 days"),
    ],
)
def test_a_video_that_cannot_go_on_is_told(values, words):
    with pytest.raises(InputError, match=words):
        check_extendable(source(**values), NOW)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"seconds": 61.0}, "61.0 s long, and Kling lip-syncs videos of 2 to 60 s"),
        ({"submitted_at": NOW - 31 * DAY}, "31 days old"),
    ],
)
def test_a_video_that_cannot_speak_is_told(values, words):
    with pytest.raises(InputError, match=words):
        check_speakable(source(**values), NOW)
