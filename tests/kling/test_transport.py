"""What arrived and what did not, on sockets that misbehave: told apart by what it means for the money."""

import gzip
import json
import socket
import threading

import pytest
from klingkit.nodes.kling import transport as module
from klingkit.nodes.kling.errors import NotConnected, Refused, Unanswered
from klingkit.nodes.kling.transport import Timeouts
from klingkit.tests.kling.servers import answering

SMALL = {"prompt": "ein Fuchs läuft 狐"}
LARGE = {"image": "A" * 12_000_000}
PATH = "/v1/videos/image2video"


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def full_house():
    """A port whose queue is full: no connection is refused, none is accepted."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        callers = [socket.socket() for _ in range(8)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for caller in callers:
            caller.close()


def test_the_answer_comes_back_as_status_and_text(serve, transport):
    server = serve(answering({"message": "好"}, status=418))

    reply = transport(server.url).create(PATH, SMALL)

    assert (reply.http, json.loads(reply.text)) == (418, {"message": "好"})
    assert server.asked[0].json == SMALL
    assert server.asked[0].headers["content-type"] == "application/json"
    assert server.asked[0].path == PATH


def test_a_refused_port_means_that_nothing_was_sent(transport, free_port):
    with pytest.raises(NotConnected, match=r"could not be reached; nothing was sent \(.*refused\)"):
        transport(f"http://127.0.0.1:{free_port}").create(PATH, SMALL)


def test_a_connection_that_is_never_accepted_means_that_nothing_was_sent(transport, full_house):
    hasty = Timeouts(connect=0.2, read=5, whole=5)

    with pytest.raises(NotConnected, match=r"no connection within 0\.2 s"):
        transport(f"http://127.0.0.1:{full_house}", timeouts=hasty).create(PATH, SMALL)


def test_a_name_that_does_not_exist_means_that_nothing_was_sent(transport):
    with pytest.raises(NotConnected, match=r"http://name\.invalid.*nothing was sent"):
        transport("http://name.invalid").create(PATH, SMALL)


def test_a_port_without_tls_means_that_nothing_was_sent(serve, transport):
    server = serve(lambda visitor: visitor.send(b"HTTP/1.1 400 Bad Request\r\n\r\n"))

    with pytest.raises(NotConnected, match="SSL"):
        transport(server.url.replace("http:", "https:")).create(PATH, SMALL)

    assert server.asked == []


def test_a_port_that_takes_no_part_in_tls_means_that_nothing_was_sent(serve, transport):
    def hang_up(visitor):
        visitor.socket.recv(1)
        visitor.reset()

    server = serve(hang_up)

    with pytest.raises(NotConnected, match="nothing was sent"):
        transport(server.url.replace("http:", "https:")).create(PATH, SMALL)


def drop_before_reading(visitor):
    visitor.reset()


def drop_after_the_head(visitor):
    visitor.read_head()
    visitor.reset()


def drop_after_the_body(visitor):
    visitor.read()


def reset_after_the_body(visitor):
    visitor.read()
    visitor.reset()


def drop_in_the_middle_of_the_body(visitor):
    visitor.read_body(visitor.read_head(), most=1_000_000)
    visitor.reset()


def drop_in_the_middle_of_the_answer(visitor):
    visitor.read()
    visitor.send(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"code": 0, ')


def drop_in_the_middle_of_a_chunk(visitor):
    visitor.read()
    visitor.send(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"code": 0, ')


def be_silent(visitor):
    visitor.read()
    visitor.say_nothing()


def be_silent_in_the_middle_of_the_answer(visitor):
    visitor.read()
    visitor.send(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"code": 0, ')
    visitor.say_nothing()


def answer_no_http(visitor):
    visitor.read()
    visitor.send(b"220 mail.example ready\r\n")


def answer_broken_gzip(visitor):
    visitor.read()
    visitor.answer(b"this is not gzip", headers={"Content-Encoding": "gzip"})


LOST = [
    (drop_after_the_body, SMALL, "closed connection without response"),
    (reset_after_the_body, SMALL, "reset by peer"),
    (drop_in_the_middle_of_the_body, LARGE, "reset by peer|without response"),
    (drop_in_the_middle_of_the_answer, SMALL, "the answer broke off"),
    (drop_in_the_middle_of_a_chunk, SMALL, "the answer broke off"),
    (be_silent, SMALL, r"silent for 0\.8 s"),
    (be_silent_in_the_middle_of_the_answer, SMALL, r"silent for 0\.8 s"),
    (answer_no_http, SMALL, "220 mail"),
    (answer_broken_gzip, SMALL, "gzip|decompressing"),
]


@pytest.mark.parametrize(("manners", "fields", "cause"), LOST, ids=[row[0].__name__ for row in LOST])
def test_an_answer_that_is_lost_is_told_from_a_body_that_never_left(serve, transport, manners, fields, cause):
    server = serve(manners)

    with pytest.raises(Unanswered, match=cause) as caught:
        transport(server.url).create(PATH, fields)

    assert str(caught.value).startswith(f"Account demo ({server.url}) gave no answer (")
    assert len(server.posts) == server.connections == 1


@pytest.mark.parametrize("manners", [drop_before_reading, drop_after_the_head])
def test_a_drop_before_the_body_is_read_is_one_connection_and_an_error(serve, transport, manners):
    server = serve(manners)

    with pytest.raises((NotConnected, Unanswered)):
        transport(server.url).create(PATH, SMALL)

    assert server.connections == 1


@pytest.mark.parametrize("status", [401, 413])
def test_an_answer_that_comes_before_the_body_was_read_is_heard_or_counts_as_lost(serve, transport, status):
    def early(visitor):
        visitor.read_head()
        visitor.answer({"message": "no"}, status=status, headers={"Connection": "close"})
        visitor.socket.shutdown(socket.SHUT_WR)

    server = serve(early)

    try:
        heard = transport(server.url).create(PATH, LARGE).http
    except Unanswered:
        heard = None  # the kernel may throw the answer away with the connection

    assert heard in (status, None)
    assert len(server.posts) == 1


def test_an_early_answer_to_a_body_that_still_fits_the_socket_is_heard(serve, transport):
    def early(visitor):
        request = visitor.read_head()
        visitor.answer({"message": "no"}, status=401, headers={"Connection": "close"})
        visitor.read_body(request)

    server = serve(early)

    assert transport(server.url).create(PATH, LARGE).http == 401


def test_a_large_body_arrives_whole_and_once(serve, transport):
    server = serve(answering({"code": 0}))

    transport(server.url).create(PATH, LARGE)

    assert server.asked[0].json == LARGE
    assert int(server.asked[0].headers["content-length"]) == len(server.asked[0].body)
    assert len(server.posts) == 1


def test_an_answer_that_drips_is_given_up_after_its_whole_time(serve, transport):
    def drip(visitor):
        visitor.read()
        visitor.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        visitor.drip(seconds=100)

    server = serve(drip)

    with pytest.raises(Unanswered, match=r"did not end within 0\.3 s"):
        transport(server.url, timeouts=Timeouts(connect=1, read=1, whole=0.3)).create(PATH, SMALL)


def test_an_answer_without_end_is_given_up(serve, transport):
    def pour(visitor):
        visitor.read()
        visitor.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            visitor.send(b"x" * 65536)

    server = serve(pour)

    with pytest.raises(Unanswered, match="longer than 8 MB"):
        transport(server.url, timeouts=Timeouts(connect=1, read=5, whole=10)).create(PATH, SMALL)


def test_a_small_answer_that_unpacks_without_end_is_given_up(serve, transport):
    bomb = gzip.compress(bytes(module.ANSWER_MAX * 4))
    server = serve(answering(bomb, headers={"Content-Encoding": "gzip"}))

    with pytest.raises(Unanswered, match="longer than 8 MB"):
        transport(server.url, timeouts=Timeouts(connect=1, read=5, whole=10)).create(PATH, SMALL)


@pytest.mark.parametrize("size", [0, 1, 65536, 1_000_000])
def test_answers_of_every_size_come_back_whole(serve, transport, size):
    server = serve(answering(b"x" * size))

    assert len(transport(server.url).ask(PATH).text) == size


def test_a_chunked_answer_comes_back_whole(serve, transport):
    def chunks(visitor):
        visitor.read()
        visitor.send(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"code"\r\n4\r\n: 0}\r\n0\r\n\r\n')

    assert transport(serve(chunks).url).create(PATH, SMALL).text == '{"code": 0}'


def test_a_packed_answer_is_unpacked(serve, transport):
    server = serve(answering(gzip.compress(b'{"code": 0}'), headers={"Content-Encoding": "gzip"}))

    assert transport(server.url).ask(PATH).text == '{"code": 0}'


def test_bytes_that_are_no_text_break_nothing(serve, transport):
    server = serve(answering(b'{"message": "\xff\xfe"}'))

    assert json.loads(transport(server.url).ask(PATH).text) == {"message": "\ufffd\ufffd"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["ask", "create"])
def test_a_redirect_is_refused_and_the_key_stays_here(serve, transport, key, method, status):
    elsewhere = serve(answering())
    server = serve(answering(b"", status=status, headers={"Location": f"{elsewhere.url}{PATH}"}))

    with pytest.raises(Refused, match="base_url") as caught:
        getattr(transport(server.url), method)(PATH, SMALL)

    assert caught.value.http == status
    assert elsewhere.connections == 0
    assert server.asked[0].headers["authorization"] == f"Bearer {key}"
    assert len(server.asked) == 1


def test_a_redirect_without_end_is_not_read(serve, transport):
    def pour(visitor):
        visitor.read()
        visitor.send(b"HTTP/1.1 302 Found\r\nLocation: http://name.invalid/\r\n\r\n")
        while True:
            visitor.send(b"x" * 65536)

    server = serve(pour)

    with pytest.raises(Refused, match="another address"):
        transport(server.url).create(PATH, SMALL)


def test_each_create_has_a_connection_of_its_own(serve, transport):
    server = serve(answering())
    sender = transport(server.url)

    for _ in range(3):
        sender.create(PATH, SMALL)

    assert server.connections == 3
    assert {request.headers["connection"] for request in server.asked} == {"close"}


def test_questions_share_one_connection(serve, transport):
    server = serve(answering({"code": 0}))
    sender = transport(server.url)

    for _ in range(5):
        sender.ask(f"{PATH}?pageNum=1")

    assert server.connections == 1
    assert {request.path for request in server.asked} == {f"{PATH}?pageNum=1"}


def test_a_create_after_questions_does_not_use_their_connection(serve, transport):
    server = serve(answering())
    sender = transport(server.url)

    sender.ask(PATH)
    sender.create(PATH, SMALL)
    sender.ask(PATH)

    assert [request.connection for request in server.asked] == [1, 2, 1]


def test_a_kept_connection_that_has_died_costs_a_question_at_most(serve, transport):
    def one_each(visitor):
        visitor.read()
        visitor.answer()

    server = serve(one_each)
    sender = transport(server.url)
    replies = 0

    for _ in range(6):
        try:
            replies += sender.ask(PATH).http == 200
        except Unanswered:
            continue

    assert replies >= 3


def test_threads_share_a_transport(serve, transport):
    server = serve(answering({"code": 0}))
    sender, statuses = transport(server.url), []

    def ask():
        statuses.extend(sender.ask(PATH).http for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 40
    assert server.connections <= 8


def test_a_password_in_netrc_never_takes_the_keys_place(serve, transport, key, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password of-netrc\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server = serve(answering())
    sender = transport(server.url)

    sender.ask(PATH)
    sender.create(PATH, SMALL)

    assert [request.headers["authorization"] for request in server.asked] == [f"Bearer {key}"] * 2


def test_a_proxy_of_the_environment_is_used(serve, transport, monkeypatch):
    proxy = serve(answering({"code": 0}))
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    transport("http://name.invalid").create(PATH, SMALL)

    assert proxy.asked[0].path == f"http://name.invalid{PATH}"


def test_a_proxy_that_is_down_means_that_nothing_was_sent(transport, free_port, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://someone:password-of-the-proxy@127.0.0.1:{free_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    with pytest.raises(NotConnected) as caught:
        transport("http://name.invalid").create(PATH, SMALL)

    assert "password-of-the-proxy" not in str(caught.value)


@pytest.mark.parametrize("manners", [row[0] for row in LOST if row[1] is SMALL])
def test_no_error_and_no_log_line_holds_the_key(serve, transport, key, shown, caplog, manners):
    caplog.set_level("DEBUG")
    server = serve(manners)

    with pytest.raises(Unanswered) as caught:
        transport(server.url).create(PATH, SMALL)

    assert key not in shown(caught.value)
    assert key not in caplog.text


def test_neither_transport_nor_its_parts_show_the_key(transport, key):
    sender = transport("http://127.0.0.1:9")

    assert key not in f"{sender!r} {sender} {sender.auth!r} {sender.auth} {sender.__dict__}"
