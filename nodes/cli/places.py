"""Where ComfyUI keeps the journal, the accounts and the videos: as told, or guessed from where the pack lies."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..kling.errors import KlingError

PACK = Path(__file__).absolute().parents[2]
USER, OUTPUT, DATABASE = "KLINGKIT_USER_FOLDER", "KLINGKIT_OUTPUT_FOLDER", "KLINGKIT_DATABASE_URL"


def add_to(parser: argparse.ArgumentParser, *, output: bool) -> None:
    """The options that say where ComfyUI is; the output folder only where something may be saved."""
    group = parser.add_argument_group("where ComfyUI is")
    group.add_argument(
        "--user-folder", metavar="PATH", help=f"its user folder (default: {USER}, or found from custom_nodes)"
    )
    parser.set_defaults(output_folder="")
    if output:
        group.add_argument(
            "--output-folder", metavar="PATH", help=f"its output folder (default: {OUTPUT}, or beside the user folder)"
        )


@dataclass(frozen=True)
class Places:
    """Each raises a KlingError that says what to give, where nobody has told it and it cannot be guessed."""

    user_folder: str
    output_folder: str
    database_url: str
    pack: Path = PACK

    @classmethod
    def of(cls, asked: argparse.Namespace, environ: Mapping[str, str]) -> "Places":
        """What the command line says, else the environment."""
        return cls(
            user_folder=asked.user_folder or environ.get(USER, ""),
            output_folder=asked.output_folder or environ.get(OUTPUT, ""),
            database_url=environ.get(DATABASE, ""),
        )

    def journal_url(self) -> str:
        """An SQLAlchemy URL. A file must be there: a new, empty journal in a wrong folder would help nobody."""
        if self.database_url:
            return self.database_url
        path = self._klingkit() / "journal.db"
        if not path.is_file():
            raise KlingError(
                f"There is no journal at {path}. It begins with the first task; if ComfyUI keeps it elsewhere, name "
                f"its user folder with --user-folder."
            )
        return f"sqlite:///{path}"

    def accounts(self) -> Path:
        """accounts.toml, which need not exist."""
        return self._klingkit() / "accounts.toml"

    def output(self) -> Path:
        """The folder that videos are saved in."""
        if self.output_folder:
            return Path(self.output_folder).expanduser().absolute()
        beside = self._user().parent / "output"
        if not beside.is_dir():
            raise KlingError(f"There is no folder {beside}. Name ComfyUI's output folder with --output-folder.")
        return beside

    def _klingkit(self) -> Path:
        return self._user() / "klingkit"

    def _user(self) -> Path:
        if self.user_folder:
            return Path(self.user_folder).expanduser().absolute()
        if self.pack.parent.name == "custom_nodes":
            return self.pack.parent.parent / "user"
        raise KlingError(
            f"Which ComfyUI? {self.pack} does not lie in a custom_nodes folder, so name ComfyUI's user folder with "
            f"--user-folder, or in {USER}."
        )
