"""A sound arrives as it was: as long, as high, with its channels; and what lip-sync refuses is refused here."""

import base64
import io
import math
from collections.abc import Mapping

import av
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from klingkit.nodes.kling.errors import InputError
from klingkit.nodes.kling.requests.base import Media
from klingkit.nodes.media import audio

CONTAINERS = ["mp3", "m4a"]


def tone(seconds=3.0, rate=44100, channels=1, pitch=440.0, loudness=0.5):
    time = torch.arange(round(seconds * rate), dtype=torch.float64) / rate
    wave = loudness * torch.sin(2 * math.pi * pitch * time)
    return {"waveform": wave.float().expand(1, channels, -1).clone(), "sample_rate": rate}


def encode_one(sound, **options):
    return audio.encode(audio.check(sound), **options)


def decoded(sound):
    """[channels, time] floats, and the rate."""
    with av.open(io.BytesIO(base64.b64decode(sound.text, validate=True))) as file:
        resampler = av.AudioResampler("fltp")
        frames = [part for frame in file.decode(audio=0) for part in resampler.resample(frame)]
        return np.concatenate([frame.to_ndarray() for frame in frames], axis=1), frames[0].sample_rate


def pitch_of(wave, rate):
    return np.abs(np.fft.rfft(wave * np.hanning(len(wave)))).argmax() * rate / len(wave)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(
    ("rate", "channels", "sent_rate", "sent_channels"),
    [
        (44100, 1, 44100, 1),
        (48000, 2, 48000, 2),
        (24000, 1, 44100, 1),
        (16000, 2, 44100, 2),
        (96000, 1, 44100, 1),
        (48000, 6, 48000, 2),
        (22050, 3, 44100, 2),
    ],
)
def test_length_pitch_and_channels_survive(rate, channels, sent_rate, sent_channels, container):
    sound = encode_one(tone(2.34, rate, channels), containers=[container])

    waves, decoded_rate = decoded(sound)
    assert (decoded_rate, len(waves)) == (sent_rate, sent_channels)
    assert waves.shape[1] / decoded_rate == pytest.approx(2.34, abs=0.05)
    assert [pitch_of(wave, decoded_rate) for wave in waves] == pytest.approx([440] * sent_channels, abs=1)
    assert 0.2 < np.abs(waves[:, sent_rate // 2 : sent_rate]).max() < 0.75


def test_the_facts_are_those_of_the_file():
    sound = encode_one(tone(2.5))

    file = base64.b64decode(sound.text, validate=True)

    assert (sound.container, sound.seconds, sound.mb) == ("mp3", 2.5, len(file) / 1_000_000)
    assert sound.text not in repr(sound)
    assert isinstance(sound, Media)


@settings(max_examples=20, deadline=None)
@given(rate=st.integers(4000, 192_000), channels=st.integers(1, 8), length=st.integers(1, 9000))
def test_every_rate_and_number_of_channels_is_encoded(rate, channels, length):
    length += rate // 10
    noise = torch.rand(1, channels, length, generator=torch.Generator().manual_seed(length)) * 2 - 1

    sound = encode_one({"waveform": noise, "sample_rate": rate})

    waves, decoded_rate = decoded(sound)
    assert waves.shape[1] / decoded_rate == pytest.approx(length / rate, abs=0.05)


def test_left_stays_left():
    both = torch.cat([tone(pitch=440)["waveform"], tone(pitch=1000)["waveform"]], dim=1)

    waves, rate = decoded(encode_one({"waveform": both, "sample_rate": 44100}))

    assert [pitch_of(wave, rate) for wave in waves] == pytest.approx([440, 1000], abs=1)


def test_silence_is_allowed():
    waves, _ = decoded(encode_one(tone(loudness=0)))

    assert np.abs(waves).max() < 1e-4


def test_a_sound_that_overshoots_a_little_is_turned_down_and_not_clipped():
    waves, rate = decoded(encode_one(tone(loudness=1.7)))

    spectrum = np.abs(np.fft.rfft(waves[0] * np.hanning(len(waves[0]))))
    overtone = spectrum[round(1320 * len(waves[0]) / rate)]
    assert overtone < spectrum.max() / 1000
    assert np.abs(waves).max() == pytest.approx(1, abs=0.05)


def test_the_digest_is_that_of_the_samples():
    sound = tone()
    other_rate = {**sound, "sample_rate": 48000}
    changed = {**sound, "waveform": sound["waveform"].clone()}
    changed["waveform"][0, 0, 500] += 0.001

    same = {encode_one(sound).digest, encode_one(sound, containers=["m4a"]).digest}
    double = {**sound, "waveform": sound["waveform"].double().requires_grad_()}

    assert same == {encode_one(double).digest}
    assert (
        len(same | {encode_one(other_rate).digest, encode_one(changed).digest, encode_one(tone(channels=2)).digest})
        == 4
    )


def test_a_lazy_mapping_is_a_sound_as_well():
    class Lazy(Mapping):
        def __init__(self, sound):
            self.sound = sound

        def __getitem__(self, key):
            return self.sound[key]

        def __iter__(self):
            return iter(self.sound)

        def __len__(self):
            return len(self.sound)

    assert encode_one(Lazy(tone())) == encode_one(tone())


@pytest.mark.parametrize(
    ("seconds", "limits", "words"),
    [
        (60.5, audio.LIP_SYNC, ["lasts 60.500 s", "lip-sync takes at most 60 s", "Cut off 0.500 s"]),
        (0.05, audio.LIP_SYNC, ["lasts 0.050 s", "at least 0.1 s"]),
        (1.9, audio.ADVANCED_LIP_SYNC, ["lasts 1.900 s", "advanced lip-sync takes at least 2 s", "0.100 s of silence"]),
        (60.5, audio.ADVANCED_LIP_SYNC, ["at most 60 s"]),
    ],
)
def test_a_wrong_length_is_refused_with_the_numbers(seconds, limits, words):
    with pytest.raises(InputError) as caught:
        audio.check(tone(seconds, rate=8000), limits=limits)

    assert all(word in str(caught.value) for word in ["`audio`", *words])


@pytest.mark.parametrize("seconds", [2, 60])
def test_the_limits_themselves_are_allowed(seconds):
    assert audio.check(tone(seconds, rate=8000), limits=audio.ADVANCED_LIP_SYNC).seconds == seconds


def test_a_file_over_5_mb_is_refused():
    long = audio.check(tone(220, rate=16000, loudness=0), limits=audio.SoundLimits(0, 300, "a test"), name="speech")

    with pytest.raises(InputError, match=r"`speech` lasts 220.0 s and is 5\.3 MB as mp3; Kling takes 5 MB.* to 208 s"):
        audio.encode(long)


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (None, ["NoneType", "AUDIO output"]),
        ({"waveform": torch.zeros(1, 1, 9)}, ["dict, not a sound"]),
        ({"waveform": np.zeros((1, 1, 9)), "sample_rate": 44100}, ["ndarray", "floats from -1 to 1"]),
        ({"waveform": torch.zeros(1, 1, 9, dtype=torch.int16), "sample_rate": 44100}, ["torch.int16"]),
        ({"waveform": torch.zeros(1, 9), "sample_rate": 44100}, ["[1, 9]", "[batch, channels, time]"]),
        ({"waveform": torch.zeros(3, 1, 9), "sample_rate": 44100}, ["3 sounds", "Connect one"]),
        ({"waveform": torch.zeros(0, 1, 9), "sample_rate": 44100}, ["empty", "[0, 1, 9]"]),
        ({"waveform": torch.zeros(1, 0, 9), "sample_rate": 44100}, ["empty"]),
        ({"waveform": torch.zeros(1, 2, 0), "sample_rate": 44100}, ["empty", "[1, 2, 0]"]),
        ({"waveform": torch.zeros(1, 9, 9), "sample_rate": 44100}, ["9 channels", "1 to 8"]),
        ({"waveform": torch.zeros(1, 1, 9), "sample_rate": 0}, ["sample_rate 0", "4000 to 384000"]),
        ({"waveform": torch.zeros(1, 1, 9), "sample_rate": "44100"}, ["sample_rate '44100'"]),
        ({"waveform": torch.zeros(1, 1, 9), "sample_rate": float("nan")}, ["sample_rate nan"]),
        ({"waveform": torch.full((1, 1, 9000), 2.5), "sample_rate": 44100}, ["2.5 at its loudest", "Divide it by 2.5"]),
        ({"waveform": torch.full((1, 1, 9000), -32768.0), "sample_rate": 44100}, ["32768", "16-bit"]),
    ],
)
def test_what_is_no_sound_is_refused(sound, words):
    with pytest.raises(InputError) as caught:
        audio.check(sound, name="audio")

    assert all(word in str(caught.value) for word in ["`audio`", *words])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_sample_that_is_no_number_is_refused(value):
    sound = tone()
    sound["waveform"][0, 0, 1000] = value

    with pytest.raises(InputError, match="`audio` contains NaN or infinity"):
        audio.check(sound)


def test_the_waveform_is_left_as_it_was():
    sound = tone(loudness=1.5)
    before = sound["waveform"].clone()

    encode_one(sound)

    assert torch.equal(sound["waveform"], before)
