"""Watches a stream of Markdown for what must stay in one piece: code, links, bold, tags, formulas."""

_LIMITS = {"`": 400, "[": 300, "(": 400, "<": 200, "$": 200, "*": 300, "_": 300, "~": 300, "\\": 500}
"""Characters after which an opening mark without its end is taken for plain text."""
_RUNS = "*_~"


class Inline:
    """Fed one character at a time; `open` says whether the last one stands inside such a stretch."""

    def __init__(self) -> None:
        self._held: list[tuple[str, int]] = []
        """Opening marks and where each began, outermost first."""
        self._position = 0
        self._previous = " "
        self._run = ""
        self._before_run = " "
        self.parentheses = 0

    @property
    def open(self) -> bool:
        return bool(self._held) or self._run[:1] in ("`", "*", "_", "~")

    @property
    def in_code(self) -> int:
        """Backticks of the code span that is open, or 0."""
        return len(self._held[-1][0]) if self._held and self._held[-1][0][0] == "`" else 0

    def feed(self, character: str) -> None:
        self._position += 1
        while self._held and self._is_stale(self._held[0]):
            del self._held[0]
        while self._held and self._is_stale(self._held[-1]):
            self._held.pop()
        if self._run and character == self._run[0]:
            self._run += character
        else:
            if self._run:
                self._end_run(character)
            self._take(character)
        self._previous = character

    def _is_stale(self, held: tuple[str, int]) -> bool:
        mark, begun = held
        return self._position - begun > _LIMITS[mark[0]]

    def _take(self, character: str) -> None:  # noqa: PLR0912 - a table of cases
        inside = self._held[-1][0] if self._held else ""
        if self._previous == "\\" and character not in "([])" and not inside.startswith("`"):
            return
        if inside[:1] == "\\":
            if self._previous == "\\" and character in ")]":
                self._held.pop()
        elif character == "`" or (character in _RUNS and not inside.startswith(("`", "<", "("))):
            self._run, self._before_run = character, self._previous
        elif inside.startswith("`"):
            return
        elif self._previous == "\\" and character in "([":
            self._held.append(("\\" + character, self._position))
        elif inside == "<":
            if character == ">":
                self._held.pop()
        elif inside == "(":
            if character == ")":
                self._held.pop()
        elif character == "[":
            self._held.append(("[", self._position))
        elif character == "]" and inside == "[":
            self._held.pop()
        elif character == "(" and self._previous == "]":
            self._held.append(("(", self._position))
        elif inside == "$" and character == "$" and not self._previous.isspace():
            self._held.pop()
        elif self._previous == "$" and character not in "$ \n" and not character.isdigit() and inside != "$":
            self._held.append(("$", self._position))
        elif self._previous == "<" and (character.isalpha() or character in "/!"):
            self._held.append(("<", self._position))
        elif character == "(":
            self.parentheses += 1
        elif character == ")" and self.parentheses:
            self.parentheses -= 1

    def _end_run(self, following: str) -> None:
        run, self._run = self._run, ""
        marks = [mark for mark, _ in self._held]
        if run[0] == "`":
            if self.in_code:
                if self.in_code == len(run):
                    self._held.pop()
            else:
                self._held.append((run, self._position))
            return
        opens, closes = not following.isspace(), not self._before_run.isspace()
        if closes and run in marks:
            del self._held[marks.index(run) :]
        elif closes and any(mark[0] == run[0] for mark in marks):
            while self._held.pop()[0][0] != run[0]:
                pass
        elif opens and not self._before_run.isalnum() and not (run[0] == "~" and len(run) == 1):
            self._held.append((run, self._position))
