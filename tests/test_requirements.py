"""requirements.txt and pyproject.toml are read by different installers and must ask for the same."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_both_lists_of_requirements_are_equal():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    asked = [line for line in lines if line and not line.startswith("#")]
    block = re.search(r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.M | re.S)

    declared = re.findall(r'"([^"]+)"', block[1])

    assert declared == asked


def test_a_requirement_only_ever_sets_a_lower_bound():
    lines = (ROOT / "requirements.txt").read_text().splitlines()

    bounds = [re.search(r"[<>=!~]=?", line)[0] for line in lines if line and not line.startswith("#")]

    assert set(bounds) == {">="}
