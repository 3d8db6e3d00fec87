import time

import pytest
import requests
from klingkit.nodes.simulator import Simulator


def test_a_task_grows_from_submitted_to_succeed(simulator, api, picture):
    simulator.generation_seconds = 3
    before = time.time() * 1000

    created = api.post("/v1/videos/image2video", {"image": picture, "external_task_id": "mine"}).json()
    task_id = created["data"]["task_id"]
    seen = [api.query(task_id)["task_status"]]
    for status in ("processing", "succeed"):
        while seen[-1] != status:
            seen.append(api.query(task_id)["task_status"])
        simulator.finish_tasks()

    assert (created["code"], created["message"]) == (0, "SUCCEED")
    assert created["data"]["task_status"] == "submitted"
    assert created["data"]["task_info"] == {"external_task_id": "mine"}
    assert before <= created["data"]["created_at"] <= time.time() * 1000 + 1
    assert list(dict.fromkeys(seen)) == ["submitted", "processing", "succeed"]


def test_a_finished_task_answers_in_kling_s_own_shape(api, picture):
    task_id = api.create(image=picture, model_name="kling-v1-6", mode="pro", external_task_id="mine")

    data = api.finished(task_id)

    (video,) = data["task_result"]["videos"]
    assert data["final_unit_deduction"] == "3.5"
    assert data["task_info"] == {"external_task_id": "mine"}
    assert data["task_status_msg"] == ""
    assert data["updated_at"] - data["created_at"] >= 199
    assert video["duration"] == "5.041"
    assert len(video["id"]) == len(task_id) == 18
    assert video["id"] != task_id
    assert "watermark_info" not in data


def test_a_watermark_is_there_only_when_it_was_asked_for(api, picture):
    data = api.finished(api.create(image=picture, watermark_info={"enabled": True}))

    assert data["watermark_info"] == {"enabled": True}
    assert data["task_result"]["videos"][0]["watermark_url"].startswith("http")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/videos/image2video/{}",
        "/kling/v1/videos/image2video/{}",
        "/v1/videos/generations/{}",
        "/kling/v1/videos/generations/{}",
    ],
)
def test_a_task_is_found_at_every_path_by_both_ids(api, picture, path):
    task_id = api.create(image=picture, external_task_id="mine")

    by_id, by_external_id = (api.get(path.format(name)).json()["data"] for name in (task_id, "mine"))

    assert by_id["task_id"] == by_external_id["task_id"] == task_id


def test_a_task_that_nobody_knows_is_a_404_with_code_1203(api, picture):
    elsewhere = api.create(image=picture)

    answers = [api.get(f"/v1/videos/{path}") for path in ("image2video/123", f"text2video/{elsewhere}")]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, 1203)] * 2
    assert "data" not in answers[0].json()


def test_another_key_does_not_see_the_task(api, picture):
    task_id = api.create(image=picture)

    answer = api.get(f"/v1/videos/image2video/{task_id}", headers={"Authorization": "Bearer another-key"})

    assert answer.status_code == 404


def test_the_list_comes_newest_first_and_in_pages(api, picture):
    ids = [api.create(image=picture) for _ in range(5)]
    api.create("text2video", prompt="a fox")

    pages = [
        api.get("/v1/videos/image2video", params={"pageNum": number, "pageSize": 2}).json()["data"]
        for number in (1, 2, 3, 4)
    ]

    assert [[task["task_id"] for task in page] for page in pages] == [
        [ids[4], ids[3]],
        [ids[2], ids[1]],
        [ids[0]],
        [],
    ]


