"""Turns simple LaTeX into the signs that a reply's plain text would have: `\\frac{a}{b}` into `a⁄b`."""

import re

PRODUCT = "\u2062"
"""Stands between a number and the letter it multiplies, so that `2x` is not taken for `twice`."""
_DEEPEST = 8
_TOKEN = re.compile(
    r"\\(?P<command>[A-Za-z]+|.)|(?P<number>\d+(?:(?:[.,]|\{,\})\d+)*)|(?P<letters>[^\W\d_]+)"
    r"|(?P<sign>[-−+=<>≤≥≈≠±×·÷*/!()\[\]|.,:;'%°π√…])|(?P<open>\{)|(?P<close>\})|(?P<script>[\^_])|(?P<space>[\s~]+)"
)
_SIGNS = {
    "times": "×", "cdot": "×", "ast": "×", "div": "÷", "pm": "±", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "lt": "<", "gt": ">", "ne": "≠", "neq": "≠", "approx": "≈", "to": "→", "rightarrow": "→",
    "sin": "sin", "cos": "cos", "tan": "tan", "log": "log", "ln": "ln",
}  # fmt: skip
_PLAIN = {name: f" {sign} " for name, sign in _SIGNS.items()} | {
    "pi": "π", "infty": "∞", "circ": "°", "degree": "°", "%": "%", "$": "$", "ldots": "…", "dots": "…", "cdots": "…",
    "left": "", "right": "", "displaystyle": "", "!": "", ",": " ", ";": " ", ":": " ", " ": " ", "quad": " ",
    "qquad": " ",
}  # fmt: skip
_TEXT = ("text", "mathrm", "textrm", "mathbf", "textbf", "operatorname", "mathit")
_FRACTIONS = ("frac", "dfrac", "tfrac")
_SPACED = frozenset("+=<>≤≥≈≠±×÷")
_ATOM = re.compile(r"[\w.,]*|\([^()]*\)")
_SPACES = re.compile(r"\s+")
_CALL = re.compile(r"\b(sin|cos|tan) \(")
_WORDS = re.compile(r"\{([\w\s.,/%°²³'’()+-]*)\}")


def in_signs(formula: str) -> str | None:
    """The formula without commands and braces; None where it holds something that is not understood."""
    reader = _Reader(formula)
    said = reader.group("")
    return (
        None
        if said is None
        else _CALL.sub(r"\1(", _SPACES.sub(" ", said)).replace("° C", "°C").replace("° F", "°F").strip()
    )


class _Reader:
    """Reads one formula from left to right."""

    def __init__(self, formula: str) -> None:
        self._formula = formula
        self._at = 0
        self._depth = 0

    def group(self, close: str) -> str | None:
        """What stands up to a closing brace, or with `close` empty up to the formula's end."""
        self._depth += 1
        parts: list[str] = []
        while (match := self._next()) is not None:
            if match["close"]:
                self._depth -= 1
                return "".join(parts) if close else None
            part = self._part(match)
            if part is None:
                return None
            before = "".join(parts[-2:])
            multiplied = part[:1].isalpha() and (before.rstrip() if part == "x" else before)[-1:].isdecimal()
            lowered = parts and parts[-1][:1] == "_" and part[:1].isalnum()
            parts.append(PRODUCT + part if multiplied else " " + part if lowered else part)
        return "".join(parts) if self._at == len(self._formula) and not close else None

    def _next(self) -> re.Match[str] | None:
        match = _TOKEN.match(self._formula, self._at) if self._depth <= _DEEPEST else None
        if match is not None:
            self._at = match.end()
        return match

    def _part(self, match: re.Match[str]) -> str | None:
        if match["command"]:
            return self._command(match["command"])
        if match["open"]:
            return self.group("}")
        if match["script"]:
            return self._script(match["script"])
        if match["number"]:
            return match["number"].replace("{,}", ",")
        sign = "×" if match[0] in "·*" else match[0]
        return f" {sign} " if sign in _SPACED else sign

    def _command(self, name: str) -> str | None:
        if name in _PLAIN:
            return _PLAIN[name]
        if name in _TEXT:
            return self._text()
        if name == "boxed":
            return self._argument()
        if name == "sqrt":
            under = self._argument()
            return "√" + _enclosed(under) if under else None
        if name in _FRACTIONS:
            above, below = self._argument(), self._argument()
            return _fraction(above, below) if above and below else None
        return None

    def _argument(self) -> str | None:
        """A group in braces, or the one sign or letter that may stand for it."""
        match = self._next()
        while match is not None and match["space"]:
            match = self._next()
        if match is None or match["close"] or match["script"]:
            return None
        if match["letters"] or match["number"]:
            self._at = match.start() + 1
            return match[0][0]
        return self._part(match)

    def _text(self) -> str | None:
        match = _WORDS.match(self._formula, self._at)
        if match is None:
            return None
        self._at = match.end()
        return f" {match[1]}"

    def _script(self, mark: str) -> str | None:
        written = self._argument()
        if written is None:
            return None
        if written.strip() == "°":
            return "°"
        if mark == "_":
            return f"_{written}" if written.isalnum() else f" {written} "
        return "^" + (written if re.fullmatch(r"-?\w+", written) else f"({written})")


def _enclosed(part: str) -> str:
    part = part.strip()
    return part if _ATOM.fullmatch(part) else f"({part})"


def _fraction(above: str, below: str) -> str:
    if above.isdecimal() and below.isdecimal():
        reckoned = int(below) == 0 or int(above) % int(below) == 0
        return f" {above} ÷ {below} " if reckoned else f" {above}/{below} "
    return f" {_enclosed(above)}⁄{_enclosed(below)} "
