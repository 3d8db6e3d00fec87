"""What is shared under a token: one file, for a time, and nothing else."""

import pytest
from klingkit.nodes.hosting import Shares


class Clock:
    now = 1_700_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shares(clock):
    return Shares(clock)


def test_a_shared_file_is_found_by_token_and_name(shares, clip):
    token, name = shares.add(clip).split("/")

    assert shares.find(token, name) == clip
    assert len(token) == 43


def test_each_sharing_has_a_token_of_its_own(shares, clip):
    assert shares.add(clip) != shares.add(clip)


def test_another_name_or_token_finds_nothing(shares, clip):
    token, name = shares.add(clip).split("/")

    assert shares.find(token, "other.mp4") is None
    assert shares.find(token[:-1], name) is None
    assert shares.find("", "") is None


def test_it_ends_after_a_day(shares, clip, clock):
    token, name = shares.add(clip).split("/")

    clock.now += 24 * 3600 - 1
    assert shares.find(token, name) == clip
    clock.now += 1
    assert shares.find(token, name) is None


def test_a_file_that_took_its_place_is_not_given(shares, clip, tmp_path):
    token, name = shares.add(clip).split("/")
    other = tmp_path / "other"
    other.write_bytes(b"private")

    other.replace(clip)

    assert shares.find(token, name) is None


def test_a_file_that_is_gone_is_not_found(shares, clip):
    token, name = shares.add(clip).split("/")

    clip.unlink()

    assert shares.find(token, name) is None
