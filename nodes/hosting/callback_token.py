"""The secret word in this machine's callback address, kept in the user folder."""

import os
import secrets
from pathlib import Path

from .errors import HostingError


class CallbackToken:
    """Made when first needed, readable by its owner only; the same in every ComfyUI that shares the folder."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self) -> str:
        """The token, made now if there is none yet.

        Raises:
            HostingError: the file can be neither read nor written, or holds no token.
        """
        return self.existing() or self._make()

    def existing(self) -> str:
        """The token; "" where nobody has asked for one yet."""
        try:
            token = self._file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""
        except (OSError, ValueError):
            token = ""
        if len(token) < 32:
            raise HostingError(f"{self._file} holds no callback token. Delete it: a new one is made then.")
        return token

    def _make(self) -> str:
        token = secrets.token_urlsafe(32)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(token)
        except FileExistsError:  # another ComfyUI was quicker
            return self.existing()
        except OSError as error:
            raise HostingError(f"{self._file} cannot be written: {error.strerror}. Mend that, or its folder.") from None
        return token
