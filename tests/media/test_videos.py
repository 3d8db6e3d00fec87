"""Only a whole video may be called one."""

import io
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from klingkit.nodes.kling.errors import BrokenVideo
from klingkit.nodes.media import videos
from PIL import Image


@pytest.mark.parametrize("name", ["video.mp4", "video.part", "video", "a: very [odd] 名.txt"])
def test_a_whole_video_tells_its_facts_whatever_its_name(video_file, name):
    path = video_file(name, seconds=2, rate=12)

    facts = videos.check(path)

    assert (facts.width, facts.height, facts.seconds, facts.fps, facts.codec) == (160, 96, 2.0, 12.0, "h264")
    assert facts.has_audio
    assert facts.mb == path.stat().st_size / 1_000_000


@pytest.mark.parametrize("container", ["mov", "webm", "matroska"])
def test_other_containers_are_videos_too(video_file, container):
    facts = videos.check(video_file(container=container, seconds=1))

    assert facts.seconds == pytest.approx(1, abs=0.1)


def test_a_video_without_sound_is_whole(video_file):
    assert not videos.check(video_file(sound=False)).has_audio


@pytest.mark.parametrize("flags", ["faststart", "empty_moov+frag_keyframe", "frag_every_frame+empty_moov"])
def test_the_order_inside_the_file_does_not_matter(video_file, flags):
    facts = videos.check(video_file(options={"movflags": flags}))

    assert facts.seconds == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("flags", ["faststart", ""], ids=["index first", "index last"])
@pytest.mark.parametrize("kept", [0.001, 0.02, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_video_is_broken(video_file, flags, kept):
    path = video_file(options={"movflags": flags} if flags else None)
    whole = path.read_bytes()

    path.write_bytes(whole[: int(len(whole) * kept)])

    with pytest.raises(BrokenVideo, match=re.escape(str(path))):
        videos.check(path)


def test_one_missing_byte_is_noticed(video_file):
    path = video_file(options={"movflags": "faststart"})

    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(BrokenVideo):
        videos.check(path)


def test_the_sentence_says_where_the_file_ends(video_file):
    path = video_file(options={"movflags": "faststart"})
    whole = path.read_bytes()

    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(BrokenVideo, match=r"ends .* It has to be downloaded again\."):
        videos.check(path)


def test_a_truncated_webm_is_broken(video_file):
    path = video_file(container="webm", seconds=3)
    whole = path.read_bytes()

    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(BrokenVideo, match=r"ends at .* of 3\.\d\d s"):
        videos.check(path)


def png_file():
    file = io.BytesIO()
    Image.new("RGB", (320, 320), "red").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("suffix", [".part", ".mp4", ".txt", ".m3u8"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 5000,
        b"<!doctype html><html><body>502 Bad Gateway</body></html>" * 20,
        b'{"code": 1203, "message": "task not found"}',
        bytes(range(256)) * 100,
        b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41",
        png_file(),
    ],
    ids=["nothing", "zeros", "web page", "json", "garbage", "only a header", "picture"],
)
def test_what_is_no_video_is_refused(tmp_path, content, suffix):
    path = tmp_path / f"video{suffix}"
    path.write_bytes(content)

    with pytest.raises(BrokenVideo, match="downloaded again"):
        videos.check(path)


def test_a_playlist_is_not_followed(video_file, tmp_path):
    secret = video_file("secret.mp4")
    playlist = tmp_path / "video.part"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{secret}\n#EXT-X-ENDLIST\n")

    with pytest.raises(BrokenVideo):
        videos.check(playlist)


def test_sound_alone_is_no_video(video_file):
    with pytest.raises(BrokenVideo, match="no picture track"):
        videos.check(video_file(picture=False))


def test_a_video_whose_frames_were_overwritten_is_broken(video_file):
    path = video_file(sound=False, options={"movflags": "faststart"})
    whole = path.read_bytes()
    start = whole.index(b"mdat") + 4

    path.write_bytes(whole[:start] + b"\xff" * (len(whole) - start))

    with pytest.raises(BrokenVideo):
        videos.check(path)


def test_a_track_of_an_unknown_format_is_broken(video_file):
    path = video_file(sound=False, options={"movflags": "faststart"})

    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz"))

    with pytest.raises(BrokenVideo, match="downloaded again"):
        videos.check(path)


def test_a_missing_file_is_no_broken_video(tmp_path):
    with pytest.raises(FileNotFoundError):
        videos.check(tmp_path / "nowhere.mp4")


@pytest.fixture
def whole_video(video_file):
    return video_file("whole.mp4", seconds=1, sound=False, options={"movflags": "faststart"})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.integers(0, 1499), st.integers(0, 255), min_size=1, max_size=8))
def test_damaged_bytes_give_facts_or_our_own_error(whole_video, changes):
    content = bytearray(whole_video.read_bytes())
    for position, byte in changes.items():
        content[position] = byte
    path = whole_video.with_name("damaged.part")
    path.write_bytes(content)

    try:
        facts = videos.check(path)
    except BrokenVideo:
        return

    assert facts.mb > 0


def test_a_thumbnail_is_the_first_frame_made_small(video_file):
    path = video_file(sound=False)

    picture = Image.open(io.BytesIO(videos.thumbnail(path, longest=60)))

    assert (picture.format, picture.size) == ("WEBP", (60, 36))


def test_a_small_video_is_not_made_larger(video_file):
    picture = Image.open(io.BytesIO(videos.thumbnail(video_file())))

    assert picture.size == (160, 96)


def test_what_has_no_picture_has_no_thumbnail(video_file, tmp_path):
    (tmp_path / "page.mp4").write_text("<html>")
    (tmp_path / "empty.mp4").write_bytes(b"")

    for path in (tmp_path / "page.mp4", tmp_path / "empty.mp4", video_file(picture=False)):
        with pytest.raises(BrokenVideo, match="no frame that can be decoded"):
            videos.thumbnail(path)


def test_a_missing_video_is_told_as_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        videos.thumbnail(tmp_path / "gone.mp4")
