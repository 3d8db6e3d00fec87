"""The small graphs that the pictures of the help pages show: one for each node, with words in each language.

{text} in a widget's value is the language's text of that name.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .workflows import WORKFLOWS, read_workflow

LANGUAGES = ("en", "zh")

_TEXTS = {
    "en": {
        "wave": "The girl waves and smiles while the clouds drift by.",
        "hill": "A girl on a hill looks at the clouds.",
        "both": "The two girls dance on a meadow.",
        "walk": "A girl walks along the beach.",
        "turn": "She turns to the camera.",
        "face": "A girl looks into the camera and smiles.",
        "hello": "Hello! This picture has learnt to talk.",
        "voice": "Melody (en)",
        "rain": "Rain falls on a quiet street at night.",
        "scene": "hug_pro",
    },
    "zh": {
        "wave": "女孩微笑着挥手，云朵缓缓飘过。",
        "hill": "一个女孩站在山坡上看云。",
        "both": "两个女孩在草地上跳舞。",
        "walk": "一个女孩沿着海滩散步。",
        "turn": "她转身看向镜头。",
        "face": "一个女孩看着镜头微笑。",
        "hello": "大家好！这张图片学会说话了。",
        "voice": "阳光少年 (zh)",
        "rain": "夜晚，雨落在安静的街道上。",
        "scene": "heart_gesture_pro",
    },
}
"""No two sketches ask for the same video: the second one would only say that it is there already."""

_GAP = 36
"""px between two columns."""


def _node(type_: str, column: int, width: int, y: int = 0, **widgets: Any) -> dict[str, Any]:
    return {"type": type_, "column": column, "width": width, "y": y, "widgets": widgets}


def _picture(column: int = 0, y: int = 0) -> dict[str, Any]:
    return _node("LoadImage", column, 225, y, image="example.png")


def _brush() -> str:
    """The brush of the workflow that shows it."""
    nodes = read_workflow(Path(WORKFLOWS / "motion_brush.json"))["nodes"]
    texts = [
        value
        for node in nodes
        if node["type"] == "KlingKitMotionBrush"
        for value in node["widgets_values"]
        if isinstance(value, str) and value.startswith("{")
    ]
    return json.dumps(json.loads(texts[0]))


SKETCHES: dict[str, tuple[dict[int, dict[str, Any]], list[tuple[int, str, int, str]]]] = {
    "KlingKitImage2Video": (
        {1: _picture(), 2: _node("KlingKitImage2Video", 1, 310, prompt="{wave}")},
        [(1, "IMAGE", 2, "image")],
    ),
    "KlingKitText2Video": ({11: _node("KlingKitText2Video", 0, 330, prompt="{hill}")}, []),
    "KlingKitMultiImage2Video": (
        {21: _picture(), 22: _picture(y=390), 23: _node("KlingKitMultiImage2Video", 1, 310, prompt="{both}")},
        [(21, "IMAGE", 23, "image_1"), (22, "IMAGE", 23, "image_2")],
    ),
    "KlingKitExtendVideo": (
        {
            31: _node("KlingKitText2Video", 0, 310, prompt="{walk}"),
            32: _node("KlingKitExtendVideo", 1, 310, prompt="{turn}"),
        },
        [(31, "video_id", 32, "video_id"), (31, "task_id", 32, "task_id")],
    ),
    "KlingKitLipSync": (
        {
            41: _node("KlingKitText2Video", 0, 310, prompt="{face}"),
            42: _node("KlingKitLipSync", 1, 310, 0, **{"speech.text": "{hello}", "speech.voice": "{voice}"}),
        },
        [(41, "video_id", 42, "source.video_id"), (41, "task_id", 42, "source.task_id")],
    ),
    "KlingKitEffects": (
        {51: _picture(), 52: _picture(y=390), 53: _node("KlingKitEffects", 1, 310, effect_scene="{scene}")},
        [(51, "IMAGE", 53, "image_1"), (52, "IMAGE", 53, "image_2")],
    ),
    "KlingKitPoll": (
        {
            61: _node("KlingKitText2Video", 0, 310, prompt="{rain}", wait=False),
            62: _node("KlingKitPoll", 1, 310),
        },
        [(61, "task_id", 62, "task_id")],
    ),
    "KlingKitCameraControl": (
        {
            71: _picture(),
            72: _node("KlingKitCameraControl", 0, 270, y=390, zoom=5),
            73: _node("KlingKitImage2Video", 1, 310, prompt="{wave}", model="kling-v1", guidance="camera"),
        },
        [(71, "IMAGE", 73, "image"), (72, "camera", 73, "guidance.camera")],
    ),
    "KlingKitMotionBrush": (
        {
            81: _picture(),
            82: _node("KlingKitMotionBrush", 1, 310, brush="{brush}"),
            83: _node("KlingKitImage2Video", 2, 310, prompt="{wave}", model="kling-v1", guidance="motion brush"),
        },
        [(81, "IMAGE", 82, "image"), (81, "IMAGE", 83, "image"), (82, "brush", 83, "guidance.brush")],
    ),
}
"""Nodes by number, and links: from, output, to, input. No number stands twice: the page keeps results by number."""


def sketch(node: str, language: str) -> dict[str, Any]:
    """Nodes with their places and this language's texts, and links."""
    nodes, links = SKETCHES[node]
    texts = _TEXTS[language] | {"brush": _brush()}
    widths = _widths(nodes)
    placed = {
        number: {
            "type": one["type"],
            "at": [sum(widths[: one["column"]]) + _GAP * one["column"], one["y"]],
            "width": one["width"],
            "widgets": {name: _worded(value, texts) for name, value in one["widgets"].items()},
        }
        for number, one in nodes.items()
    }
    return {"nodes": placed, "links": links}


def _widths(nodes: dict[int, dict[str, Any]]) -> list[int]:
    """The width of each column."""
    columns = range(1 + max(one["column"] for one in nodes.values()))
    return [max(one["width"] for one in nodes.values() if one["column"] == column) for column in columns]


def _worded(value: Any, texts: dict[str, str]) -> Any:
    return texts.get(value[1:-1], value) if isinstance(value, str) and value.startswith("{") else value
