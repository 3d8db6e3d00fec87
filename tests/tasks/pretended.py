"""Kling as a table: the tasks that were charged, and the answers that the test wants next. No socket but the videos'.

What it holds true itself: a task that a create made can be found by its external id within LAG s, and is not denied
to who asks for it by that id; a relay drops that id and never finds anything by it.
"""

import http.server
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from klingkit.nodes.kling import errors
from klingkit.nodes.kling.answers import TaskAnswer, Video
from klingkit.nodes.kling.dialects import DIALECTS

LAG = 4.0
RUNNING, SUCCEEDED, FAILED = "processing", "succeed", "failed"

CREATES = ("accepted", "refused", "busy", "no connection", "lost before", "lost after", "lost after, slow to show")
CREATES += ("power cut before", "power cut after")
DENIED_FOR_GOOD = ["denied"] * 2
QUERIES = ("told", "denied", "lost", "busy", "no connection", "refused", "power cut before")
VIDEOS = ("whole", "cut", "garbage", "error", "expired")


class PowerCut(BaseException):
    """The process ends here, in the middle of what it does."""


@dataclass
class Charge:
    """One create that was accepted. `shot` is the account and prompt that asked for it."""

    task_id: str
    external_task_id: str
    shot: tuple
    visible_from: float
    state: str = RUNNING
    link: int = 0

    @property
    def content(self):
        """The bytes of its video: no two are the same."""
        return self.task_id.encode() * 200


class Kling:
    """All accounts of the pretended provider.

    Attributes:
        next_creates, next_queries, next_videos: what becomes of the requests to come, by the words above.
        slots: how many tasks an account may run at once; None: any number.
        wrongs: sentences about what must never happen and did.
    """

    def __init__(self, clock, url):
        self.charges = []
        self.next_creates, self.next_queries, self.next_videos = deque(), deque(), deque()
        self.slots = None
        self.wrongs = []
        self.asked = 0
        self.clock = clock
        self._url = url

    def behave(self):
        """No more faults, and what runs has succeeded."""
        for orders in (self.next_creates, self.next_queries, self.next_videos):
            orders.clear()
        self.slots = None
        for charge in self.running():
            charge.state = SUCCEEDED

    def running(self):
        return [charge for charge in self.charges if charge.state == RUNNING]

    def of(self, shot):
        return [charge for charge in self.charges if charge.shot == shot]

    def charge(self, shot, external_task_id, *, lag=0.0):
        for earlier in self.of(shot):
            if earlier.state != FAILED:
                self.wrongs.append(f"{shot} is charged again while {earlier} stands")
        number = f"8{len(self.charges):05}"
        self.charges.append(Charge(number, external_task_id, shot, self.clock() + lag))
        return self.charges[-1]

    def answer(self, charge, *, keeps_ids):
        videos = (Video(id=f"v{charge.task_id}", url=f"{self._url}/{charge.task_id}/{charge.link}", seconds=5.0),)
        return TaskAnswer(
            task_id=charge.task_id,
            state=charge.state,
            reason="it was not to be" if charge.state == FAILED else "",
            videos=videos if charge.state == SUCCEEDED else (),
            external_task_id=charge.external_task_id if keeps_ids else "",
        )

    def video(self, path):
        """Status and bytes of an address, and how many of them come through."""
        self.asked += 1
        _, task_id, link = path.split("/")
        charge = next(charge for charge in self.charges if charge.task_id == task_id)
        order = self.next_videos.popleft() if self.next_videos else "whole"
        if order == "expired":
            charge.link += 1
        if int(link) != charge.link:
            return 403, b"", 0
        if order == "error":
            return 500, b"", 0
        content = b"no video" * 99 if order == "garbage" else charge.content
        return 200, content, len(content) // 2 if order == "cut" else len(content)


class Client:
    """What the dispatcher takes for the client of one account. `row` gives the journal's row of an external id."""

    def __init__(self, kling, account, row):
        self.account = account
        self.dialect = DIALECTS[account.provider]
        self._kling = kling
        self._row = row
        self._last_refused = -1.0

    def create(self, request, external_task_id, remark=None):
        kling, who = self._kling, self.account.who
        kling.asked += 1
        order = kling.next_creates.popleft() if kling.next_creates else "accepted"
        self._check_row(external_task_id)
        if order == "power cut before":
            raise PowerCut
        if order == "refused":
            raise errors.BalanceRefused(who, "no units left", code=1102, http=429)
        if order == "busy":
            raise errors.Busy(who, "too many requests", code=1302, http=429)
        if order == "no connection":
            raise errors.NotConnected(f"{who} could not be reached")
        if order == "lost before":
            raise errors.Unanswered(f"{who} gave no answer")
        self._check_room()
        slow = order == "lost after, slow to show"
        charge = kling.charge((self.account.name, request.prompt), external_task_id, lag=LAG if slow else 0.0)
        if order == "power cut after":
            raise PowerCut
        if order.startswith("lost after"):
            raise errors.Unanswered(f"{who} gave no answer")
        return kling.answer(charge, keeps_ids=self.dialect.knows_external_ids)

    def query(self, kind, name):
        kling, who = self._kling, self.account.who
        kling.asked += 1
        order = kling.next_queries.popleft() if kling.next_queries else "told"
        charge = next((charge for charge in kling.charges if self._shows(charge, name)), None)
        if order == "power cut before":
            raise PowerCut
        if charge is None or (order == "denied" and name == charge.task_id):
            raise errors.NotFound(who, f"task not found: {name}", code=1203, http=404)
        if order == "lost":
            raise errors.Unanswered(f"{who} gave no answer")
        if order == "busy":
            raise errors.Busy(who, "too many requests", code=1302, http=429)
        if order == "no connection":
            raise errors.NotConnected(f"{who} could not be reached")
        if order == "refused":
            raise errors.AuthenticationRefused(who, "authentication failed", code=1000, http=401)
        return kling.answer(charge, keeps_ids=self.dialect.knows_external_ids)

    def look_for(self, kind, external_task_id):
        return self.query(kind, external_task_id)

    def close(self):
        pass

    def _shows(self, charge, name):
        if charge.shot[0] != self.account.name:
            return False
        by_external = self.dialect.knows_external_ids and self._kling.clock() >= charge.visible_from
        return name == charge.task_id or (by_external and name == charge.external_task_id)

    def _check_row(self, external_task_id):
        row = self._row(external_task_id)
        if row is None or row.state != "prepared" or row.sent_at is None or row.task_id:
            self._kling.wrongs.append(f"a create goes out while its row is {row}")
        if any(charge.external_task_id == external_task_id for charge in self._kling.charges):
            self._kling.wrongs.append(f"{external_task_id} is sent although it is charged")

    def _check_room(self):
        running = [charge for charge in self._kling.running() if charge.shot[0] == self.account.name]
        if self._kling.slots is None or len(running) < self._kling.slots:
            return
        if self._kling.clock() == self._last_refused:
            self._kling.wrongs.append(f"{self.account.name} is asked for a slot twice in the same moment")
        self._last_refused = self._kling.clock()
        raise errors.SlotsFull(self.account.who, "parallel task over resource pack limit", code=1303, http=429)


@contextmanager
def video_server():
    """A web server that answers with `server.kling.video(path)`. Its address is `server.url`."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Videos)
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Videos(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, content, through = self.server.kling.video(self.path)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:through])

    def log_message(self, *_):
        pass
