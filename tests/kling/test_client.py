"""What is asked of the service, by which path and how often; against the simulator and servers of less good will."""

import json
from urllib.parse import quote

import pytest
from klingkit.nodes.kling.errors import (
    AccessRefused,
    AuthenticationRefused,
    BalanceRefused,
    KlingError,
    NotConnected,
    NotFound,
    ParameterRefused,
    Refused,
    SlotsFull,
    Unanswered,
)
from klingkit.nodes.simulator import Fault, Step
from klingkit.tests.kling.servers import answering, by_path

RUNNING = (200, {"code": 0, "data": {"task_id": "7", "task_status": "processing"}})
UNKNOWN = (404, {"code": 1203, "message": "task not found"})
NO_SUCH_TASK = (400, {"code": "task_not_exist", "message": "task_not_exist", "data": None})
NO_INTERFACE = (404, {"code": 1202, "message": "no such interface"})
NO_RIGHT = (403, {"code": 1103, "message": "no permission"})
WEBSITE = (200, b"<!DOCTYPE html><html><head><title>A relay</title></head></html>")
GATEWAY_ERROR = (502, b"<html><title>502 Bad Gateway</title></html>")

OWN = "/v1/videos/image2video/7"
GENERATIONS = "/v1/videos/generations/7"

DOCUMENTED = {
    "model_name": "kling-v1-6",
    "image": "https://pictures.example/dmx.png",
    "prompt": "生成图中的几只动物走路的场景",
    "negative_prompt": "模糊, 扭曲",
    "cfg_scale": 0.5,
    "mode": "pro",
    "duration": "5",
    "image_tail": "https://pictures.example/end.jpg",
    "callback_url": "https://me.example/done",
    "external_task_id": "fox-1",
}
"""The fields of the relay's own sample for image2video, with the optional ones that go together."""

MOVED = {
    "camera_control": {"type": "simple", "config": {"horizontal": 0, "pan": 5}},
}
BRUSHED = {
    "static_mask": "https://pictures.example/mask.png",
    "dynamic_masks": [
        {
            "mask": "https://pictures.example/mask.png",
            "trajectories": [{"x": 100, "y": 100}, {"x": 150, "y": 200}, {"x": 200, "y": 300}],
        }
    ],
}


def paths(server):
    return [request.path for request in server.asked]


def test_a_create_sends_the_documented_fields_and_no_other(serve, client, shot):
    server = serve(answering({"code": 0, "data": {"task_id": "7", "task_status": "submitted"}}))
    fields = {name: value for name, value in DOCUMENTED.items() if name != "external_task_id"}

    answer = client(f"{server.url}/kling", provider="dmxapi").create(shot(**fields), "fox-1")

    assert server.asked[0].json == DOCUMENTED
    assert (answer.task_id, answer.state) == ("7", "submitted")
    assert paths(server) == ["/kling/v1/videos/image2video"]
    assert "生成".encode() in server.asked[0].body


@pytest.mark.parametrize(("model", "extra"), [("kling-v1-5", MOVED), ("kling-v1", BRUSHED)])
def test_guidance_is_sent_as_documented(serve, client, shot, model, extra):
    server = serve(answering({"code": 0, "data": {"task_id": "7"}}))

    client(server.url).create(shot(model_name=model, mode="pro", **extra), "fox-1")

    assert {name: server.asked[0].json[name] for name in extra} == extra


def test_what_is_empty_is_not_sent(serve, client, shot):
    server = serve(answering({"code": 0, "data": {"task_id": "7"}}))

    client(server.url).create(shot(prompt="", dynamic_masks=[]), "fox-1")

    assert set(server.asked[0].json) == {"model_name", "image", "mode", "duration", "external_task_id"}


def test_the_simulator_knows_the_task_by_both_ids(simulator, client, shot):
    kling = client(simulator.url)

    created = kling.create(shot(), "fox-1")

    assert created.external_task_id == "fox-1"
    assert kling.query("image2video", created.task_id).task_id == created.task_id
    assert kling.query("image2video", "fox-1").task_id == created.task_id


def lost(fault, error):
    return pytest.param(fault, error, id=fault.label)


ONE_POST = [
    lost(Fault.DROP_BEFORE, Unanswered),
    lost(Fault.DROP_AFTER, Unanswered),
    lost(Fault.SILENCE_BEFORE, Unanswered),
    lost(Fault.SILENCE_AFTER, Unanswered),
    lost(Fault.STALLED_BODY, Unanswered),
    lost(Fault.TRUNCATED, Unanswered),
    lost(Fault.ERROR_AFTER, Unanswered),
    lost(Fault.HTML_502, Unanswered),
    lost(Fault.HTML_502_AFTER, Unanswered),
    lost(Fault.WEB_PAGE, Unanswered),
    lost(Fault.CODE_5000, Unanswered),
    lost(Fault.CODE_5002, Unanswered),
    lost(Fault.CODE_1000, AuthenticationRefused),
    lost(Fault.CODE_1102, BalanceRefused),
    lost(Fault.CODE_1103, AccessRefused),
    lost(Fault.CODE_1302, Refused),
    lost(Fault.CODE_1303, SlotsFull),
    lost(Fault.CODE_5001, Refused),
]


