"""A mask says exactly which pixels move: nothing about it may be nearly right."""

import numpy as np
import pytest
import torch
from klingkit.nodes.kling.errors import InputError
from klingkit.nodes.media import pictures


def test_a_mask_becomes_pure_white_on_pure_black(opened):
    mask = torch.zeros(1, 400, 600)
    mask[:, 100:200, 50:300] = 0.5
    mask[:, 300:, :] = 0.49

    image = opened(pictures.encode_mask(mask, width=600, height=400))

    expected = np.zeros((400, 600, 3), np.uint8)
    expected[100:200, 50:300] = 255
    assert (image.format, image.mode) == ("PNG", "RGB")
    assert np.array_equal(np.asarray(image), expected)


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (torch.zeros(400, 601), ["601 x 400 px", "600 x 400 px", "Scale the mask"]),
        (torch.zeros(2, 400, 600), ["[2, 400, 600]", "[height, width]"]),
        (torch.full((400, 600), float("nan")), ["NaN"]),
        (torch.zeros(400, 600, dtype=torch.bool), ["bool"]),
    ],
    ids=["size", "two masks", "nan", "bool"],
)
def test_a_mask_that_does_not_fit_is_refused(mask, words):
    with pytest.raises(InputError) as caught:
        pictures.encode_mask(mask, width=600, height=400, name="static_mask")

    assert all(word in str(caught.value) for word in ["`static_mask`", *words])


def test_a_mask_with_strange_strides_is_read_rightly(opened):
    mask = torch.zeros(600, 400)
    mask[500:, :10] = 1

    image = opened(pictures.encode_mask(mask.T, width=600, height=400))

    assert np.array_equal(np.asarray(image)[..., 0] == 255, mask.T.numpy() == 1)
