"""A journal as somebody has it who has made many videos; written before the ComfyUI that reads it starts."""

import time

import av
import numpy as np

PROMPTS = (
    "A red fox runs through fresh snow at dawn, its breath steaming; slow tracking shot, shallow depth of field",
    "Paper boats drift down a rain gutter",
    "一只橘猫坐在窗台上，看着窗外的雨，镜头缓慢推近",
    "The lighthouse keeper climbs the stairs with a lantern in her hand while the storm outside grows louder",
)


def write_clip(path, shade, *, width=320, height=180):
    """A video of eight frames, in one shade."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=8)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        ramp = np.linspace(40, 200, width, dtype=np.uint8)[None, :, None]
        picture = np.broadcast_to(ramp, (height, width, 3)).copy()
        picture[..., shade % 3] = 90 + 20 * (shade % 8)
        for number in range(8):
            picture[:, number * 20 : number * 20 + 16] = 255
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())


def row(number, **values):
    """A row of the journal, saved a while ago; the greater its number, the later."""
    created = time.time() - 40 - values.pop("age", 0)
    return {
        "external_task_id": f"klingkit-{number:08d}",
        "fingerprint": f"{number:064d}",
        "account": "default",
        "identity": "https://kling.invalid",
        "kind": "image2video",
        "model": "kling-v2-6",
        "mode": "pro",
        "duration": "5",
        "prompt": PROMPTS[number % len(PROMPTS)],
        "state": "saved",
        "task_id": f"8{number:017d}",
        "video_id": f"9{number:017d}",
        "units": 3.5,
        "units_estimated": False,
        "created_at": created,
        "sent_at": created,
        "submitted_at": created,
        "finished_at": created + 38,
        "revision": int(created * 1_000_000),
        "path": "",
        "reason": "",
        **values,
    }


def write_journal(user_folder, rows):
    """All at once: row by row, each synchronised to the disk, ten thousand of them take minutes."""
    from klingkit.nodes.tasks.database import open_engine
    from klingkit.nodes.tasks.migrations import migrate, tasks

    folder = user_folder / "klingkit"
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(f"sqlite:///{folder / 'journal.db'}")
    with engine.begin() as connection:
        migrate(connection)
        connection.execute(tasks.insert(), rows)
    engine.dispose()
