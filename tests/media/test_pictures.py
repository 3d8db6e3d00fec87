"""What arrives at Kling is the picture that the graph showed."""

import asyncio
import base64
import hashlib
import io

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from klingkit.nodes.kling.errors import InputError
from klingkit.nodes.media import pictures
from PIL import Image


def encode_one(images):
    (checked,) = pictures.check(images)
    return pictures.encode(checked)


def as_bytes(images):
    return (images[0] * 255).round().numpy().astype(np.uint8)


def test_a_photo_becomes_a_jpeg_with_full_colour(photo, opened):
    images = photo(360, 480)

    picture = encode_one(images)

    image = opened(picture)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (480, 360))
    assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3
    assert np.abs(np.asarray(image).astype(int) - as_bytes(images)).mean() < 2


def test_a_drawing_becomes_a_png_and_stays_exact(drawing, opened):
    images = drawing()

    picture = encode_one(images)

    image = opened(picture)
    assert (image.format, image.mode) == ("PNG", "RGB")
    assert np.array_equal(np.asarray(image), as_bytes(images))


def test_a_grey_photo_is_no_drawing_although_it_has_few_colours(photo, opened):
    images = photo(channels=1, noise=40)

    picture = encode_one(images)

    assert opened(picture).format == "JPEG"


def test_the_text_is_plain_base64_and_the_facts_are_those_of_the_file(photo):
    picture = encode_one(photo(300, 750))

    file = base64.b64decode(picture.text, validate=True)

    assert (picture.width, picture.height, picture.mb) == (750, 300, len(file) / 1_000_000)
    assert picture.text not in repr(picture)


