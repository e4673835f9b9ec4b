"""A model's chat template, rendered so that no message can forge the template's own tokens."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from assistant.errors import LlmError
from assistant.llm.base import Message, Tool
from assistant.vision.picture import Picture

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
"""For a model that brings no template."""
TOO_MUCH = "The model's chat template does more than a prompt needs; choose another model."
TOO_LONG = "The model's chat template is longer than a prompt needs; choose another model."

_SLOT = re.compile("\ue000(\\d+)\ue001")
_MARK = re.compile(r"<(?=[^\s<>]{1,64}>)|\[(?=/?[A-Z_]{2,40}\])")
_NAME = re.compile(r"[^\w-]")


class TooMuch(Exception):
    """The template does more than any prompt needs."""


class TooLong(TooMuch):
    """The template itself is longer than any model's, so that to compile it alone would take seconds."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the prompt: the template's own words, or a message's, in which no token is special."""

    text: str
    is_content: bool
    picture: Picture | None = None
    """What stands here in place of text."""


class _Form(Enum):
    """How a template is given what a message holds: each knows one or another."""

    TEXT = auto()
    LISTS = auto()
    LISTS_OF_PICTURES = auto()
    """A list where there are pictures, so that they change nothing of the messages before them."""


def defused(text: str) -> str:
    """Text in which what looks like a template's token is none any more."""
    return _MARK.sub(lambda mark: mark[0] + "\u200b", text)


class ChatTemplate:
    """Jinja as llama.cpp's models carry it, run in a sandbox without access to anything."""

    def __init__(self, source: str, *, bos: str, eos: str, defuse: Callable[[str], str] = defused) -> None:
        """`defuse` takes the tokens out of words that cannot be kept apart from the template's own.

        Raises `LlmError` where the template cannot be used.
        """
        from assistant.llm.sandbox import Sandbox

        self._source, self._defuse = source, defuse
        self._tokens = {"bos_token": bos, "eos_token": eos}
        try:
            self._rendered = Sandbox().renderer(source)
        except TooLong as error:
            raise LlmError(TOO_LONG) from error
        except TooMuch as error:
            raise LlmError(TOO_MUCH) from error
        except Exception as error:  # a template is a program somebody else wrote: it may break the parser in any way
            raise LlmError("The model's chat template cannot be read; choose another model.") from error

    @property
    def can_call_tools(self) -> bool:
        """Whether the template knows tools in the form that `markup` reads."""
        return "tools" in self._source and "<tool_call>" in self._source

    def parts(self, messages: Sequence[Message], tools: Sequence[Tool], *, thinking: bool) -> list[Part]:
        """The prompt up to where the reply begins, in order; raises `LlmError` where the template refuses."""
        try:
            return self._prompt(messages, tools, thinking=thinking)
        except TooMuch as error:
            raise LlmError(TOO_MUCH) from error

    def _prompt(self, messages: Sequence[Message], tools: Sequence[Tool], *, thinking: bool) -> list[Part]:
        contents: list[Picture | str] = []
        for message in messages:
            contents += [*message.pictures, message.text]
        slots = [f"\ue000{number}\ue001" for number in range(len(contents))]
        sees = any(message.pictures for message in messages)
        refusals: list[LlmError] = []
        for form in (_Form.LISTS_OF_PICTURES, _Form.LISTS, _Form.TEXT) if sees else (_Form.TEXT, _Form.LISTS):
            try:
                rendered = self._render(messages, slots, tools, form, thinking=thinking)
            except LlmError as error:
                refusals.append(error)
                continue
            if [int(number) for number in _SLOT.findall(rendered)] == list(range(len(contents))):
                pieces = _SLOT.split(rendered)
                return [_part(contents[int(text)] if at % 2 else None, text) for at, text in enumerate(pieces) if text]
        if sees:
            raise LlmError("The model's chat template has no place for pictures; choose another model.")
        if refusals:
            raise refusals[0]
        words = [self._defuse(message.text) for message in messages]
        return [Part(self._render(messages, words, tools, _Form.TEXT, thinking=thinking), is_content=False)]

    def _render(
        self, messages: Sequence[Message], slots: Sequence[str], tools: Sequence[Tool], form: _Form, *, thinking: bool
    ) -> str:
        """`slots` stand for each message's pictures and text, in order."""
        left = iter(slots)
        try:
            given = [self._given(one, [next(left) for _ in (*one.pictures, one)], form) for one in messages]
            return self._rendered(
                given=sum(map(len, slots)),
                messages=given,
                tools=[tool.schema() for tool in tools] or None,
                functions=None,
                function_call=None,
                tool_choice=None,
                add_generation_prompt=True,
                enable_thinking=thinking,
                **self._tokens,
            )
        except TooMuch:
            raise
        except Exception as error:  # a template is a program somebody else wrote: it can raise anything
            raise LlmError("The model's chat template refused the conversation; choose another model.") from error

    def _given(self, message: Message, slots: Sequence[str], form: _Form) -> dict[str, object]:
        # A picture is given as text too: llama.cpp writes a model's own marks around the picture.
        is_list = form is _Form.LISTS or (form is _Form.LISTS_OF_PICTURES and message.pictures)
        content = [{"type": "text", "text": slot} for slot in slots] if is_list else "\n".join(slots)
        given: dict[str, object] = {"role": str(message.role), "content": content}
        if message.tool_calls:
            given["tool_calls"] = [
                {
                    "type": "function",
                    "function": {"name": _NAME.sub("", call.name)[:64], "arguments": self._harmless(call.arguments)},
                }
                for call in message.tool_calls
            ]
        return given

    def _harmless(self, value: object) -> object:
        """What a model wrote, to be written by the template itself: none of it is a token or a place of a message."""
        match value:
            case str():
                return self._defuse(value.replace("\ue000", "").replace("\ue001", ""))
            case dict():
                return {str(self._harmless(key)): self._harmless(one) for key, one in value.items()}
            case list():
                return [self._harmless(one) for one in value]
        return value


def _part(content: Picture | str | None, markup: str) -> Part:
    if content is None:
        return Part(markup, is_content=False)
    if isinstance(content, str):
        return Part(content, is_content=True)
    return Part("", is_content=True, picture=content)
