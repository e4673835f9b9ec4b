"""Says what belongs to formulas: powers, roots, letters that stand for numbers, and the signs between them."""

import re
from functools import cache

from assistant.speech import numbers
from assistant.speech.dates import Rewrite
from assistant.speech.fractions import SEASON
from assistant.speech.latex import PRODUCT
from assistant.speech.words import Lexicon, sentence

_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⋅", "0123456789·")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿˣ−", "0123456789-nx-")
_POWER = re.compile(
    r"(?<=[\w)\]])(?:\^\s?\((?P<group>[^()]{1,40})\)|\^(?P<one>[-−]?(?:\d{1,9}(?!\d)|[^\W\d_]))|(?P<raised>[⁰¹²³⁴-⁹⁻ⁿˣ]+))"
)
_CHARGE = re.compile(r"(?<=[^\W_])([¹²³⁴-⁹]?)([⁺⁻])(?![⁰¹²³⁴-⁹])")
_HELD = re.compile(r"(?<=[\w)])([²³])(?=(\w?))")
_SCIENTIFIC = re.compile(r"(?<![\w.])(\d+\.\d+(?=[eE])|\d+(?=[eE][+-]))[eE]\+?(-?\d{1,3})(?!\w)")
_MIXED = re.compile(r"(?<![\w/.,-])(\d{1,3})-(?=\d{1,2}/\d{1,2}(?![\w/]))")
_ZONE = re.compile(r"\b(UTC|GMT)\s?([+−-])\s?(?=\d)")
_FACTORIAL = re.compile(r"(?<=\d)!(?=\s?[=×÷+/)])")
_PRODUCT = re.compile(r"(?<=[\d)])\s?·\s?(?=[\d(√])")

_FOLD = re.compile(r"(?<![\w.,])(\d[\d.,]*)(?:(?<=\d)\s?[x×](?!\.?\w)(?!\s?\d)|x(?=\s\d))(/(?=[^\W\d_]))?")
_UNKNOWN = re.compile(
    r"(?<!\d\s)(?<![\w.'’/-])x(?![\w'’-]|\s?\d)|(?<!\w)x[²³]|\dx(?:\s?[=≠≈≤≥÷·^²³⁄]|\s?\+\s?[\w(]|\s[<>]\s\d|[-−*/]\d)"
    r"|\dx\s[-−/*]\s(?:[\d(]|[^\W\d_](?!\w))|[\w)]\s?[=+≤≥÷·]\s?[-−]?(?:\d{1,9}/)?\d{1,9}x(?!\w)|[\w)]\s[-−<>]\s\d{1,9}x(?!\w)"
)
"""An x that stands for a number; where there is one, `2x` is no `twice`."""
_COEFFICIENT = re.compile(r"(?<=\d)([^\W\d_²³])(?=[²³](?!\w))")
_PI = re.compile(r"(?<![Ͱ-Ͽ])π(?![Ͱ-Ͽ])")
_GLYPH = re.compile(r"(?<=[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])(?=[^\W\d_])")
_FUNCTION = re.compile(r"\b(sin|cos|tan)(?=[²³]?\(|[²³]|\s?[θφ]|\s\d{1,3}°)")
_SIGN = "[=≈≠≤≥+×÷±]"
_LETTERS = re.compile(
    r"(?<=[\d\u2062])(?<![^\W\d_]\d)(?!st|nd|rd|th|am|pm|er|re)[a-z]{2}(?!\w)|(?<![\w'’])[a-z]{2}(?=[²³])"
    rf"|(?P<word>(?<={_SIGN}\s)[a-z]{{2}})(?=[.,;)](?!\w)|\s{_SIGN}|\s-\s|$)|(?<![\w'’])[b-df-hj-np-tv-z]{{2}}(?=\s{_SIGN})"
)
"""Letters that are multiplied, as in `4ac` and `y = mx + b`; the voice takes them for a word."""
_A = re.compile(rf"(?<![\w'’])a(?=[²³⁄/^_]|\s?{_SIGN}|\s[/-]\s)|(?<={_SIGN}\s)a(?![\w'’]|\s[^\W\d_]{{2}})")

_PLUS = re.compile(r"(?:(?<=[a-z])(?<![^\W\d_]{2})|(?<=[)²³]))\+(?=\d|[(√]|[^\W\d_](?!\w))")

