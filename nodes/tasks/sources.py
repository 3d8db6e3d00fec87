"""What the journal knows of a video that is to be extended or to speak, checked before that is paid."""

from ..kling import catalog
from ..kling.errors import InputError
from .journal import Task

KEPT_DAYS = 30
EXTENDED_MAX = 180.0
"""s of a video after its extension."""
EXTENSION = 5.0
LIP_SYNC_MAX = 60.0
"""s; documents of relays still say 10, Kling has taken 60 since 2025-06-30."""


def check_extendable(source: Task | None, now: float) -> None:
    """Raise InputError where Kling would refuse to extend. A video that the journal does not know is Kling's to judge.

    Args:
        now: s since epoch.
    """
    if source is None:
        return
    model = catalog.MODELS.get(source.model)
    if model is not None and not model.extendable:
        able = ", ".join(model.name for model in catalog.MODELS.values() if model.extendable)
        raise InputError(
            f"video_id {source.video_id} was made by {source.model}, and Kling extends videos of {able} alone. "
            f"Make it anew with one of these."
        )
    if source.seconds and source.seconds + EXTENSION > EXTENDED_MAX:
        raise InputError(
            f"video_id {source.video_id} is {source.seconds:.0f} s long, and Kling extends a video up to "
            f"{EXTENDED_MAX / 60:.0f} minutes. Go on from a shorter one."
        )
    _check_age(source, now)


def check_speakable(source: Task | None, now: float) -> None:
    """Raise InputError where Kling would refuse to lip-sync; else as `check_extendable`."""
    if source is None:
        return
    if source.seconds and not 2 <= source.seconds <= LIP_SYNC_MAX:
        raise InputError(
            f"video_id {source.video_id} is {source.seconds:.1f} s long, and Kling lip-syncs videos of 2 to "
            f"{LIP_SYNC_MAX:.0f} s. Choose another video."
        )
    _check_age(source, now)


def _check_age(source: Task, now: float) -> None:
    days = (now - (source.submitted_at or now)) / 86400
    if days > KEPT_DAYS:
        raise InputError(
            f"video_id {source.video_id} is {days:.0f} days old, and Kling keeps videos for {KEPT_DAYS} days. "
            f"Make it anew, or use its saved file where an address is taken."
        )
