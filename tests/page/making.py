"""A graph with one node that makes videos, run in the page until they play."""

import itertools

from klingkit.tests.page.pages import build, press_run, see_all, wait_until

MAKER = 2
"""The number of the node that makes the videos."""
PLAYS = "(previews, node) => previews[node]?.videos.some((video) => video.readyState >= 3 && video.currentTime > 0)"
ALL_THERE = "(previews, [node, count]) => previews[node]?.videos.length === count"
ALL_PLAY = (
    "(previews, [node, count]) => previews[node]?.videos.length === count"
    " && previews[node].videos.every((video) => video.currentTime > 0)"
)
TILE = ".kk-preview-tile"

takes = itertools.count(50_000, 50)


def graph(page, *, batch=1, **widgets):
    """A picture, a node that makes videos of it, and one that shows what comes out; each is new to the journal."""
    picture = {"type": "EmptyImage", "widgets": {"width": 640, "height": 360, "batch_size": batch, "color": 0x335577}}
    maker = {"type": "KlingKitImage2Video", "widgets": {"prompt": "Waves.", "take": next(takes)} | widgets}
    nodes = {1: picture, MAKER: maker, 3: {"type": "PreviewAny"}}
    build(page, nodes, [(1, "IMAGE", MAKER, "image"), (MAKER, "video_path", 3, "source")])


def made(page, *, batch=1, **widgets):
    """As `graph`, run, in view, and playing."""
    graph(page, batch=batch, **widgets)
    press_run(page)
    # The node grows with what is on it, so it is brought into view when all of that is there.
    wait_until(page, ALL_THERE, [MAKER, batch])
    see_all(page)
    wait_until(page, ALL_PLAY, [MAKER, batch])
