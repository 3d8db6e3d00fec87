"""Every fault at every step, in every dialect and for every kind: it strikes, and charges exactly if it acts."""

import time

import pytest
import requests
from klingkit.nodes.cli.simulate import DIALECTS as OFFERED
from klingkit.nodes.simulator import DIALECTS, Fault, Simulator, Step

MATRIX = [(fault, step) for fault in Fault for step in fault.steps]
STALLS = (Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER, Fault.STALLED_BODY)
QUIET = 0.1
"""s without a byte after which these tests take it that no more will come."""
URL = "http://example.com/fox.jpg"
CREATES = {
    "official": ("/v1/videos/image2video", {"image": URL}),
    "dmxapi": ("/kling/v1/videos/image2video", {"image": URL}),
    "new-api": ("/kling/v1/videos/image2video", {"image": URL}),
    "dmxapi-responses": ("/v1/responses", {"model": "kling-v2-6-image2video", "input": "a fox", "image": URL}),
}
QUERIES = {
    "official": "/v1/videos/image2video/{}",
    "dmxapi": "/kling/v1/videos/generations/{}",
    "new-api": "/kling/v1/videos/image2video/{}",
}


class Asking:
    """One finished task in a dialect, and the three steps of its life."""

    def __init__(self, api, kling):
        self.api, self.kling = api, kling
        self.create()
        self.task_id = kling.ledger[0].task_id
        while "mp4" not in (text := self.query().text):
            pass
        self.url = text[text.index(f"{kling.url}/clips") :].split("\\n")[0].split('"')[0]

    def create(self, **options):
        path, body = CREATES[self.kling.dialect]
        return self.api.post(path, body, **options)

    def query(self, **options):
        if self.kling.dialect == "dmxapi-responses":
            return self.api.post("/v1/responses", {"model": "kling-image2video-get", "input": self.task_id}, **options)
        return self.api.get(QUERIES[self.kling.dialect].format(self.task_id), **options)

    def download(self, **options):
        return requests.get(self.url, **{"timeout": 5, **options})

    def step(self, step, **options):
        return {Step.CREATE: self.create, Step.QUERY: self.query, Step.DOWNLOAD: self.download}[step](**options)


def outcome(ask, fault):
    """What the client saw: status and content without what differs each time, or how the connection ended."""
    try:
        answer = ask(timeout=QUIET if fault in STALLS else 5)
    except requests.RequestException as error:
        return type(error)
    return answer.status_code, answer.headers["Content-Type"], len(answer.content)


def charged_at_last(kling, expected):
    deadline = time.monotonic() + 5
    while kling.charged != expected and time.monotonic() < deadline:
        time.sleep(0.01)
    return kling.charged


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_fault_strikes_at_its_step(client, relay, dialect):
    kling = relay(dialect)
    asking = Asking(client(kling), kling)
    for fault, step in MATRIX:
        healthy = outcome(lambda timeout, step=step: asking.step(step, timeout=timeout), Fault.NO_RANGES)
        charged = kling.charged
        kling.fail(fault, step, times=1)

        struck = outcome(lambda timeout, step=step: asking.step(step, timeout=timeout), fault)

        expected = charged + (step is Step.CREATE and fault.acts)
        assert charged_at_last(kling, expected) == expected, (fault, step)
        if fault not in (Fault.TASK_FAILS, Fault.NO_RANGES):
            assert struck != healthy, (fault, step)
        kling.clear_faults()


@pytest.fixture
def bodies(api, picture):
    """A create of every kind that would be accepted."""
    video = {"video_id": api.video(image=picture)["id"]}
    speech = {"mode": "text2video", "text": "hello", "voice_id": "AOT"}
    session = api.post("/v1/videos/identify-face", video).json()["data"]["session_id"]
    times = {"sound_start_time": 0, "sound_end_time": 2000, "sound_insert_time": 0}
    face = {"face_id": "0", "sound_file": "http://example.com/a.mp3", **times}
    return {
        "image2video": {"image": URL},
        "text2video": {"prompt": "a fox"},
        "multi-image2video": {"prompt": "a fox", "image_list": [{"image": URL}]},
        "video-extend": video,
        "lip-sync": {"input": {**video, **speech}},
        "advanced-lip-sync": {"session_id": session, "face_choose": [face]},
        "effects": {"effect_scene": "nezha", "input": {"image": URL}},
        "identify-face": video,
    }


@pytest.mark.parametrize(
    ("fault", "acts"),
    [(Fault.DROP_AFTER, True), (Fault.DROP_BEFORE, False), (Fault.TRUNCATED, True), (Fault.HTML_502, False)],
)
def test_faults_strike_at_every_kind(simulator, api, bodies, fault, acts):
    for kind, body in bodies.items():
        charged = simulator.charged
        simulator.fail(fault, Step.CREATE, times=1)

        seen = outcome(
            lambda timeout, kind=kind, body=body: api.post(f"/v1/videos/{kind}", body, timeout=timeout), fault
        )

        assert not isinstance(seen, tuple) or seen[0] == 502, kind
        assert charged_at_last(simulator, charged + acts) == charged + acts, kind


def test_every_kind_of_task_can_fail_with_a_reason(simulator, api, bodies):
    simulator.generation_seconds = 0
    del bodies["identify-face"]
    for kind, body in bodies.items():
        simulator.fail(Fault.TASK_FAILS, Step.CREATE, times=1, reason=f"no {kind} today")

        data = api.finished(api.create(kind, **body), kind)

        assert (data["task_status"], data["task_status_msg"]) == ("failed", f"no {kind} today")


@pytest.mark.parametrize(
    ("dialect", "prefix"), [("official", ""), ("dmxapi", "/kling"), ("new-api", "/kling"), ("dmxapi-responses", "")]
)
def test_a_simulator_knows_the_address_for_an_account(relay, dialect, prefix):
    kling = relay(dialect)

    assert kling.base_url == f"{kling.url}{prefix}"
    assert CREATES[dialect][0].startswith(f"{prefix}/v1")


def test_the_command_line_offers_every_dialect():
    # A table of its own: reading a command line must not load the simulator.
    assert tuple(DIALECTS) == OFFERED


def test_a_dialect_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"no dialect 'klingon'.*official, dmxapi, dmxapi-responses, new-api"):
        Simulator(dialect="klingon")
