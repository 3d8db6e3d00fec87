"""What ComfyUI meets: the list of nodes, and the start of the runtime."""

import threading

from comfy_api.latest import ComfyExtension, io

from .camera import CameraControl
from .poll import Poll
from .runtime import runtime
from .video import Image2Video, MultiImage2Video, Text2Video


class KlingKitExtension(ComfyExtension):
    """Loaded by `comfy_entrypoint` in the pack's root."""

    async def on_load(self) -> None:
        """Take up paid tasks of an earlier run, without keeping ComfyUI's start waiting for them."""
        threading.Thread(target=lambda: runtime().take_up(), name="klingkit-start", daemon=True).start()

    async def get_node_list(self) -> list[type[io.ComfyNode]]:
        """Every node, in the order of the menu."""
        return [Image2Video, Text2Video, MultiImage2Video, Poll, CameraControl]
