"""python -m nodes.cli tasks: looking at the journal, and bringing a task to its file."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from klingkit.nodes.media import videos
from klingkit.nodes.simulator import Fault, Step

ROOT = Path(__file__).resolve().parents[2]
SOON = 30


def fill(desktop):
    """One row of each state, the oldest first."""
    desktop.row(state="saved", task_id="8101", units=2.0, units_estimated=False, path="/out/fox_8101.mp4")
    desktop.row(state="failed", task_id="8102", units=2.0, reason="risk control")
    desktop.row(state="unknown", units=2.0, reason="no answer", account="studio")
    desktop.row(state="prepared", units=7.0)
    desktop.row(state="submitted", task_id="8105", units=7.0, model="kling-v1-6", mode="pro", duration="10")
    desktop.row(state="succeeded", task_id="8106", units=1.5)


def test_the_list_is_a_table_with_the_newest_first(desktop):
    fill(desktop)

    lines = desktop.run("list").out.splitlines()

    assert " ".join(lines[0].split()) == "ROW STATE ACCOUNT KIND MODEL UNITS AGE TASK ID VIDEO OR REASON"
    assert [line.split()[:2] for line in lines[1:]] == [
        ["6", "succeeded"],
        ["5", "submitted"],
        ["4", "prepared"],
        ["3", "unknown"],
        ["2", "failed"],
        ["1", "saved"],
    ]
    assert " ".join(lines[2].split()) == "5 submitted environment image2video kling-v1-6 pro 10s ~7 0 s 8105"
    assert lines[6].endswith("/out/fox_8101.mp4")
    assert len({line.index(word) for line, word in zip(lines[4:6], ["no answer", "risk control"], strict=True)}) == 1
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (["--state", "open"], ["6", "5", "4"]),
        (["--state", "unknown"], ["3"]),
        (["--account", "studio"], ["3"]),
        (["--account", "studio", "--state", "saved"], []),
        (["--limit", "2"], ["6", "5"]),
    ],
)
def test_the_list_can_be_narrowed(desktop, options, rows):
    fill(desktop)

    table = desktop.run("list", *options).out.splitlines()
    found = json.loads(desktop.run("list", "--json", *options).out)

    assert [line.split()[0] for line in table[1:] if line[:3].strip().isdecimal()] == rows
    assert [str(row["id"]) for row in found] == rows


def test_the_list_says_that_it_leaves_something_out(desktop):
    fill(desktop)

    assert desktop.run("list", "--limit", "5").out.splitlines()[-1].startswith("Older ones are left out")
    assert "left out" not in desktop.run("list", "--limit", "6").out


def test_programs_get_whole_rows_and_never_a_key(desktop, shot):
    task = desktop.comfyui().submit(shot(), "default").saved.result(SOON)

    ended = desktop.run("list", "--json")

    (row,) = json.loads(ended.out)
    assert row["request"]["prompt"] == "a fox runs"
    assert (row["state"], row["path"], row["units"]) == ("saved", task.path, 2.0)
    assert "key-of-the-tests" not in ended.out


@pytest.mark.parametrize("name", ["5", "8105", "ours-5"])
def test_a_task_is_shown_by_each_of_its_names(desktop, name):
    fill(desktop)

    shown = desktop.run("show", name).out

    assert "kling-v1-6 pro 10s" in shown
    assert "7 units (1 unit = 1 yuan), estimated" in shown
    assert json.loads(desktop.run("show", name, "--json").out)["id"] == 5


@pytest.mark.parametrize(
    ("row", "commands"),
    [
        ("1", ["tasks save 1"]),
        ("2", ["queue it again", "tasks forget 2"]),
        ("3", ["tasks wait 3", "tasks take-up 3 TASK_ID", "tasks give-up 3"]),
        ("4", ["tasks wait 4"]),
        ("5", ["tasks wait 5"]),
        ("6", ["tasks save 6"]),
    ],
)
def test_show_says_what_can_be_done_next(desktop, row, commands):
    fill(desktop)

    following = desktop.run("show", row).out.split("Next:\n")[1]

    assert [line.strip().split("  ")[0] for line in following.splitlines()] == commands


def test_a_providers_words_cannot_move_the_cursor(desktop):
    desktop.row(state="failed", task_id="1", reason="no\x1b[2J\r\nway")

    for command in (["list"], ["show", "1"]):
        assert "no [2J way" in desktop.run(*command).out


def test_a_terminal_is_never_too_narrow_for_a_line(desktop):
    fill(desktop)
    desktop.row(state="failed", reason="a reason that goes on and on " * 9)
    desktop.row(state="saved", path=f"/out{'/and-on' * 30}/fox.mp4")
    desktop.have(COLUMNS="120")

    lines = desktop.on_terminal("list").splitlines()

    assert max(map(len, lines)) == 120
    assert lines[1].endswith("fox.mp4")
    assert lines[2].endswith("…")
    assert "\x1b" not in "".join(lines)


def test_letters_that_are_twice_as_wide_keep_the_columns(desktop):
    desktop.row(account="工作室", state="saved", path="/one.mp4")
    desktop.row(account="studio", state="saved", path="/two.mp4")

    _, latin, chinese = desktop.run("list").out.splitlines()

    assert latin.index("image2video") - chinese.index("image2video") == len("工作室")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "99"], "knows no task '99'"),
        (["wait", "831922345709107243831922345709107243"], "knows no task"),
        (["show", "twice"], "one of the rows 2, 1"),
        (["wait", "3"], "Row 3 failed: it was never sent"),
        (["save", "3"], "Row 3 failed: it was never sent"),
        (["save", "4", "--to", "/no/such/folder/fox.mp4"], "no folder /no/such/folder"),
        (["give-up", "4"], "is submitted, not unknown"),
        (["take-up", "4", "9"], "is submitted, not unknown"),
        (["take-up", "5", "84"], "Task 84 is row 4 already"),
        (["take-up", "6", "9"], "has its task id already"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(desktop, arguments, sentence):
    desktop.row(external_task_id="twice", state="failed")
    desktop.row(external_task_id="twice", state="failed")
    desktop.row(state="failed", reason="it was never sent")
    desktop.row(state="submitted", task_id="84")
    desktop.row(state="unknown")
    desktop.row(state="unknown", task_id="86")

    ended = desktop.run(*arguments)

    assert (ended.status, ended.out) == (1, "")
    assert sentence in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("environ", "folder", "sentence"),
    [
        ({}, None, "does not lie in a custom_nodes folder"),
        ({}, "elsewhere", "There is no journal at"),
        ({"KLINGKIT_USER_FOLDER": "elsewhere"}, None, "There is no journal at"),
        ({"KLINGKIT_DATABASE_URL": "nonsense:a-password"}, None, "(KLINGKIT_DATABASE_URL) cannot be used"),
        ({"KLINGKIT_DATABASE_URL": "sqlite:////dev"}, None, "(KLINGKIT_DATABASE_URL) cannot be used"),
    ],
)
def test_a_journal_that_is_not_there_is_one_sentence(tmp_path, environ, folder, sentence):
    place = ["--user-folder", str(tmp_path / folder)] if folder else []

    ended = subprocess.run(
        [sys.executable, "-m", "nodes.cli", "tasks", "list", *place],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "a-password" not in ended.stderr


def test_a_database_server_is_used_as_in_comfyui(desktop):
    fill(desktop)
    desktop.have(KLINGKIT_DATABASE_URL=desktop.url)
    desktop.folder = desktop.folder / "elsewhere"

    assert desktop.run("list").out.count("\n") == 7


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--state", "lost"],
        ["list", "--limit", "0"],
        ["wait", "1", "--timeout", "nan"],
        ["wait", ""],
        ["show"],
        [],
    ],
)
def test_a_command_that_makes_no_sense_ends_with_2(desktop, arguments):
    with pytest.raises(SystemExit) as ended:
        desktop.run(*arguments)

    assert ended.value.code == 2


def test_a_task_that_comfyui_left_is_waited_for_and_saved(desktop, shot):
    desktop.simulator.generation_seconds = 2
    task = desktop.left_running(shot())
    desktop.simulator.fail(Fault.HTML_502, Step.QUERY, times=1)

    ended = desktop.start("wait", task.task_id)

    path = Path(ended.stdout.strip())
    assert ended.returncode == 0
    assert path == desktop.output / "Kling" / f"fox_{task.task_id}.mp4"
    assert videos.check(path).seconds == pytest.approx(5, abs=0.1)
    assert ended.stderr.splitlines()[0] == f"{task.task_id}: the provider does not answer, asking again"
    assert desktop.simulator.charged == 1


def test_a_task_that_comfyui_works_on_is_watched_and_left_to_it(desktop, shot):
    desktop.simulator.generation_seconds = 3
    task = desktop.comfyui().submit(shot(), "default").submitted.result(SOON)

    early = desktop.run("save", str(task.id))
    ended = desktop.run("wait", str(task.id), "--json")

    assert early.status == 1
    assert "a running ComfyUI works on it" in early.err
    assert json.loads(ended.out)["state"] == "saved"
    assert desktop.simulator.requests["GET clip"] == 1


def test_waiting_for_a_failed_task_tells_the_reason(desktop, shot):
    desktop.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1)
    task = desktop.left_running(shot())

    ended = desktop.run("wait", str(task.id))

    assert ended.status == 1
    assert f"Kling could not finish task {task.task_id}" in ended.err


def test_the_wait_ends_when_it_should_and_the_task_goes_on(desktop, shot):
    desktop.simulator.generation_seconds = 60
    task = desktop.left_running(shot())

    ended = desktop.run("wait", str(task.id), "--timeout", "0.005")

    assert ended.status == 1
    assert f"(task {task.task_id}) is not saved after 0.005 min. It goes on" in ended.err
    assert desktop.journal.get(task.id).state == "submitted"


def test_a_simulated_task_of_a_comfyui_that_has_ended_is_refused(desktop, shot):
    desktop.simulator.generation_seconds = 60
    task = desktop.left_running(shot(), "simulator")

    ended = desktop.run("wait", str(task.id))

    assert ended.status == 1
    assert "The account simulator lives and ends with the ComfyUI that started it" in ended.err


def test_save_does_not_wait_for_a_task_that_still_runs(desktop, shot):
    desktop.simulator.generation_seconds = 60
    task = desktop.left_running(shot())
    begun = time.monotonic()

    ended = desktop.run("save", str(task.id))

    assert ended.status == 1
    assert f"is not finished: submitted. `tasks wait {task.id}`" in ended.err
    assert time.monotonic() - begun < 10


def test_save_fetches_a_file_that_is_gone_and_copies_it(desktop, shot, tmp_path):
    saved = desktop.comfyui().submit(shot(), "default", prefix="Kling/fox").saved.result(SOON)
    Path(saved.path).unlink()

    first = desktop.run("save", saved.task_id)
    to_a_folder = desktop.run("save", saved.task_id, "--to", str(tmp_path))
    to_a_file = desktop.run("save", saved.task_id, "--to", str(tmp_path / "fox.mp4"))
    once_more = desktop.run("save", saved.task_id, "--to", str(tmp_path / "fox.mp4"))

    copies = [tmp_path / Path(saved.path).name, tmp_path / "fox.mp4"]
    assert first.out.strip() == saved.path
    assert [Path(ended.out.strip()) for ended in (to_a_folder, to_a_file)] == copies
    assert all(copy.read_bytes() == Path(saved.path).read_bytes() for copy in copies)
    assert (once_more.status, "exists already" in once_more.err) == (1, True)
    assert desktop.simulator.charged == 1


def test_reading_the_command_line_loads_neither_database_nor_network():
    code = (
        "import sys, nodes.cli.__main__ as cli; cli.parser();"
        "print(sorted({'torch', 'av', 'aiohttp', 'requests', 'sqlalchemy'} & set(sys.modules)))"
    )

    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ended.stdout.strip() == "[]"
