"""Cuts a reply into pieces for the voice while the model still writes it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.speech.blocks import Line, classify, container, whole_line
from assistant.speech.boundaries import Boundaries
from assistant.speech.breath import Paragraph
from assistant.speech.plain import SILENT_TAGS
from assistant.speech.spoken import speakable_inline

_SILENT_TAG = re.compile(rf"<({'|'.join(SILENT_TAGS)})(?:\s[^>]*)?(?<!/)>$", re.IGNORECASE)
_LONGEST_TAG = 200
_LONGEST_KEPT = 400
"""Characters of a silent line that are kept to find its end."""
_NUMBERED = re.compile(r"[\s>]*(\d{1,9})[.)]")


@dataclass(frozen=True, slots=True)
class Piece:
    """What the voice says in one breath, and where it stands in the reply."""

    text: str
    """Plain words, never empty."""
    start: int
    """Offset into the reply's raw text."""
    end: int
    """Offset after the last character; pieces never overlap and stand in the reply's order."""
    goes_on: bool = False
    """Whether it ends between two words that are said without a pause."""


class PieceCutter:
    """Fed a Markdown reply in any portions; the pieces depend only on the text, not on the portions.

    The first piece is a short sentence or a clause, so that the voice can start at once; later pieces grow to whole
    sentences. Code, tables, formulas on lines of their own, pictures, HTML tags and thinking belong to no piece.
    """

    def __init__(self, language: str = "en") -> None:
        self._language = language
        self._boundaries = Boundaries(language)
        self._pieces: list[Piece] = []
        self._position = 0
        self._spoken = 0
        self._handle: Callable[[str], None] = self._begin_line
        self._line = ""
        self._line_at = 0
        self._paragraph: Paragraph | None = None
        self._number = ""
        self._block_at: int | None = None
        self._is_heading = False
        self._first_line = True
        self._in_list = False
        self._in_table = False
        self._tag = ""
        self._tail = ""
        self._closes = ""

    def feed(self, delta: str) -> list[Piece]:
        """Take the next characters; returns the pieces that are certain by now."""
        for character in delta:
            self._handle(" " if character == "\r" else character)
            self._position += 1
        return self._taken()

    def finish(self) -> list[Piece]:
        """The reply has ended; returns what is left of it."""
        if self._handle == self._begin_line and self._line:
            self._tell_line(ended=True)
        self._end_block()
        return self._taken()

    def _taken(self) -> list[Piece]:
        pieces, self._pieces = self._pieces, []
        return pieces

    def _say(self, text: str, start: int, end: int, goes_on: bool) -> int:
        if self._block_at is not None:
            start, self._block_at = self._block_at, None
        if self._number:
            text, self._number = f"{self._number}: {text}", ""
        words = speakable_inline(text, self._language)
        if words:
            self._pieces.append(Piece(words, start, end, goes_on and words[-1].isalnum()))
            self._spoken += len(words)
        return len(words)

    # Blocks

    def _begin_line(self, character: str) -> None:
        if not self._line:
            self._line_at = self._position
        if character == "\n":
            self._tell_line(ended=True)
            self._handle(character) if self._handle == self._take_prose else self._next_line()
            return
        self._line += character
        if not (self._in_table or whole_line(self._line)):
            self._tell_line(ended=False)

    def _next_line(self) -> None:
        """A line without prose has ended."""
        self._line = ""
        if self._handle == self._skip_line:
            self._handle = self._begin_line

    def _tell_line(self, *, ended: bool) -> None:
        """Act on what this line is, if that is certain."""
        told = classify(self._line, ended=ended, code_may_begin=not self._in_list and self._paragraph is None)
        if told is None:
            return
        kind, marks = told
        beginning, self._line = self._line, ""
        if kind is Line.DELIMITER and self._paragraph is not None and not self._paragraph.waits:
            kind = Line.RULE
        if kind is Line.PROSE and self._in_table and "|" in beginning:
            kind = Line.TABLE
        if kind is Line.ITEM and self._is_sentence_not_item(beginning):
            kind, marks = Line.PROSE, container(beginning)
        self._in_table = kind in (Line.TABLE, Line.DELIMITER)
        self._act(kind, beginning, marks)

    def _is_sentence_not_item(self, beginning: str) -> bool:
        """Inside a paragraph, only a list's first number begins a list."""
        number = _NUMBERED.match(beginning)
        return self._paragraph is not None and not self._in_list and number is not None and int(number[1]) != 1

    def _act(self, kind: Line, beginning: str, marks: int) -> None:
        if kind is Line.PROSE:
            if self._paragraph is None:
                self._in_list = self._in_list and beginning[0] in " \t"
                self._begin_block()
            else:
                self._first_line = False
                self._paragraph.waits = False
            self._take_all(beginning, marks)
            return
        if kind is Line.DELIMITER and self._paragraph is not None:
            self._paragraph = None
        self._end_block()
        self._in_list = self._in_list and beginning[:1] in ("", " ", "\t")
        match kind:
            case Line.ITEM | Line.HEADING:
                number = _NUMBERED.match(beginning) if kind is Line.ITEM else None
                self._in_list = kind is Line.ITEM
                self._begin_block()
                self._block_at = self._line_at
                self._is_heading = kind is Line.HEADING
                self._number = number[1] if number else ""
                self._take_all(beginning, marks)
            case Line.FENCE:
                self._closes = self._fence(beginning[marks:])
                self._handle = self._skip_fence
            case Line.FORMULA:
                self._closes = {"$$": "$$", "\\[": "\\]"}.get(beginning[marks : marks + 2], "\\end{")
                self._tail = ""
                self._handle = self._skip_formula
            case Line.CODE | Line.DEFINITION | Line.RULE | Line.TABLE | Line.DELIMITER:
                self._handle = self._skip_line

    @staticmethod
    def _fence(opening: str) -> str:
        return opening[: len(opening) - len(opening.lstrip(opening[0]))]

    def _begin_block(self) -> None:
        self._paragraph = Paragraph(self._boundaries, self._say, self._spoken)
        self._first_line = True
        self._is_heading = False
        self._number = ""
        self._block_at = None
        self._tag = ""

    def _end_block(self) -> None:
        if self._paragraph is not None:
            self._paragraph.end()
            self._paragraph = None

    # Prose

    def _take_all(self, beginning: str, marks: int) -> None:
        """Go on within a paragraph, from the part of the line that was held until it was told."""
        self._handle = self._take_prose
        after = self._position
        for offset in range(marks, len(beginning)):
            self._position = self._line_at + offset
            self._handle(beginning[offset])
        self._position = after

    def _take_prose(self, character: str) -> None:
        paragraph = self._paragraph
        if paragraph is None:
            return
        paragraph.feed(character, self._position)
        if character == "\n":
            self._end_prose_line(paragraph)
            return
        if character == "|" and self._first_line and not paragraph.inline.in_code:
            paragraph.waits = True
        if character == "<" and not paragraph.inline.in_code:
            self._tag = character
        elif self._tag:
            self._tag += character
            self._watch_tag(paragraph)

    def _end_prose_line(self, paragraph: Paragraph) -> None:
        self._line, self._handle = "", self._begin_line
        backticks = paragraph.inline.in_code
        if backticks >= 3:
            unfinished = paragraph.unfinished()
            paragraph.retract(len(unfinished) - max(0, unfinished.rfind("`" * backticks)))
            self._end_block()
            self._closes, self._handle = "`" * backticks, self._skip_fence
        elif self._is_heading:
            self._end_block()

    def _watch_tag(self, paragraph: Paragraph) -> None:
        """Leave the prose where an element or comment begins that is not for the ear."""
        if self._tag == "<!--":
            paragraph.inline.feed(">")
            closes = "-->"
        elif self._tag.endswith(">"):
            found = _SILENT_TAG.match(self._tag)
            if found is None:
                self._tag = ""
                return
            closes = f"</{found[1].lower()}"
        else:
            if len(self._tag) > _LONGEST_TAG:
                self._tag = ""
            return
        paragraph.retract(len(self._tag))
        self._closes, self._tail, self._tag = closes, "", ""
        if closes != "-->":
            self._end_block()
        self._handle = self._skip_element

    # Silence

    def _skip_line(self, character: str) -> None:
        if character == "\n":
            self._next_line()

    def _skip_fence(self, character: str) -> None:
        if character != "\n":
            if len(self._line) < _LONGEST_KEPT:
                self._line += character
            return
        line, self._line = self._line.strip(" \t>\r"), ""
        if line.startswith(self._closes) and not line.strip(self._closes[0]):
            self._handle = self._begin_line

    def _skip_formula(self, character: str) -> None:
        blank = character == "\n" and self._tail.endswith("\n")
        self._tail = (self._tail + character)[-8:]
        if blank or self._tail.endswith(self._closes):
            self._line = ""
            self._handle = self._skip_line if self._closes == "\\end{" and not blank else self._begin_line

    def _skip_element(self, character: str) -> None:
        self._tail = (self._tail + character)[-16:]
        if self._closes == "-->":
            if self._tail.endswith("-->"):
                self._handle = self._take_prose
        elif character == ">" and self._closes in self._tail.lower():
            self._line, self._handle = "", self._begin_line
