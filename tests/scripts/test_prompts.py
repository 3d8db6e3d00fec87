"""Following a prompt in a real ComfyUI, and what the demo makes of it."""

from klingkit.scripts.demo import reason
from klingkit.scripts.prompts import Result

PICTURE = {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 255}}


def test_the_pack_is_loaded_from_a_folder_of_another_name(comfyui):
    info = comfyui.get("/object_info")

    assert {"KlingKitImage2Video", "KlingKitPoll"} <= set(info)
    assert "IMPORT FAILED" not in comfyui.log_text()


def test_a_prompt_that_runs_gives_what_its_nodes_showed(comfyui):
    seen = []

    result = comfyui.queue(
        {"1": PICTURE, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}},
        on_event=lambda kind, data: seen.append(kind),
    )

    assert result.status == "success"
    assert result.errors == []
    assert result.outputs["2"]["images"][0]["filename"].endswith(".png")
    assert seen == [kind for kind, _ in result.events]


def test_a_prompt_that_comfyui_refuses_comes_back_with_its_reasons(comfyui):
    result = comfyui.queue({"2": {"class_type": "PreviewImage", "inputs": {}}})

    assert result.status == "refused"
    assert "Required input is missing: images" in reason(result)


def test_a_node_that_fails_names_itself(comfyui):
    save = {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "../../outside"}}

    result = comfyui.queue({"1": PICTURE, "2": save})

    assert result.status == "error"
    assert reason(result).startswith("SaveImage: ")


def test_a_failure_without_words_is_still_said():
    result = Result(prompt_id="1", status="interrupted")

    assert reason(result) == "it ended as 'interrupted' without a reason."
