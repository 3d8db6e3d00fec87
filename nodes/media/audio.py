"""ComfyUI's AUDIO becomes the text that lip-sync takes: base64 of an mp3 (or m4a) file.

Checking and encoding are two steps, as for pictures: `check` is quick, `encode` takes up to a second and is made for
`asyncio.to_thread`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kling.errors import InputError

if TYPE_CHECKING:
    import torch
    from av import AudioFrame
    from numpy.typing import NDArray

_log = logging.getLogger("klingkit")

MAX_MB = 5
"""Of the file before base64: lip-sync's audio_file and advanced-lip-sync's sound_file alike."""

_FILES = {"mp3": ("libmp3lame", "mp3"), "m4a": ("aac", "ipod")}
"""FFmpeg's encoder and file format of each container, both among the four that Kling takes (mp3, wav, m4a, aac)."""
_BITS_PER_SECOND = 192_000
"""60 s are 1.4 MB: room enough below 5 MB, and more than speech needs."""
_KEPT_RATES = (44_100, 48_000)
_RATES = (4_000, 384_000)
_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
"""Number of channels to FFmpeg's name of their order; it knows how each is mixed down to two."""
_LOUDEST = 2.0
"""Decoders, resamplers and mixes of two overshoot 1; such a sound is turned down. Beyond that it is another scale."""


@dataclass(frozen=True, slots=True)
class SoundLimits:
    """How long a sound may be, in s."""

    shortest: float
    longest: float
    who: str
    """Whose limit it is, for errors."""


LIP_SYNC = SoundLimits(0.1, 60, "lip-sync")
"""The documents name only the size. The video that speaks has at most 60 s: the rest of a longer sound would be lost;
an mp3 of less than 0.1 s is too short to be recognised as one, and to say anything."""
ADVANCED_LIP_SYNC = SoundLimits(2, 60, "advanced lip-sync")
"""Stated in the documents, for sound_file."""


