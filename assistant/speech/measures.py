"""Says amounts: money, units, ranges, sums and plain numbers."""

import re
from functools import cache

from assistant.speech import fractions, numbers
from assistant.speech.dates import Rewrite
from assistant.speech.words import Coin, Lexicon, Noun

_START = r"(?<![\w.,])(?<![^\W\d_]-)(?<!\d-)"
_END = r"(?![\w])(?![.,-]\d)"
_MINUS = r"(?:(?<![\w)\]])[-−])?"
_DASH = r"\s?[–—]\s?|(?<=\d)-(?=[\d$€£])"
_COMPARE = {"<=": "≤", ">=": "≥", "+/-": "±", "+-": "±", "~": "≈", "!=": "≠", "==": "=", "*": "×", "−": "-"}
_SIGN = r"(?P<cmp>(?:<=|>=|\+/-|[<>≤≥≈~±+])\s?)?"
_SCALES = (
    r"million|billion|trillion|Million(?:en)?|Milliarden?|millones|millón|mil|milioni|milione|miliard[oi]"
    r"|millions?|milliards?"
)
_SCALE = rf"(?:\s(?P<scale>(?:{_SCALES})\b|Mio\.|Mrd\.)|\s?(?P<short>k|K|M|m|bn|B)(?=€|\b))?"
_OTHER_WAY = "°C|°F|oz|fl oz|lbs?|ft|mi|mph|gal|qt|kcal|kJ"
"""Units that say the same amount once more: `180°C/350°F`."""
_SHORT_RATES = ("m/s", "g/l", "g/L", "g/d", "g/k", "g/m", "g/c", "J/k", "W/m")
"""How rates begin whose first unit has one letter; other such letters are variables, as in `d/t`."""
_CODES = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "AU$": "A$",
    "CA$": "C$",
    "AUD": "A$",
    "CAD": "C$",
}
_SHORT = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "B": "billion"}


