"""What every node that pays has and does: its common inputs, sending its requests, waiting for them."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from comfy_api.latest import io

from . import common, waiting
from .kling.requests import Request
from .runtime import runtime
from .tasks.job import Job
from .tasks.origin import Origin, Source, graph_of, short

if TYPE_CHECKING:
    from typing_extensions import Unpack


log = logging.getLogger("klingkit")


class Common(TypedDict, total=False):
    """The common inputs as `execute` gets them; each may be missing, and then has the default of its widget."""

    account: str
    take: int
    wait: bool
    on_failure: str
    give_up_after: int
    filename_prefix: str
    callback_url: str
    external_task_id: str


class PayingNode(io.ComfyNode):
    """What all nodes that pay answer alike."""

    PREFIX: str
    """The default of `filename_prefix`."""

    @classmethod
    def schema(cls, *, inputs: Sequence[io.Input], **what: Any) -> io.Schema:
        """A schema with the common inputs behind the node's own, and the four outputs."""
        return io.Schema(
            category=common.CATEGORY,
            inputs=[*inputs, *common_inputs(cls.PREFIX)],
            outputs=common.outputs(),
            hidden=[io.Hidden.unique_id, io.Hidden.prompt, io.Hidden.extra_pnginfo],
            has_intermediate_output=True,
            # Else ComfyUI drops a model that it does not know, and the default one would be paid for instead.
            accept_all_inputs=True,
            **what,
        )

    @classmethod
    def validate_inputs(cls, account: str = "default") -> bool | str:
        """The account must be one of this machine."""
        return common.check_account(account)

    @classmethod
    def fingerprint_inputs(cls, **_: Any) -> list[int]:
        """Run again where what ComfyUI has cached no longer holds."""
        return runtime().freshness()

    @classmethod
    async def run(cls, requests: list[Request], **inputs: Unpack[Common]) -> io.NodeOutput:
        """Send the requests side by side, wait for them, and give the four outputs.

        Raises:
            KlingError: nothing was sent, or something failed and `on_failure` is "raise".
        """
        node_id: str = cls.hidden.unique_id
        prefix = common.resolve_prefix(inputs.get("filename_prefix", cls.PREFIX))
        give_up_after, on_failure = inputs.get("give_up_after", 30), inputs.get("on_failure", "raise")
        jobs = await asyncio.to_thread(_submit, requests, prefix, cls._origin(len(requests)), **inputs)
        requests.clear()  # pictures of some MB each, which nobody needs while the tasks run
        if not inputs.get("wait", True):
            return waiting.ids(await waiting.accepted(jobs, node_id, give_up_after), on_failure)
        return waiting.files(await waiting.finished(jobs, node_id, give_up_after), on_failure)

    @classmethod
    def _origin(cls, items: int) -> Origin:
        """Where this run comes from. Read here and now: ComfyUI goes on writing into its prompt while others run."""
        more = cls.hidden.extra_pnginfo
        workflow = more.get("workflow") if isinstance(more, dict) else None
        try:
            source = Source.of(workflow, cls.hidden.prompt)
        except (TypeError, ValueError) as error:
            log.warning("The workflow of node %s cannot be kept for the gallery: %s", cls.hidden.unique_id, error)
            source = None
        return Origin(
            graph=graph_of(workflow),
            node=short(cls.hidden.unique_id),
            run=time.time_ns() // 1000,
            items=items,
            source=source,
        )


def common_inputs(prefix: str) -> list[io.Input]:
    """The inputs of every node that pays."""
    return [
        common.account_input(),
        io.Int.Input(
            "take",
            default=0,
            min=0,
            max=2**31 - 1,
            control_after_generate=io.ControlAfterGenerate.fixed,
            optional=True,
            tooltip="Kling has no seed. The same inputs with the same take are the same task and cost nothing again; "
            "another number asks for another video. Picture k of a batch counts as take + k.",
        ),
        io.Boolean.Input(
            "wait",
            default=True,
            optional=True,
            tooltip="Off: give the task_id at once, for Kling Poll, and block the other outputs.",
        ),
        io.Combo.Input(
            "on_failure",
            options=["raise", "skip"],
            default="raise",
            optional=True,
            tooltip="raise: stop the graph once all pictures are done. skip: block only what failed.",
        ),
        common.give_up_input(),
        common.prefix_input(prefix),
        io.String.Input(
            "callback_url",
            default="",
            optional=True,
            advanced=True,
            tooltip="An address of yours that Kling calls at each change. Not needed to get the video. "
            "Empty: this ComfyUI's own, if callbacks are set up (docs/security.md).",
        ),
        io.String.Input(
            "external_task_id",
            default="",
            optional=True,
            advanced=True,
            tooltip="Your own id of the task, unique in your account. Empty: ours, by which a lost task is found.",
        ),
    ]


def _submit(requests: Sequence[Request], prefix: str, origin: Origin, **inputs: Unpack[Common]) -> list[Job]:
    """Request k counts as `take` + k, so that equal pictures are tasks of their own; so does a given external id."""
    given = inputs.get("external_task_id", "")
    ours = runtime().hosting.callback_url()
    return [
        runtime().dispatcher.submit(
            request if request.callback_url or not ours else dataclasses.replace(request, callback_url=ours),
            inputs.get("account", "default"),
            take=inputs.get("take", 0) + number,
            prefix=prefix,
            external_task_id=f"{given}-{number}" if given and number else given,
            origin=dataclasses.replace(origin, item=number),
        )
        for number, request in enumerate(requests)
    ]
