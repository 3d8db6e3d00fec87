"""Where Kling can fetch a local video from: a bucket of the user's own, or this ComfyUI at its public address."""

from .errors import HostingError
from .hosting import Hosting
from .shares import Shares

__all__ = ["Hosting", "HostingError", "Shares"]
