"""A brush sends exactly what was painted: where, how large, and which way up."""

import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from klingkit.nodes.kling.errors import InputError
from klingkit.nodes.kling.requests.image2video import Image2Video
from klingkit.nodes.media import brush

DOT = {"points": [[50, 40]], "size": 31}
PATH = [[50, 40], [150, 60]]


def document(*areas, width=600, height=400, **more):
    return brush.parse(json.dumps({"version": 1, "width": width, "height": height, "areas": areas, **more}))


def area(*strokes, polygons=(), path=PATH):
    return {"strokes": strokes, "polygons": polygons, "path": path}


def painted(mask):
    """left, top, right, bottom of what is white, all inclusive."""
    rows, columns = np.nonzero(mask)
    return columns.min(), rows.min(), columns.max(), rows.max()


def points_of(request, number=1):
    return [(point["x"], point["y"]) for point in request["dynamic_masks"][number - 1]["trajectories"]]


def test_the_top_left_of_the_canvas_is_the_top_left_of_the_mask_and_a_high_y_of_the_path(opened):
    drawn = document(area({"points": [[10, 10]], "size": 15}, path=[[10, 10], [10, 390]]))

    request = brush.to_request(drawn, 600, 400)

    mask = np.asarray(opened(request["dynamic_masks"][0]["mask"]))
    assert painted(mask[..., 0]) == (3, 3, 17, 17)
    assert points_of(request) == [(10, 389), (10, 9)]


def test_at_equal_size_every_coordinate_is_sent_as_it_was_drawn():
    path = [[x, (7 * x) % 400] for x in range(0, 600, 8)]

    request = brush.to_request(document(area(DOT, path=path)), 600, 400)

    assert points_of(request) == [(x, 399 - y) for x, y in path]


@pytest.mark.parametrize(("size", "factor"), [((1200, 800), 2), ((300, 200), 0.5), ((901, 601), 1.5)])
def test_a_brush_grows_and_shrinks_with_its_picture(size, factor):
    drawn = document(area({"points": [[100, 100], [200, 100]], "size": 41}, path=[[100, 100], [200, 300]]))

    (mask,) = brush.rasterise(drawn, *size).areas

    expected = [(100 - 20) * factor, (100 - 20) * factor, (200 + 20) * factor, (100 + 20) * factor]
    assert mask.shape == (size[1], size[0])
    assert painted(mask) == pytest.approx(expected, abs=2)


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(300, 700),
    height=st.integers(300, 700),
    scale=st.floats(0.3, 3),
    x=st.floats(0, 1),
    y=st.floats(0, 1),
)
def test_whatever_the_sizes_mask_and_path_fit_the_picture(width, height, scale, x, y):
    canvas = (width * scale, height * scale)
    spot = [x * canvas[0], y * canvas[1]]
    away = [canvas[0] * 2, -canvas[1]] if x < 0.5 else [-canvas[0], canvas[1] * 2]
    drawn = document(area({"points": [spot], "size": 20 * scale}, path=[spot, away]), width=canvas[0], height=canvas[1])

    request = brush.to_request(drawn, width, height)
    mask = brush.rasterise(drawn, width, height).areas[0]

    picture = request["dynamic_masks"][0]["mask"]
    start, end = points_of(request)
    assert (picture.width, picture.height, mask.shape, mask.dtype) == (width, height, (height, width), np.uint8)
    assert set(np.unique(mask)) <= {0, 255}
    assert start == pytest.approx((x * width, height - 1 - y * height), abs=1.01)
    assert mask[height - 1 - start[1], start[0]] == 255
    assert all(type(value) is int for value in (*start, *end))
    assert 0 <= end[0] < width
    assert 0 <= end[1] < height


@pytest.mark.parametrize("size", [1, 2, 3, 10, 20, 21])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_line_is_as_wide_as_its_pen_and_round_at_its_ends(size, turned, backwards):
    ends = [[100, 200], [300, 200]]
    points = [point[::-1] if turned else point for point in (ends[::-1] if backwards else ends)]

    (mask,) = brush.rasterise(document(area({"points": points, "size": size}), height=600), 600, 600).areas

    left, top, right, bottom = painted(mask.T if turned else mask)
    assert (right - left, bottom - top) == (200 + size - 1, size - 1)
    assert abs((top + bottom) / 2 - 200) <= 0.5
    if size >= 10:
        assert not (mask.T if turned else mask)[top, left]


