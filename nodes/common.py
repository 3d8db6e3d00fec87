"""Inputs and outputs that many nodes share, and their checks."""

import re
import time

from comfy_api.latest import io

from .kling.accounts import DEFAULT
from .kling.errors import InputError, KlingError
from .runtime import runtime

CATEGORY = "Kling"


def account_input() -> io.Input:
    """The combo of account names. Names only: a workflow never holds a key."""
    return io.Combo.Input(
        "account",
        options=runtime().accounts.names(),
        default=DEFAULT,
        optional=True,
        tooltip="Which account pays. `default` is the one of this machine; `simulator` costs nothing.",
    )


def prefix_input(default: str) -> io.Input:
    """Where the file goes below ComfyUI's output folder."""
    return io.String.Input(
        "filename_prefix",
        default=default,
        optional=True,
        advanced=True,
        tooltip="Folder and beginning of the file name, below ComfyUI's output folder. "
        "%year%, %month%, %day%, %hour%, %minute% and %second% are filled in.",
    )


def give_up_input() -> io.Input:
    """How long a node waits before it lets the background go on alone."""
    return io.Int.Input(
        "give_up_after",
        default=30,
        min=1,
        max=1440,
        optional=True,
        advanced=True,
        tooltip="Minutes to wait. The task goes on after that: queue again, or use Kling Poll.",
    )


def outputs() -> list[io.Output]:
    """The four outputs of every video node, as lists: one item a task."""
    return [
        io.Video.Output("video", is_output_list=True, tooltip="The saved video."),
        io.String.Output("video_path", display_name="video_path", is_output_list=True, tooltip="Absolute path."),
        io.String.Output(
            "video_id",
            display_name="video_id",
            is_output_list=True,
            tooltip="Kling's id of the video, for ExtendVideo and LipSync.",
        ),
        io.String.Output("task_id", display_name="task_id", is_output_list=True, tooltip="Kling's id of the task."),
    ]


def check_account(name: str) -> bool | str:
    """For `validate_inputs`: True, or our own sentence."""
    try:
        runtime().accounts.get(name)
    except KlingError as error:
        return str(error)
    return True


def resolve_prefix(prefix: str) -> str:
    """Fill in the date and make sure that the file stays below the output folder.

    Raises:
        InputError: it would leave the folder, or is empty.
    """
    filled = re.sub(r"%(year|month|day|hour|minute|second)%", lambda token: _date(token.group(1)), prefix.strip())
    output = runtime().output.resolve()
    target = (output / filled).resolve()
    if not filled or output not in target.parents or filled.endswith(("/", "\\")):
        raise InputError(
            f"filename_prefix is {prefix!r}, which is no file name below the output folder {output}. "
            f"Write it like Kling/image2video."
        )
    return target.relative_to(output).as_posix()


def _date(part: str) -> str:
    return time.strftime({"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S"}[part])
