"""Tells uv what the user told pip: uv reads none of pip's settings, and a machine behind a mirror has only those."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


def uv_variables(python: Path) -> dict[str, str]:
    """Environment variables for uv, taken from pip's configuration files and PIP_* variables."""
    listed = subprocess.run(
        [str(python), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    return translated(pip_settings(listed), os.environ)


def pip_settings(listed: str) -> dict[str, str]:
    """What `pip config list` printed, by option; a PIP_* variable wins over [install], and that over [global]."""
    found: dict[str, str] = {}
    for section in ("global", "install", ":env:"):
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(f"{section}."):
                found[name.removeprefix(f"{section}.")] = str(ast.literal_eval(value))
    return found


def translated(settings: Mapping[str, str], surroundings: Mapping[str, str]) -> dict[str, str]:
    """uv's words for pip's settings. What the user has set for uv is left as it is."""
    extra = [url for url in settings.get("extra-index-url", "").split() if url.startswith(("http://", "https://"))]
    wanted = {
        "UV_DEFAULT_INDEX": settings.get("index-url"),
        "UV_INDEX": " ".join(extra),
        # pip takes the best of all indexes, uv by default the first that has the package.
        "UV_INDEX_STRATEGY": "unsafe-best-match" if extra else None,
        "UV_INSECURE_HOST": " ".join(settings.get("trusted-host", "").split()),
        "SSL_CERT_FILE": settings.get("cert"),
        # uv gives up after 30 s; torch is large and mirrors are slow.
        "UV_HTTP_TIMEOUT": max(settings.get("timeout", ""), settings.get("default-timeout", ""), "180", key=_seconds),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    return {name: value for name, value in wanted.items() if value and name not in surroundings}


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0
