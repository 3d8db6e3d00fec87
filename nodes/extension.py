"""What ComfyUI meets: the list of nodes, and the start of the runtime."""

import os
import threading

from comfy_api.latest import ComfyExtension, io
from server import PromptServer

from . import routes
from .camera import CameraControl
from .lip_sync import LipSync
from .media import videos
from .motion_brush import MotionBrush
from .poll import Poll
from .routes.accounts import AccountRoutes
from .routes.deciding import DecisionRoutes
from .routes.files import Files
from .routes.locale import LocaleRoute
from .routes.prices import PricesRoute
from .routes.rows import Rows
from .routes.tasks import TaskRoutes
from .runtime import runtime
from .speaking import speaking
from .tasks.dispatcher import Dispatcher
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
        _show_tasks(PromptServer.instance)
        AccountRoutes(runtime().accounts, runtime().language.say).add_to(PromptServer.instance.routes)
        PricesRoute(runtime().accounts).add_to(PromptServer.instance.routes)
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


def _show_tasks(server: PromptServer) -> None:
    """The routes of the page's gallery, and news to all pages of what changes in it."""
    here = runtime()
    say = here.language.say

    def dispatcher() -> Dispatcher:
        return here.dispatcher

    files = Files(here.output, here.thumbnails, videos.thumbnail)
    rows = Rows(dispatcher, files, say)
    TaskRoutes(dispatcher, here.accounts, files, rows, say).add_to(server.routes)
    DecisionRoutes(dispatcher, files, rows, say).add_to(server.routes)
    LocaleRoute(here.language.suggest).add_to(server.routes)
    here.heard = lambda task: server.send_sync("klingkit.task", rows.of(task))
    here.gone = lambda id: server.send_sync("klingkit.gone", {"id": id})
