"""A journal of the first KlingKit is opened by this one, and nothing in it is lost."""

import json
import sqlite3

import pytest
from klingkit.nodes.tasks.journal import Journal, Task
from klingkit.nodes.tasks.origin import Origin, Source

OLDEST = """
CREATE TABLE klingkit_migrations (name VARCHAR(80) NOT NULL PRIMARY KEY);
INSERT INTO klingkit_migrations VALUES ('m001_initial');
CREATE TABLE klingkit_tasks (
    id INTEGER NOT NULL PRIMARY KEY, external_task_id VARCHAR(200) NOT NULL, fingerprint VARCHAR(64) NOT NULL,
    account VARCHAR(200) NOT NULL, identity VARCHAR(400) NOT NULL, kind VARCHAR(40) NOT NULL,
    model VARCHAR(80) NOT NULL, mode VARCHAR(20) NOT NULL, duration VARCHAR(10) NOT NULL, request TEXT NOT NULL,
    prefix TEXT NOT NULL, state VARCHAR(20) NOT NULL, task_id VARCHAR(200) NOT NULL, video_id VARCHAR(200) NOT NULL,
    video_url TEXT NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL, units FLOAT, units_estimated BOOLEAN NOT NULL,
    made_in FLOAT, created_at FLOAT NOT NULL, sent_at FLOAT, submitted_at FLOAT, finished_at FLOAT,
    lease_owner VARCHAR(200) NOT NULL, lease_until FLOAT NOT NULL
);
CREATE UNIQUE INDEX klingkit_tasks_living ON klingkit_tasks (fingerprint) WHERE state <> 'failed';
CREATE INDEX klingkit_tasks_state ON klingkit_tasks (state);
CREATE INDEX klingkit_tasks_task_id ON klingkit_tasks (task_id);
"""

ROW = {
    "external_task_id": "klingkit-1",
    "fingerprint": "p1",
    "account": "studio",
    "identity": "studio http://a.example",
    "kind": "image2video",
    "model": "kling-v1-6",
    "mode": "std",
    "duration": "5",
    "request": json.dumps({"prompt": "一只狐狸", "image": "sha256:0"}),
    "prefix": "Kling/fox",
    "state": "saved",
    "task_id": "815",
    "video_id": "v815",
    "video_url": "http://a.example/815.mp4",
    "path": "/output/Kling/fox_815.mp4",
    "reason": "",
    "units": 2.0,
    "units_estimated": False,
    "made_in": 160.0,
    "created_at": 1000.0,
    "sent_at": 1001.0,
    "submitted_at": 1002.0,
    "finished_at": 1170.0,
}


@pytest.fixture
def oldest(tmp_path):
    """The file of a journal as the first KlingKit wrote it, with one row."""
    file = tmp_path / "journal.db"
    connection = sqlite3.connect(file)
    connection.executescript(OLDEST)
    insert(connection, ROW)
    connection.close()
    return file


def insert(connection, row):
    row = row | {"lease_owner": "", "lease_until": 0.0}
    connection.execute(
        f"INSERT INTO klingkit_tasks ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
        list(row.values()),
    )
    connection.commit()


def shape(file):
    """Columns and indices of every table, as SQLite knows them."""
    connection = sqlite3.connect(file)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {
        table: (
            {(column[1], column[2]) for column in connection.execute(f"PRAGMA table_info({table})")},
            {index[1] for index in connection.execute(f"PRAGMA index_list({table})")},
        )
        for table in tables
    }
    connection.close()
    return found


def test_an_old_row_keeps_all_it_had_and_can_be_searched_by_its_prompt(oldest):
    journal = Journal(f"sqlite:///{oldest}")

    task = journal.get(1)

    assert task == Task(id=1, **ROW, prompt="一只狐狸")
    assert (task.revision, task.items, task.source) == (0, 1, "")
    journal.close()


def test_an_old_journal_is_like_a_new_one_from_then_on(oldest, tmp_path):
    Journal(f"sqlite:///{oldest}").close()
    Journal(f"sqlite:///{tmp_path / 'new.db'}").close()

    assert shape(oldest) == shape(tmp_path / "new.db")


def test_an_old_row_takes_new_values(oldest):
    journal = Journal(f"sqlite:///{oldest}", lambda: 2000.0)

    task = journal.bring(journal.get(1), Origin(graph="g", node="3", run=7, source=Source.of({"id": "g"}, {})))

    assert (task.graph, task.run, task.revision) == ("g", 7, 2_000_000_000)
    assert journal.source(task)
    journal.close()


def test_the_first_klingkit_can_go_on_with_the_journal_of_this_one(oldest):
    journal = Journal(f"sqlite:///{oldest}")
    connection = sqlite3.connect(oldest)

    insert(connection, ROW | {"fingerprint": "p2", "state": "submitted"})

    assert journal.get(2).items == 1
    connection.close()
    journal.close()


def test_a_migration_is_done_once(oldest):
    for _ in range(2):
        Journal(f"sqlite:///{oldest}").close()

    connection = sqlite3.connect(oldest)
    done = [name for (name,) in connection.execute("SELECT name FROM klingkit_migrations ORDER BY name")]
    connection.close()
    assert done == ["m001_initial", "m002_seconds", "m003_origin"]
