"""What a task's clip is to show, as plain data: a new scene, a longer one, or one with another sound.

The checks say what was ordered, the clips draw it; neither knows the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from .sound import Samples


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture that came along; `image` None where it is a URL."""

    digest: str
    image: Image.Image | None = field(default=None, repr=False)

    @property
    def size(self) -> tuple[int, int] | None:
        return self.image.size if self.image else None

    @property
    def aspect(self) -> float:
        """Width to height; of a URL nobody knows."""
        return self.image.width / self.image.height if self.image else 16 / 9


@dataclass(frozen=True, slots=True)
class Stroke:
    """An area of a motion brush, and the way it goes: px of the picture from its bottom left."""

    mask: Sent
    path: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A new clip: the pictures side by side, or a gradient with the caption where none came along."""

    seconds: int
    aspect: float
    """Width to height of the clip."""
    caption: str = ""
    pictures: Sequence[Sent] = ()
    strokes: Sequence[Stroke] = ()
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Footage:
    """A clip that exists. Beside the file lies what it was drawn from, so that its move can go on."""

    path: Path
    width: int
    height: int
    frames: int


@dataclass(frozen=True, slots=True)
class Longer:
    """The whole of `parent`, then so many seconds more."""

    parent: Footage
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dubbed:
    """`parent` with `sound` from `at` seconds on; its own sound stays below it as loud as `original` says."""

    parent: Footage | Scene
    """A scene stands for a video by URL, which is never fetched."""
    sound: Samples | None = field(default=None, repr=False)
    """None: a tone as long as the video, for a sound by URL."""
    at: float = 0.0
    volume: float = 1.0
    original: float = 0.0


Take = Scene | Longer | Dubbed
