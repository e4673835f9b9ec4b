"""The shape of one language's words for what is written in digits and signs."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted: a unit or a coin."""

    one: str
    many: str
    feminine: bool = False


@dataclass(frozen=True, slots=True)
class Coin:
    """A currency and its hundredth part."""

    whole: Noun
    part: Noun


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    code: str
    """Two letters, as num2words knows the language."""
    thousands: str
    """Characters that group digits in threes, for a regular expression's character class."""
    decimal: str
    """The decimal mark."""
    point: str
    """How the decimal mark is said."""
    digits_after_point: bool
    """Whether decimals are said digit by digit; otherwise as one number."""
    signs: dict[str, str]
    """Words for what stands before or between numbers: `-`, `<`, `to`, `per` …"""
    units: dict[str, Noun]
    coins: dict[str, Coin]
    coin_joint: str
    """What stands between the whole and its hundredths: twenty dollars *and* fifty cents."""
    of: tuple[str, str]
    """What links a million to its noun, before a consonant and before a vowel; empty where nothing does."""
    link: str
    """What is said for an address that stands in the text."""
    months: tuple[str, ...]
    """January first, as they are said."""
    halves: dict[int, tuple[str, str]]
    """Denominator to its name after one and after more: `2: ("half", "halves")`."""
    scores: str
    """A pattern for words beside which `4/5` is a score."""
    one_and_half: str
    """What joins a whole number to a fraction."""
    titles: dict[str, str]
    """Abbreviations that stand before a name."""
    before_number: dict[str, str]
    """Abbreviations that stand before a number."""
    phrases: dict[str, str]
    """Abbreviations that stand anywhere."""
    may_end: frozenset[str] = field(default_factory=frozenset)
    """Those abbreviations whose stop may be the sentence's as well."""


def squares(units: dict[str, Noun], one: str, many: str, signs: tuple[str, ...]) -> dict[str, Noun]:
    """Units such as `m²` made from their bases; `one` and `many` are patterns with `{}` for the base."""
    powers = {"²": 0, "2": 0, "^2": 0, "³": 1, "3": 1, "^3": 1}
    words = (one.split("|"), many.split("|"))
    made = {}
    for sign in signs:
        base = units[sign]
        for power, row in powers.items():
            single, plural = words[0][row].format(base.one), words[1][row].format(base.many)
            made[sign + power] = Noun(single, plural, base.feminine)
    return made
