"""Sound in a create: base64 of mp3, wav, m4a or aac, or a URL, which is never fetched."""

from .. import sound
from .fields import Body, illegal, text
from .pictures import decoded

SOUND_MAX_MB = 5


def sound_file(body: Body, name: str, *, where: str = "") -> sound.Samples:
    """The sound in the field, decoded; mono at sound.RATE."""
    value = text(body, name, where=where)
    name = f"{where}{name}"
    if not value:
        raise illegal(f"{name} is required")
    content = decoded(value, name)
    if len(content) > SOUND_MAX_MB * 1024 * 1024:
        raise illegal(f"{name} must not be larger than {SOUND_MAX_MB} MB")
    try:
        return sound.read(content)
    except sound.NotSound as error:
        raise illegal(f"{name}: Unsupported audio, it must be mp3, wav, m4a or aac: {error}") from error


def check_url(body: Body, name: str, *, where: str = "") -> None:
    if not text(body, name, where=where).startswith(("http://", "https://")):
        raise illegal(f"{where}{name} must be an http or https address")