@cache
def rewriter(words: Lexicon) -> Rewrite:
    """A function that replaces the amounts in a text by words."""
    steps = (_money(words), _units(words), fractions.rewriter(words), _sums(words), _plain(words))

    def rewrite(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return rewrite


def _sign(written: str | None, words: Lexicon) -> str:
    if not written or not written.strip():
        return ""
    sign = written.strip()
    return words.signs[_COMPARE.get(sign, sign)] + " "


def _signed(written: str, words: Lexicon, noun: Noun | None = None) -> str:
    """A number that may carry a minus, with what it counts."""
    minus = words.signs["-"] + " " if written[0] in "-−" else ""
    bare = written.lstrip("-−")
    return minus + (numbers.counted(bare, noun, words) if noun else numbers.said(bare, words))


def _money(words: Lexicon) -> Rewrite:
    number = numbers.pattern(words)
    sign = "[" + re.escape("".join(coin for coin in words.coins if len(coin) == 1)) + "]"
    names = [*_CODES, *(coin for coin in words.coins if len(coin) > 1)]
    code = rf"(?:{sign}|(?:{'|'.join(re.escape(name) for name in names)})(?!\w))"
    per = r"(?:\s?/\s?(?P<per>[^\W\d_]+))?"
    before = re.compile(
        rf"{_SIGN}(?P<minus>(?<![\w)\]])[-−])?(?:US|NZ|HK|S)?(?P<coin>(?:AU?|CA?)\$|{sign})\s?(?P<a>{number})"
        rf"(?:(?:{_DASH}){sign}?(?P<b>{number}))?(?!\d){_SCALE}{per}"
    )
    after = re.compile(
        rf"{_START}{_SIGN}(?P<minus>{_MINUS})(?P<a>{number})(?:(?:{_DASH})(?P<b>{number}))?{_SCALE}"
        rf"\s?(?P<coin>{code}){per}"
    )

    def say(match: re.Match[str]) -> str:
        coin = words.coins.get(_CODES.get(match["coin"], match["coin"]))
        if coin is None:
            return match[0]
        return (
            _sign(match["cmp"], words)
            + (words.signs["-"] + " " if match["minus"] else "")
            + _amount(match["a"], match["b"], coin, _scale(match, words), words)
            + _per(match["per"], None, words)
        )

    signs = re.compile(code)

    def rewrite(text: str) -> str:
        return after.sub(say, before.sub(say, text)) if signs.search(text) else text

    return rewrite


def _scale(match: re.Match[str], words: Lexicon) -> str:
    if match["scale"]:
        unit = words.units.get(match["scale"])
        return unit.many if unit else match["scale"]
    if match["short"]:
        return words.signs["thousand"] if match["short"] in "kK" else _SHORT[match["short"]]
    return ""


def _amount(first: str, second: str | None, coin: Coin, scale: str, words: Lexicon) -> str:
    if scale == words.signs["thousand"] and first.isdecimal() and not second:
        return f"{numbers.cardinal(int(first) * 1000, words.code)} {coin.whole.many}"
    if second or scale:
        said = numbers.said(first, words)
        if second:
            said += f" {words.signs['to']} {numbers.said(second, words)}"
        link = (
            words.of["aeiou".find(coin.whole.many[0].lower()) >= 0]
            if scale[:3].lower() == "mil" and scale != "mil"
            else ""
        )
        return f"{said} {scale} {link}{coin.whole.many}".replace("  ", " ")
    whole, part = numbers.split(first, words)
    if len(part) != 2:
        return numbers.counted(first, coin.whole, words)
    cents = numbers.counted(str(int(part)), coin.part, words)
    if int(part) == 0:
        return numbers.counted(whole, coin.whole, words)
    if int(whole) == 0:
        return cents
    return f"{numbers.counted(whole, coin.whole, words)}{words.coin_joint}{cents}"


def _units(words: Lexicon) -> Rewrite:
    number, fraction = numbers.pattern(words), numbers.fraction_pattern()
    amount = rf"(?:{fraction}|{number})"
    unit = "|".join(re.escape(name) for name in sorted(words.units, key=len, reverse=True))
    pattern = re.compile(
        rf"{_START}{_SIGN}(?P<a>{_MINUS}{amount})(?:\s?(?P<first>{unit})?(?:{_DASH}|\s(?P<to>to|bis|à|a)\s)(?P<b>{_MINUS}{amount}))?"
        rf"(?P<hyphen>[\s-]?)(?P<unit>{unit})(?:·(?P<dot>{unit}))?"
        rf"(?:/(?P<n>{number}\s?)?(?P<per>(?:{unit})(?!\w)|[^\W\d_]+[23]?))?(?!\w)(?!-\w)(?:(?<=[a-z])\.(?=\s[a-zß-ÿ]|[,;:)]))?"
    )
    again = re.compile(
        rf"(?<=[^\W\d_])/(?={number}\s?(?:{_OTHER_WAY})\b)|(?<=oz|lb|in|mi)/(?={number}\s?(?:k?g|m?[lL]|[cmk]?m)\b)"
    )
    after_per = re.compile(rf"\b({words.signs['per']})\s({unit})(?![\w/])")
    bare = re.compile(rf"(?<![\w/])({unit})/((?:{unit})[²³]?)(?![\w/])")
    sides = re.compile(rf"((?<=\d)\s?({unit}))\s?[x×]\s?(?={number}\s?\2(?!\w))")
    thousand = re.compile(rf"{_START}(\d{{1,3}}(?:{re.escape(words.decimal)}\d)?)k\b")

    def say(match: re.Match[str]) -> str:
        noun = words.units[match["unit"]]
        if match["dot"]:
            factor = words.units[match["dot"]]
            noun = Noun(f"{noun.one} {factor.one}", f"{noun.one} {factor.many}", noun.feminine)
        if match["b"]:
            first = match["first"]
            if first and first != match["unit"]:
                said = _signed(match["a"], words, words.units[first])
            else:
                said = _signed(match["a"], words)
            said += f" {words.signs['to']} {_signed(match['b'], words, noun)}"
        elif match["hyphen"] == "-":
            return f"{_sign(match['cmp'], words)}{_signed(match['a'], words)} {noun.one}"
        else:
            said = _signed(match["a"], words, noun)
        return _sign(match["cmp"], words) + said + _per(match["per"], match["n"], words)

    def say_thousand(match: re.Match[str]) -> str:
        if match[1].isdecimal():
            return numbers.cardinal(int(match[1]) * 1000, words.code)
        return f"{numbers.said(match[1], words)} {words.signs['thousand']}"

    def say_bare(match: re.Match[str]) -> str:
        if len(match[1]) == 1 and match[0][:3] not in _SHORT_RATES:
            return match[0]
        noun = words.units.get(match[0])
        return noun.many if noun else words.units[match[1]].many + _per(match[2], None, words)

    def rewrite(text: str) -> str:
        if "/" in text:
            text = again.sub(", ", text)
        text = pattern.sub(say, sides.sub(rf"\1 {words.signs['by']} ", text))
        if "/" in text:
            text = bare.sub(say_bare, text)
        text = after_per.sub(lambda m: f"{m[1]} {words.units[m[2]].one}", text)
        return thousand.sub(say_thousand, text)

    return rewrite


def _per(name: str | None, count: str | None, words: Lexicon) -> str:
    """`/s²` in words: what an amount is measured by."""
    if not name:
        return ""
    power = ""
    if name not in words.units and name[-1] in "²2³3":
        name, power = name[:-1], " " + words.signs["squared" if name[-1] in "²2" else "cubed"]
    noun = words.units.get(name)
    if count and noun:
        said = numbers.counted(count.strip(), noun, words)
    else:
        said = (f"{numbers.said(count.strip(), words)} " if count else "") + (noun.one if noun else name)
    return f" {words.signs['per']} {said}{power}"


def _sums(words: Lexicon) -> Rewrite:
    number = numbers.pattern(words)
    by = re.compile(rf"(?<=\d)\s?[x×]\s?(?={number})|(?<=\d)\s\*\s(?=\d)")
    left = r"(?<=[\w)|])"
    operator = re.compile(
        rf"{left}\s?([=≠≈≤≥÷×]|<=|>=|!=|==)\s?(?=[\w(−-])|(?<=[\w)])\s([+<>])\s(?=[\w(−-])|(?<=\d)([+])(?=\d)|(?<=\d)\s([-−])\s(?=\d)"
    )

    lone = re.compile(r"(?<!\S)(<=|>=|[<>≤≥≈~±])\s?(?=[-−]?\d)")

    def rewrite(text: str) -> str:
        text = by.sub(lambda m: f" {words.signs['×' if '×' in m[0] or '*' in m[0] else 'by']} ", text)
        text = lone.sub(lambda m: _sign(m[1], words), text)
        return operator.sub(lambda m: f" {_sign(m[1] or m[2] or m[3] or m[4], words)}", text)

    return rewrite


def _plain(words: Lexicon) -> Rewrite:
    number = numbers.pattern(words)
    between = re.compile(rf"{_START}(?P<a>{number})(?:{_DASH})(?P<b>{number}){_END}")
    years = re.compile(
        rf"{_START}(?:19|20)\d\d(?!\w)(?!-\d)(?!{re.escape(words.decimal)}\d)(?!\s(?:{_counted(words)})\b)"
    )
    single = re.compile(rf"{_START}(?P<minus>{_MINUS})(?P<n>{number})(?P<plus>\+(?!\w))?{_END}")

    def say_range(match: re.Match[str]) -> str:
        first, second = (
            numbers.year(int(part), words.code) if years.fullmatch(part) else numbers.said(part, words)
            for part in (match["a"], match["b"])
        )
        return f"{first} {words.signs['to']} {second}"

    def say(match: re.Match[str]) -> str:
        minus = words.signs["-"] + " " if match["minus"] else ""
        plus = " " + words.signs["+"] if match["plus"] else ""
        digits = match["n"]
        if digits.isdecimal() and len(digits) >= 10:
            return minus + numbers.digits(digits, words.code) + plus
        return minus + numbers.said(digits, words) + plus

    def rewrite(text: str) -> str:
        text = between.sub(say_range, text)
        text = years.sub(lambda m: numbers.year(int(m[0]), words.code), text)
        return single.sub(say, text)

    return rewrite


def _counted(words: Lexicon) -> str:
    """Names of units in full: after one of them a number is an amount, not a year."""
    names = {noun.many for noun in words.units.values()} | {coin.whole.many for coin in words.coins.values()}
    names |= {words.signs["by"], words.signs["×"]}
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
