"""The dispatcher: one thread that knows which job is due when, and small pools that do the work.

It outlives prompts, interrupts and pages. With nothing to do it sleeps without a timer.
"""

import contextlib
import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from ..kling import catalog
from ..kling.accounts import Account, Accounts
from ..kling.client import Client
from ..kling.dialects import DIALECTS, exchange_for
from ..kling.errors import AccountError, BudgetReached, KlingError
from ..kling.requests import Request
from . import journal as states
from .agenda import Agenda
from .by_hand import called
from .clients import Clients
from .downloads import Limits
from .job import NEVER, Done, Job, Next, Patience, Step, Tools
from .journal import Journal, TakenOver, Task
from .origin import Origin, words_of
from .polling import query
from .rhythm import Rhythm, learn
from .slots import Slots
from .spending import over_budget
from .submission import WAITING, create
from .taking_up import adopted_fingerprint, find, follow, step_for
from .workers import Pools

log = logging.getLogger("klingkit")


class Dispatcher:
    """Follows every paid task from its row in the journal to its file.

    Args:
        folder: where videos go; prefixes are relative to it.
        check_video: raises BrokenVideo for a file that is no whole video.
        clock: s since epoch.
        threads: False where whoever drives the clock calls `turn`.
    """

    def __init__(
        self,
        journal: Journal,
        accounts: Accounts,
        folder: Path,
        check_video: Callable[[Path], object],
        *,
        clock: Callable[[], float] = time.time,
        patience: Patience | None = None,
        limits: Limits | None = None,
        threads: bool = True,
        make_client: Callable[[Account], Client] = Client,
    ) -> None:
        clients = Clients(accounts, make_client)
        self._tools = Tools(
            journal=journal,
            slots=Slots[Job](clock),
            clock=clock,
            patience=patience or Patience(),
            folder=folder,
            check_video=check_video,
            limits=limits or Limits(),
            client=clients.of,
            rhythm=self._rhythm,
        )
        self._accounts = accounts
        self._clients = clients
        self._pools = Pools() if threads else None
        self._thread: threading.Thread | None = None
        self._agenda = Agenda(journal, clock)
        self._changed = threading.Condition(threading.RLock())
        self._closed = False

    @property
    def journal(self) -> Journal:
        """Where every task is written down."""
        return self._tools.journal

    def submit(
        self,
        request: Request,
        account: str,
        *,
        take: int = 0,
        prefix: str = "Kling",
        external_task_id: str = "",
        origin: Origin | None = None,
    ) -> Job:
        """The job of this request: a new one, the running one, or the finished one, without paying again.

        Args:
            origin: which node wants it; the last one counts. It makes no other task of the same inputs.

        Raises:
            AccountError, InputError: nothing was sent; the second where this provider cannot do it.
        """
        chosen = self._accounts.get(account)
        exchange_for(DIALECTS[chosen.provider], request.kind, request.body())
        task = _task(request, chosen, fingerprint(request, chosen, take), prefix, external_task_id)
        with self._changed:
            task, is_new = self._tools.journal.add(task, origin)
            if origin and not is_new:
                task = self._tools.journal.bring(task, origin)
            if is_new and (refusal := self._over_budget(task, chosen)):
                return refusal
            job = self._agenda.find(task.fingerprint) or self._begin(task, request, mine=is_new)
            # One that was taken up at the start has no request of its own, and may yet have to be sent.
            job.abandoned = False
            if not job.task.task_id:
                job.request = job.request or request
            return job

    def adopt(self, task_id: str, kind: str, account: str, *, prefix: str = "Kling") -> Job:
        """The job of a task known by its id. `kind` "auto": the journal's, else whichever path knows it.

        Raises:
            AccountError: the journal does not know the task, and this machine not the account.
        """
        with self._changed:
            known = self._tools.journal.by_task_id(task_id)
            if known:
                task = self._of_account(known, account)
                return self._agenda.find(task.fingerprint) or self._begin(task, None, mine=False)
            chosen = self._accounts.get(account)
            print_ = adopted_fingerprint(chosen.identity, task_id)
            task = Task(
                external_task_id="",
                fingerprint=print_,
                account=chosen.name,
                identity=chosen.identity,
                kind=kind,
                task_id=task_id,
                prefix=prefix,
            )
            return self._agenda.find(print_) or self._start(Job(task=task, step=find))

    def source(self, video_id: str) -> Task | None:
        """The task that made a video, where the journal knows it."""
        return self._tools.journal.by_video_id(video_id) if video_id else None

    def resume(self, task: Task) -> Job:
        """The job of a row of the journal, whatever state it is in. Nothing is ever sent for it."""
        with self._changed:
            return self._agenda.find(task.fingerprint) or self._begin(task, None, mine=False)

    @contextlib.contextmanager
    def alone(self, task: Task) -> Iterator[None]:
        """Nobody in this process begins to work on a task while a person decides about it; keep it short.

        Raises:
            KlingError: somebody does already.
        """
        with self._changed:
            job = self._agenda.find(task.fingerprint)
            if job is not None and job.task.id in (0, task.id):
                raise KlingError(f"{called(task)} is being worked on right now. Wait until it has ended.")
            yield

    def client(self, task: Task) -> Client:
        """Speaks to the provider for a task's account. Raises AccountError where that is another one by now."""
        return self._clients.of(task)

    def expected(self, task: Task) -> float | None:
        """How many s a running task will probably take in all; None for one that does not run."""
        if task.state != states.SUBMITTED:
            return None
        with self._changed:
            job = self._agenda.find(task.fingerprint)
        rhythm = job.rhythm if job else None
        return (rhythm or self._rhythm(task)).expected

    def take_up(self) -> int:
        """Go on with what an earlier process left; call once at start. Returns how many tasks there are."""
        with self._changed:
            left = [task for task in self._tools.journal.open_tasks() if not self._agenda.find(task.fingerprint)]
            for task in left:
                self._begin(task, None, mine=False)
        return len(left)

    @contextlib.contextmanager
    def waiting(self, job: Job) -> Iterator[None]:
        """Hold a job's place in the queue. When the last who holds it leaves, a task not sent yet is withdrawn.

        A task that was sent goes on, whoever leaves.
        """
        with self._changed:
            job.waiters += 1
            job.abandoned = False
        try:
            yield
        finally:
            with self._changed:
                job.waiters -= 1
                job.abandoned = job.waiters == 0
                if job.abandoned and not job.busy:
                    self._withdraw(job)

    def ahead(self, job: Job) -> int | None:
        """How many tasks wait for a slot before this one; None where it does not wait."""
        return self._tools.slots.ahead(job.lane, job)

    def hint(self, task_id: str) -> None:
        """Ask this task now instead of when it is due, early at most once in `patience.ask_every`. For rumours.

        A task that nobody here waits for, or an unknown one, is left alone.
        """
        with self._changed:
            for job in self._agenda:
                if job.step is query and job.task.task_id == task_id:
                    job.hinted = True
                    self._ask_early(job)

    def turn(self) -> float:
        """Do what is due in the calling thread. Returns when the next job is due, NEVER where none is."""
        while True:
            with self._changed:
                due = self._agenda.next_due()
                if due > self._tools.clock():
                    return due
                job = self._pop()
            if job is not None:
                self._do(job, job.step)

    def close(self) -> None:
        """Stop. What is under way is left in the journal for the next start."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._agenda.release_all()
        if self._pools:
            self._pools.close()
        self._clients.close()

    def _begin(self, task: Task, request: Request | None, *, mine: bool) -> Job:
        job = Job(task=task, step=step_for(task), request=request)
        if task.task_id:
            job.has_task_id()
        if task.state == states.SAVED and Path(task.path).is_file():
            job.finish(None)
            return job
        if not mine and not self._tools.journal.lease(task):
            job.step = follow
        elif task.state == states.SUBMITTED or task.sent_at is not None:
            self._tools.slots.running(job.lane, job)
        return self._start(job)

    def _start(self, job: Job) -> Job:
        self._agenda.add(job)
        self._schedule(job, job.step, 0.0)
        return job

    def _of_account(self, known: list[Task], account: str) -> Task:
        """The task of this account where several accounts know the id, else the newest."""
        with contextlib.suppress(AccountError):
            identity = self._accounts.get(account).identity
            known = [task for task in known if task.identity == identity] or known
        return known[0]

    def _over_budget(self, task: Task, account: Account) -> Job | None:
        """A job that is over before it began, where the account's own budget says no."""
        sentence = over_budget(self._tools.journal, task, account, self._tools.clock())
        if not sentence:
            return None
        job = Job(task=task, step=follow)
        job.change(self._tools.journal, state=states.FAILED, reason=sentence)
        job.finish(BudgetReached(sentence))
        return job

    def _schedule(self, job: Job, step: Step, after: float) -> None:
        job.step = step
        job.parked = after == NEVER
        if job.parked:
            return
        self._agenda.plan(job, after)
        if self._pools and not self._thread:
            self._thread = threading.Thread(target=self._run, args=(self._pools,), name="klingkit", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _ask_early(self, job: Job) -> None:
        """Unless a question is under way: its answer may be older than the hint, so the next one comes early then."""
        if job.busy or not job.hinted:
            return
        job.hinted = False
        early = max(self._tools.clock(), job.asked_early + self._tools.patience.ask_every)
        if job.step is not query or self._agenda.due(job) <= early:
            return
        job.asked_early = early
        self._agenda.cancel(job)
        self._schedule(job, query, early - self._tools.clock())

    def _run(self, pools: Pools) -> None:
        with self._changed:
            while not self._closed:
                due = self._agenda.next_due()
                wait = due - self._tools.clock()
                if wait > 0:
                    self._changed.wait(None if due == NEVER else wait)
                elif job := self._pop():
                    pools.submit(job.step, lambda job=job, step=job.step: self._do(job, step))

    def _pop(self) -> Job | None:
        """The next job that is due, unless it is over by now or has to wait for a slot."""
        job = self._agenda.pop()
        if job is None or (job.step is create and not self._has_slot(job)):
            return None
        job.busy = True
        return job

    def _has_slot(self, job: Job) -> bool:
        try:
            limit = self._clients.of(job.task).account.slots
        except AccountError:
            return True  # the step says what is wrong
        job.parked = not self._tools.slots.enter(job.lane, job, limit)
        if job.parked:
            job.note = WAITING
        return not job.parked

    def _do(self, job: Job, step: Step) -> None:
        try:
            outcome = step(job, self._tools)
        except TakenOver:
            outcome = Next(follow)
        except AccountError as error:
            outcome = self._without_account(job, step, error)
        except KlingError as error:
            outcome = Done(error)
        except Exception as error:  # one task must not stop the others; its row stays open in the journal
            log.exception("Task %s stopped where it should not", job.task.task_id or job.task.external_task_id)
            outcome = Done(error)
        with self._changed:
            job.busy = False
            if isinstance(outcome, Done):
                self._end(job, outcome.error)
                return
            self._schedule(job, outcome.step, outcome.after)
            self._ask_early(job)
            if job.abandoned or (job.step is create and job.request is None):
                self._withdraw(job)
            if job.task.state == states.SUCCEEDED:
                self._tools.slots.leave(job.lane, job)
            self._wake(job)

    def _without_account(self, job: Job, step: Step, error: AccountError) -> Next | Done:
        if job.task.sent_at is None and not job.task.task_id:
            return Done(error)
        job.tell(error)
        return Next(step, self._tools.patience.for_a_person)

    def _withdraw(self, job: Job) -> None:
        if job.over or job.step is follow or job.task.state != states.PREPARED or job.task.sent_at is not None:
            return
        reason = "It was withdrawn before it was sent, so it costs nothing."
        if not job.abandoned:
            reason = "It was never sent, so it costs nothing: ComfyUI ended before. Queue it again."
        try:
            job.task = self._tools.journal.change_unsent(job.task, state=states.FAILED, reason=reason)
        except TakenOver:
            self._schedule(job, follow, 0.0)
        except SQLAlchemyError as error:
            log.exception("A task could not be withdrawn")
            self._end(job, error)
        else:
            self._end(job, KlingError(reason))

    def _end(self, job: Job, error: Exception | None) -> None:
        self._agenda.remove(job)
        self._tools.slots.leave(job.lane, job)
        job.finish(error)
        self._wake(job)
        self._agenda.release(job.task)
        if error is not None:
            log.warning("%s", error)
        else:
            log.info("Task %s: saved %s", job.task.task_id, job.task.path)

    def _wake(self, job: Job) -> None:
        """Let the next in the lane try, if it sleeps and there is room."""
        following = self._tools.slots.next_in(job.lane)
        if following is not None and following.parked and not following.busy:
            self._schedule(following, following.step, 0.0)

    def _rhythm(self, task: Task) -> Rhythm:
        published = catalog.AVERAGE_SECONDS.get(task.kind, 300)
        return learn(self._tools.journal.history(task), published, self._tools.patience.ask_every)


def fingerprint(request: Request, account: Account, take: int) -> str:
    """What makes two requests one task: what is asked of whom, and `take`."""
    parts = [account.identity, request.kind, take, request.identity()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _task(request: Request, account: Account, print_: str, prefix: str, external_task_id: str) -> Task:
    """The row of a request that is to be sent."""
    asked = request.identity()
    return Task(
        external_task_id=external_task_id or f"klingkit-{print_[:12]}-{time.time_ns():x}",
        fingerprint=print_,
        account=account.name,
        identity=account.identity,
        kind=request.kind,
        model=request.model,
        mode=getattr(request, "mode", ""),
        duration=getattr(request, "duration", ""),
        request=json.dumps(asked, ensure_ascii=False),
        prompt=words_of(asked),
        prefix=prefix,
        units=request.units(),
    )
