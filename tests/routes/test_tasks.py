"""What the gallery is given, on a real socket."""

import io
import json

import pytest
from klingkit.nodes.routes.rows import row
from klingkit.nodes.tasks.journal import Task
from klingkit.nodes.tasks.origin import Origin, Source
from PIL import Image

pytestmark = pytest.mark.anyio

WORKFLOW = {"id": "g-1", "nodes": [], "last_node_id": 3}
PROMPT = {"3": {"class_type": "KlingKitText2Video", "inputs": {"prompt": "a fox"}}}
ORIGIN = Origin(graph="g-1", node="3", run=1, source=Source.of(WORKFLOW, PROMPT))


def test_a_row_tells_what_the_page_shows_and_no_more():
    task = Task(
        id=7,
        revision=9,
        external_task_id="ours",
        fingerprint="print",
        account="simulator",
        identity="simulator",
        kind="text2video",
        request=json.dumps({"prompt": "a fox"}),
        prompt="a fox",
        state="submitted",
        task_id="815",
        video_url="http://a.example/815.mp4",
        path="/output/815.mp4",
        units=2.0,
        submitted_at=100.0,
        graph="g",
        node="3",
        items=2,
        source="digest",
    )

    told = row(task, reason="原因", expected=160.0, video=True)

    assert told == {
        "id": 7,
        "revision": 9,
        "kind": "text2video",
        "model": "",
        "mode": "",
        "duration": "",
        "account": "simulator",
        "prompt": "a fox",
        "state": "submitted",
        "task_id": "815",
        "external_task_id": "ours",
        "video_id": "",
        "reason": "原因",
        "units": 2.0,
        "units_estimated": True,
        "created_at": 0.0,
        "submitted_at": 100.0,
        "finished_at": None,
        "seconds": None,
        "expected": 160.0,
        "video": True,
        "can_send_again": True,
        "has_workflow": True,
        "graph": "g",
        "node": "3",
        "items": 2,
        "free": True,
        "given_up": False,
    }


async def test_tasks_are_listed_by_group_search_and_account(gallery):
    gallery.row(prompt="a fox", state="failed")
    gallery.row(prompt="a fox", account="other")
    gallery.row(prompt="an owl")

    async with gallery.open() as client:
        everything = await (await client.get("/klingkit/tasks?state=&search=&account=")).json()
        foxes = await (await client.get("/klingkit/tasks?state=done&search=Fox&account=other")).json()

    assert everything["ids"] == [3, 2, 1]
    assert everything["accounts"] == ["environment", "other"]
    assert foxes["ids"] == [2]
    assert foxes["counts"] == {"all": 1, "running": 0, "done": 1, "failed": 0, "unknown": 0}


async def test_a_group_that_does_not_exist_is_refused(gallery):
    async with gallery.open() as client:
        answer = await client.get("/klingkit/tasks?state=lost")

        assert answer.status == 400
        assert await answer.json() == {
            "error": "state is 'lost'; it can be running, done, failed, unknown, or left out."
        }


async def test_rows_come_as_asked_for_and_only_those_that_are_there(gallery):
    for _ in range(3):
        gallery.row()

    async with gallery.open() as client:
        answer = await (await client.get("/klingkit/tasks/rows?ids=3,9,1")).json()

    assert [told["id"] for told in answer["tasks"]] == [3, 1]


@pytest.mark.parametrize("ids", ["", "1,", "x", "1;2", "-1", "1e3", "٣", "9" * 30, ",".join(map(str, range(1, 202)))])
async def test_rows_are_asked_for_by_1_to_200_numbers(gallery, ids):
    async with gallery.open() as client:
        answer = await client.get("/klingkit/tasks/rows", params={"ids": ids})

        assert answer.status == 400
        assert await answer.json() == {"error": "ids must be 1 to 200 numbers with commas between them."}


async def test_200_rows_are_given_at_once(gallery):
    async with gallery.open() as client:
        answer = await client.get("/klingkit/tasks/rows", params={"ids": ",".join(map(str, range(1, 201)))})

        assert await answer.json() == {"tasks": []}


