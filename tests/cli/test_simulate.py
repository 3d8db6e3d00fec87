import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments):
    return [sys.executable, "-m", "nodes.cli", *arguments]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_address_serves_and_ends_with_0(number):
    with subprocess.Popen(
        command("simulate", "--port", "0", "--short-side", "120"), cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        line = process.stdout.readline()
        address = re.search(r"KLING_API_KEY=anything KLING_BASE_URL=(http://127\.0\.0\.1:\d+)$", line.strip())

        ledger = requests.get(f"{address[1]}/_ledger", timeout=5)
        process.send_signal(number)
        status = process.wait(timeout=5)

    assert ledger.json()["charged"] == 0
    assert status == 0


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--port", "70000"),
        ("--generation-seconds", "-1"),
        ("--generation-seconds", "nan"),
        ("--slots", "0"),
        ("--short-side", "big"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(option, value):
    ended = subprocess.run(
        command("simulate", option, value), cwd=ROOT, capture_output=True, text=True, timeout=20, check=False
    )

    assert ended.returncode == 2
    assert repr(value) in ended.stderr


def test_a_taken_port_is_one_sentence(simulator):
    ended = subprocess.run(
        command("simulate", "--port", str(simulator.port)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"Port {simulator.port}" in ended.stderr


def test_reading_the_command_line_loads_nothing_heavy():
    code = "import sys, nodes.cli.__main__; print(sorted({'torch', 'aiohttp', 'av', 'numpy'} & set(sys.modules)))"

    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=20, check=True
    )

    assert ended.stdout.strip() == "[]"
