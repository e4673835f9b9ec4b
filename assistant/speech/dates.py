"""Says dates, times of day, decades and the ordinals beside a month's name."""

import re
from collections.abc import Callable
from functools import cache

from assistant.speech import numbers
from assistant.speech.words import Lexicon

_ISO = re.compile(r"(?<![\w.-])(\d{4})-(\d\d)-(\d\d)(?:T(?=\d\d:))?(?![\w-])")
_SLASHED = re.compile(r"(?<![\w/.])(\d{1,2})([/.])(\d{1,2})\2(\d{4})(?![\w/])")
_MONTH = re.compile(r"(?<![\w/.-])(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\w/])")
_CLOCK = re.compile(
    r"(?<![\w:.])(\d{1,2})(?::([0-5]\d))?(?::([0-5]\d))?\s?([AaPp])\.?[Mm](?:\.(?=\s+[^\sA-Z]|[,;:)])|(?!\w))"
)
_TIME = re.compile(r"(?<![\w:.])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?:\s?(Uhr|h)\b)?(?![\d:])")
_FRENCH_HOUR = re.compile(r"(?<![\w:.])([01]?\d|2[0-4])\s?h\s?([0-5]\d)(?!\d|\s?m(?:in)?\b)")
_SPAN = re.compile(
    r"(\d:[0-5]\d|\d\s?[AaPp]\.?[Mm]\.?|\dh(?:[0-5]\d)?)\s?[–—-]\s?(?=\d{1,2}(?::[0-5]\d|\s?[AaPp]\.?[Mm]\b|\s?h(?![^\W\d_])))"
    r"|(?<![\d.,:/–-])(1?\d)\s?[–—-]\s?(?=1?\d(?::[0-5]\d)?\s?[AaPp]\.?[Mm]\b)"
)
_DURATION = re.compile(
    r"(?<![\w.,:])(?:(\d{1,4})\s?h\s?(\d{1,2})\s?m(?:in)?|(\d{1,2})\s?m(?=\s?\d{1,2}\s?s(?!\w)))(?:\s?(\d{1,2})\s?s)?(?!\w)"
)
_RATIO = re.compile(r"(?<![\w:.])(\d{1,3}):(\d{1,3})(?![\d:])")
_DECADE = re.compile(r"(?<![\w.])(?:(\d\d)|['’])(\d0)['’]?s\b")
_AGE = re.compile(
    r"\b((?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Yy]our|[Oo]ur|early|mid|late|low|lower|upper|high"
    r"|(?:[Ii]n|of|from|since|into|during)\sthe|\w{3,4}ties(?:\sand|\sor|\sto|,))[\s-])([2-9])0s\b(?!\s\d)"
)
_YEAR = r"(?:1[0-9]|20)\d\d"
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")

Rewrite = Callable[[str], str]


@cache
def rewriter(words: Lexicon) -> Rewrite:
    """A function that replaces the dates and times in a text by words."""
    named = _named(words)

    def rewrite(text: str) -> str:
        if "-" in text:
            text = _ISO.sub(lambda m: _date(m, int(m[3]), int(m[2]), int(m[1]), words), text)
        if "/" in text or "." in text:
            text = _SLASHED.sub(lambda m: _slashed(m, words), text)
            text = _MONTH.sub(lambda m: _month(m, words), text)
        text = _DURATION.sub(_duration, text)
        text = _SPAN.sub(lambda m: f"{m[1] or m[2]} {words.signs['to']} ", text)
        text = named(text)
        if words.code == "en":
            text = _CLOCK.sub(_clock, text)
            text = _DECADE.sub(lambda m: _decade(m, words), text)
            for _ in ("in her 20s", "and 30s") if "0s" in text else ():
                text = _AGE.sub(lambda m: m[1] + _TENS[int(m[2]) - 2], text)
        if words.code == "fr":
            text = _FRENCH_HOUR.sub(lambda m: _time(int(m[1]), int(m[2]), words), text)
        if ":" in text:
            text = _TIME.sub(lambda m: _time(int(m[1]), int(m[2]), words, m[3]), text)
            text = _RATIO.sub(lambda m: _ratio(m, words), text)
        return text

    return rewrite


def _day(day: int, words: Lexicon) -> str:
    if words.code in ("en", "de"):
        return numbers.ordinal(day, words.code)
    if day == 1:
        return {"fr": "premier", "es": "uno", "it": "primo"}[words.code]
    return numbers.cardinal(day, words.code)


def _spoken_date(day: int, month: str, year: int | None, words: Lexicon, before: str = "") -> str:
    said_year = "" if year is None else numbers.year(year, words.code)
    match words.code:
        case "en":
            return f"{month} {_day(day, words)}" + (f", {said_year}" if said_year else "")
        case "de":
            ending = "n" if re.search(r"\b(?:am|vom|zum|im|dem|den|ab|seit|bis)\s$", before) else "r"
            ending = "" if re.search(r"\b[Dd](?:er|as|ie)\s$", before) else ending
            return f"{_day(day, words)}{ending} {month} {said_year}".rstrip()
        case "es":
            return f"{_day(day, words)} de {month}" + (f" de {said_year}" if said_year else "")
    return f"{_day(day, words)} {month} {said_year}".rstrip()