@dataclass(frozen=True, slots=True, eq=False)
class CheckedSound:
    """A sound that Kling will take, not encoded yet."""

    name: str
    samples: NDArray[np.int16] = field(repr=False)
    """[channels, time]."""
    rate: int
    """Samples per second."""

    @property
    def seconds(self) -> float:
        return self.samples.shape[1] / self.rate


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound ready to be sent."""

    text: str = field(repr=False)
    """Base64 of the file, without a `data:` prefix."""
    digest: str
    """SHA-256 of rate, channels and 16-bit samples: the same for the same sound, whatever encoded it."""
    seconds: float
    mb: float
    """Size of the file before base64, in millions of bytes."""
    container: str
    """"mp3" or "m4a"."""


def check(audio: Mapping[str, Any], *, limits: SoundLimits = LIP_SYNC, name: str = "audio") -> CheckedSound:
    """Check an AUDIO against Kling's limits; only the size of the file is not known before `encode`.

    Silence is allowed. A sound that overshoots 1 a little is turned down as a whole, rather than clipped.

    Args:
        audio: {"waveform": [1, channels, time] floats from -1 to 1, "sample_rate": int}; 1 to 8 channels.
        limits: LIP_SYNC, ADVANCED_LIP_SYNC, or own ones (a video's length, say).
        name: the input's name at the node, for errors.

    Raises:
        InputError: not such an AUDIO, more than one sound in it, NaN, too short, too long or too loud.
    """
    waveform, rate = _parts(audio, name)
    _check_shape(waveform, name)
    samples = waveform.detach()[0].float().cpu().numpy()
    _check_length(samples.shape[1] / rate, limits, name)
    return CheckedSound(name, _sixteen_bit(samples, name), rate)


def encode(sound: CheckedSound, *, containers: Sequence[str] = ("mp3", "m4a")) -> Sound:
    """Encode a sound at 192 kbit/s, in the first of the containers that this build of PyAV can write.

    44.1 and 48 kHz are kept, other rates become 44.1; mono stays mono, more than two channels are mixed down to two.

    Raises:
        InputError: over 5 MB, or PyAV has no encoder for any of the containers.
    """
    container = _writable(containers)
    file = _encoded(sound, container)
    mb = len(file) / 1_000_000
    if mb > MAX_MB:
        raise InputError(
            f"`{sound.name}` lasts {sound.seconds:.1f} s and is {mb:.1f} MB as {container}; "
            f"Kling takes {MAX_MB} MB. Shorten it to {sound.seconds * MAX_MB / mb:.0f} s or less."
        )
    digest = hashlib.sha256(f"{sound.rate} Hz x {len(sound.samples)}".encode())
    digest.update(sound.samples.data)
    return Sound(base64.b64encode(file).decode("ascii"), digest.hexdigest(), sound.seconds, mb, container)


def _parts(audio: Mapping[str, Any], name: str) -> tuple[torch.Tensor, int]:
    import torch  # ComfyUI has loaded it long ago; importing the pack must not

    # Other packs give an AUDIO that is a lazy mapping and no dict.
    if not isinstance(audio, Mapping) or "waveform" not in audio or "sample_rate" not in audio:
        raise InputError(f"`{name}` is {type(audio).__name__}, not a sound. Connect an AUDIO output.")
    waveform, given = audio["waveform"], audio["sample_rate"]
    if not isinstance(waveform, torch.Tensor) or not waveform.is_floating_point():
        kind = waveform.dtype if isinstance(waveform, torch.Tensor) else type(waveform).__name__
        raise InputError(f"`{name}` holds {kind}; AUDIO holds floats from -1 to 1. Connect an AUDIO output.")
    try:
        rate = operator.index(given)
    except TypeError:
        rate = 0
    low, high = _RATES
    if not low <= rate <= high:
        raise InputError(
            f"`{name}` has the sample_rate {given!r}; it is a whole number of Hz from {low} to {high}. "
            f"Look at the node that makes it."
        )
    return waveform, rate


def _check_shape(waveform: torch.Tensor, name: str) -> None:
    if waveform.ndim != 3:
        raise InputError(
            f"`{name}` has the shape {list(waveform.shape)}; AUDIO has 3 axes, [batch, channels, time]. "
            f"Connect an AUDIO output."
        )
    batch, channels, time = waveform.shape
    if 0 in (batch, channels, time):
        raise InputError(f"`{name}` is empty: its shape is {[batch, channels, time]}. Look at the node that makes it.")
    if batch > 1:
        raise InputError(f"`{name}` holds {batch} sounds; a video has one. Connect one of them.")
    if channels not in _LAYOUTS:
        raise InputError(f"`{name}` has {channels} channels; KlingKit mixes 1 to {max(_LAYOUTS)}. Mix it to stereo.")


def _check_length(seconds: float, limits: SoundLimits, name: str) -> None:
    # Three digits, so that 60.001 s is not called 60.0 s too long.
    if seconds > limits.longest:
        raise InputError(
            f"`{name}` lasts {seconds:.3f} s; {limits.who} takes at most {limits.longest:g} s. "
            f"Cut off {seconds - limits.longest:.3f} s."
        )
    if seconds < limits.shortest:
        raise InputError(
            f"`{name}` lasts {seconds:.3f} s; {limits.who} takes at least {limits.shortest:g} s. "
            f"Put {limits.shortest - seconds:.3f} s of silence at its end."
        )


def _sixteen_bit(samples: NDArray[np.float32], name: str) -> NDArray[np.int16]:
    peak = float(max(samples.max(), -samples.min()))
    if not math.isfinite(peak):
        raise InputError(
            f"`{name}` contains NaN or infinity; every sample has to be a number from -1 to 1. "
            f"The node that made it failed there. Run that node in 32 bit."
        )
    if peak > _LOUDEST:
        raise InputError(
            f"`{name}` is {peak:.4g} at its loudest; AUDIO goes from -1 to 1, and up to {_LOUDEST:g} is turned down. "
            f"Divide it by {peak:.4g} (by 32768 if it holds 16-bit samples)."
        )
    if peak > 1:
        _log.info("`%s` is %.2f at its loudest, over 1, and is turned down.", name, peak)
    return np.ascontiguousarray(np.rint(samples * (32767 / max(peak, 1))), np.int16)


def _writable(containers: Sequence[str]) -> str:
    import av  # 0.1 s that start-up does not have to wait for

    for container in containers:
        if _FILES[container][0] in av.codecs_available:
            return container
    raise InputError(
        f"The installed PyAV {av.__version__} can write none of: {', '.join(containers)}. "
        f"Install PyAV from the package index (pip install --force-reinstall av), or give a URL of the sound."
    )


def _encoded(sound: CheckedSound, container: str) -> bytes:
    import av

    codec, form = _FILES[container]
    rate = sound.rate if sound.rate in _KEPT_RATES else _KEPT_RATES[0]
    layout = "mono" if len(sound.samples) == 1 else "stereo"
    result = io.BytesIO()
    with av.open(result, "w", format=form) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.layout = layout
        stream.bit_rate = _BITS_PER_SECOND
        # To whole numbers first: only for them does FFmpeg keep a sum of several channels within the range.
        mixer = av.AudioResampler("s16", layout, rate)
        for frame in (_frame(sound), None):
            for piece in mixer.resample(frame):
                file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return result.getvalue()


def _frame(sound: CheckedSound) -> AudioFrame:
    import av

    # Interleaved: PyAV 18 fails on eight channels that lie apart.
    samples = np.ascontiguousarray(sound.samples.T).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(samples, "s16", _LAYOUTS[len(sound.samples)])
    frame.sample_rate, frame.pts = sound.rate, 0
    return frame
