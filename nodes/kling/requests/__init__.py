"""What we ask for: one frozen dataclass per endpoint, checked the moment it exists."""

from .base import Media, Request
from .effects import Effects
from .image2video import Image2Video
from .lip_sync import LipSync
from .multi_image2video import MultiImage2Video
from .text2video import Text2Video
from .video_extend import VideoExtend

__all__ = [
    "Effects",
    "Image2Video",
    "LipSync",
    "Media",
    "MultiImage2Video",
    "Request",
    "Text2Video",
    "VideoExtend",
]