def _date(match: re.Match[str], day: int, month: int, year: int, words: Lexicon) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31 and year > 0):
        return match[0]
    return _spoken_date(day, words.months[month - 1], year, words, match.string[: match.start()][-12:])


def _slashed(match: re.Match[str], words: Lexicon) -> str:
    """`11/22/2026` in English where that can be a date, day before month everywhere else."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    american = words.code == "en" and match[2] == "/" and first <= 12
    day, month = (second, first) if american else (first, second)
    return _date(match, day, month, year, words)


def _month(match: re.Match[str], words: Lexicon) -> str:
    link = " de " if words.code == "es" else " "
    return words.months[int(match[1]) - 1] + link + numbers.year(int(match[2]), words.code)


def _named(words: Lexicon) -> Rewrite:
    """Dates with the month's name: `November 22, 2026`, `22 November`, `3. Mai 2026`, `1er mai`."""
    months = "|".join(words.months)
    day = r"(0?[1-9]|[12]\d|3[01])"
    after_year = rf"(?:,?\s(?:d[ei]\s)?({_YEAR})(?![\w%]))?"
    if words.code == "en":
        months += "|Sept\\.|" + "|".join(rf"{month[:3]}\." for month in words.months)
        full = {month[:3]: month for month in words.months}
        first = re.compile(rf"\b({months})\s{day}(?:st|nd|rd|th)?(?![\w:.,]\d|\w|\s?[–-]\s?\d){after_year}")
        last = re.compile(rf"(\b[Tt]he\s)?(?<![\w.,:-]){day}(?:st|nd|rd|th)?(?:\sof)?\s({months})(?!\w){after_year}")

        def rewrite_english(text: str) -> str:
            text = first.sub(
                lambda m: _spoken_date(int(m[2]), full[m[1][:3]], int(m[3]) if m[3] else None, words), text
            )
            return last.sub(
                lambda m: (
                    f"{m[1] or 'the '}{_day(int(m[2]), words)} of {full[m[3][:3]]}"
                    + (f" {numbers.year(int(m[4]), 'en')}" if m[4] else "")
                ),
                text,
            )

        return rewrite_english
    mark = {"de": r"\.", "fr": "(?:er)?", "es": "(?:º|°)?", "it": "(?:º|°)?"}[words.code]
    link = r"\s(?:de\s)?" if words.code == "es" else r"\s"
    dated = re.compile(rf"(?<![\w.,:-]){day}{mark}{link}({months})\b{after_year}")

    def rewrite(text: str) -> str:
        return dated.sub(
            lambda m: _spoken_date(int(m[1]), m[2], int(m[3]) if m[3] else None, words, m.string[: m.start()][-12:]),
            text,
        )

    return rewrite


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 24:
        return match[0]
    half = match[4].upper() + "M"
    return f"{numbers.cardinal(hour, 'en')}{_minutes(minute)} {half}"


def _minutes(minute: int) -> str:
    if minute == 0:
        return ""
    return (" oh " if minute < 10 else " ") + numbers.cardinal(minute, "en")


def _time(hour: int, minute: int, words: Lexicon, second: str | None = None) -> str:
    hours, minutes = numbers.cardinal(hour, words.code), numbers.cardinal(minute, words.code)
    seconds = " " + numbers.cardinal(int(second), words.code) if second else ""
    match words.code:
        case "en" if minute == 0 and not seconds:
            return f"{hours} o'clock" if 1 <= hour <= 12 else f"{hours} hundred"
        case "en":
            return f"{hours}{_minutes(minute) or ' zero'}{seconds}"
        case "de":
            hours = "ein" if hour == 1 else hours
            return f"{hours} Uhr" + (f" {minutes}" if minute or seconds else "") + seconds
        case "fr":
            name = "heure" if hour < 2 else "heures"
            hours = hours + "e" if hours.endswith("un") else hours
            return f"{hours} {name}" + (f" {minutes}" if minute or seconds else "") + seconds
        case "it":
            return hours + (f" e {minutes}" if minute or seconds else "") + seconds
    return hours + (f" {minutes}" if minute or seconds else " en punto") + seconds


def _duration(match: re.Match[str]) -> str:
    """`3h 20m` with the sign for minutes: a lone m is a metre."""
    hours, minutes = match[1], match[2] or match[3]
    return " ".join(
        f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (match[4], "s")) if count is not None
    )


def _ratio(match: re.Match[str], words: Lexicon) -> str:
    return f"{numbers.said(match[1], words)} {words.signs['to']} {numbers.said(match[2], words)}"


def _decade(match: re.Match[str], words: Lexicon) -> str:
    ten = int(match[2]) // 10
    if match[1] is None:
        return _TENS[ten - 2] if ten >= 2 else match[0]
    if not 11 <= int(match[1]) <= 20 or ten == 1:
        return match[0]
    if ten == 0:
        return (
            numbers.cardinal(int(match[1]) * 100, "en") + "s"
            if match[1] == "20"
            else f"{numbers.cardinal(int(match[1]), 'en')} hundreds"
        )
    return f"{numbers.cardinal(int(match[1]), words.code)} {_TENS[ten - 2]}"
