"""The preview shows what will be sent, on the picture it is sent with."""

import json

import numpy as np
import pytest
import torch
from klingkit.nodes.kling.errors import InputError
from klingkit.nodes.media import brush

GREY = torch.full((400, 600, 3), 0.5)


def document(count=1, **more):
    areas = [
        {
            "polygons": [[[90 * k + 10, 200], [90 * k + 80, 200], [90 * k + 80, 390], [90 * k + 10, 390]]],
            "path": [[90 * k + 45, 180], [90 * k + 45, 20]],
        }
        for k in range(count)
    ]
    return brush.parse(json.dumps({"version": 1, "width": 600, "height": 400, "areas": areas, **more}))


@pytest.mark.parametrize("size", [(400, 600), (801, 1203), (303, 452)])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_the_preview_has_the_pictures_size(size, channels):
    shown = brush.preview(torch.rand(*size, channels), document(6))

    assert (tuple(shown.shape), shown.dtype) == ((1, *size, 3), torch.float32)
    assert shown.min() >= 0
    assert shown.max() <= 1


def test_areas_are_tinted_in_six_colours_and_the_rest_stays_as_it_was():
    shown = brush.preview(GREY, document(6))[0]

    middles = {tuple((shown[300, 90 * k + 45] * 255).round().int().tolist()) for k in range(6)}
    assert len(middles) == 6
    assert all(max(colour) - min(colour) > 40 for colour in middles)
    assert torch.allclose(shown[395:, :], torch.tensor(128 / 255))


def test_what_stays_still_is_hatched_in_grey():
    corner = [[400, 250], [600, 250], [600, 400], [400, 400]]

    shown = brush.preview(GREY * 0.2, document(static={"polygons": [corner]}))[0]

    part = shown[300:350, 450:550]
    assert len(torch.unique(part[..., 0])) == 2
    assert (part.amax(-1) - part.amin(-1)).max() < 0.03


def test_the_arrow_points_up_where_the_path_goes_up():
    shown = np.asarray(brush.preview(GREY, document())[0])

    def coloured_width(row):
        return (np.abs(shown[row] - np.array(brush.COLOURS[0]) / 255).sum(axis=-1) < 0.05).sum()

    shaft, head = coloured_width(120), max(coloured_width(row) for row in range(20, 45))
    assert 2 <= shaft < head


@pytest.mark.parametrize(
    "path", [[[0, 0], [1, 0]], [[599, 399], [0, 0]], [[5, 5], [300, 5], [5, 5]], [[-99, 9], [900, 9]]]
)
def test_arrows_at_the_border_and_very_short_ones_are_drawn(path):
    areas = [{"strokes": [{"points": [[300, 300]], "size": 9}], "path": path}]

    shown = brush.preview(GREY, document(areas=areas))

    assert not torch.allclose(shown, brush.preview(GREY, document(areas=[], static={})))


def test_one_picture_of_a_batch_may_come_with_its_axis_and_as_an_array():
    pictures = [GREY, GREY[None], GREY.numpy(), GREY.to(torch.bfloat16)]

    shown = [brush.preview(picture, document()) for picture in pictures]

    assert all(torch.equal(shown[0], other) for other in shown)


def test_the_picture_is_left_as_it_was():
    picture = GREY.clone()

    brush.preview(picture, document(6, static={"strokes": [{"points": [[5, 5]], "size": 400}]}))

    assert torch.equal(picture, GREY)


@pytest.mark.parametrize("shape", [(2, 400, 600, 3), (400, 600), (400, 600, 2), (0, 600, 3)])
def test_what_is_not_one_picture_is_refused(shape):
    with pytest.raises(InputError, match=r"`image` has the shape"):
        brush.preview(torch.zeros(shape), document())


def test_a_picture_of_another_aspect_is_refused():
    with pytest.raises(InputError, match=r"600 x 400 px .* 400 x 400 px"):
        brush.preview(torch.zeros(400, 400, 3), document())
