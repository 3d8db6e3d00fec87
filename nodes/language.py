"""Which language the person at the page reads, and our errors in it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from .kling.errors import KlingError
from .translation import Translation

LOCALES = Path(__file__).resolve().parent.parent / "locales"

_Error = TypeVar("_Error", bound=KlingError)


class Language:
    """Follows ComfyUI's own setting, so that a change on the page counts at once.

    Args:
        environ: KLINGKIT_LANGUAGE, if set, goes before the setting.
        settings: ComfyUI's comfy.settings.json; need not exist. With several users, each has a file of its own and
            nobody tells a node whose prompt it runs: then the language is English, or what the variable says.
        locales: the folder of <language>/errors.json.
    """

    def __init__(self, environ: Mapping[str, str], settings: Path, locales: Path = LOCALES) -> None:
        self._environ = environ
        self._settings = settings
        self._locales = locales
        self._seen: tuple[int, int] | None = None
        self._setting = ""
        self._suggested = ""
        self._translations: dict[str, Translation | None] = {}

    def suggest(self, locale: str) -> None:
        """What the page itself is shown in: it counts where neither the variable nor the setting says anything."""
        self._suggested = locale

    def say(self, text: str) -> str:
        """An English text of ours in the person's language; as it is where there is no translation."""
        translation = self._translation()
        return translation(text) if translation else text

    def error(self, error: _Error) -> _Error:
        """The same error, of the same class and with the same attributes, in the person's language."""
        text = self.say(str(error))
        if text == str(error):
            return error
        # Not through __init__, which builds a sentence of its own from other arguments.
        translated = type(error).__new__(type(error))
        translated.__dict__.update(error.__dict__)
        translated.args = (text,)
        return translated

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """What raises a KlingError in here raises it in the person's language."""
        try:
            yield
        except KlingError as error:
            translated = self.error(error)
            if translated is error:
                raise
            raise translated from error

    def _translation(self) -> Translation | None:
        wanted = self._environ.get("KLINGKIT_LANGUAGE", "").strip() or self._chosen() or self._suggested
        # zh-TW and zh_CN.UTF-8 are read by who reads zh.
        code = wanted.lower().replace("_", "-").split("-")[0]
        if code not in self._translations:
            path = self._locales / code / "errors.json"
            self._translations[code] = Translation.read(path) if code.isalpha() and path.is_file() else None
        return self._translations[code]

    def _chosen(self) -> str:
        """ComfyUI's setting, read anew when its file has changed. A half-written file leaves it as it was."""
        try:
            now = self._settings.stat()
            if (now.st_mtime_ns, now.st_size) != self._seen:
                setting = json.loads(self._settings.read_text(encoding="utf-8")).get("Comfy.Locale")
                self._setting = setting if isinstance(setting, str) else ""
                self._seen = (now.st_mtime_ns, now.st_size)
        except FileNotFoundError:
            self._setting, self._seen = "", None
        except (OSError, ValueError, AttributeError):
            pass
        return self._setting