@pytest.mark.parametrize(("fault", "error"), ONE_POST)
def test_whatever_becomes_of_a_create_it_is_posted_once(simulator, client, shot, shown, key, caplog, fault, error):
    caplog.set_level("DEBUG")
    simulator.fail(fault, Step.CREATE)

    with pytest.raises(error) as caught:
        client(simulator.url).create(shot(), "fox-1")

    assert str(caught.value).startswith(f"Account demo ({simulator.url})")
    assert simulator.requests == {"POST create": 1}
    assert simulator.charged == fault.acts
    assert key not in shown(caught.value) + caplog.text


def test_a_create_that_fits_no_answer_of_ours_is_posted_once(simulator, client, shot):
    simulator.fail(Fault.TASK_FAILS, Step.CREATE)

    assert client(simulator.url).create(shot(), "fox-1").state == "submitted"
    assert simulator.requests == {"POST create": 1}


def test_a_refused_field_is_told_in_klings_words(simulator, client, shot):
    with pytest.raises(ParameterRefused, match=r"refused: image: File is not in a valid base64 format") as caught:
        client(simulator.url).create(shot(image="data:image/png;base64,xxxx"), "fox-1")

    assert (caught.value.code, caught.value.http) == (1201, 400)


def test_a_create_that_never_left_says_so(simulator, client, shot):
    kling = client(simulator.url)

    with simulator.outage(), pytest.raises(NotConnected, match="nothing was sent"):
        kling.create(shot(), "fox-1")

    assert simulator.charged == 0


def test_the_path_of_the_source_documents_is_asked_first_at_dmxapi(simulator, client, shot):
    kling = client(f"{simulator.url}/kling", provider="dmxapi")
    task_id = kling.create(shot(), "fox-1").task_id

    kling.query("image2video", task_id)

    assert [heard.path for heard in simulator.heard] == [
        "/kling/v1/videos/image2video",
        f"/kling/v1/videos/generations/{task_id}",
    ]


@pytest.mark.parametrize(
    "wrong", [UNKNOWN, NO_SUCH_TASK, NO_INTERFACE, NO_RIGHT, WEBSITE, (404, b"404 page not found"), (405, b"")]
)
@pytest.mark.parametrize(
    ("provider", "working", "order"),
    [
        ("dmxapi", GENERATIONS, [GENERATIONS]),
        ("dmxapi", OWN, [GENERATIONS, OWN]),
        ("relay", OWN, [OWN]),
        ("relay", GENERATIONS, [OWN, GENERATIONS]),
    ],
)
def test_the_other_path_is_tried_once_and_the_working_one_remembered(serve, client, provider, working, order, wrong):
    server = serve(by_path({f"/kling{working}": RUNNING}, otherwise=wrong))
    relay = client(f"{server.url}/kling", provider=provider)

    states = [relay.query("image2video", "7").state for _ in range(3)]

    assert states == ["processing"] * 3
    assert paths(server) == [f"/kling{path}" for path in [*order, working, working]]


def test_the_official_service_is_asked_by_one_path_only(serve, client):
    server = serve(by_path({}, otherwise=UNKNOWN))

    with pytest.raises(NotFound, match="task not found"):
        client(server.url).query("image2video", "7")

    assert paths(server) == [OWN]


@pytest.mark.parametrize(
    ("own", "generations", "error"),
    [
        (NO_SUCH_TASK, NO_SUCH_TASK, NotFound),
        (NO_SUCH_TASK, WEBSITE, NotFound),
        (WEBSITE, NO_SUCH_TASK, NotFound),
        (WEBSITE, WEBSITE, Unanswered),
        (WEBSITE, NO_INTERFACE, Unanswered),
        (NO_SUCH_TASK, NO_INTERFACE, NotFound),
        (NO_INTERFACE, NO_INTERFACE, NotFound),
        (NO_RIGHT, NO_SUCH_TASK, NotFound),
        (NO_SUCH_TASK, NO_RIGHT, NotFound),
        (NO_RIGHT, NO_RIGHT, AccessRefused),
        (NO_RIGHT, GATEWAY_ERROR, Unanswered),
        (GATEWAY_ERROR, NO_SUCH_TASK, Unanswered),
        (NO_SUCH_TASK, GATEWAY_ERROR, Unanswered),
        (GATEWAY_ERROR, WEBSITE, Unanswered),
        (GATEWAY_ERROR, GATEWAY_ERROR, Unanswered),
    ],
)
def test_a_task_counts_as_unknown_only_where_no_path_is_in_doubt(serve, client, own, generations, error):
    server = serve(by_path({OWN: own, GENERATIONS: generations}))

    with pytest.raises(error) as caught:
        client(server.url, provider="relay").query("image2video", "7")

    assert paths(server) == [OWN, GENERATIONS]
    assert str(caught.value).startswith(f"Account demo ({server.url})")


