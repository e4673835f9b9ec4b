"""All that can be read in a picture: its text, its codes, and the facts of a label."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.cancel import CancelToken
from assistant.vision.codes import Code, find_codes
from assistant.vision.facts import Facts
from assistant.vision.layout import as_text, in_reading_order, row_texts
from assistant.vision.lines import Line
from assistant.vision.picture import Picture
from assistant.vision.rotation import quarter_turns, turn_lines

if TYPE_CHECKING:
    from assistant.vision.ocr import Ocr

MOST_TEXT = 6000
"""Characters of one picture's text that a model is given; a label has a quarter of that."""


@dataclass(frozen=True, slots=True)
class Reading:
    lines: tuple[Line, ...] = ()
    """In reading order."""
    facts: Facts | None = None
    """None where there is no label."""
    codes: tuple[Code, ...] = ()
    """Their places are those in the picture as it was given."""
    turns: int = 0
    """How often the picture has to be turned by 90° clockwise until its text is upright; every box lies in the picture
    so turned, but for those of codes."""

    @property
    def texts(self) -> list[str]:
        """A text for each row, the cells of it beside each other."""
        return row_texts(self.lines)

    @property
    def told(self) -> str:
        """What a model is told of it; empty for nothing. Of a label the facts, so that no number stands there twice."""
        told = [f"{code.kind}: {code.text}" for code in self.codes]
        text = as_text(self.lines)
        if self.facts is not None:
            told.append("Read from the label, and checked as far as code can:\n" + self.facts.as_text())
        elif text:
            told.append(text if len(text) <= MOST_TEXT else text[:MOST_TEXT] + " …")
        return "\n".join(told)

    def as_json(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "lines": self.texts,
            "facts": self.facts.as_json() if self.facts else None,
            "codes": [{"kind": code.kind, "text": code.text} for code in self.codes],
        }


def read(picture: Picture, ocr: "Ocr", cancel: CancelToken) -> Reading:
    """Read a picture, and its small print once more, enlarged.

    Raises `VisionError`, and `Cancelled` soon after the token is set.
    """
    # The window knows readings and never makes one: what makes them is loaded here.
    from assistant.vision import small_print
    from assistant.vision.label import parse

    codes = find_codes(picture)
    cancel.check()
    lines = ocr.read(picture, cancel)
    cancel.check()
    lines = small_print.read_again(picture, lines, ocr, cancel)
    lines = [line for line in lines if not any(code.covers(line) for code in codes)]
    turns = quarter_turns(lines)
    upright = in_reading_order(turn_lines(lines, turns, picture.width, picture.height))
    cancel.check()
    return Reading(tuple(upright), parse(upright), tuple(codes), turns)
