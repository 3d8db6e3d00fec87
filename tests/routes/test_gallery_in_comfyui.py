"""The gallery where users have it: in a real ComfyUI, from the run of a node to its card."""

import asyncio
import io

import aiohttp
import pytest
import requests
from klingkit.nodes.simulator import Fault, Step
from klingkit.scripts.prompts import run_prompt
from klingkit.tests.comfyui import KEY
from klingkit.tests.graphs import empty, image2video, made, preview
from PIL import Image

WORKFLOW = {"id": "a-graph-of-these-tests", "nodes": [{"id": 3, "type": "KlingKitImage2Video"}], "version": 0.4}


@pytest.fixture
def queue(comfyui):
    """Queues one node as the page does, its workflow beside it."""

    def run(prompt, workflow=WORKFLOW, **inputs):
        graph = {"1": empty(), "3": image2video(prompt, image="1", **inputs), "5": preview("3", 1)}
        return graph, run_prompt(comfyui.url, graph, workflow=workflow, seconds=60)

    return run


def get(comfyui, path, **options):
    return requests.get(f"{comfyui.url}/klingkit{path}", timeout=10, **options)


def news(result):
    return [data for kind, data in result.events if kind == "klingkit.task"]


def test_a_run_is_told_step_by_step_and_found_with_all_that_belongs_to_it(comfyui, queue):
    graph, result = queue("a fox for the gallery")

    told = news(result)
    task_id = made(result, "3")[0]["task_id"]
    assert [one["state"] for one in told] == ["prepared", "prepared", "submitted", "succeeded", "saved"]
    assert [one["revision"] for one in told] == sorted({one["revision"] for one in told})
    row = told[-1]
    assert get(comfyui, "/tasks?state=done&search=gallery fox").json()["ids"][0] == row["id"]
    assert get(comfyui, f"/tasks/rows?ids={row['id']}").json() == {"tasks": [row]}
    assert get(comfyui, f"/tasks/made?task_id={task_id}").json() == {"tasks": [row]}
    assert get(comfyui, f"/tasks/made?graph={WORKFLOW['id']}").json() == {"nodes": {"3": [row]}}
    assert (row["prompt"], row["graph"], row["node"]) == ("a fox for the gallery", WORKFLOW["id"], "3")
    source = get(comfyui, f"/tasks/{row['id']}/source").json()
    assert source == {"workflow": WORKFLOW, "prompt": graph, "node": "3"}
    picture = Image.open(io.BytesIO(get(comfyui, f"/tasks/{row['id']}/thumbnail").content))
    assert (picture.format, max(picture.size) <= 320) == ("WEBP", True)
    part = get(comfyui, f"/tasks/{row['id']}/video", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")


def test_a_newer_run_of_a_node_takes_the_place_of_the_older_one(comfyui, queue):
    workflow = WORKFLOW | {"id": "another-graph"}
    queue("the first fox", workflow)
    _, second = queue("the second fox", workflow)

    rows = get(comfyui, "/tasks/made?graph=another-graph").json()["nodes"]["3"]

    assert [row["prompt"] for row in rows] == ["the second fox"]
    assert rows[0]["task_id"] == made(second, "3")[0]["task_id"]


def test_a_finished_task_that_is_wanted_again_belongs_to_the_newest_node_and_is_not_paid_again(comfyui, queue):
    _, first = queue("a fox of two graphs", WORKFLOW | {"id": "graph-one"})
    charged = comfyui.simulator.charged
    queue("a fox of two graphs", WORKFLOW | {"id": "graph-two"}, filename_prefix="Kling/other")

    rows = get(comfyui, "/tasks/made?graph=graph-two").json()["nodes"]["3"]

    assert rows[0]["task_id"] == made(first, "3")[0]["task_id"]
    assert comfyui.simulator.charged == charged
    assert get(comfyui, "/tasks/made?graph=graph-one").json() == {"nodes": {}}


def test_a_program_that_sends_no_workflow_can_still_send_the_same_again(comfyui):
    prompt = {"1": empty(), "3": image2video("a fox of a program", image="1"), "5": preview("3", 1)}
    result = comfyui.queue(prompt)

    row = news(result)[-1]

    assert (row["graph"], row["has_workflow"], row["can_send_again"]) == ("", False, True)
    source = get(comfyui, f"/tasks/{row['id']}/source").json()
    assert source == {"workflow": None, "prompt": prompt, "node": "3"}


def test_a_workflow_that_is_no_json_stops_no_task(comfyui, queue):
    _, result = queue("a fox of an odd graph", WORKFLOW | {"zoom": float("nan")})

    row = news(result)[-1]

    assert (result.status, row["state"], row["can_send_again"]) == ("success", "saved", False)
    assert "cannot be kept for the gallery" in comfyui.log_text()


def test_what_fails_is_told_with_its_reason(comfyui, queue):
    comfyui.simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1, reason="Failure to pass the risk control system")
    _, result = queue("a fox that fails")

    row = news(result)[-1]

    assert (row["state"], row["video"]) == ("failed", False)
    assert "risk control" in row["reason"]


def test_no_answer_and_no_news_holds_the_key(comfyui, queue):
    _, result = queue("a fox without a key")
    row = news(result)[-1]

    paths = ["/tasks", f"/tasks/rows?ids={row['id']}", "/tasks/made?graph=x", "/spending", f"/tasks/{row['id']}/source"]
    said = [get(comfyui, path).text for path in paths] + [str(result.events), comfyui.log_text()]

    assert [text for text in said if KEY in text] == []
    journal = (comfyui.user / "klingkit").glob("journal.db*")
    assert [file for file in journal if KEY.encode() in file.read_bytes()] == []


def test_another_site_gets_nothing_and_forgets_nothing(comfyui, queue):
    _, result = queue("a fox of ours alone")
    id = news(result)[-1]["id"]
    foreign = {"Origin": "http://evil.example"}

    read = get(comfyui, "/tasks", headers=foreign)
    posted = requests.post(f"{comfyui.url}/klingkit/tasks/{id}/forget", json={}, headers=foreign, timeout=10)

    assert (read.status_code, posted.status_code) == (403, 403)
    assert get(comfyui, f"/tasks/rows?ids={id}").json()["tasks"]


@pytest.mark.anyio
async def test_a_forgotten_task_is_told_to_a_page_that_did_not_run_it(comfyui, queue):
    _, result = await asyncio.to_thread(queue, "a fox to forget")
    id = news(result)[-1]["id"]

    async with aiohttp.ClientSession(comfyui.url) as session, session.ws_connect("/ws?clientId=another") as page:
        async with session.post(f"/klingkit/tasks/{id}/forget", json={}) as answer:
            assert await answer.json() == {"gone": id}
        heard = await asyncio.wait_for(_first(page, "klingkit.gone"), 10)

    assert heard == {"id": id}
    assert get(comfyui, f"/tasks/rows?ids={id}").json() == {"tasks": []}


async def _first(page, kind):
    async for message in page:
        event = message.json()
        if event["type"] == kind:
            return event["data"]
    return None
