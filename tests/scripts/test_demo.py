"""What the demo shows: the progress on one line, the table, and whether the file plays."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest
from klingkit.scripts.demo import play
from klingkit.scripts.progress import ProgressLine
from klingkit.scripts.steps import Stop, run
from klingkit.scripts.table import table


class Terminal(io.StringIO):
    def isatty(self):
        return True


def video(path, *, frames, rate):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(frames):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    return path


def test_a_video_plays_for_as_long_as_its_frames_last(tmp_path):
    length = play(video(tmp_path / "a.mp4", frames=30, rate=Fraction(24)))

    assert length == pytest.approx(1.25, abs=0.01)


@pytest.mark.parametrize("content", [b"", b"<html>502 Bad Gateway</html>"])
def test_what_is_no_video_does_not_play(tmp_path, content):
    path = tmp_path / "a.mp4"
    path.write_bytes(content)

    with pytest.raises(Stop, match="no playable video"):
        play(path)


def test_a_video_that_was_cut_off_does_not_play(tmp_path):
    path = video(tmp_path / "a.mp4", frames=240, rate=Fraction(24))
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(Stop, match=r"a\.mp4"):
        play(path)


def test_progress_stays_on_one_line_of_a_terminal():
    out = Terminal()

    with ProgressLine({"2": "Kling Image2Video"}, out=out) as line:
        line.on_event("executing", {"node": "2"})
        line.on_event("progress", {"node": "2", "value": 1, "max": 2})
        line.on_event("text", {"node": "2", "text": "processing, 2 s"})

    assert out.getvalue().count("\n") == 1
    assert out.getvalue().splitlines()[-1].endswith("[############............] Kling Image2Video: processing, 2 s")


def test_progress_in_a_file_is_a_line_for_each_new_text():
    out = io.StringIO()

    with ProgressLine({"2": "Kling"}, out=out) as line:
        for share in range(5):
            line.on_event("progress", {"node": "2", "value": share, "max": 5})
            line.on_event("text", {"node": "2", "text": "processing"})

    assert out.getvalue() == "  Kling: processing\n"


def test_a_table_is_as_wide_as_its_cells():
    text = table(("node", "MB"), [("Kling Image2Video", "1.20")])

    assert text.splitlines() == ["node               MB", "-----------------  ----", "Kling Image2Video  1.20"]


def test_a_stop_is_a_sentence_and_an_exit_code(capsys):
    def main():
        raise Stop("The disk is full. Make room.")

    code = run(main)

    assert code == 1
    assert capsys.readouterr().err == "\nThe disk is full. Make room.\n"


def test_ctrl_c_ends_a_script_as_shells_expect():
    def main():
        raise KeyboardInterrupt

    assert run(main) == 130
