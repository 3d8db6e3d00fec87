"""What each account has spent, by the calendar of this machine."""

import time

import pytest
from klingkit.nodes.kling.accounts import Accounts
from klingkit.nodes.tasks.journal import GIVEN_UP, Journal, Task
from klingkit.nodes.tasks.spending import spending

NOON = time.mktime((2026, 3, 15, 12, 0, 0, 0, 0, -1))
HOUR = 3600

FILE = """
[accounts.studio]
base_url = "http://a.example"
provider = "official"
api_key = "a-key"
daily_budget = 30
"""


@pytest.fixture
def journal(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}")
    yield journal
    journal.close()


@pytest.fixture
def accounts(tmp_path):
    (tmp_path / "accounts.toml").write_text(FILE)
    (tmp_path / "accounts.toml").chmod(0o600)
    return Accounts({}, tmp_path / "accounts.toml", lambda: "http://127.0.0.1:1")


@pytest.fixture
def spend(journal):
    """A task more, so many hours before noon."""

    def one(units, hours=1.0, **values):
        number = len(journal.newest(1000)) + 1
        about = {"account": "studio", "identity": "studio http://a.example", "kind": "text2video", "state": "saved"}
        about |= {"external_task_id": f"ours-{number}", "fingerprint": f"print-{number}", "units_estimated": False}
        journal.add(Task(units=units, created_at=NOON - hours * HOUR, **about | values))

    return one


@pytest.fixture
def spent(journal, accounts):
    """By account name."""
    return lambda now=NOON: {one.account: one for one in spending(journal, accounts, lambda: now)}


def test_days_and_months_begin_at_midnight_and_a_budget_counts_24_hours(spend, spent):
    spend(1, hours=11)
    spend(2, hours=13)
    spend(4, hours=25)
    spend(8, hours=24 * 14)
    spend(16, hours=24 * 16)

    studio = spent()["studio"]

    assert (studio.today, studio.month, studio.last_24h, studio.budget) == (1, 15, 3, 30)


def test_a_failed_task_is_free_unless_it_was_given_up(spend, spent):
    spend(1, state="failed", reason="the risk control system")
    spend(2, state="failed", reason=f"{GIVEN_UP}; it may have been charged.")
    spend(4, state="unknown")
    spend(8, state="submitted")

    assert spent()["studio"].today == 14


def test_one_estimate_makes_the_sum_an_estimate(spend, spent):
    spend(1)
    sure = spent()["studio"].estimated
    spend(2, units_estimated=True)

    assert (sure, spent()["studio"].estimated) == (False, True)


def test_the_simulator_is_free(spend, spent):
    spend(50, account="simulator", identity="simulator")

    simulator = spent()["simulator"]

    assert (simulator.free, simulator.today, simulator.month, simulator.last_24h) == (True, 0, 0, 0)


def test_an_account_that_is_gone_is_still_told(spend, spent):
    spend(3, account="old", identity="old http://b.example")

    found = spent()

    assert list(found) == ["studio", "simulator", "old"]
    assert (found["old"].month, found["old"].budget) == (3, None)


def test_a_task_of_unknown_price_counts_as_nothing(spend, spent):
    spend(None, units_estimated=True)

    assert (spent()["studio"].today, spent()["studio"].month) == (0, 0)


def test_an_account_that_has_spent_nothing_is_told_as_well(spent):
    assert spent()["studio"].month == 0