async def test_a_running_task_says_how_long_it_will_take(gallery):
    gallery.simulator.generation_seconds = 3600
    running = gallery.submit()
    running.submitted.result(20)
    waiting = gallery.row(state="submitted", kind="text2video", submitted_at=1.0)

    async with gallery.open() as client:
        answer = await (await client.get(f"/klingkit/tasks/rows?ids={running.task.id},{waiting.id}")).json()

    assert [told["expected"] for told in answer["tasks"]] == [running.rhythm.expected, running.rhythm.expected]


async def test_a_reason_is_told_in_the_language_of_the_page(gallery):
    gallery.row(state="failed", reason="It was withdrawn before it was sent, so it costs nothing.")

    async with gallery.open() as client:
        await client.post("/klingkit/locale", json={"locale": "zh-CN"})
        answer = await (await client.get("/klingkit/tasks/rows?ids=1")).json()

    assert answer["tasks"][0]["reason"] == "任务在提交前已撤回，不收费。"


async def test_a_node_gets_back_what_its_newest_run_made(gallery):
    gallery.row(origin=Origin(graph="g-1", node="3", run=1))
    for item in range(2):
        gallery.row(origin=Origin(graph="g-1", node="3", run=2, item=item, items=2))

    async with gallery.open() as client:
        answer = await (await client.get("/klingkit/tasks/made?graph=g-1")).json()

    assert list(answer["nodes"]) == ["3"]
    assert [(told["id"], told["items"]) for told in answer["nodes"]["3"]] == [(2, 2), (3, 2)]


async def test_a_task_is_found_by_the_id_that_kling_gave_it(gallery):
    gallery.row(task_id="815")

    async with gallery.open() as client:
        known = await (await client.get("/klingkit/tasks/made?task_id=815")).json()
        unknown = await (await client.get("/klingkit/tasks/made?task_id=816")).json()
        neither = await client.get("/klingkit/tasks/made")

    assert [told["id"] for told in known["tasks"]] == [1]
    assert unknown == {"tasks": []}
    assert neither.status == 400


async def test_spending_is_told_by_account(gallery):
    gallery.saved()

    async with gallery.open() as client:
        answer = await (await client.get("/klingkit/spending")).json()

    ours, simulator = answer["accounts"]
    assert (ours["account"], ours["today"], ours["month"], ours["last_24h"], ours["estimated"], ours["budget"]) == (
        "environment",
        2.0,
        2.0,
        2.0,
        False,
        None,
    )
    assert (simulator["account"], simulator["free"]) == ("simulator", True)


async def test_a_thumbnail_is_the_first_frame_and_is_drawn_once(gallery):
    task = gallery.saved()

    async with gallery.open() as client:
        answer = await client.get(f"/klingkit/tasks/{task.id}/thumbnail?v={task.revision}")
        picture = Image.open(io.BytesIO(await answer.read()))
        (kept,) = gallery.thumbnails.iterdir()
        drawn = kept.stat().st_mtime_ns
        await client.get(f"/klingkit/tasks/{task.id}/thumbnail?v={task.revision}")

    assert (answer.content_type, picture.format) == ("image/webp", "WEBP")
    assert max(picture.size) <= 320
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert kept.stat().st_mtime_ns == drawn


async def test_a_video_is_given_in_parts(gallery):
    task = gallery.saved()
    content = (gallery.output / "Kling" / f"fox_{task.task_id}.mp4").read_bytes()

    async with gallery.open() as client:
        whole = await client.get(f"/klingkit/tasks/{task.id}/video")
        part = await client.get(f"/klingkit/tasks/{task.id}/video", headers={"Range": "bytes=4-7"})

        assert (await whole.read(), whole.content_type) == (content, "video/mp4")
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
        assert (part.status, await part.read()) == (206, content[4:8])
        assert part.headers["Content-Range"] == f"bytes 4-7/{len(content)}"


