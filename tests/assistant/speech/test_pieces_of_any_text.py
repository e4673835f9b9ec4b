"""Pieces of any text at all: the same whatever the portions, nothing lost, in linear time."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.pieces import Piece, PieceCutter
from tests.growth import LINEAR, growth


def cut(text: str, language: str = "en", *, by: int = 1) -> list[Piece]:
    cutter = PieceCutter(language)
    pieces = [piece for at in range(0, len(text), by) for piece in cutter.feed(text[at : at + by])]
    return pieces + cutter.finish()


REPLY = """Sure, I can help! Here is **Dr. Lee's** plan, e.g. for 2026:

1. Preheat the oven to 200 °C, i.e. Very hot.
2. Mix 1,000 g of flour, `salt`, and [water. Lots](https://x.org/a,b).
   - It costs $29.50... or more?! "Really?" Yes.

```python
x = [1, 2, 3]  # not this. Nor this
```

| a | b |
|---|---|
| 1 | 2 |

<!-- nothing --> The end — is near; *good. Night* all. 你好，世界。再见！

> Quoted text
> goes on. So
be it.
"""


@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_the_pieces_do_not_depend_on_how_the_reply_came_in(random: random.Random) -> None:
    cutter, at, pieces = PieceCutter(), 0, []
    while at < len(REPLY):
        size = random.randint(1, 30)
        pieces += cutter.feed(REPLY[at : at + size])
        at += size
    assert pieces + cutter.finish() == cut(REPLY, by=len(REPLY))


_MARKS = [
    "```",
    "~~~",
    "|",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "# ",
    "**",
    "*",
    "_",
    "`",
    "[",
    "](",
    ")",
    "<",
    ">",
    "<!--",
    "-->",
]
_JUMBLE = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from([*_MARKS, "<think>", "</think>", "$$", "\\[", ". ", ", ", "。", "    "]),
    )
).map("".join)


@settings(max_examples=80)
@given(_JUMBLE, st.sampled_from(["en", "de", "zh", "xx"]), st.integers(1, 9))
def test_any_text_gives_ordered_pieces_with_words_whatever_the_portions(text: str, language: str, by: int) -> None:
    pieces = cut(text, language, by=by)
    assert pieces == cut(text, language, by=max(1, len(text)))
    end = 0
    for piece in pieces:
        assert end <= piece.start < piece.end <= len(text)
        assert re.search(r"\w", piece.text)
        end = piece.end


_WORDS = st.sampled_from(
    ["alpha", "beta", "gamma", "delta", "which", "and", "with", "Dr.", "Omega", "no", "etc", "Yes"]
)
_GLUE = st.sampled_from([" ", ", ", ". ", "! ", "; ", " — ", "\n", "\n\n", ": ", "... ", ".\n\n- ", "\n\n# ", "\n\n> "])


@settings(max_examples=80)
@given(st.lists(st.tuples(_WORDS, _GLUE), max_size=80))
def test_no_word_is_lost_or_said_twice(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + glue for word, glue in parts)
    said = " ".join(piece.text for piece in cut(text)).replace("Doctor", "Dr").replace("et cetera", "etc")
    assert re.findall(r"\w+", said) == re.findall(r"\w+", text)


@pytest.mark.parametrize(
    "unit",
    [
        "This is a sentence with words, **bold**, and `code` here. ",
        "a",
        "*",
        "[",
        "> ",
        "`a ",
        "a.",
        "1. an item of it\n",
        "| a ",
        "你。",
        "**a ",
    ],
)
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    assert growth(lambda size: cut((unit * size)[:size]), 10_000) < LINEAR