def test_a_line_of_many_short_pieces_has_no_gaps():
    circle = [[300 + 100 * math.cos(turn / 50), 200 + 100 * math.sin(turn / 50)] for turn in range(315)]

    (mask,) = brush.rasterise(document(area({"points": circle, "size": 20})), 600, 400).areas

    rows, columns = np.mgrid[0:400, 0:600]
    distance = np.abs(np.hypot(columns - 300, rows - 200) - 100)
    assert (mask[distance < 8.5] == 255).all()
    assert (mask[distance > 12] == 0).all()


def test_an_eraser_cuts_what_was_painted_before_it():
    square = [[100, 100], [300, 100], [300, 300], [100, 300]]
    eraser = {"points": [[200, 0], [200, 400]], "size": 40, "erase": True}
    again = {"points": [[200, 200]], "size": 11}

    (mask,) = brush.rasterise(document(area(eraser, again, polygons=[square])), 600, 400).areas

    assert (mask[150, 110], mask[150, 200], mask[200, 200], mask[150, 290]) == (255, 0, 255, 255)


def test_a_shape_among_the_strokes_fills_what_was_erased_before_it_and_can_erase_itself():
    all_of_it = {"points": [[50, 40]], "size": 200, "erase": True}
    shape = {"points": [[20, 20], [80, 20], [80, 60], [20, 60]], "fill": True}
    hole = {"points": [[40, 30], [60, 30], [60, 50], [40, 50]], "fill": True, "erase": True}

    (mask,) = brush.rasterise(document(area(DOT, all_of_it, shape, hole)), 600, 400).areas

    assert painted(mask) == (20, 20, 80, 60)
    assert painted(255 - mask[21:60, 21:80]) == (19, 9, 39, 29)


def test_areas_and_static_become_fields_of_a_request():
    drawn = document(area(DOT), area({"points": [[300, 300]], "size": 50}), static={"strokes": [DOT]})

    fields = brush.to_request(drawn, 600, 400)

    request = Image2Video(model_name="kling-v1", mode="std", image="https://example.com/a.png", **fields)
    body = request.body()
    assert [sorted(moving) for moving in body["dynamic_masks"]] == [["mask", "trajectories"]] * 2
    assert body["static_mask"] == body["dynamic_masks"][0]["mask"] == fields["static_mask"].text
    assert body["dynamic_masks"][1]["mask"] != body["static_mask"]


@pytest.mark.parametrize("static", [None, {}, {"strokes": []}, {"strokes": [DOT, {**DOT, "erase": True}]}])
def test_a_static_area_without_paint_is_left_out(static):
    assert "static_mask" not in brush.to_request(document(area(DOT), static=static), 600, 400)


def test_a_static_area_may_stand_alone():
    assert list(brush.to_request(document(static={"strokes": [DOT]}), 600, 400)) == ["static_mask"]


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (document(), ["is empty", "paint what moves"]),
        (document(static={}), ["is empty"]),
        (document(area(DOT), area()), ["area 2", "nothing is painted"]),
        (document(area(DOT, {**DOT, "erase": True, "size": 60})), ["area 1", "nothing is painted"]),
        (document(area({"points": [[-900, 40]], "size": 9})), ["area 1", "inside the picture"]),
        (document(area(DOT), area(DOT, path=[[9, 9], [9.2, 9.1]])), ["area 2", "stays on one pixel", "(9, 9)"]),
        (document(area(DOT), width=400), ["400 x 400 px", "600 x 400 px", "ratio of width to height"]),
        (document(area(DOT), width=607), ["607 x 400 px"]),
    ],
)
def test_what_would_move_nothing_is_refused(drawn, words):
    with pytest.raises(InputError) as caught:
        brush.to_request(drawn, 600, 400)

    assert all(word in str(caught.value) for word in ["brush", *words])


