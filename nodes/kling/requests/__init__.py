"""What we ask for: one frozen dataclass per endpoint, checked the moment it exists."""

from .base import Media, Request
from .image2video import Image2Video

__all__ = ["Image2Video", "Media", "Request"]
