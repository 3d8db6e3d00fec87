"""What lip-sync would refuse is refused here, before it is uploaded and paid for."""

import dataclasses
import io

import av
import numpy as np
import pytest
from klingkit.nodes.kling.errors import InputError
from klingkit.nodes.media import videos


@pytest.fixture
def own_video(tmp_path):
    """Writes a grey video, one frame a second, and gives its path."""

    def write(width=1280, height=720, seconds=5, container="mp4"):
        path = tmp_path / f"clip.{container}"
        with av.open(str(path), "w", format=container) as file:
            stream = file.add_stream("libvpx" if container == "webm" else "libx264", rate=1)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            for number in range(seconds):
                frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), 128, np.uint8), "rgb24")
                frame.pts = number
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        return path

    return write


@pytest.mark.parametrize("container", ["mp4", "mov"])
def test_a_720p_clip_is_taken_without_a_word(own_video, container):
    path = own_video(container=container)

    facts = videos.check_for_lip_sync(path)

    assert (facts.width, facts.height, facts.seconds) == (1280, 720, 5.0)
    assert videos.warnings(facts) == []


def test_a_file_in_memory_is_read_as_well_and_left_at_its_start(own_video):
    path = own_video(1080, 1920)
    file = io.BytesIO(path.read_bytes())
    file.read(100)

    facts = videos.check_for_lip_sync(file)

    assert facts == videos.check_for_lip_sync(str(path))
    assert file.tell() == 0


@pytest.mark.parametrize("seconds", [11, 60])
def test_over_10_s_is_a_warning(own_video, seconds):
    facts = videos.check_for_lip_sync(own_video(seconds=seconds))

    (warning,) = videos.warnings(facts)
    assert f"`video` lasts {seconds}.0 s" in warning
    assert "only 10 s" in warning
    assert videos.warnings(facts, limits=videos.IDENTIFY_FACE) == []


def test_klings_own_10_s_clip_is_no_warning(own_video):
    facts = dataclasses.replace(videos.check_for_lip_sync(own_video(seconds=10)), seconds=10.041)

    assert videos.warnings(facts) == []


def test_a_size_between_720p_and_1080p_is_a_warning(own_video):
    facts = videos.check_for_lip_sync(own_video(960, 960))

    (warning,) = videos.warnings(facts)
    assert "960 x 960 px" in warning


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"seconds": 1}, ["lasts 1.00 s", "2 to 60 s", "longer"]),
        ({"seconds": 61}, ["lasts 61.00 s", "2 to 60 s", "Cut off 1.00 s"]),
        ({"width": 640, "height": 360}, ["640 x 360 px", "720 to 1920 px", "Scale it to 1280 x 720 px"]),
        ({"width": 1920, "height": 800, "seconds": 1}, ["lasts 1.00 s"]),
        ({"width": 2048, "height": 1080}, ["2048 x 1080 px", "Scale it to 1920 x 1012 px"]),
        ({"width": 1920, "height": 600}, ["1920 x 600 px", "Crop it"]),
        ({"container": "webm"}, ["matroska file", "mp4 and mov", "Save it as mp4"]),
    ],
    ids=["short", "long", "small", "short first", "large", "narrow", "webm"],
)
def test_what_lip_sync_does_not_take_is_refused_with_the_numbers(own_video, made, words):
    with pytest.raises(InputError) as caught:
        videos.check_for_lip_sync(own_video(**made))

    assert all(word in str(caught.value) for word in ["`video` (clip.", "lip-sync", *words])


def test_too_many_megabytes_are_refused(own_video):
    path = own_video()
    mb = path.stat().st_size / 1_000_000

    videos.check_for_lip_sync(path, limits=dataclasses.replace(videos.LIP_SYNC, mb=mb))
    with pytest.raises(InputError, match=r"`clip` \(clip.mp4\) has .* MB; lip-sync takes at most 0.001 MB"):
        videos.check_for_lip_sync(path, limits=dataclasses.replace(videos.LIP_SYNC, mb=0.001), name="clip")


@pytest.mark.parametrize(("size", "taken"), [((512, 512), True), ((2160, 2160), True), ((510, 720), False)])
def test_identify_face_takes_other_sizes(own_video, size, taken):
    path = own_video(*size, seconds=2)

    if taken:
        assert videos.check_for_lip_sync(path, limits=videos.IDENTIFY_FACE).width == size[0]
    else:
        with pytest.raises(InputError, match="identify-face takes sides of 512 to 2160 px"):
            videos.check_for_lip_sync(path, limits=videos.IDENTIFY_FACE)


@pytest.mark.parametrize(
    "content", [b"", b"<html>502</html>" * 99, bytes(range(256)) * 40], ids=["none", "page", "junk"]
)
@pytest.mark.parametrize("in_memory", [True, False])
def test_what_is_no_video_is_an_input_error_without_a_word_of_downloads(tmp_path, content, in_memory):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)

    with pytest.raises(InputError, match="Save it again as mp4") as caught:
        videos.check_for_lip_sync(io.BytesIO(content) if in_memory else path)

    assert "download" not in str(caught.value)


def test_a_cut_off_video_is_refused(own_video):
    whole = own_video().read_bytes()

    with pytest.raises(InputError, match="`video` "):
        videos.check_for_lip_sync(io.BytesIO(whole[:-200]))
