"""What ComfyUI meets: the list of nodes, and the start of the runtime."""

import os
import threading

from comfy_api.latest import ComfyExtension, io
from server import PromptServer

from . import routes
from .camera import CameraControl
from .lip_sync import LipSync
from .motion_brush import MotionBrush
from .poll import Poll
from .runtime import runtime
from .speaking import speaking
from .video import Effects, ExtendVideo, Image2Video, MultiImage2Video, Text2Video


class KlingKitExtension(ComfyExtension):
    """Loaded by `comfy_entrypoint` in the pack's root."""

    async def on_load(self) -> None:
        """Mount the routes; take up paid tasks of an earlier run, without keeping ComfyUI's start waiting for them."""
        routes.mount(
            PromptServer.instance.routes,
            runtime().hosting,
            lambda task_id: runtime().dispatcher.hint(task_id),
            webhook_secret=os.environ.get("KLINGKIT_WEBHOOK_SECRET", "").strip(),
        )
        threading.Thread(target=lambda: runtime().take_up(), name="klingkit-start", daemon=True).start()

    async def get_node_list(self) -> list[type[io.ComfyNode]]:
        """Every node, in the order of the menu."""
        nodes: list[type[io.ComfyNode]] = [
            Image2Video,
            Text2Video,
            MultiImage2Video,
            ExtendVideo,
            LipSync,
            Effects,
            Poll,
            CameraControl,
            MotionBrush,
        ]
        return [speaking(node, runtime().language) for node in nodes]
