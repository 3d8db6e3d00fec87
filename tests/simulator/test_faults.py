import time

import pytest
import requests
from klingkit.nodes.simulator import Fault, Rule, Simulator, Step

CODES = [(fault, step) for fault in Fault for step in fault.steps if fault.code is not None]
EVERY = [(fault, step) for fault in Fault for step in fault.steps]
QUIET = 0.15
"""s without a byte after which these tests take it that no more will come."""


STALLS = (Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER, Fault.STALLED_BODY)


def charged_at_last(simulator, expected):
    """A client that gave up early may be ahead of the server: so the ledger gets a moment to fill."""
    deadline = time.monotonic() + 5
    while simulator.charged != expected and time.monotonic() < deadline:
        time.sleep(0.01)
    return simulator.charged


def named(pair):
    return "-".join(part.label if isinstance(part, Fault) else part.value for part in pair)


def read(answer):
    """What came of a streamed body, and the error that ended it."""
    received = b""
    try:
        for chunk in answer.iter_content(64):
            received += chunk
    except requests.RequestException as error:
        return received, error
    return received, None


@pytest.fixture
def finished(simulator, api, picture):
    """The data of a task that ended before anything went wrong."""
    simulator.generation_seconds = 0
    return api.finished(api.create(image=picture))


@pytest.fixture
def ask(api, picture, finished):
    """Does one step and gives the answer: ask(Step.QUERY, timeout=...)."""

    def do(step, **options):
        if step is Step.CREATE:
            return api.post("/v1/videos/image2video", {"image": picture, "external_task_id": "mine"}, **options)
        if step is Step.QUERY:
            return api.get(f"/v1/videos/image2video/{finished['task_id']}", **options)
        return requests.get(finished["task_result"]["videos"][0]["url"], **{"timeout": 5, **options})

    return do


@pytest.mark.parametrize("pair", EVERY, ids=named)
def test_every_fault_strikes_once_and_is_then_over(simulator, ask, pair):
    fault, step = pair
    simulator.fail(fault, step, times=1)

    try:
        struck = ask(step, timeout=QUIET if fault in STALLS else 5)
        outcome = (struck.status_code, struck.headers["Content-Type"], struck.content)
    except requests.RequestException as error:
        outcome = type(error)
    charges = 2 if step is Step.CREATE and fault.acts else 1
    charged = charged_at_last(simulator, charges)
    simulator.clear_faults()
    healthy = ask(step)

    assert charged == charges
    if fault not in (Fault.TASK_FAILS, Fault.NO_RANGES):
        assert outcome != (200, healthy.headers["Content-Type"], healthy.content)
    # A second create with the same external id is refused exactly when the first one exists.
    assert healthy.status_code == (400 if charges == 2 else 200)


@pytest.mark.parametrize("pair", CODES, ids=named)
def test_a_refusal_comes_in_kling_s_envelope(simulator, ask, pair):
    fault, step = pair
    simulator.fail(fault, step)

    answer = ask(step)

    assert answer.json()["code"] == fault.code
    assert f"HTTP {answer.status_code}" in fault.sentence
    assert "data" not in answer.json()


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER])
def test_a_dropped_connection_leaves_no_answer(simulator, ask, fault):
    simulator.fail(fault, Step.CREATE)

    with pytest.raises(requests.ConnectionError):
        ask(Step.CREATE)

    assert simulator.charged == (2 if fault.acts else 1)


def test_a_create_whose_answer_was_lost_can_be_found_by_its_external_id(simulator, api, ask):
    simulator.fail(Fault.DROP_AFTER, Step.CREATE)

    with pytest.raises(requests.ConnectionError):
        ask(Step.CREATE)

    assert api.query("mine")["task_id"] == simulator.ledger[-1].task_id


@pytest.mark.parametrize("fault", [Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER])
def test_silence_lasts_until_the_client_gives_up(simulator, ask, fault):
    simulator.fail(fault, Step.CREATE)

    with pytest.raises(requests.ReadTimeout):
        ask(Step.CREATE, timeout=QUIET)

    charges = 2 if fault.acts else 1
    assert charged_at_last(simulator, charges) == charges


@pytest.mark.parametrize("step", list(Step))
def test_a_stalled_body_begins_and_then_stops(simulator, ask, step):
    simulator.fail(Fault.STALLED_BODY, step)

    with ask(step, timeout=QUIET, stream=True) as answer:
        received, error = read(answer)

    assert answer.status_code == 200
    assert 0 < len(received) < int(answer.headers["Content-Length"])
    assert "timed out" in str(error)