@pytest.mark.parametrize("what", ["video", "thumbnail"])
async def test_a_video_that_is_not_there_is_told(gallery, what):
    running = gallery.row(state="submitted")
    lost = gallery.row(path=str(gallery.output / "Kling" / "lost.mp4"))

    async with gallery.open() as client:
        answers = [await client.get(f"/klingkit/tasks/{task.id}/{what}") for task in (running, lost)]
        said = [(await answer.json())["error"] for answer in answers]

    assert [answer.status for answer in answers] == [404, 404]
    assert said[0] == "Row 1 has no video yet."
    assert said[1].startswith("The video of row 2 is not at ")


async def test_a_file_that_is_no_video_has_no_thumbnail(gallery):
    gallery.output.mkdir()
    (gallery.output / "page.mp4").write_text("<html>")
    task = gallery.row(path=str(gallery.output / "page.mp4"))

    async with gallery.open() as client:
        answer = await client.get(f"/klingkit/tasks/{task.id}/thumbnail")

        assert answer.status == 404
        assert "has no frame that can be decoded" in (await answer.json())["error"]


@pytest.mark.parametrize("what", ["video", "thumbnail"])
async def test_nothing_outside_of_the_output_folder_is_given(gallery, tmp_path, what):
    saved = gallery.saved()
    secret = tmp_path / "secret.mp4"
    secret.write_bytes((gallery.output / "Kling" / f"fox_{saved.task_id}.mp4").read_bytes())
    (gallery.output / "link.mp4").symlink_to(secret)
    (gallery.output / "accounts.toml").write_text("secret")
    paths = [
        secret,
        gallery.output / ".." / "secret.mp4",
        gallery.output / "link.mp4",
        gallery.output,
        gallery.output / "accounts.toml",
    ]
    tasks = [gallery.row(path=str(path)) for path in paths]

    async with gallery.open() as client:
        answers = [await client.get(f"/klingkit/tasks/{task.id}/{what}") for task in tasks]

    assert [answer.status for answer in answers] == [404] * len(paths)


@pytest.mark.parametrize("name", ["99", "0", "-1", "1.0", "x", "1%00", "..%2F1", "%2e%2e%2f1", "١", "9" * 40])
@pytest.mark.parametrize("what", ["video", "thumbnail", "source"])
async def test_a_row_is_called_by_its_number_alone(gallery, name, what):
    gallery.saved()

    async with gallery.open() as client:
        answer = await client.get(f"/klingkit/tasks/{name}/{what}")

        assert answer.status == 404
        assert "The journal has no row" in (await answer.json())["error"]


async def test_the_workflow_of_a_task_comes_back_as_it_was(gallery):
    task = gallery.saved(origin=ORIGIN)
    bare = gallery.row()

    async with gallery.open() as client:
        answer = await (await client.get(f"/klingkit/tasks/{task.id}/source")).json()
        told = (await (await client.get(f"/klingkit/tasks/rows?ids={task.id},{bare.id}")).json())["tasks"]
        nothing = await client.get(f"/klingkit/tasks/{bare.id}/source")

    assert answer == {"workflow": WORKFLOW, "prompt": PROMPT, "node": "3"}
    assert [(one["can_send_again"], one["has_workflow"]) for one in told] == [(True, True), (False, False)]
    assert nothing.status == 404


async def test_where_a_task_comes_from_makes_it_no_other_task(gallery):
    first = gallery.saved()
    again = gallery.saved(origin=ORIGIN)

    assert (again.id, again.fingerprint) == (first.id, first.fingerprint)
    assert gallery.simulator.charged == 1
    assert gallery.journal.get(first.id).graph == "g-1"


async def test_all_pages_hear_of_every_step(gallery):
    task = gallery.saved()

    states = [told["state"] for event, told in gallery.news if event == "klingkit.task"]
    revisions = [told["revision"] for _, told in gallery.news]
    assert states == ["prepared", "prepared", "submitted", "succeeded", "saved"]
    assert revisions == sorted(set(revisions))
    assert gallery.news[-1][1] == gallery.rows.of(gallery.journal.get(task.id))
