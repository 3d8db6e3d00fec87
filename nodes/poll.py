"""Kling Poll: the video of a task that exists already."""

import asyncio
from typing import Any

from comfy_api.latest import io

from . import common, waiting
from .kling.dialects import KINDS
from .kling.errors import InputError
from .runtime import runtime


class Poll(io.ComfyNode):
    """Takes a task id of this pack, of another program or of last week. Asking costs nothing."""

    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="KlingKitPoll",
            display_name="Kling Poll",
            category=common.CATEGORY,
            description="Waits for a task by its id and gives its video. Costs nothing, and knows tasks of other "
            "programs too, as long as Kling keeps them (30 days).",
            search_aliases=["kling", "可灵", "resume", "task id", "查询任务"],
            inputs=[
                io.String.Input("task_id", default="", tooltip="The id of the task, not of the video."),
                io.Combo.Input(
                    "kind",
                    options=["auto", *KINDS],
                    default="auto",
                    optional=True,
                    tooltip="What kind of task it is. auto: looks in the journal, then asks for each kind.",
                ),
                common.account_input(),
                common.give_up_input(),
                common.prefix_input("Kling/task"),
            ],
            outputs=common.outputs(),
            hidden=[io.Hidden.unique_id],
            has_intermediate_output=True,
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
    async def execute(
        cls,
        task_id: str,
        kind: str = "auto",
        account: str = "default",
        give_up_after: int = 30,
        filename_prefix: str = "Kling/task",
    ) -> io.NodeOutput:
        prefix = common.resolve_prefix(filename_prefix)
        if not task_id.strip():
            raise InputError("task_id is empty. Connect the task_id of a Kling node, or paste the id of a task.")
        job = await asyncio.to_thread(runtime().dispatcher.adopt, task_id.strip(), kind, account, prefix=prefix)
        return waiting.files(await waiting.finished([job], cls.hidden.unique_id, give_up_after))
