"""Every document ever written is read; a mistake in one is named with its place, and nothing is silently left out."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from klingkit.nodes.kling.errors import InputError
from klingkit.nodes.media import brush

LINE = [[1, 2], [3, 4.5]]
STROKE = {"points": LINE, "size": 8}


def text(*, drop=(), **changes):
    whole = {"version": 1, "width": 640, "height": 480, "areas": [{"strokes": [STROKE], "path": LINE}], **changes}
    return json.dumps({key: value for key, value in whole.items() if key not in drop})


def test_version_1_is_read():
    written = """{"version": 1, "width": 1280, "height": 720.5,
      "areas": [{"strokes": [{"points": [[1, 2], [3, 4]], "size": 40, "erase": true}], "path": [[0, 0], [9, 9]]},
                {"polygons": [[[1, 1], [5, 1], [5, 5]]], "path": [[7, 7], [8, 8], [9, 9]]}],
      "static": {"strokes": [{"points": [[6, 6]], "size": 0.5}], "polygons": []}}"""

    document = brush.parse(written)

    assert document == brush.Brush(
        width=1280,
        height=720.5,
        areas=(
            brush.Area(brush.Drawing(strokes=(brush.Stroke(((1, 2), (3, 4)), 40, True),)), ((0, 0), (9, 9))),
            brush.Area(brush.Drawing(polygons=(((1, 1), (5, 1), (5, 5)),)), ((7, 7), (8, 8), (9, 9))),
        ),
        static=brush.Drawing(strokes=(brush.Stroke(((6, 6),), 0.5),)),
    )


@pytest.mark.parametrize("key", ["areas", "static"])
def test_areas_and_static_may_be_missing(key):
    assert brush.parse(text(drop=[key])).static is None


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", ["is empty", "Open the brush editor"]),
        (" \n", ["is empty"]),
        ("{", ["is no JSON", "line 1"]),
        ("[" * 100_000, ["is no JSON"]),
        (f"[{'9' * 5000}]", ["is no JSON"]),
        ("[]", ["it is [], not an object"]),
        ("{}", ["its version is missing"]),
        (text(version=2), ["its version is 2", "reads 1", "Update KlingKit"]),
        (text(version=True), ["its version is true"]),
        (text(version="1"), ['its version is "1"', "it can be 1"]),
        (text(version=0), ["its version is 0"]),
        (text(drop=["width"]), ["width: it is missing"]),
        (text(height=0), ["height: it is 0, not a number from 16 to 16384"]),
        (text(width=float("nan")), ["width: it is NaN"]),
        (text(width=10**400), ["width: it is 1000", "..."]),
        (text(areas={}), ["areas: it is {}, not a list"]),
        (text(areas=[{"path": LINE}] * 7), ["7 areas", "at most 6", "Take 1 away"]),
        (text(areas=[{"path": LINE}, {"path": [[1, 2]]}]), ["area 2: its path has 1 point; Kling takes 2 to 77"]),
        (text(areas=[{}]), ["area 1: its path has 0 points"]),
        (text(areas=[{"path": [[1, 2], [3]]}]), ["area 1, path, point 2: it is [3], not [x, y]"]),
        (text(areas=[{"path": [[1, 2], [3, None]]}]), ["area 1, path, point 2, y: it is missing"]),
        (text(areas=[{"path": [[1, 2], [3, True]]}]), ["point 2, y: it is true"]),
        (text(areas=[{"path": [[1, 2], [3, 1e6]]}]), ["point 2, y", "from -65536 to 65536"]),
        (text(areas=[{"path": LINE, "stroke": []}]), ['area 1: it has "stroke"', "strokes, polygons, path"]),
        (text(areas=[{"path": LINE, "strokes": [{"size": 3}]}]), ["area 1, stroke 1: it has no points"]),
        (text(areas=[{"path": LINE, "strokes": [{"points": LINE}]}]), ["area 1, stroke 1, size: it is missing"]),
        (text(areas=[{"path": LINE, "strokes": [STROKE, {**STROKE, "size": 0}]}]), ["stroke 2, size: it is 0"]),
        (text(areas=[{"path": LINE, "strokes": [{**STROKE, "erase": 1}]}]), ["stroke 1: erase is 1"]),
        (text(areas=[{"path": LINE, "polygons": [LINE]}]), ["area 1, polygon 1: it has 2 corners"]),
        (text(static=[]), ["static: it is [], not an object"]),
        (text(static={"path": LINE}), ['static: it has "path"']),
        (text(areas=["x" * 99]), ['area 1: it is "xxx', "..."]),
        (text(statik={}), ['it has "statik"', "version, width, height, areas, static"]),
        (None, ["NoneType, not a text"]),
    ],
)
def test_a_mistake_is_named_with_its_place(written, words):
    with pytest.raises(InputError) as caught:
        brush.parse(written)

    assert all(word in str(caught.value) for word in ["`brush", *words])
    assert len(str(caught.value)) < 300


NUMBERS = st.one_of(st.integers(), st.floats(), st.integers(-100, 700), st.floats(-100, 700))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=8,
)
POINTS = st.one_of(st.lists(st.lists(NUMBERS, min_size=1, max_size=3), max_size=5), JSON)
STROKES = st.fixed_dictionaries({}, optional={"points": POINTS, "size": JSON | NUMBERS, "erase": JSON})
AREAS = st.fixed_dictionaries(
    {},
    optional={
        "strokes": st.lists(STROKES, max_size=3) | JSON,
        "polygons": st.lists(POINTS, max_size=3) | JSON,
        "path": POINTS,
        "other": JSON,
    },
)
DOCUMENTS = st.fixed_dictionaries(
    {"version": st.just(1) | JSON},
    optional={
        "width": st.just(640) | JSON,
        "height": st.just(480) | JSON,
        "areas": st.lists(AREAS, max_size=8) | JSON,
        "static": AREAS | JSON,
    },
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(DOCUMENTS, JSON))
def test_whatever_is_written_gives_a_brush_or_our_own_error(value):
    try:
        document = brush.parse(json.dumps(value))
        brush.to_request(document, 640, 480)
    except InputError:
        return

    assert document.areas or document.static


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.text('{}[]",:0123456789eE+-.truefalsn ', max_size=60))
def test_whatever_text_stands_there_gives_our_own_error(written):
    with pytest.raises(InputError):
        brush.parse(written)


FINE_POINTS = st.lists(st.tuples(st.floats(-700, 1300), st.floats(-500, 1000)), min_size=3, max_size=6)
FINE_STROKES = st.fixed_dictionaries(
    {"points": FINE_POINTS, "size": st.floats(0.1, 2000)}, optional={"erase": st.booleans()}
)
FINE_AREAS = st.fixed_dictionaries(
    {"path": FINE_POINTS, "strokes": st.lists(FINE_STROKES, max_size=3), "polygons": st.lists(FINE_POINTS, max_size=2)}
)


@settings(max_examples=100, deadline=None)
@given(areas=st.lists(FINE_AREAS, min_size=1, max_size=3))
def test_what_makes_sense_is_read_and_painted(areas):
    document = brush.parse(json.dumps({"version": 1, "width": 640, "height": 480, "areas": areas}))

    masks = brush.rasterise(document, 641, 480)

    assert [area.path for area in document.areas] == [tuple(area["path"]) for area in areas]
    assert {mask.shape for mask in masks.areas} == {(480, 641)}