@pytest.mark.parametrize("query", ["pageNum=0", "pageNum=1001", "pageSize=0", "pageSize=501", "pageSize=many"])
def test_a_page_outside_the_limits_is_refused(api, query):
    answer = api.get(f"/v1/videos/image2video?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, 1201)


def test_an_external_id_is_unique_within_an_account(simulator, api, picture):
    api.create(image=picture, external_task_id="mine")

    again = api.post("/v1/videos/image2video", {"image": picture, "external_task_id": "mine"})
    other = api.post(
        "/v1/videos/image2video",
        {"image": picture, "external_task_id": "mine"},
        headers={"Authorization": "Bearer another-key"},
    )

    assert (again.status_code, again.json()["code"]) == (400, 1201)
    assert "external_task_id" in again.json()["message"]
    assert other.json()["code"] == 0
    assert simulator.charged == 2


def test_a_relay_without_external_ids_drops_them(client, picture):
    with Simulator(generation_seconds=0, short_side=120, external_ids=False) as relay:
        api = client(relay)

        task_id = api.create(image=picture, external_task_id="mine")

        assert api.get("/v1/videos/image2video/mine").status_code == 404
        assert api.query(task_id)["task_info"] == {}


def test_slots_are_counted_per_key_and_model(client, picture):
    with Simulator(generation_seconds=60, short_side=120, slots=2) as kling:
        api = client(kling)
        first = [api.create(image=picture), api.create(image=picture)]
        path, body = "/v1/videos/image2video", {"image": picture}

        full = api.post(path, body)
        other_model = api.post(path, {**body, "model_name": "kling-v1-6"})
        other_key = api.post(path, body, headers={"Authorization": "Bearer another-key"})
        kling.finish_tasks()
        for task_id in first:
            api.finished(task_id)
        free_again = api.post(path, body)

        assert (full.status_code, full.json()["code"]) == (429, 1303)
        assert full.json()["message"] == "parallel task over resource pack limit"
        assert [answer.json()["code"] for answer in (other_model, other_key, free_again)] == [0, 0, 0]
        assert kling.open_at_once == 4
        assert kling.charged == 5


def test_the_ledger_holds_what_was_charged_and_no_key(simulator, api, picture):
    task_id = api.create(image=picture, model_name="kling-v2-6", duration="10", external_task_id="mine")
    api.post("/v1/videos/image2video", {"image": picture, "duration": "7"})

    ledger = requests.get(f"{simulator.url}/_ledger", timeout=5)

    (entry,) = ledger.json()["entries"]
    assert (ledger.json()["charged"], ledger.json()["units"]) == (1, 3.0)
    assert entry["task_id"] == task_id == simulator.ledger[0].task_id
    assert (entry["kind"], entry["model"], entry["external_task_id"]) == ("image2video", "kling-v2-6", "mine")
    assert entry["account"] == "...ests"
    assert "a-key-for-these-tests" not in ledger.text


def test_the_record_tells_what_was_sent(simulator, api, picture):
    api.create(image=picture, prompt="a fox")
    api.get("/v1/videos/image2video")

    shown = requests.get(f"{simulator.url}/_requests", timeout=5)

    assert simulator.requests["POST create"] == 1
    assert simulator.requests["GET list"] == 1
    assert simulator.bodies == [{"image": picture, "prompt": "a fox"}]
    assert [heard.what for heard in simulator.heard] == ["create", "list", "control"]
    assert simulator.heard[0].port != simulator.heard[1].port
    assert picture not in shown.text
    assert "a-key-for-these-tests" not in shown.text


def test_the_time_of_tasks_is_spread_alike_in_every_run(client, picture):
    waits = []
    for _ in range(2):
        with Simulator(generation_seconds=0, short_side=120, spread=0.5) as kling:
            api = client(kling)
            api.finished(api.create(image=picture))  # the clip is drawn: from here on only the clock counts
            kling.generation_seconds = 0.2
            ids = [api.create(image=picture) for _ in range(3)]
            data = [api.finished(task_id) for task_id in ids]
            waits.append([task["updated_at"] - task["created_at"] for task in data])

    assert waits[0] == pytest.approx(waits[1], abs=5)
    assert max(waits[0]) - min(waits[0]) > 20
