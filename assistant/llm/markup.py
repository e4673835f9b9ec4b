"""Tells a model's answer from its thinking and its tool calls, while it still writes."""

import json
from collections.abc import Iterator
from enum import Enum

from assistant.llm.base import Text, Thought, ToolCall


class _In(Enum):
    TEXT = "text"
    THINK = "think"
    CALL = "call"


_OPENERS = {"<think>": _In.THINK, "<tool_call>": _In.CALL}
_CLOSER = {_In.THINK: "</think>", _In.CALL: "</tool_call>"}


class MarkupParser:
    """Feed it raw text as it comes; it yields `Text`, `Thought` and `ToolCall` in order.

    `inside_thought` says that the prompt itself ended with an open `<think>`.
    A tool call that is not valid JSON is dropped: it is neither an answer nor a wish that can be met.
    """

    def __init__(self, *, inside_thought: bool = False) -> None:
        self._state = _In.THINK if inside_thought else _In.TEXT
        self._held = ""
        self._call = ""
        self._fresh = True

    def feed(self, raw: str) -> Iterator[Text | Thought | ToolCall]:
        self._held += raw
        while self._held:
            tags = [_CLOSER[self._state]] if self._state in _CLOSER else list(_OPENERS)
            found = [(self._held.find(tag), tag) for tag in tags if tag in self._held]
            if not found:
                keep = max(_overlap(self._held, tag) for tag in tags)
                ready, self._held = _split(self._held, len(self._held) - keep)
                yield from self._emit(ready)
                return
            at, tag = min(found)
            ready, self._held = self._held[:at], self._held[at + len(tag) :]
            yield from self._emit(ready)
            yield from self._turn(tag)

    def finish(self) -> Iterator[Text | Thought | ToolCall]:
        """What was held back in case it had been the beginning of a tag."""
        held, self._held = self._held, ""
        yield from self._emit(held)

    def _emit(self, text: str) -> Iterator[Text | Thought]:
        if self._state is _In.CALL:
            self._call += text
            return
        if self._fresh:
            text = text.lstrip()
        if not text:
            return
        self._fresh = False
        yield Text(text) if self._state is _In.TEXT else Thought(text)

    def _turn(self, tag: str) -> Iterator[ToolCall]:
        if tag in _OPENERS:
            self._state = _OPENERS[tag]
            self._call = ""
        else:
            if self._state is _In.CALL and (call := read_call(self._call)):
                yield call
            self._state = _In.TEXT
        self._fresh = True


def read_call(raw: str) -> ToolCall | None:
    """A tool call from its JSON, `{"name": …, "arguments": {…}}`; None where it is not one."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    name, arguments = value.get("name"), value.get("arguments", {})
    if isinstance(arguments, str):
        return read_call(json.dumps({"name": name, "arguments": _object(arguments)}))
    if not isinstance(name, str) or not isinstance(arguments, dict):
        return None
    return ToolCall(name, arguments)


def _object(raw: str) -> dict[str, object]:
    try:
        value = json.loads(raw or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _split(text: str, at: int) -> tuple[str, str]:
    return text[:at], text[at:]


def _overlap(text: str, tag: str) -> int:
    """Length of the longest end of `text` that may be the beginning of `tag`."""
    for size in range(min(len(text), len(tag) - 1), 0, -1):
        if tag.startswith(text[-size:]):
            return size
    return 0
