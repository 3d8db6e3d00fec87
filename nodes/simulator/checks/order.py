"""What is left of a create once it has been checked: all that the task book and the clip need to know."""

from dataclasses import dataclass

from .pictures import Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    kind: str
    model: str
    seconds: int
    units: float
    aspect: float
    """Width to height of the clip."""
    caption: str
    """Drawn on the clip where no picture came along."""
    picture: Sent | None = None
    external_task_id: str = ""
    watermark: bool | None = None
