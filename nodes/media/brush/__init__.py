"""The motion brush: what the editor saved becomes masks and paths for Kling, and a picture that shows them.

    document = brush.parse(text)                             JSON of the editor, checked
    document = brush.with_masks(document, [mask, None])      where MASK outputs are connected
    fields = brush.to_request(document, width, height)       static_mask, dynamic_masks
    image = brush.preview(picture, document)                 IMAGE

In a document y counts px from the top, as in every editor; only what `to_request` gives counts from the bottom.
"""

from .document import Area, Brush, Drawing, GivenMask, Stroke
from .given_masks import from_masks, with_masks
from .painting import Masks, rasterise
from .parsing import parse
from .preview import COLOURS, preview
from .request import to_request

__all__ = [
    "COLOURS",
    "Area",
    "Brush",
    "Drawing",
    "GivenMask",
    "Masks",
    "Stroke",
    "from_masks",
    "parse",
    "preview",
    "rasterise",
    "to_request",
    "with_masks",
]