@pytest.mark.parametrize("step", list(Step))
def test_a_truncated_body_is_shorter_than_announced(simulator, ask, step):
    simulator.fail(Fault.TRUNCATED, step)

    with ask(step, stream=True) as answer:
        received, error = read(answer)

    assert 0 < len(received) < int(answer.headers["Content-Length"])
    assert "IncompleteRead" in str(error)


def test_a_truncated_download_can_be_resumed(simulator, ask):
    whole = ask(Step.DOWNLOAD).content
    simulator.fail(Fault.TRUNCATED, Step.DOWNLOAD, times=2)
    received = b""
    while len(received) < len(whole):
        with ask(Step.DOWNLOAD, headers={"Range": f"bytes={len(received)}-"}, stream=True) as answer:
            received += read(answer)[0]

    assert received == whole
    assert simulator.requests["GET clip"] == 4


def test_a_server_without_ranges_sends_the_whole_file(simulator, ask):
    whole = ask(Step.DOWNLOAD).content
    simulator.fail(Fault.NO_RANGES, Step.DOWNLOAD)

    answer = ask(Step.DOWNLOAD, headers={"Range": "bytes=1000-"})

    assert answer.status_code == 200
    assert "Accept-Ranges" not in answer.headers
    assert answer.content == whole


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        (Fault.HTML_502, 502, "text/html"),
        (Fault.WEB_PAGE, 200, "text/html"),
        (Fault.EXPIRED_LINK, 403, "text/plain"),
        (Fault.GARBAGE, 200, "video/mp4"),
    ],
)
def test_a_download_can_be_something_else(simulator, ask, fault, status, kind):
    simulator.fail(fault, Step.DOWNLOAD)

    answer = ask(Step.DOWNLOAD)

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith(kind)
    assert b"ftyp" not in answer.content


@pytest.mark.parametrize("reason", ["", "Image pixel is invalid"])
def test_a_task_fails_with_a_reason_and_is_charged(simulator, api, picture, reason):
    simulator.fail(Fault.TASK_FAILS, Step.CREATE, reason=reason)

    data = api.finished(api.create(image=picture))

    assert data["task_status"] == "failed"
    assert data["task_status_msg"] == (reason or "Failure to pass the risk control system")
    assert data["task_result"] == {}
    assert "final_unit_deduction" not in data
    assert simulator.charged == 1


def test_a_fault_can_wait_for_its_turn_and_others_queue_behind_it(simulator, ask):
    simulator.fail(Fault.CODE_1302, Step.QUERY, after=1, times=2)
    simulator.fail(Fault.CODE_5000, Step.QUERY, times=2)

    codes = [ask(Step.QUERY).json()["code"] for _ in range(5)]

    assert codes == [5000, 1302, 1302, 5000, 0]


def test_faults_are_planned_from_the_beginning(client, picture):
    with Simulator(short_side=120, faults=[Rule(Fault.CODE_5001, Step.CREATE, times=1)]) as kling:
        answers = [client(kling).post("/v1/videos/image2video", {"image": picture}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [503, 200]


def test_faults_are_planned_over_the_control_route(simulator, ask):
    route = f"{simulator.url}/_faults"

    planned = requests.post(route, json={"fault": "code-1303", "step": "query", "times": 1}, timeout=5)
    listed = requests.get(route, timeout=5).json()
    codes = [ask(Step.QUERY).json()["code"] for _ in range(2)]
    requests.post(route, json={"fault": "html-502", "step": "query"}, timeout=5)
    cleared = requests.delete(route, timeout=5).json()

    assert planned.json() == {"fault": "code-1303", "step": "query", "after": 0, "times": 1, "reason": ""}
    assert {entry["fault"] for entry in listed["known"]} == {fault.label for fault in Fault}
    assert len(listed["active"]) == 1
    assert codes == [1303, 0]
    assert cleared == {"active": []}
    assert ask(Step.QUERY).json()["code"] == 0


@pytest.mark.parametrize(
    "body", [{}, {"fault": "earthquake", "step": "create"}, {"fault": "garbage", "step": "create"}, []]
)
def test_a_fault_that_does_not_exist_is_refused(simulator, body):
    answer = requests.post(f"{simulator.url}/_faults", json=body, timeout=5)

    assert answer.status_code == 400
    assert "Not a fault" in answer.json()["error"]


def test_a_fault_at_a_step_where_it_makes_no_sense_is_refused(simulator):
    with pytest.raises(ValueError, match="garbage can happen at download, not at create"):
        simulator.fail(Fault.GARBAGE, Step.CREATE)


def test_an_outage_keeps_the_tasks(simulator, api, picture):
    task_id = api.create(image=picture)

    with simulator.outage():
        with pytest.raises(requests.ConnectionError):
            api.query(task_id)
        asked = time.monotonic()
    data = api.finished(task_id)

    assert time.monotonic() - asked < 5
    assert data["task_status"] == "succeed"