_SENTENCE = re.compile(r"[^.!?;:]+(?:[.!?;:](?!\s)[^.!?;:]*)*")
_EQUATION = re.compile(r"[=≈≠≤≥±]|\)/\(|(?<=[\w)])\s?[<>]\s?(?=[\w(√-])")
_VARIABLE = "[knpqrtu-zπ]"
"""Letters that are neither words nor units."""
_SPACES = re.compile(" {2,}")
_AGAIN = "°C|°F|oz|lbs?|kcal|kJ"
"""Units of an amount that is said once more rather than divided by."""
_SPACED = re.compile(rf"(?<=[\w)%°″′]) (\*|/(?!\s\d[\d.,]*\s?(?:{_AGAIN})\b)|x(?=\s[-−]?\d)) (?=[\w(√π$€£-])")
_JOINED = re.compile(r"(?<=\))\s?(?=\()|(?<=\d)(?=\((?:[^()]{1,60}[+−×-][^()]{1,60}|-?\d{1,9})\))")
_LESS = re.compile(
    r"(?<=[\w)%°²³]) [-−] (?=[-−]?[$€£¥]?\d|[(√π]|(?<![^\W\d_]{3} - )"
    r"(?:[^\W\d_](?<![aI])(?![\w'’])|[^\W\d_]{1,2}\d?(?:[²³]|\s[=+×÷)-]|[,)]|\.?\s*$)))"
)
_LESS_WORD = re.compile(r"(=[^=]{0,200}[^\W\d_]{3}) [-−] (?=[^\W\d_]{3})")
_TIGHT = re.compile(
    rf"(?<![\w.,–-])(\d{{1,12}}(?:[.,]\d{{1,9}})*)(?:[-–−]|\s–\s)(\d{{1,12}}(?:[.,]\d{{1,9}})*)(?![\w–-])"
    rf"|(?<=[)²³])[-−](?=\d{{1,12}}(?![^\W\d_])|[^\W\d_](?!\w)|[(√])|(?<={_VARIABLE})(?<![^\W\d_]{{2}})[-−](?=\d|[(√]|[^\W\d_](?!\w))"
)
_NEGATIVE = re.compile(r"(?<![\w)²³%])[-−](?=[^\W\d_]²?³?(?![\w'’-]|\s[^\W\d_]{2})|[√(])")
_LESS_ALWAYS = re.compile(
    rf"(?:(?<={_VARIABLE})(?<![^\W\d_]{{2}})|(?<={_VARIABLE}[²³])(?<![^\W\d_]{{3}}))\s[-−]\s(?=\d|{_VARIABLE}(?![\w'’.-]))"
)
_DIVIDED = re.compile(r"(?<=\d) [/⁄] (?=[-−]?[$€£]?\d)|(?<=\)) ?[/⁄] ?(?=\d)")
_OVER = re.compile(r"\s?⁄\s?")
_SLASH = re.compile(
    r"(?<![/.])(?P<above>(?<!\d)(?<!\d[.,])\d[\d.,]*|(?<![^\W\d_])(?<!-)[^\W\d_]+|\))/(?P<below>\d[\d.,]*(?<![.,])(?![/\w])|[^\W\d_]+[²³23]?(?![/\w])|[(√])"
)
_RESULT = re.compile(r"=\s[^\"',;=]{0,100}$")
_AMOUNT = re.compile(r"\d\s?$")


