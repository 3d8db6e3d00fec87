"""The catalog against Kling's price list and capability map, written out once more by hand."""

import pytest
from klingkit.nodes.kling import catalog

PRICES = [
    ("kling-v1", "std", "5", False, 1.0),
    ("kling-v1", "pro", "5", False, 3.5),
    ("kling-v1", "pro", "10", False, 7.0),
    ("kling-v1-5", "std", "5", False, 2.0),
    ("kling-v1-5", "pro", "10", False, 7.0),
    ("kling-v1-6", "std", "5", False, 2.0),
    ("kling-v1-6", "std", "10", False, 4.0),
    ("kling-v1-6", "pro", "5", False, 3.5),
    ("kling-v2-master", "", "5", False, 10.0),
    ("kling-v2-master", "", "10", False, 20.0),
    ("kling-v2-1", "std", "5", False, 2.0),
    ("kling-v2-1", "pro", "5", False, 3.5),
    ("kling-v2-1-master", "", "10", False, 20.0),
    ("kling-v2-5-turbo", "std", "5", False, 1.5),
    ("kling-v2-5-turbo", "pro", "10", False, 5.0),
    ("kling-v2-6", "std", "5", False, 1.5),
    ("kling-v2-6", "pro", "5", False, 2.5),
    ("kling-v2-6", "pro", "5", True, 5.0),
    ("kling-v3", "std", "3", False, 1.8),
    ("kling-v3", "pro", "15", False, 12.0),
    ("kling-v3", "4k", "3", False, 9.0),
    ("kling-v3", "std", "5", True, 4.5),
    ("kling-v3", "pro", "5", True, 6.0),
    ("kling-v3", "4k", "5", True, 15.0),
]

KINDS = {
    "image2video": "v1 v1-5 v1-6 v2-master v2-1 v2-1-master v2-5-turbo v2-6 v3",
    "text2video": "v1 v1-6 v2-master v2-1-master v2-5-turbo v2-6 v3",
    "multi-image2video": "v1-6",
    "lip-sync": "",
}


@pytest.mark.parametrize(("model", "mode", "duration", "sound", "units"), PRICES)
def test_a_video_costs_what_the_price_list_says(model, mode, duration, sound, units):
    assert catalog.MODELS[model].units_for(mode, duration, sound=sound) == pytest.approx(units)


@pytest.mark.parametrize(
    ("model", "mode", "dollars"),
    [("kling-v1-6", "std", 0.28), ("kling-v1-6", "pro", 0.49), ("kling-v2-master", "", 1.4)],
)
def test_the_price_in_dollars_is_the_one_that_others_show(model, mode, dollars):
    units = catalog.MODELS[model].units_for(mode, "5")

    assert units * catalog.DOLLARS_PER_UNIT == pytest.approx(dollars)


@pytest.mark.parametrize(("kind", "names"), KINDS.items())
def test_a_kind_of_task_has_its_models_the_oldest_first(kind, names):
    assert [model.name for model in catalog.models_for(kind)] == [f"kling-{name}" for name in names.split()]


@pytest.mark.parametrize("model", catalog.MODELS.values(), ids=lambda model: model.name)
def test_a_row_speaks_only_of_modes_and_durations_that_it_has(model):
    modes = set(model.modes or ("",))
    shots = [model.end_frame, model.motion_brush, model.camera]

    assert set(model.units) == modes
    assert set(model.units_with_sound) == set(model.sound) <= modes
    assert all(set(shot) <= modes for shot in shots)
    assert all(set(durations) <= set(model.durations) for shot in shots for durations in shot.values())
    assert catalog.MODELS[model.name] is model


def test_only_the_first_generation_can_be_extended():
    extendable = [model.name for model in catalog.MODELS.values() if model.extendable]

    assert extendable == ["kling-v1", "kling-v1-5", "kling-v1-6"]


@pytest.mark.parametrize(
    ("shots", "words"),
    [
        ({"pro": ("5", "10")}, "pro 5 or 10 s"),
        ({"std": ("5",), "pro": ("5",)}, "std 5 s, pro 5 s"),
        ({"4k": tuple(str(seconds) for seconds in range(3, 16))}, "4k 3 to 15 s"),
        ({"": ("5",)}, "5 s"),
        ({}, "nothing"),
    ],
)
def test_where_a_feature_is_to_be_had_is_told_in_words(shots, words):
    assert catalog.in_words(shots) == words
