"""What is left of a create once it has been checked: all that the task book and the clips need to know."""

from dataclasses import dataclass

from ..scenes import Take
from ..tasks import Parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    kind: str
    model: str
    mode: str = ""
    units: float
    take: Take
    prompt: str = ""
    """Kept with the task: what builds on its video may have to know what is in it."""
    parent: Parent | None = None
    """The video that this one is made from."""
    failure: str = ""
    """Why the task is going to fail, where Kling would see it only after accepting."""
    external_task_id: str = ""
    watermark: bool | None = None
