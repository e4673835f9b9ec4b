"""The real tokenizer of SmolLM2-135M: whether anything in a prompt became a token that only the template may write."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.llm.base import Message
from assistant.llm.llama import LlamaLlm
from assistant.llm.marks import Marks
from assistant.llm.template import ChatTemplate

WITH_TOOLS = (
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content }}{% for call in m.tool_calls or [] %}"
    '{{ \'\n<tool_call>\n{"name": "\' + call.function.name + \'", "arguments": \' }}'
    "{{ call.function.arguments | tojson }}"
    "{{ '}\n</tool_call>' }}{% endfor %}{{ '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
CHANGING = WITH_TOOLS.replace("m.content", "m.content | replace('\ue000', '') | trim")
"""One that gives words back changed, so that they cannot be kept apart from its own."""


class Tokens:
    """What the engine makes of messages, without weights."""

    def __init__(self, model: Path) -> None:
        """`model` is the GGUF of SmolLM2-135M."""
        import llama_cpp

        self._llama = llama_cpp.Llama(str(model), vocab_only=True, verbose=False)
        self._harmless: dict[object, list[int]] = {}
        self._engines = [
            self._engine(template)
            for template in (self._llama.metadata["tokenizer.chat_template"], WITH_TOOLS, CHANGING)
        ]

    def forged(self, messages: Sequence[Message]) -> list[str]:
        """A sentence for each prompt that has other control tokens than the same one without any words."""
        found = []
        for number, engine in enumerate(self._engines):
            shape = (number, tuple((message.role, len(message.tool_calls)) for message in messages))
            if shape not in self._harmless:
                self._harmless[shape] = self._control(engine, [_bare(message) for message in messages])
            marks, harmless = self._control(engine, messages), self._harmless[shape]
            if marks != harmless:
                found.append(f"template {number} has the control tokens {marks} instead of {harmless}")
        return found

    def close(self) -> None:
        self._llama.close()

    def _engine(self, template: str) -> LlamaLlm:
        engine = LlamaLlm.__new__(LlamaLlm)
        engine._llama, engine._sight, engine._known, engine._thinking = self._llama, None, {}, False
        engine._marks = Marks(self._llama, template)
        engine._template = ChatTemplate(template, bos="", eos="<|im_end|>", defuse=engine._marks.defused)
        engine._bos = []
        return engine

    def _control(self, engine: LlamaLlm, messages: Sequence[Message]) -> list[int]:
        prompt, _ = engine._tokens(messages, ())
        control = {token for token in set(prompt.tokens) if engine._marks.control([token])}
        return [token for token in prompt.tokens if token in control]


def _bare(message: Message) -> Message:
    calls = tuple(replace(call, name="x", arguments={"x": "x"}) for call in message.tool_calls)
    return replace(message, text="x", tool_calls=calls, pictures=())
