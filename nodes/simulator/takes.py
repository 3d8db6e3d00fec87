"""Makes the clip of each kind of take: a scene is drawn, a longer one is drawn on, a dubbed one gets its sound."""

import hashlib
import threading
from pathlib import Path

from PIL import Image

from . import sound
from .clip import FPS, Shape, join, render, still_of
from .drawings import caption_of, drawing
from .scenes import Dubbed, Footage, Longer, Scene, Take


def key_of(take: Take, short_side: int) -> str:
    """Two takes with one key look and sound the same, so they are made once."""
    if isinstance(take, Longer):
        return f"{take.parent.path.stem} and {take.seconds} s"
    if isinstance(take, Dubbed):
        below = take.parent.path.stem if isinstance(take.parent, Footage) else key_of(take.parent, short_side)
        heard = hashlib.sha256(take.sound.tobytes()).hexdigest() if take.sound is not None else ""
        return f"{below} with {heard} at {take.at}, {take.volume} over {take.original}"
    shape = Shape.of(take.aspect, short_side=short_side, seconds=take.seconds)
    shown = [sent.digest for sent in take.pictures if sent.image] or caption_of(take)
    moved = [(stroke.mask.digest, stroke.path) for stroke in take.strokes]
    return f"{shown} {shape} {moved} {take.sound}"


def make(take: Take, path: Path, short_side: int, stopped: threading.Event) -> Shape:
    """Writes the clip and its still; raises Stopped when the simulator ends meanwhile."""
    if isinstance(take, Longer):
        return _lengthen(take, path, stopped)
    if isinstance(take, Dubbed):
        return _dub(take, path, short_side, stopped)
    shape = Shape.of(take.aspect, short_side=short_side, seconds=take.seconds)
    render(path, drawing(take), shape, stopped, strokes=take.strokes)
    if take.sound:
        sound.put_into(path, sound.tone(shape.frames / FPS), path)
    return shape


def _lengthen(take: Longer, path: Path, stopped: threading.Event) -> Shape:
    """The camera goes on over what the parent was drawn from; the parent's own frames are not touched."""
    parent = take.parent
    added = Shape(parent.width, parent.height, take.seconds * FPS)
    more = path.with_name(f"{path.stem}-more.mp4")
    with Image.open(still_of(parent.path)) as still:
        render(more, still.convert("RGB"), added, stopped, first=parent.frames)
    join([parent.path, more], path)
    more.unlink()
    still_of(more).replace(still_of(path))
    return Shape(parent.width, parent.height, parent.frames + added.frames)


def _dub(take: Dubbed, path: Path, short_side: int, stopped: threading.Event) -> Shape:
    if isinstance(take.parent, Scene):
        shape, silent = make(take.parent, path, short_side, stopped), path
    else:
        shape, silent = Shape(take.parent.width, take.parent.height, take.parent.frames), take.parent.path
        still_of(path).write_bytes(still_of(silent).read_bytes())
    seconds = shape.frames / FPS
    voice = (sound.tone(seconds) if take.sound is None else take.sound) * take.volume
    below = sound.of_clip(silent) * take.original
    sound.put_into(silent, sound.mixed(below, voice, at=round(take.at * sound.RATE), seconds=seconds), path)
    return shape
