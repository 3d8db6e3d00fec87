"""Lets a node speak the person's language: what it raises, and what it answers before a run."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from comfy_api.latest import io

from .language import Language


def speaking(node: type[io.ComfyNode], language: Language) -> type[io.ComfyNode]:
    """The same class, its errors and refusals translated. All code below, and the journal, go on in English."""
    node.execute = classmethod(_executing(node.execute.__func__, language))  # type: ignore[method-assign]
    if node.validate_inputs.__func__ is not io.ComfyNode.validate_inputs.__func__:  # type: ignore[attr-defined]
        node.validate_inputs = classmethod(_validating(node.validate_inputs.__func__, language))  # type: ignore
    return node


def _executing(execute: Callable[..., Any], language: Language) -> Callable[..., Any]:
    # ComfyUI awaits an `execute` only where it is a coroutine function.
    if inspect.iscoroutinefunction(execute):

        @functools.wraps(execute)
        async def waited_for(*args: Any, **inputs: Any) -> Any:
            with language.spoken():
                return await execute(*args, **inputs)

        return waited_for

    @functools.wraps(execute)
    def at_once(*args: Any, **inputs: Any) -> Any:
        with language.spoken():
            return execute(*args, **inputs)

    return at_once


def _validating(validate: Callable[..., Any], language: Language) -> Callable[..., Any]:
    @functools.wraps(validate)
    def validating(*args: Any, **inputs: Any) -> Any:
        with language.spoken():
            answer = validate(*args, **inputs)
        return language.say(answer) if isinstance(answer, str) else answer

    # ComfyUI reads the inputs to check off the signature, and does not look through a wrapper for it.
    validating.__signature__ = inspect.signature(validate)  # type: ignore[attr-defined]
    return validating
