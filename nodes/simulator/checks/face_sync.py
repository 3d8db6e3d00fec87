"""lip-sync, the newer way: identify-face first, which answers at once, then advanced-lip-sync for one of the faces."""

import time

from .. import sound
from ..answers import Refused
from ..faces import Face, Session
from ..scenes import Dubbed
from .fields import Body, address, illegal, number, objects, text, watermark, whole_number
from .lip_sync import check_length, lip_sync_units
from .order import Order
from .sounds import check_url, sound_file
from .sources import NO_HUMAN, Past, any_video

_IN = "face_choose."
_SOUND_SECONDS = (2, 60)
_LEAST_MS = 2000
"""ms that the cut sound must last, and that it must share with the face's own time."""
_VOLUME = (0, 2)


def identify_face(body: Body, past: Past) -> Session:
    source = any_video(body, past)
    check_length(source)
    if source.empty_of_people:
        raise illegal(NO_HUMAN)
    return Session(account=past.account, parent=source.parent, footage=source.footage, seconds=source.seconds)


def advanced_lip_sync(body: Body, past: Past) -> Order:
    session = _session(body, past)
    chosen = objects(body, "face_choose", 1, 1)
    if not chosen:
        raise illegal("face_choose is required")
    face = _face(chosen[0], session)
    heard = _sound(chosen[0])
    begins, inserted = _times(chosen[0], heard, face, session)
    volume, original = (
        number(chosen[0], name, *_VOLUME, default=1.0, where=_IN) for name in ("sound_volume", "original_audio_volume")
    )
    address(body, "callback_url")
    cut = heard[begins[0] * sound.RATE // 1000 : begins[1] * sound.RATE // 1000]
    return Order(
        kind="advanced-lip-sync",
        model="lip-sync",
        units=lip_sync_units(session.seconds),
        take=Dubbed(parent=session.footage, sound=cut, at=inserted / 1000, volume=volume, original=original),
        parent=session.parent,
        external_task_id=text(body, "external_task_id"),
        watermark=watermark(body),
    )


def _session(body: Body, past: Past) -> Session:
    session_id = text(body, "session_id")
    if not session_id:
        raise illegal("session_id is required")
    session = past.sessions.find(session_id)
    if session is None or session.account != past.account:
        raise Refused(1203, f"session_id: session is not found: {session_id}")
    if time.time() - session.opened_at > past.session_seconds:
        raise illegal(f"session_id: the session {session_id} has expired, identify the faces again")
    return session


def _face(chosen: Body, session: Session) -> Face:
    face_id = text(chosen, "face_id", where=_IN)
    for face in session.faces:
        if face.face_id == face_id:
            return face
    raise illegal(f"face_choose.face_id value {face_id!r} is not in the session")


def _sound(chosen: Body) -> sound.Samples:
    by_id, by_file = text(chosen, "audio_id", where=_IN), text(chosen, "sound_file", where=_IN)
    if bool(by_id) == bool(by_file):
        raise illegal("face_choose.audio_id and face_choose.sound_file: exactly one of them must be given")
    if by_id:
        # Speech is not made here, so there is none to be found.
        raise Refused(1203, f"face_choose.audio_id: audio is not found: {by_id}")
    low, high = _SOUND_SECONDS
    if by_file.startswith(("http://", "https://")):
        check_url(chosen, "sound_file", where=_IN)
        return sound.tone(high)
    heard = sound_file(chosen, "sound_file", where=_IN)
    seconds = len(heard) / sound.RATE
    # A coded sound may be a frame (26 ms) shorter or longer than what it was made from.
    if not low - 0.05 <= seconds <= high + 0.05:
        raise illegal(f"face_choose.sound_file must have {low} to {high} s, it has {seconds:.2f} s")
    return heard


def _times(chosen: Body, heard: sound.Samples, face: Face, session: Session) -> tuple[tuple[int, int], int]:
    """What is cut from the sound (from, to), and where it is put into the video, all in ms."""
    begins, ends, inserted = (
        whole_number(chosen, name, where=_IN) for name in ("sound_start_time", "sound_end_time", "sound_insert_time")
    )
    length = len(heard) * 1000 // sound.RATE
    if not 0 <= begins < ends <= length + 50:
        raise illegal(f"face_choose.sound_start_time and sound_end_time must lie within the sound, 0 to {length} ms")
    if ends - begins < _LEAST_MS:
        raise illegal(f"face_choose.sound_end_time: the cut sound must have {_LEAST_MS} ms or more")
    last = inserted + ends - begins
    video_ends = round(session.seconds * 1000)
    if inserted < 0 or last > video_ends:
        raise illegal(
            f"face_choose.sound_insert_time: the sound would be there from {inserted} to {last} ms,"
            f" the video from 0 to {video_ends} ms"
        )
    if min(last, face.ends) - max(inserted, face.begins) < _LEAST_MS:
        raise illegal(
            f"face_choose.sound_insert_time: the sound must share {_LEAST_MS} ms or more with the face,"
            f" which is there from {face.begins} to {face.ends} ms"
        )
    return (begins, ends), inserted
