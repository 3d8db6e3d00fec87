"""API-format prompts, built as short as a test can read."""


def load(image="example.png"):
    return {"class_type": "LoadImage", "inputs": {"image": image}}


def empty(width=640, height=360, batch=1, color=0x335577):
    return {
        "class_type": "EmptyImage",
        "inputs": {"width": width, "height": height, "batch_size": batch, "color": color},
    }


def image2video(prompt, image="picture", **inputs):
    return {
        "class_type": "KlingKitImage2Video",
        "inputs": {"image": [image, 0], "prompt": prompt, "model": "kling-v1-6"} | inputs,
    }


def poll(task_id, **inputs):
    return {"class_type": "KlingKitPoll", "inputs": {"task_id": task_id} | inputs}


def preview(node, output):
    """Shows any value, and is what makes a graph run: a paying node is no output node."""
    return {"class_type": "PreviewAny", "inputs": {"source": [node, output]}}


def made(result, node="video"):
    """What our node said of its videos, beside the preview."""
    return result.outputs[node]["klingkit"]


def said(result):
    """All error texts of a prompt, refused or failed."""
    texts = []
    for error in result.errors:
        texts.append(str(error.get("exception_message", "")))
        for node in error.get("node_errors", {}).values():
            texts += [f"{problem['message']}: {problem['details']}" for problem in node["errors"]]
    return "\n".join(texts)
