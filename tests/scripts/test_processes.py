"""Programs that the scripts start: they say why they did not start, and none outlives the one who started it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from klingkit.scripts.processes import Process, free_port, is_free, surroundings
from klingkit.scripts.steps import Stop

ROOT = Path(__file__).resolve().parents[2]

# Writes its number, then waits for Ctrl-C as ComfyUI does.
WAITING = """
import os, sys, time
print(os.getpid(), *sys.argv[1:], flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    print("tidied up", flush=True)
"""

STARTER = """
import os, sys, time
from pathlib import Path
from scripts.processes import Process

script, log = sys.argv[1:]
program = Process("x", [script], folder=Path(log).parent, log=Path(log), variables=os.environ)
program.start(lambda: True, seconds=5)
time.sleep(60)
"""


@pytest.fixture
def process(tmp_path):
    started = []

    def make(program, *arguments):
        script = tmp_path / "program.py"
        script.write_text(program)
        log = tmp_path / "log.txt"
        new = Process("The program", [str(script), *arguments], folder=tmp_path, log=log, variables=os.environ)
        started.append(new)
        return new

    yield make
    for one in started:
        one.kill()


def wait_until(is_so, seconds=10):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_alive(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state) and not state.startswith("Z")


def test_a_program_gets_its_arguments_and_writes_its_log(process):
    waiting = process(WAITING, "--port", "1")

    waiting.start(lambda: "--port 1" in waiting.log_text(), seconds=10)

    assert waiting.is_running()


def test_a_stopped_program_may_tidy_up(process):
    waiting = process(WAITING)
    waiting.start(lambda: waiting.log_text() != "", seconds=10)

    waiting.stop()

    assert not waiting.is_running()
    assert "tidied up" in waiting.log_text()


def test_a_killed_program_gets_no_chance(process):
    waiting = process(WAITING)
    waiting.start(lambda: waiting.log_text() != "", seconds=10)

    waiting.kill()

    assert not waiting.is_running()
    assert "tidied up" not in waiting.log_text()


def test_a_program_that_ends_at_once_shows_the_end_of_its_log(process):
    broken = process("raise SystemExit('\\033[31mno such model\\033[0m')")

    with pytest.raises(Stop, match=r"The program ended while it was starting[\s\S]*\nno such model$"):
        broken.start(lambda: False, seconds=10)


def test_a_program_that_is_never_ready_is_ended(process):
    waiting = process(WAITING)

    with pytest.raises(Stop, match="not ready after 0 s"):
        waiting.start(lambda: False, seconds=0.3)

    assert not waiting.is_running()


def test_a_program_ends_when_its_starter_is_killed(tmp_path):
    script = tmp_path / "program.py"
    script.write_text(WAITING)
    log = tmp_path / "log.txt"
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(script), str(log)], cwd=ROOT, stdin=subprocess.DEVNULL
    )
    wait_until(lambda: log.exists() and log.read_text().strip().isdigit())
    pid = int(log.read_text())

    starter.send_signal(signal.SIGKILL)
    starter.wait()

    wait_until(lambda: not is_alive(pid))


def test_a_module_is_run_as_python_m_would(tmp_path):
    module = tmp_path / "greeting.py"
    module.write_text("import sys\nprint(__name__, sys.argv[1:])\n")
    attached = ROOT / "scripts" / "attached.py"

    command = [sys.executable, str(attached), "-m", "greeting", "--to", "you"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        said = running.stdout.read()

    assert said == "__main__ ['--to', 'you']\n"


def test_a_program_sees_only_the_kling_variables_it_is_given(monkeypatch):
    monkeypatch.setenv("KLING_API_KEY", "of the developer")
    monkeypatch.setenv("KLINGKIT_ACCOUNT", "of the developer")

    seen = surroundings({"KLING_BASE_URL": "http://127.0.0.1:1"})

    assert {name for name in seen if name.startswith("KLING")} == {"KLING_BASE_URL"}
    assert seen["PATH"] == os.environ["PATH"]


def test_a_taken_port_is_not_free():
    port = free_port()
    assert is_free(port)

    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
