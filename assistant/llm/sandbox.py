"""Runs a chat template, a program that came with a model's weights: it can reach nothing, and ends soon.

Jinja's own sandbox keeps it from everything but its values. Here every step that it takes, and everything that it
makes, is weighed against what one rendering may cost, so that it can neither loop for ever nor fill the memory.
"""

import functools
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from datetime import datetime
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import loopcontrols
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from assistant.llm.template import TooLong, TooMuch

LONGEST_SOURCE = 64_000
"""Characters of a template, which take up to 1.5 s to compile; the longest of a known model has 17,000."""
WORK = 500_000
"""Steps of one rendering: a value looked at, a round of a loop, or `UNIT` characters made."""
UNIT = 64
LOOK = 64
"""Steps between two looks at what is left."""
SECONDS = 0.3
"""Of processor time."""
LARGEST = 2_000_000
"""Characters of one text that is made, beside what the messages have."""
WIDEST = 128
"""What a filter or a text's method may be told as a width or a count."""
MOST_BITS = 1024
"""Of a whole number."""
UNWANTED = ("lipsum", "urlize", "xmlattr", "pprint", "random", "wordwrap", "striptags")
"""Of Jinja's filters and functions: no prompt needs them, and their cost cannot be told from their input."""
WIDENING = {
    *("center", "ljust", "rjust", "zfill", "expandtabs", "indent", "batch", "slice", "round", "tojson", "to_bytes"),
}
"""Filters and methods that make as much as they are told to."""
MULTIPLYING = {"replace", "join", "indent", "format", "format_map"}
"""Those that may make the product of two things that they are given."""
_WIDE_FORMAT = re.compile(r"\d{4}|\*|\{[^{}]*\{")