@cache
def rewriter(words: Lexicon) -> Rewrite:
    """A function that replaces the signs of formulas in a text by words; numbers stay in digits, `PRODUCT` stays in."""
    signs = {name: f" {said} " for name, said in words.signs.items()}
    equation = _equation(words)

    def power(match: re.Match[str]) -> str:
        exponent = (match["group"] or match["one"] or match["raised"]).translate(_RAISED)
        if exponent in ("2", "3"):
            base = match.string[match.start() - 1]
            if base.isalpha():
                return "²" if exponent == "2" else "³"
            return signs["squared" if exponent == "2" else "cubed"]
        if re.fullmatch(r"-[^\W\d_]", exponent):
            exponent = words.signs["-"] + " " + exponent[1:]
        return signs["power"] + exponent

    def fold(match: re.Match[str]) -> str:
        return match[1] + signs["×"] + (words.signs["per"] + " " if match[2] else "")

    def rewrite(text: str) -> str:
        text = text.translate(_DIGITS)
        text = _CHARGE.sub(lambda m: f" {m[1].translate(_RAISED)}{signs['+' if m[2] == '⁺' else '-']}", text)
        text = _MIXED.sub(r"\1 ", _SCIENTIFIC.sub(r"\1 × 10^\2", text))
        text = _ZONE.sub(lambda m: m[1] + signs["-" if m[2] in "−-" else "+"], text)
        text = _FACTORIAL.sub(signs["!"], _PRODUCT.sub(" × ", _POWER.sub(power, text)))
        text = _FUNCTION.sub(lambda m: words.signs[m[1]], text)
        if _UNKNOWN.search(text):
            text = re.sub(r"(?<=\d)x(?!\w)", PRODUCT + "x", text)
        text = _FOLD.sub(fold, text)
        text = _GLYPH.sub(" ", text)
        text = _COEFFICIENT.sub(lambda m: m[1] if m[1] + "²" in words.units else PRODUCT + m[1], text)
        text = _DIVIDED.sub(signs["÷"], re.sub(r"(?<=\d)⁄(?=\d)", "/", text))
        if _EQUATION.search(text):
            text = _SENTENCE.sub(lambda m: equation(m[0]) if _EQUATION.search(m[0]) else m[0], text)
        text = _PLUS.sub(signs["+"], text)
        text = _LESS_ALWAYS.sub(signs["-"], _OVER.sub(signs["⁄"], text))
        text = _PI.sub(signs["π"], text.replace("√", signs["√"]))
        return _SPACES.sub(" ", text.replace(" )", ")"))

    return rewrite


def held_powers(text: str, words: Lexicon) -> str:
    """Say the squares and cubes that turned out to belong to no unit."""
    names = {"²": words.signs["squared"], "³": words.signs["cubed"]}
    return _HELD.sub(lambda m: f" {names[m[1]]}{m[2] and ' '}", text)


def _equation(words: Lexicon) -> Rewrite:
    """A function for one sentence that holds an equation: there, a dash or a stroke reckons."""
    signs = {name: f" {said} " for name, said in words.signs.items()}

    known = sentence.CONJUNCTIONS[words.code] | sentence.JOINTS[words.code] | sentence.STARTERS[words.code]

    def letters(match: re.Match[str]) -> str:
        if match[0] in words.units or match["word"] in known:
            return match[0]
        follows_number = match.string[max(0, match.start() - 2) : match.start()].rstrip()[-1:].isnumeric()
        return (PRODUCT if follows_number else "") + " ".join(match[0].replace("a", "A"))

    def less(match: re.Match[str]) -> str:
        if match[1] and "−" not in match[0] and _value(match[1], words) < _value(match[2], words):
            return match[0]
        return f"{match[1] or ''}{signs['-']}{match[2] or ''}"

    def slash(match: re.Match[str]) -> str:
        above, below = match["above"], match["below"]
        before = match.string[max(0, match.start() - 200) : match.start()]
        if above[0].isdecimal() and below[0].isdecimal():
            return _quotient(match, words)
        if above[0].isdecimal() and len(below) > 1:
            return match[0]
        unit = below in words.units or below.rstrip("²³23") in words.units
        measured = above in words.units and (unit or _AMOUNT.search(before))
        short = 1 in (len(above), len(below)) and all(len(part) < 4 or part[0].isdecimal() for part in (above, below))
        if measured and not (short and len(below) == 1 and below.isupper()):
            return match[0]
        if short or _RESULT.search(before):
            return above + signs["⁄"] + below
        return match[0]

    def rewrite(text: str) -> str:
        text = _A.sub("A", _LETTERS.sub(letters, text))
        text = _SPACED.sub(lambda m: signs["÷" if m[1] == "/" else "×"], text)
        text = _SLASH.sub(slash, _JOINED.sub(signs["×"], text))
        text = _LESS_WORD.sub(rf"\1{signs['-']}", _LESS.sub(signs["-"], text))
        return _NEGATIVE.sub(words.signs["-"] + " ", _TIGHT.sub(less, text))

    return rewrite


def _value(written: str, words: Lexicon) -> float:
    whole, part = numbers.split(written, words)
    return float(f"{whole or 0}.{re.sub('[^0-9]', '', part) or 0}")


def _quotient(match: re.Match[str], words: Lexicon) -> str:
    """A fraction stays one, as `3/4`; `10/2` is reckoned."""
    above, below = match["above"], match["below"]
    is_fraction = re.fullmatch(numbers.fraction_pattern(), match[0]) and int(above) % int(below)
    if is_fraction or match[0] == "24/7" or SEASON.fullmatch(match[0]):
        return match[0]
    return f"{above} {words.signs['÷']} {below}"