@pytest.mark.parametrize("count", [2, 76, 77])
def test_a_path_that_kling_takes_keeps_every_point(count):
    path = [[number + number * number / 20, 100] for number in range(count)]

    points = points_of(brush.to_request(document(area(DOT, path=path)), 600, 400))

    assert points == [(round(x), 299) for x, _ in path]


@pytest.mark.parametrize("count", [78, 500, 5000])
def test_a_longer_path_is_thinned_to_77_points_at_equal_distances(count):
    # Drawn slowly at first, quickly at the end: a mouse gives many points where it is slow.
    turns = [4 * (number / (count - 1)) ** 3 for number in range(count)]
    path = [[300 + 150 * math.cos(turn), 200 + 150 * math.sin(turn)] for turn in turns]

    points = np.array(points_of(brush.to_request(document(area(DOT, path=path)), 600, 400)))

    steps = np.hypot(*np.diff(points, axis=0).T)
    assert len(points) == 77
    assert tuple(points[0]) == (450, 199)
    assert tuple(points[-1]) == (round(path[-1][0]), 399 - round(path[-1][1]))
    assert np.abs(steps - 600 / 76).max() < 1.6
    assert np.abs(np.hypot(points[:, 0] - 300, points[:, 1] - 199) - 150).max() < 3


def test_masks_of_other_nodes_take_the_place_of_what_is_painted(opened):
    mask = torch.zeros(1, 800, 1200)
    mask[:, 100:200, 400:600] = 0.7

    changed = brush.with_masks(document(area(DOT), area(), static={"strokes": [DOT]}), [None, mask], mask[0])

    request = brush.to_request(changed, 600, 400)
    images = [request["static_mask"], *(moving["mask"] for moving in request["dynamic_masks"])]
    static, kept, replaced = (np.asarray(opened(image))[..., 0] for image in images)
    assert painted(replaced) == painted(static) == (200, 50, 299, 99)
    assert painted(kept) == (35, 25, 65, 55)
    assert points_of(request, 2) == [(50, 359), (150, 339)]


def test_masks_and_paths_alone_are_a_brush():
    mask = torch.zeros(400, 600)
    mask[:9, :9] = 1

    request = brush.to_request(brush.from_masks([mask, mask], [PATH, [[0, 0], [599, 399]]]), 600, 400)

    assert points_of(request, 2) == [(0, 399), (599, 0)]
    assert request["dynamic_masks"][0]["mask"] == request["dynamic_masks"][1]["mask"]


@pytest.mark.parametrize(
    ("masks", "words"),
    [
        ([torch.zeros(2, 400, 600)], ["mask of area 1", "[2, 400, 600]", "single mask"]),
        ([None, torch.zeros(400, 600)], ["1 paths", "mask for area 2"]),
        ([torch.zeros(400, 500)], ["500 x 400 px", "600 x 400 px"]),
        ([torch.full((400, 600), float("nan"))], ["mask of area 1", "NaN"]),
        ([torch.zeros(400, 600, dtype=torch.bool)], ["torch.bool", "MASK"]),
        ([np.zeros((400, 600))], ["ndarray", "MASK"]),
        ([torch.zeros(0, 600)], ["[0, 600]"]),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(masks, words):
    with pytest.raises(InputError) as caught:
        brush.with_masks(document(area(DOT)), masks)

    assert all(word in str(caught.value) for word in ["brush", *words])


@pytest.mark.parametrize(
    ("masks", "paths", "words"),
    [
        ([], [], "is empty"),
        ([torch.zeros(9, 9)], [], "1 masks and 0 paths"),
        ([torch.zeros(9, 9)] * 7, [PATH] * 7, "up to 6"),
        ([torch.zeros(9, 9)], [[[1, 1]]], "area 1: its path has 1 point"),
        ([torch.zeros(9, 9)], [[[1, 1], [math.nan, 1]]], "area 1, path, point 2, x: it is NaN"),
        ([torch.zeros(9, 9)], [[[1, 1], [torch.ones(1), 1]]], "area 1, path, point 2, x: it is .*tensor"),
    ],
)
def test_masks_without_fitting_paths_are_refused(masks, paths, words):
    with pytest.raises(InputError, match=words):
        brush.from_masks(masks, paths)