class Sandbox(ImmutableSandboxedEnvironment):
    """One template's; one thread at a time renders."""

    intercepted_binops = frozenset(["+", "*", "%", "**"])

    def __init__(self) -> None:
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            optimized=False,
            cache_size=0,
            finalize=self.weighed,
            extensions=[Jinja2ChatFormatter.IgnoreGenerationTags, loopcontrols],
        )
        self.code_generator_class = _Weighing
        self.concat = self._join  # type: ignore[method-assign]
        self.filters["tojson"] = _as_json
        for known in (self.filters, self.tests, self.globals):
            for name in UNWANTED:
                known.pop(name, None)
        for guarded in (self.filters, self.tests):
            for name in list(guarded):
                guarded[name] = self._guarded(name, guarded[name])
        self._left, self._look_at = WORK, WORK - LOOK
        self._until = float("inf")
        self._longest = LARGEST

    def renderer(self, source: str) -> Callable[..., str]:
        """What renders the template with the values it is given; raises what Jinja and the template raise."""
        if len(source) > LONGEST_SOURCE:
            raise TooLong
        template = self.from_string(source)

        def rendered(*, given: int, **values: object) -> str:
            """`given` is the number of characters of the messages."""
            self._longest = LARGEST + 4 * given
            self._left = WORK + given
            self._look_at = self._left - LOOK
            self._until = time.thread_time() + SECONDS
            pieces: list[str] = []
            for piece in template.generate(**values, strftime_now=_now, raise_exception=_refuse):
                self.spend(1 + len(piece) // UNIT)
                pieces.append(piece)
            return "".join(pieces)

        return rendered

    def spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < self._look_at:
            self._look()

    def _look(self) -> None:
        """Now and then, whether there is anything left: looking at the time costs more than most steps."""
        self._look_at = self._left - LOOK
        if self._left < 0 or time.thread_time() > self._until:
            raise TooMuch

    def weighed(self, value: Any) -> Any:
        """The value, paid for with all that is in it."""
        kind = type(value)
        if kind is str:
            if len(value) > self._longest:
                raise TooMuch
            self.spend(1 + len(value) // UNIT)
            return value
        if kind is bool or value is None:
            return value
        waiting = [value]
        while waiting:
            one = waiting.pop()
            self.spend(1)
            if isinstance(one, str):
                if len(one) > self._longest:
                    raise TooMuch
                self.spend(len(one) // UNIT)
            elif isinstance(one, int):
                if one.bit_length() > MOST_BITS:
                    raise TooMuch
            elif isinstance(one, dict):
                self.spend(len(one))
                waiting += [*one, *one.values()]
            elif isinstance(one, (list, tuple, set, frozenset)):
                self.spend(len(one))
                waiting += one
        return value

    def counted(self, rounds: Any) -> Any:
        """What a loop goes through, paid for round by round where its length is not known."""
        if isinstance(rounds, Sized):
            self.spend(len(rounds))
            return rounds
        return self._each(rounds)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja has it
        """Every call of a function, a macro or a method in a template."""
        self = __self
        self.spend(1)
        subject = getattr(getattr(__obj, "__wrapped__", __obj), "__self__", None)
        if subject is not self:
            self._check(str(getattr(__obj, "__name__", "")), (subject, *args, *kwargs.values()))
        made = super().call(__context, __obj, *args, **kwargs)
        return made if isinstance(made, Iterator) else self.weighed(made)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "+":
            return self.weighed(left + right)
        numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
        if operator == "**" and not (numbers and abs(left) <= WIDEST and abs(right) <= WIDEST):
            raise TooMuch
        if operator == "*" and not numbers:
            many, times = (right, left) if isinstance(left, int) else (left, right)
            if isinstance(many, Sized) and isinstance(times, int) and len(many) * times > self._longest:
                raise TooMuch
        if operator == "%" and isinstance(left, str):
            self._check("format", (left, right))
        return self.weighed(super().call_binop(context, operator, left, right))

    def _each(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.spend(1)
            yield value

    def _join(self, pieces: Iterable[str]) -> str:
        return "".join(self.weighed(list(pieces)))

    def _check(self, name: str, values: Sequence[Any]) -> None:
        """Refuse what would make more of its input than it is worth, and let the rest be paid for."""
        for value in values:
            if isinstance(value, (str, int, dict, list, tuple)):
                self.weighed(value)
        if name == "translate" or (name == "sum" and any(isinstance(value, (list, tuple)) for value in values[1:])):
            raise TooMuch
        if name in WIDENING and any(isinstance(value, int) and abs(value) > WIDEST for value in values):
            raise TooMuch
        if name in MULTIPLYING:
            parts = [part for value in values for part in _parts(value)]
            sizes = sorted((len(part) + 1 for part in parts), reverse=True)
            if len(sizes) > 1 and sizes[0] * sizes[1] > self._longest * UNIT:
                raise TooMuch
            texts = [part for part in parts if isinstance(part, str)]
            if name.startswith("format") and any(map(_WIDE_FORMAT.search, texts)):
                raise TooMuch

    def _guarded(self, name: str, made: Any) -> Callable[..., Any]:
        """A filter or a test that pays for what it takes and makes."""
        name = "default" if name == "d" else name

        @functools.wraps(made)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            paid = [self._each(value) if isinstance(value, Iterator) else value for value in args]
            self._check(name, (*paid, *kwargs.values()))
            result = made(*paid, **kwargs)
            return result if isinstance(result, Iterator) else self.weighed(result)

        return guarded


class _Weighing(CodeGenerator):
    """Lets pass through the sandbox what Jinja would do without asking it."""

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802 - Jinja's names
        node.iter = _through("counted", node.iter)
        super().visit_For(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        node.nodes = [_through("weighed", one) for one in node.nodes]
        super().visit_Concat(node, frame)

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:  # noqa: N802
        node.expr = _through("weighed", node.expr)
        for operand in node.ops:
            operand.expr = _through("weighed", operand.expr)
        super().visit_Compare(node, frame)

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        if isinstance(node.arg, nodes.Slice):
            node.node = _through("weighed", node.node)
        super().visit_Getitem(node, frame)


def _parts(value: Any) -> Iterator[Any]:
    """A text or a list, and what is right in it."""
    if isinstance(value, (str, list, tuple)):
        yield value
    if isinstance(value, (list, tuple, dict)):
        yield from (one for one in (value.values() if isinstance(value, dict) else value) if isinstance(one, str))


def _through(name: str, node: nodes.Node) -> nodes.Expr:
    """The expression, passed through one of the sandbox's own methods."""
    assert isinstance(node, nodes.Expr)
    return nodes.Call(nodes.EnvironmentAttribute(name), [node], [], None, None, lineno=node.lineno)


def _as_json(
    value: object,
    ensure_ascii: bool = False,
    indent: int | str | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    if isinstance(indent, str) or any(len(mark) > 8 for mark in separators or ()):
        raise TooMuch
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def _now(form: str) -> str:
    if any(char.isdigit() for char in form):
        raise TooMuch
    return datetime.now().astimezone().strftime(form)


def _refuse(message: str) -> None:
    raise ValueError(message)
