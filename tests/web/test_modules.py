"""The pure halves of web/, each under Node.js as it is, without a page."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def node():
    """Where Node.js is. Without it a test is skipped; where it counts (CI), that is a failure."""
    found = shutil.which("node")
    if found:
        return found
    reason = "There is no node on the PATH. Install Node.js 20 or newer: apt-get install nodejs (Debian)."
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "web").glob("*.test.js")), ids=lambda path: path.stem)
def test_a_module_of_the_page_passes_its_own_tests(path):
    done = subprocess.run(
        [node(), "--test", "--test-reporter=tap", str(path)], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n# pass 0\n" not in done.stdout
