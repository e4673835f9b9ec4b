"""Inputs as Hypothesis makes them: anything at all, any text, and what is nearly well formed."""

import re

from hypothesis import strategies as st

from tests.fuzz.targets import Target

PIECES = (
    *(
        b"",
        b"\0",
        b"\xff",
        b"\n",
        b"\t",
        b"\r\n",
        b'"',
        b"'",
        b"{",
        b"}",
        b"[",
        b"]",
        b"<",
        b">",
        b"|",
        b"`",
        b"$",
        b"\\",
    ),
    *(
        b"-1",
        b"0",
        b"1e999",
        b"nan",
        b"9" * 40,
        b"\x00" * 8,
        b"\xff" * 8,
        b"\x80",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98\x80",
    ),
    *("\u202e".encode(), "\u2028".encode(), "½".encode(), "٣".encode(), "İ".encode(), "ﬁ".encode(), b"A" * 300),
    *(
        b"../",
        b"%s",
        b"{0}",
        b"(" * 60,
        b"[" * 60,
        b"**" * 30,
        b"-" * 80,
        b"1.2.3",
        b"1/0",
        b"g",
        b"%",
        b"kcal",
        b"remember",
    ),
)


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    edits = st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), st.sampled_from(PIECES)), max_size=6)
    near = st.builds(_edited, st.sampled_from(target.seeds), edits)
    joined = st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=30).map(b"".join)
    return (
        near
        | joined
        | st.binary(max_size=200)
        | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
    )


def _edited(seed: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, gone, new in edits:
        at = place % (len(seed) + 1)
        seed = seed[:at] + new + seed[at + gone :]
    return seed


def slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower())
