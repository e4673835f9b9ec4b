"""What stands where the language model should be until there is one."""

from collections.abc import Iterator, Sequence

from assistant.cancel import CancelToken
from assistant.errors import LlmError
from assistant.llm.base import Delta, Message, Sampling, Tool
from assistant.vision.picture import Picture


class NoLlm:
    """Answers every question with the reason why there is no model."""

    name = ""
    window = 1024
    can_call_tools = False
    may_be_wasted = False
    can_see = False

    def __init__(self, reason: str) -> None:
        """`reason` is a sentence that ends with a way on."""
        self._reason = reason

    def count(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        del messages, tools
        return 0

    def warm(self, messages: Sequence[Message], cancel: CancelToken, tools: Sequence[Tool] = ()) -> None:
        pass

    def stream(
        self, messages: Sequence[Message], sampling: Sampling, cancel: CancelToken, tools: Sequence[Tool] = ()
    ) -> Iterator[Delta]:
        del messages, sampling, cancel, tools
        raise LlmError(self._reason)

    def see(self, picture: Picture, cancel: CancelToken) -> None:
        pass

    def close(self) -> None:
        pass
