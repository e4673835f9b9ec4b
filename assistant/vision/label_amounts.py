"""Numbers with units as a reader of pictures gives them: "1 0g", "Omg", "l2g", "0,5g", "1.046 kJ", "<1 g"."""

import re
from dataclasses import dataclass
from decimal import Decimal

_UNITS = (
    (r"(?<! )%|%(?!\s?\*?\s?(?:[Dd]aily|[Vv]aleur))|°/[o0]|[o0]/[o0](?!\d)", "%"),
    (r"k\s?[ck]a[lI1i|](?:ories)?|k\s?cals?|Calories(?!\s?from)|Cal\b|Cals\b|cal\b", "kcal"),
    (r"k[jJI\]](?!\w)|K[jJ](?!\w)|kl(?!\w)|k1(?!\d)", "kJ"),
    (r"mcg|mca(?!\w)|MCG|Mcg", "mcg"),
    (r"µ[gq9G]|[uypU][gq](?!\w)|ug", "µg"),
    (r"mg|m[qG]|m9(?!\d)|MG|rn[gq]|nng|Mg(?!\w)", "mg"),
    (r"I\.?U\.?(?!\w)|l\.?U\.?(?!\w)|U\.?I\.?(?!\w)|I\.?E\.?(?!\w)|iu(?!\w)", "IU"),
    (r"fl\.?\s?oz\.?", "fl oz"),
    (r"oz\.?", "oz"),
    (r"m[lLI1|](?!\w)|ML(?!\w)|m[lL](?=[A-Z])", "ml"),
    (r"c[lL](?!\w)", "cl"),
    (r"kg", "kg"),
    (r"gr?(?:amm?e?s?|amos?|ammi|\.)?|G(?![a-z])|q", "g"),
    (r"[lL](?:it(?:re|er|ro)s?)?(?!\w)", "l"),
)
UNIT = "(?:" + "|".join(f"(?P<u{number}>{pattern})" for number, (pattern, _) in enumerate(_UNITS)) + ")"
_BEHIND = r"(?![a-zà-ÿ])"
_LESS = (
    r"(?:(?P<less><|≤|(?i:(?:less|fewer) ?than|under|weniger ?als|unter|moins ?de|inf[eé]rieur ?[aà]|menos ?de"
    r"|meno ?di))\s?=?\s?)?"
)
_DIGIT = r"[0-9OoQDIl|!SBZ]"
_WITH_UNIT = re.compile(
    _LESS + r"(?P<number>\d{1,2} \d{3}(?=\s?(?:k|m|µ))(?:[.,]\d{1,2})?"
    r"|\d{1,3}(?: ?[.,'] ?\d{3})+(?:[.,]\d{1,2})?(?!\d)"
    rf"|{_DIGIT}{{1,6}}\s?[.,·]\s?{_DIGIT}{{1,3}}"
    rf"|\d{{1,2}} {_DIGIT}{{1,2}}"
    rf"|{_DIGIT}{{1,7}}"
    r"|[.,]\d{1,3})"
    r" ?" + UNIT + _BEHIND
)
_BARE = re.compile(
    _LESS + r"(?P<number>\d{1,3}(?:[.,']\d{3})+(?![\d])|\d{1,6}[.,·]\d{1,3}|\d{1,7})(?![\d])(?![A-Za-zµ])"
)
_ONLY_UNIT = re.compile(UNIT + r"(?![\w])")
_LOOKS = str.maketrans("OoQDIl|!SBZ", "00001111582")


@dataclass(frozen=True, slots=True)
class Amount:
    number: Decimal
    unit: str
    """Empty where none stands there."""
    less: bool
    start: int
    end: int
    """Places in the text: from `start` up to but without `end`."""
    digits: str
    """The number as it was read."""


def amount_at(text: str, place: int, comma: bool | None = None) -> Amount | None:
    """The amount that begins there. `comma` says whether the label's decimals stand behind a comma."""
    if (match := _WITH_UNIT.match(text, place)) and _is_number(match["number"]):
        unit = unit_of(match)
        apart = unit == "%" and " " in match["number"]
        if not apart and (number := _number(match["number"], unit, comma)):
            return Amount(number[0], unit, bool(match["less"]), place, match.end(), number[1])
    if (match := _BARE.match(text, place)) and (number := _number(match["number"], "", comma)):
        return Amount(number[0], "", bool(match["less"]), place, match.end(), number[1])
    return None


def unit_at(text: str, place: int) -> tuple[str, int] | None:
    """A unit that stands there without a number, and where it ends."""
    match = _ONLY_UNIT.match(text, place)
    return (unit_of(match), match.end()) if match else None


def unit_of(match: re.Match[str]) -> str:
    return next(unit for number, (_, unit) in enumerate(_UNITS) if match[f"u{number}"])


def _is_number(text: str) -> bool:
    """Letters that look like digits count beside digits; alone, only those for 0 and 1 do."""
    return any(letter.isdigit() for letter in text) or all(letter in "OoQIl|., " for letter in text)


def _number(text: str, unit: str, comma: bool | None) -> tuple[Decimal, str] | None:
    digits = text.translate(_LOOKS).replace("·", ".").replace("'", "")
    if comma and re.fullmatch(r"\d{1,2} \d{1,2}", digits):
        # A comma between figures is lost in a blur; a blank there parts thousands, which are three.
        digits = digits.replace(" ", ",")
    digits = digits.replace(" ", "")
    signs = [sign for sign in digits if sign in ".,"]
    if len(set(signs)) == 2:
        decimal = signs[-1]
        plain = digits.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif len(signs) > 1:
        plain = digits.replace(signs[0], "")
    elif signs:
        whole, _, rest = digits.partition(signs[0])
        plain = whole + rest if _thousands(whole, rest, signs[0], unit, comma) else f"{whole or '0'}.{rest}"
    elif re.fullmatch(r"0\d", digits):
        # No label writes 05: its point was not seen.
        plain = f"0.{digits[1]}"
    else:
        plain = digits
    if not re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", plain):
        return None
    return Decimal(plain), digits


def _thousands(whole: str, rest: str, sign: str, unit: str, comma: bool | None) -> bool:
    if len(rest) != 3 or not whole or whole.startswith("0") or unit in ("g", "ml"):
        return False
    if unit == "%":
        return True
    if comma is None:
        return sign == "," or unit in ("kJ", "kcal")
    return comma != (sign == ",")


def decimal_comma(texts: list[str]) -> bool | None:
    """Whether the texts write decimals with a comma; None where they show neither."""
    commas = sum(len(re.findall(r"\d,\d{1,2}(?!\d)", text)) for text in texts)
    points = sum(len(re.findall(r"\d\.\d{1,2}(?!\d)", text)) for text in texts)
    return None if commas == points else commas > points
