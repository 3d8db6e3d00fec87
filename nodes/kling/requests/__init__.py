"""What we ask for: one frozen dataclass per endpoint, checked the moment it exists."""

from .advanced_lip_sync import AdvancedLipSync
from .base import Media, Request
from .effects import TWO_PICTURES, Effects
from .image2video import Image2Video
from .lip_sync import LipSync
from .multi_image2video import MultiImage2Video
from .text2video import Text2Video
from .video_extend import VideoExtend

__all__ = [
    "TWO_PICTURES",
    "AdvancedLipSync",
    "Effects",
    "Image2Video",
    "LipSync",
    "Media",
    "MultiImage2Video",
    "Request",
    "Text2Video",
    "VideoExtend",
]