def test_a_path_that_once_worked_alone_decides_afterwards(serve, client):
    answers = {OWN: RUNNING}
    server = serve(by_path(answers, otherwise=GATEWAY_ERROR))
    relay = client(server.url, provider="relay")
    relay.query("image2video", "7")

    answers[OWN] = NO_SUCH_TASK
    with pytest.raises(NotFound):
        relay.query("image2video", "7")
    answers[OWN] = WEBSITE
    with pytest.raises(Unanswered):
        relay.query("image2video", "7")

    assert paths(server) == [OWN, OWN, GENERATIONS, OWN]


def test_a_refusal_ends_the_search_for_a_path(serve, client):
    server = serve(by_path({}, otherwise=(401, {"code": 1000, "message": "who are you"})))

    with pytest.raises(AuthenticationRefused):
        client(server.url, provider="relay").query("image2video", "7")

    assert paths(server) == [OWN]


@pytest.mark.parametrize("task_id", ["a/b+c==", "q?x=1#y", "100%", "任务", "a b"])
def test_an_id_with_odd_letters_stays_one_part_of_the_path(serve, client, task_id):
    known = f"/v1/videos/image2video/{quote(task_id, safe='')}"
    server = serve(by_path({known: (200, {"code": 0, "data": {"task_id": task_id, "task_status": "processing"}})}))

    assert client(server.url).query("image2video", task_id).task_id == task_id
    assert paths(server) == [known]


@pytest.mark.parametrize(
    "kind",
    [
        "image2video",
        "text2video",
        "multi-image2video",
        "video-extend",
        "lip-sync",
        "advanced-lip-sync",
        "effects",
    ],
)
def test_a_task_of_which_only_the_id_is_known_is_found_by_its_kind(serve, client, kind):
    server = serve(by_path({f"/v1/videos/{kind}/7": RUNNING}, otherwise=UNKNOWN))

    found, answer = client(server.url).locate("7")

    assert (found, answer.task_id, answer.state) == (kind, "7", "processing")
    assert paths(server)[-1] == f"/v1/videos/{kind}/7"


def test_a_task_of_the_simulator_is_located(simulator, client, shot):
    kling = client(simulator.url)
    task_id = kling.create(shot(), "fox-1").task_id

    assert kling.locate(task_id)[0] == "image2video"
    with pytest.raises(NotFound):
        kling.locate("815000000000000001")


@pytest.mark.parametrize(
    ("others", "error"),
    [
        (NO_SUCH_TASK, NotFound),
        (WEBSITE, NotFound),
        (NO_INTERFACE, NotFound),
        (NO_RIGHT, NotFound),
        (GATEWAY_ERROR, Unanswered),
    ],
)
def test_an_id_that_one_kind_does_not_know_and_the_others_do_not_have(serve, client, others, error):
    server = serve(by_path({OWN: NO_SUCH_TASK, "/v1/videos/text2video/7": NO_SUCH_TASK}, otherwise=others))

    with pytest.raises(error):
        client(server.url, provider="relay").locate("7")


def test_a_kind_that_the_account_may_not_use_does_not_hide_the_next(serve, client):
    server = serve(by_path({"/v1/videos/lip-sync/7": RUNNING}, otherwise=NO_RIGHT))

    assert client(server.url).locate("7")[0] == "lip-sync"


def test_an_account_that_may_use_nothing_is_told_so(serve, client):
    server = serve(by_path({}, otherwise=NO_RIGHT))

    with pytest.raises(AccessRefused, match="no permission"):
        client(server.url).locate("7")


def test_a_log_in_page_in_between_is_no_answer_about_a_task(simulator, client):
    simulator.fail(Fault.WEB_PAGE, Step.QUERY)

    with pytest.raises(Unanswered):
        client(simulator.url).query("image2video", "7")
    with pytest.raises(Unanswered):
        client(simulator.url, provider="relay").locate("7")


QUERY_FAULTS = [fault for fault in Fault if Step.QUERY in fault.steps]


@pytest.mark.parametrize("fault", QUERY_FAULTS, ids=lambda fault: fault.label)
def test_every_error_of_a_question_names_account_and_address_and_no_key(
    simulator, client, shot, shown, key, caplog, fault
):
    caplog.set_level("DEBUG")
    kling = client(simulator.url)
    task_id = kling.create(shot(), "fox-1").task_id
    simulator.fail(fault, Step.QUERY)

    with pytest.raises(KlingError) as caught:
        kling.query("image2video", task_id)

    assert f"Account demo ({simulator.url})" in str(caught.value)
    assert key not in shown(caught.value) + caplog.text


def test_an_answer_that_repeats_the_key_is_not_our_doing_but_is_cut_short(serve, client, shot):
    server = serve(answering(b"x" * 100_000, status=500))

    with pytest.raises(Unanswered) as caught:
        client(server.url).create(shot(), "fox-1")

    assert len(str(caught.value)) < 500


def test_a_client_shows_no_key(client, key):
    kling = client("http://127.0.0.1:9")

    assert key not in f"{kling!r} {kling} {json.dumps(kling.__dict__, default=repr)}"