@settings(max_examples=25, deadline=None)
@given(
    height=st.integers(300, 420),
    width=st.integers(300, 420),
    colours=st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=6),
)
def test_every_size_and_every_colour_survives_exactly_in_png(height, width, colours):
    stripes = torch.tensor(colours, dtype=torch.float32)[torch.arange(height) * len(colours) // height] / 255
    images = stripes[None, :, None, :].expand(1, height, width, 3)

    picture = encode_one(images)

    image = Image.open(io.BytesIO(base64.b64decode(picture.text)))
    assert image.format == "PNG"
    assert np.array_equal(np.asarray(image), as_bytes(images))


@settings(max_examples=25, deadline=None)
@given(
    height=st.integers(300, 420),
    width=st.integers(300, 420),
    colour=st.tuples(*[st.integers(0, 255)] * 3),
    seed=st.integers(0, 99),
)
def test_every_size_and_every_colour_survives_nearly_in_jpeg(height, width, colour, seed):
    noise = np.random.default_rng(seed).integers(-6, 7, (1, height, width, 3))
    images = torch.from_numpy((np.array(colour) + noise).clip(0, 255).astype(np.float32) / 255)

    picture = encode_one(images)

    image = Image.open(io.BytesIO(base64.b64decode(picture.text)))
    difference = np.abs(np.asarray(image).astype(int) - as_bytes(images))
    assert (image.format, image.size) == ("JPEG", (width, height))
    assert difference.mean() < 3


def test_transparent_parts_become_black(drawing, opened):
    alpha = torch.ones(1, 360, 480, 1)
    alpha[:, :, :240] = 0
    alpha[:, :90, 240:] = 0.5
    images = torch.cat([drawing(), alpha], dim=-1)

    image = np.asarray(opened(encode_one(images)))

    assert (image[:, :240] == 0).all()
    assert np.array_equal(image[90:, 240:], as_bytes(images)[90:, 240:, :3])
    assert (image[:90, 240:] == 128).all()


def test_grey_becomes_rgb(photo, opened):
    image = opened(encode_one(photo(channels=1)))

    assert image.mode == "RGB"
    assert np.abs(np.diff(np.asarray(image).astype(int), axis=-1)).max() <= 1


def test_values_beyond_the_range_are_clamped(drawing, opened):
    images = drawing()
    images[:, :180, :100] = 1.5
    images[:, 180:, :100] = -7.5

    image = np.asarray(opened(encode_one(images)))

    assert (image[:180, :100] == 255).all()
    assert (image[180:, :100] == 0).all()


def test_a_picture_that_counts_to_255_is_refused_rather_than_paid_for_as_a_white_one(drawing):
    with pytest.raises(InputError, match=r"values up to .* Divide it by 255"):
        pictures.check(drawing() * 255)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_every_kind_of_float_gives_the_same_picture(photo, opened, dtype):
    images = photo().to(dtype)

    picture = encode_one(images)

    exact = as_bytes(images.float())
    assert np.abs(np.asarray(opened(picture)).astype(int) - exact).mean() < 2
    assert picture.digest == encode_one(images.float()).digest


def test_a_half_precision_picture_keeps_its_8_bit_values(photo):
    images = photo()

    digests = {encode_one(images.to(dtype)).digest for dtype in (torch.float16, torch.float32, torch.float64)}

    assert len(digests) == 1


def test_a_view_with_strange_strides_gives_the_same_picture(photo):
    images = photo(360, 480)
    channels_first = images.permute(0, 3, 1, 2).contiguous()

    turned = encode_one(channels_first.permute(0, 2, 3, 1))
    flipped = encode_one(images.flip(2).flip(2).requires_grad_())

    assert turned == flipped == encode_one(images)


def test_the_tensor_is_left_as_it_was(photo):
    images = torch.cat([photo(), torch.full((1, 360, 480, 1), 0.5)], dim=-1) * 2 - 0.5
    before = images.clone()

    encode_one(images)

    assert torch.equal(images, before)


def test_the_digest_is_that_of_the_pixels_and_not_of_the_file(photo):
    images = photo()
    expected = hashlib.sha256(b"480x360 RGB" + as_bytes(images).tobytes()).hexdigest()

    again = [encode_one(images) for _ in range(2)]

    assert again[0] == again[1]
    assert again[0].digest == expected


def test_the_digest_tells_pictures_apart(drawing):
    images = drawing(360, 480)
    one_pixel_changed = images.clone()
    one_pixel_changed[0, 359, 479, 2] -= 1 / 255

    digests = {encode_one(image).digest for image in (images, one_pixel_changed, images.reshape(1, 480, 360, 3))}

    assert len(digests) == 3


@pytest.mark.anyio
async def test_a_batch_is_encoded_in_threads_in_its_order(photo):
    images = torch.cat([photo(), photo().flip(1), photo().flip(2)])
    alone = [encode_one(image[None]) for image in images]

    together = await asyncio.gather(*(asyncio.to_thread(pictures.encode, item) for item in pictures.check(images)))

    assert together == alone


@pytest.mark.parametrize(
    ("height", "width"), [(300, 300), (300, 750), (750, 300)], ids=["smallest", "widest", "tallest"]
)
def test_the_limits_themselves_are_allowed(photo, height, width):
    assert len(pictures.check(photo(height, width))) == 1


@pytest.mark.parametrize(
    ("height", "width", "words"),
    [
        (191, 338, ["338 x 191 px", "at least 300 px", "Scale it up, to 531 x 300 px"]),
        (299, 299, ["299 x 299 px", "300 x 300 px or more"]),
        (300, 751, ["751 x 300 px", "2.50:1", "1:2.5 to 2.5:1", "Crop it"]),
        (1920, 400, ["400 x 1920 px", "1:4.80", "Crop it"]),
        (100, 600, ["600 x 100 px", "6.00:1", "Crop it"]),
        (0, 640, ["640 x 0 px", "nothing in it"]),
    ],
)
def test_a_size_that_kling_refuses_is_refused_here(height, width, words):
    with pytest.raises(InputError) as caught:
        pictures.check(torch.zeros(2, height, width, 3), name="image_tail")

    assert all(word in str(caught.value) for word in ["`image_tail`", *words])


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (torch.zeros(400, 400, 3), ["[400, 400, 3]", "[batch, height, width, channels]"]),
        (torch.zeros(0, 400, 400, 3), ["no picture", "at least one"]),
        (torch.zeros(1, 400, 400, 2), ["2 channels", "3 (RGB)"]),
        (torch.zeros(1, 400, 400, 5), ["5 channels", "4 (RGBA)"]),
        (torch.zeros(1, 400, 400, 3, dtype=torch.uint8), ["uint8", "floats from 0 to 1", "divide it by 255"]),
        (torch.zeros(1, 400, 400, 3, dtype=torch.bool), ["bool", "floats from 0 to 1"]),
        (torch.zeros(1, 400, 400, 3, dtype=torch.complex64), ["complex64", "floats from 0 to 1"]),
        (np.zeros((1, 400, 400, 3), np.float32), ["ndarray", "not a tensor"]),
        (None, ["NoneType", "Connect an IMAGE output"]),
    ],
    ids=["rank", "empty batch", "2 channels", "5 channels", "uint8", "bool", "complex", "numpy", "nothing"],
)
def test_what_is_no_picture_is_refused(images, words):
    with pytest.raises(InputError) as caught:
        pictures.check(images)

    assert all(word in str(caught.value) for word in ["`image`", *words])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_a_value_that_is_no_number_is_refused_and_the_item_named(photo, value, dtype):
    images = photo(batch=5).to(dtype)
    images[4, 359, 479, 1] = value

    with pytest.raises(InputError, match=r"`image \(picture 5 of 5\)` contains NaN or infinity"):
        pictures.check(images)


def test_a_single_picture_is_not_numbered(photo):
    images = photo()
    images[0, 0, 0, 0] = float("nan")

    with pytest.raises(InputError, match=r"^`image` contains NaN"):
        pictures.check(images)


def test_a_noisy_picture_over_10_mb_is_sent_with_a_lower_quality(opened):
    images = torch.rand(1, 1800, 2500, 3, generator=torch.Generator().manual_seed(1))

    picture = encode_one(images)

    assert picture.mb <= 10
    assert opened(picture).quantization[0][0] > 2


def test_a_picture_that_no_quality_makes_small_enough_is_refused():
    images = torch.rand(1, 3000, 3600, 3, generator=torch.Generator().manual_seed(1))

    with pytest.raises(InputError, match=r"`image` \(3600 x 3000 px\) is 1\d\.\d MB .* 10 MB\. Scale it down"):
        encode_one(images)


def test_a_checked_picture_does_not_print_its_pixels(photo):
    (checked,) = pictures.check(photo())

    assert repr(checked) == "CheckedPicture(name='image')"
