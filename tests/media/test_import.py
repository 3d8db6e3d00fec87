"""The media layer costs nothing before it is used."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_importing_the_media_layer_loads_neither_torch_nor_av():
    program = "import sys; from nodes.media import pictures, videos; print('torch' in sys.modules, 'av' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["False", "False"]
