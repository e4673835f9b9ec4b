"""The paper a label is set on: text, rules and fields, and where every piece of text stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from benchmarks.labels.fonts import Face

Color = tuple[int, int, int]
Run = tuple[str, str]
"""Text and the style it is set in: regular, bold or italic."""
TALLEST = 4000


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    box: tuple[float, float, float, float]
    """Left, top, right, bottom in pixels of the sheet."""
    x_height: float
    """Pixels of the sheet."""


@dataclass(frozen=True, slots=True)
class Colors:
    ink: Color = (20, 20, 20)
    paper: Color = (250, 250, 248)
    tint: Color = (232, 232, 228)


class Sheet:
    """Pixels from the left and the top; a line's place is its top."""

    def __init__(self, width: int, face: Face, colors: Colors) -> None:
        self.width = width
        self.face = face
        self.colors = colors
        self.pieces: list[Piece] = []
        self._image = Image.new("RGB", (width, TALLEST), colors.paper)
        self._draw = ImageDraw.Draw(self._image)
        self._bottom = 0.0

    def finish(self, margin: int) -> Image.Image:
        """What was set. Raises `ValueError` where it does not fit or text stands on text."""
        if self._bottom + margin > TALLEST or any(piece.box[2] > self.width for piece in self.pieces):
            raise ValueError("The label does not fit on its sheet.")
        for i, a in enumerate(self.pieces):
            for b in self.pieces[:i]:
                inset = min(a.x_height, b.x_height) * 0.4
                if (
                    min(a.box[2], b.box[2]) - max(a.box[0], b.box[0]) > -inset
                    and min(a.box[3], b.box[3]) - max(a.box[1], b.box[1]) > inset
                ):
                    raise ValueError(f"Text stands on text: {a.text!r} and {b.text!r}.")
        return self._image.crop((0, 0, self.width, round(self._bottom) + margin))

    def measure(self, runs: str | Sequence[Run], x_height: float, style: str = "regular") -> float:
        return sum(self.face.font(x_height, s).getlength(text) for text, s in _runs(runs, style))

    def line(
        self, x: float, y: float, runs: str | Sequence[Run], x_height: float, style: str = "regular", align: str = "l"
    ) -> float:
        """One piece of text; x is its left, right (align r) or middle (m). The top of the next line."""
        parts = _runs(runs, style)
        width = self.measure(parts, x_height)
        left = x - {"l": 0.0, "r": width, "m": width / 2}[align]
        height = line_height(x_height)
        baseline = y + height * 0.76
        at = left
        for text, run_style in parts:
            font = self.face.font(x_height, run_style)
            self._draw.text((at, baseline), text, font=font, fill=self.colors.ink, anchor="ls")
            at += font.getlength(text)
        text = "".join(text for text, _ in parts).strip()
        if text:
            self.pieces.append(Piece(text, (left, y, left + width, y + height), x_height))
        self._bottom = max(self._bottom, y + height)
        return y + height

    def paragraph(self, x: float, y: float, runs: Sequence[Run], width: float, x_height: float) -> float:
        """Text wrapped to the width, every line a piece. The top of what follows."""
        line: list[Run] = []
        used = 0.0
        for word in _words(runs):
            length = self.measure(word, x_height)
            if line and used + self.measure([_trimmed(word)], x_height) > width:
                y = self.line(x, y, line, x_height)
                line, used = [], 0.0
            line += word
            used += length
        return self.line(x, y, line, x_height) if line else y

    def rule(self, x: float, y: float, width: float, thickness: float) -> float:
        self._draw.rectangle((x, y, x + width, y + thickness - 1), fill=self.colors.ink)
        self._bottom = max(self._bottom, y + thickness)
        return y + thickness

    def field(self, x: float, y: float, width: float, height: float) -> None:
        """A tinted field behind what is set next."""
        self._draw.rectangle((x, y, x + width, y + height), fill=self.colors.tint)

    def frame(self, x: float, y: float, width: float, height: float, thickness: int) -> None:
        self._draw.rectangle((x, y, x + width, y + height), outline=self.colors.ink, width=thickness)
        self._bottom = max(self._bottom, y + height)

    def upright(self, x: float, top: float, bottom: float, thickness: int) -> None:
        self._draw.rectangle((x, top, x + thickness - 1, bottom), fill=self.colors.ink)


def line_height(x_height: float) -> float:
    return x_height * 2.35


def emphasised(text: str) -> list[Run]:
    """Runs of a text in which asterisks enclose what is bold."""
    return [(part, "bold" if i % 2 else "regular") for i, part in enumerate(text.split("*")) if part]


def _runs(runs: str | Sequence[Run], style: str) -> Sequence[Run]:
    return [(runs, style)] if isinstance(runs, str) else runs


def _trimmed(word: Sequence[Run]) -> Run:
    return "".join(text for text, _ in word).rstrip(), word[0][1]


def _words(runs: Iterable[Run]) -> Iterable[list[Run]]:
    """The words of the runs, each with the blank behind it; a word may change its style within."""
    word: list[Run] = []
    for text, style in runs:
        start = 0
        for i, char in enumerate(text):
            if char == " ":
                yield [*word, (text[start : i + 1], style)]
                word, start = [], i + 1
        if start < len(text):
            word.append((text[start:], style))
    if word:
        yield word


def font_that_fits(face: Face, text: str, width: float) -> float:
    """The x-height at which the text is this wide in bold."""
    font: ImageFont.FreeTypeFont = face.font(50, "bold")
    return 50 * width / font.getlength(text)
