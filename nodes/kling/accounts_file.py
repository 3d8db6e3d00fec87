"""accounts.toml as it stands on the disk. What an entry means, and whether it will do, is told in accounts.py."""

import logging
import os
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import AccountError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

log = logging.getLogger("klingkit")

PATIENCE = 10.0
"""s that a change waits for another one to end."""


@dataclass(frozen=True)
class Listed:
    """Entries by name, unchecked, and the name that `default` stands for ("" where the file says none)."""

    accounts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    default: str = ""


class AccountsFile:
    """Read anew each time, so that an edit counts at once. It need not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._has_warned = False

    def read(self) -> Listed:
        """What the file lists.

        Raises:
            AccountError: it cannot be read, or is no such list. Never quotes the file: any line may hold a key.
        """
        return self._listed(self._text())

    def change(self, edit: Callable[[str, Listed], str]) -> None:
        """Put another text in the file's place, at once or not at all, readable by its owner only.

        Args:
            edit: the text as it is, and what it lists, to the new text. Nobody else writes meanwhile.

        Raises:
            AccountError: the file cannot be read or written, or what `edit` raises; then nothing has changed.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._alone():
                text = self._text()
                new = edit(text, self._listed(text))
                self._listed(new)
                self._put(new)
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise AccountError(f"{self.path} cannot be written: {reason}. Mend that, or its folder.") from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Other threads and processes wait. SQLite's lock is the same on every system, and ends with its process."""
        beside = self.path.with_name(f".{self.path.name}.lock")
        with closing(sqlite3.connect(beside, timeout=PATIENCE, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield

    def _put(self, text: str) -> None:
        place = self.path.resolve()  # a link stays one
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)  # mode 600 from the beginning
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(place)
        finally:
            Path(name).unlink(missing_ok=True)

    def _listed(self, text: str) -> Listed:
        content = self._content(text)
        accounts, default = content.pop("accounts", {}), content.pop("default", "")
        if content:
            raise AccountError(
                f"{self.path}: {', '.join(content)} stands outside of an account. Write [accounts.NAME] above it, "
                f"with a name of your choice."
            )
        if not isinstance(accounts, dict) or not all(isinstance(entry, dict) for entry in accounts.values()):
            raise AccountError(
                f"{self.path}: below `accounts` there is something that is no account. Write each one as "
                f"[accounts.NAME], followed by its settings."
            )
        if not isinstance(default, str):
            raise AccountError(
                f'{self.path}: `default` must be the name of an account in quotes, as in default = "me".'
            )
        return Listed(accounts, default.strip())

    def _text(self) -> str:
        try:
            if not self.path.exists():
                return ""
            self._warn_of_readers()
            # Windows' editors put a byte order mark in front.
            return self.path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise AccountError(f"{self.path} could not be read: {error.strerror}. Mend it or remove it.") from None
        except UnicodeDecodeError:
            raise AccountError(f"{self.path} is not valid TOML. Mend it or remove it.") from None

    def _content(self, text: str) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except ValueError as error:
            # The parser's own text may quote the line, and the line may hold a key.
            raise AccountError(f"{self.path} is not valid TOML{_place(error)}. Mend it or remove it.") from None

    def _warn_of_readers(self) -> None:
        if os.name != "posix" or self._has_warned:
            return
        if stat.S_IMODE(self.path.stat().st_mode) & 0o077:
            log.warning("%s can be read by other users of this machine; run: chmod 600 %s", self.path, self.path)
            self._has_warned = True


def _place(error: ValueError) -> str:
    text = str(error)
    return f", {text[text.rindex('(at ') + 1 : -1]}" if "(at " in text else ""
