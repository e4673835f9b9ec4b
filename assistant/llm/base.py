"""What the assistant needs of a language model, whichever it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from assistant.cancel import CancelToken
from assistant.events import Ended, Usage
from assistant.vision.picture import Picture


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model asks for a tool."""

    name: str
    arguments: dict[str, object]


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    pictures: tuple[Picture, ...] = ()
    """Seen before the text; a model that cannot see passes over them."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function offered to the model; all its parameters are required strings."""

    name: str
    description: str
    parameters: dict[str, str] = field(default_factory=dict)
    """Name of each parameter and what it means."""

    def schema(self) -> dict[str, object]:
        """The tool in OpenAI's function format."""
        properties = {name: {"type": "string", "description": text} for name, text in self.parameters.items()}
        return {
            "type": "function",
            "function": {
                "name": self.name,
                "description": self.description,
                "parameters": {"type": "object", "properties": properties, "required": list(properties)},
            },
        }


@dataclass(frozen=True, slots=True)
class Sampling:
    temperature: float
    top_p: float
    top_k: int
    max_tokens: int
    """Tokens the reply may have, thinking included."""


@dataclass(frozen=True, slots=True)
class Text:
    """More of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Thought:
    """More of what the model thinks before it answers."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The last thing a stream yields."""

    ended: Ended
    usage: Usage


Delta = Text | Thought | ToolCall | Done


class Llm(Protocol):
    """A language model. One thread owns it."""

    name: str
    window: int
    """Tokens its context can hold, the reply included."""
    can_call_tools: bool
    may_be_wasted: bool
    """Whether an answer may be begun that is perhaps thrown away: it costs nobody anything."""
    can_see: bool
    """Whether pictures in messages are looked at."""

    def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Tokens of the messages as the model will see them."""
        ...

    def warm(self, messages: Sequence[Message], cancel: CancelToken, tools: Sequence[Tool] = ()) -> None:
        """Evaluate a context up to the end of the last message's words, which may go on."""
        ...

    def see(self, picture: Picture, cancel: CancelToken) -> None:
        """Do ahead what a picture costs before it can be asked about; nothing where the model cannot see.

        Any thread may call it, beside the owner's. `cancel` is looked at before the work, which then cannot be
        interrupted: seconds on a small machine. Raises `LlmError`, `Cancelled`.
        """
        ...

    def stream(
        self, messages: Sequence[Message], sampling: Sampling, cancel: CancelToken, tools: Sequence[Tool] = ()
    ) -> Iterator[Delta]:
        """Yield the reply as it is written, then one `Done`; `Cancelled` within one token of the interruption.

        Raises `ContextFull` where the messages leave no room for a reply, `LlmError` for the rest.
        """
        ...

    def close(self) -> None: ...
