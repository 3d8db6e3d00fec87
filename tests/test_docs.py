"""The pages about the nodes say what the nodes are, and every field of the source documents has its place."""

import ast
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from klingkit.nodes.kling import accounts, catalog
from klingkit.nodes.media import brush
from klingkit.scripts import reference

ROOT = Path(__file__).resolve().parent.parent
FIELDS = json.loads((ROOT / "tests" / "data" / "source_fields.json").read_text(encoding="utf-8"))
NAMED_BY_THE_CODE = {
    "image2video": {
        *("model_name", "image", "prompt", "image_tail", "negative_prompt", "cfg_scale", "mode", "duration"),
        *("camera_control", "static_mask", "dynamic_masks", "callback_url", "external_task_id", "timeout"),
    },
    "video-extend": {"task_id", "video_id", "prompt", "negative_prompt", "cfg_scale", "callback_url", "timeout"},
    "lip-sync": {
        *("input", "input.task_id", "input.video_id", "input.video_url", "input.mode", "input.text", "input.voice_id"),
        *("input.voice_language", "input.voice_speed", "input.audio_type", "input.audio_file", "input.audio_url"),
        "callback_url",
    },
    "apifox": {"video_id", "prompt"},
}
"""What a create carries in each document: the parameters of its functions and tables."""


def of(kind):
    """(what, field) of every input, output, setting or test that a row names."""
    return [(place, f"{row['document']}: {row['field']}") for row in FIELDS for place in row.get(kind, ())]


def test_the_page_about_the_nodes_says_what_they_are_now(comfyui):
    wanted = reference.page(comfyui.get("/object_info"), catalog.MODELS.values(), FIELDS)

    written = (ROOT / "docs" / "nodes.md").read_text(encoding="utf-8")

    assert written == wanted, "Stale. Run: python3 -m scripts.environment run -m scripts.docs"


def test_every_place_that_is_named_for_a_field_is_a_place_of_a_node(comfyui):
    info = {name: node for name, node in comfyui.get("/object_info").items() if name.startswith("KlingKit")}
    inputs = {f"{name}.{place}" for name, node in info.items() for place in reference.inputs(node)}
    outputs = {f"{name}.{place}" for name, node in info.items() for place in node["output_name"]}

    assert [row for row in of("inputs") if row[0] not in inputs] == []
    assert [row for row in of("outputs") if row[0] not in outputs] == []


def test_every_setting_that_is_named_for_a_field_is_one_of_an_account():
    assert [row for row in of("settings") if row[0] not in accounts.SETTINGS] == []


def test_every_test_that_is_named_for_a_field_exists():
    files = {test.split("::")[0] for test, _ in of("tests")}
    trees = {file: ast.parse((ROOT / file).read_text(encoding="utf-8")) for file in files}
    there = {f"{file}::{node.name}" for file, tree in trees.items() for node in tree.body if hasattr(node, "name")}

    assert [row for row in of("tests") if row[0] not in there] == []


def test_every_field_has_a_place_or_a_reason_and_a_test_and_stands_there_once():
    lost = [row for row in FIELDS if not any(row.get(kind) for kind in ("inputs", "outputs", "settings", "note"))]

    assert lost == [row for row in FIELDS if not row["tests"]] == []
    assert max(Counter((row["document"], row["field"]) for row in FIELDS).values()) == 1


@pytest.mark.parametrize("document", NAMED_BY_THE_CODE)
def test_every_parameter_of_a_document_can_be_set_at_a_node(document):
    can_be_set = {row["field"] for row in FIELDS if row["document"] == document and row.get("inputs")}

    assert NAMED_BY_THE_CODE[document] - can_be_set == set()


def test_the_brush_in_the_page_about_it_can_be_painted():
    page = (ROOT / "docs" / "motion-brush.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)

    fields = brush.to_request(brush.parse(example), 1280, 720)

    assert [area["trajectories"][0] for area in fields["dynamic_masks"]] == [
        {"x": 300, "y": 319},
        {"x": 1000, "y": 619},
    ]
    assert fields["static_mask"]
