"""A model's chat template, rendered so that no message can forge the template's own tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import LlmError
from assistant.llm.base import Message, Tool

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
"""For a model that brings no template."""

_SLOT = re.compile("\ue000(\\d+)\ue001")
_CONTROL = re.compile(r"<(?=[|/]?[\w|]{1,40}[|>])|\[(?=/?INST\])")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the prompt: the template's own words, or a message's, in which no token is special."""

    text: str
    is_content: bool


class ChatTemplate:
    """Jinja as llama.cpp's models carry it, run in a sandbox without access to anything."""

    def __init__(self, source: str, *, bos: str, eos: str) -> None:
        from jinja2 import TemplateError
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        self._source = source
        try:
            self._formatter = Jinja2ChatFormatter(template=source, bos_token=bos, eos_token=eos)
        except TemplateError as error:
            raise LlmError("The model's chat template cannot be read; choose another model.") from error

    @property
    def can_call_tools(self) -> bool:
        """Whether the template knows tools in the form that `markup` reads."""
        return "tools" in self._source and "<tool_call>" in self._source

    def parts(self, messages: Sequence[Message], tools: Sequence[Tool], *, thinking: bool) -> list[Part]:
        """The prompt up to where the reply begins, in order; raises `LlmError` where the template refuses."""
        slots = [f"\ue000{number}\ue001" for number in range(len(messages))]
        rendered = self._render(messages, slots, tools, thinking=thinking)
        if [int(number) for number in _SLOT.findall(rendered)] != list(range(len(messages))):
            defused = [_CONTROL.sub(lambda mark: mark.group() + "\u200b", m.text) for m in messages]
            return [Part(self._render(messages, defused, tools, thinking=thinking), is_content=False)]
        pieces = _SLOT.split(rendered)
        return [
            Part(messages[int(text)].text, is_content=True) if place % 2 else Part(text, is_content=False)
            for place, text in enumerate(pieces)
            if text
        ]

    def _render(
        self, messages: Sequence[Message], contents: Sequence[str], tools: Sequence[Tool], *, thinking: bool
    ) -> str:
        given = [_as_given(message, text) for message, text in zip(messages, contents, strict=True)]
        schemas = [tool.schema() for tool in tools] or None
        try:
            response = self._formatter(messages=given, tools=schemas, enable_thinking=thinking)
        except Exception as error:  # a template is a program somebody else wrote: it can raise anything
            raise LlmError("The model's chat template refused the conversation; choose another model.") from error
        return str(response.prompt)


def _as_given(message: Message, content: str) -> dict[str, object]:
    given: dict[str, object] = {"role": str(message.role), "content": content}
    if message.tool_calls:
        given["tool_calls"] = [
            {"type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.tool_calls
        ]
    return given
