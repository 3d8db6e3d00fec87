"""KlingKit, a ComfyUI node pack for the Kling video API. ComfyUI asks for WEB_DIRECTORY and comfy_entrypoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .nodes.extension import KlingKitExtension

__version__ = "0.1.0"

WEB_DIRECTORY = "./web"


async def comfy_entrypoint() -> KlingKitExtension:
    # Imported here and not above: pytest and linters import this file without ComfyUI (docs/decisions/0002).
    from .nodes.extension import KlingKitExtension

    return KlingKitExtension()
