"""Supplement Facts as America prints them, and the table of a food supplement in the EU."""

from dataclasses import dataclass
from random import Random

from benchmarks.labels.sheet import Sheet, emphasised, font_that_fits, line_height
from benchmarks.labels.truth import Truth, Value
from benchmarks.labels.words import rows, word


@dataclass(frozen=True, slots=True)
class Supplement:
    nutrients: dict[str, Value]
    """Per serving or daily dose, with the share of the American daily value or of the EU's reference value."""
    capsules: int
    servings: int


def make_supplement(random: Random, american: bool) -> Supplement:
    nutrients = {}
    vitamins = list(rows("vitamins").values())
    for i in sorted(random.sample(range(len(vitamins)), random.randint(6, 8))):
        name, unit = vitamins[i]["name"], vitamins[i]["unit"]
        daily = float(vitamins[i]["daily_value" if american else "reference_value"])
        amount = float(f"{daily * random.choice((0.15, 0.25, 0.5, 1.0, 1.5, 2.0)):.2g}")
        printed = unit.replace("µ", "mc") if american else unit
        nutrients[name] = Value(amount, printed, round(amount / daily * 100))
    return Supplement(nutrients, random.choice((1, 2, 3) if american else (2, 3)), random.choice((30, 45, 60, 90)))


def american_truth(it: Supplement) -> Truth:
    unit = "capsule" if it.capsules == 1 else "capsules"
    listed = ("gelatin (capsule)", "rice flour", "magnesium stearate", "soy lecithin")
    return Truth("supplement", "en", it.servings, (it.capsules, unit), it.nutrients, listed, ("soy",), ())


def european_truth(it: Supplement, language: str) -> Truth:
    listed = tuple(_split(word("supplement", "list", language).replace("*", "")))
    return Truth("supplement", language, None, (it.capsules, "capsule"), it.nutrients, listed, ("fish",), ())


def american_table(sheet: Sheet, x: float, y: float, width: float, size: float, it: Supplement) -> float:
    left, right = x + size, x + width - size
    inner = right - left
    y0, y = y, y + size * 0.4
    y = sheet.line(left, y, "Supplement Facts", font_that_fits(sheet.face, "Supplement Facts", inner * 0.9), "bold")
    unit = "capsule" if it.capsules == 1 else "capsules"
    y = sheet.line(left, y, f"Serving Size {it.capsules} {unit}", size)
    y = sheet.line(left, y, f"Servings Per Container {it.servings}", size)
    y = sheet.rule(left, y + 2, inner, size * 0.9) + 2
    sheet.line(left, y, "Amount Per Serving", size, "bold")
    y = sheet.line(right, y, "% Daily Value", size, "bold", "r")
    y = sheet.rule(left, y, inner, size * 0.5)
    for name, value in it.nutrients.items():
        sheet.line(left, y + 2, word("vitamins", name, "en"), size)
        sheet.line(left + inner * 0.7, y + 2, value.text(gap=" "), size, "regular", "r")
        y = sheet.line(right, y + 2, f"{value.daily_value:g}%", size, "regular", "r")
        y = sheet.rule(left, y, inner, 2)
    sheet.line(left, y + 2, "Green tea extract", size)
    sheet.line(left + inner * 0.7, y + 2, "200 mg", size, "regular", "r")
    y = sheet.line(right, y + 2, "†", size, "regular", "r")
    y = sheet.rule(left, y, inner, size * 0.9) + 2
    y = sheet.line(left, y, "† Daily Value not established.", size)
    sheet.frame(x, y0, width, y - y0, 3)
    y += size
    listed = "gelatin (capsule), rice flour, magnesium stearate, soy lecithin"
    y = sheet.paragraph(x, y, [("Other ingredients:", "bold"), (f" {listed}.", "regular")], width, size)
    return sheet.paragraph(x, y + size * 0.4, [("Contains: soy.", "bold")], width, size)


def european_table(sheet: Sheet, x: float, y: float, width: float, size: float, it: Supplement, language: str) -> float:
    comma = language != "en"
    y = sheet.line(x, y, word("supplement", "title", language), size * 1.3, "bold")
    right = x + width - size
    column = right - sheet.measure(word("supplement", "nrv", language), size, "bold") - size * 1.5
    top = y
    head = word("supplement", "per", language).format(word("supplement", "capsules", language).format(it.capsules))
    sheet.line(column, y + 3, head, size, "bold", "r")
    y = sheet.line(right, y + 3, word("supplement", "nrv", language), size, "bold", "r") + 3
    for name, value in it.nutrients.items():
        sheet.rule(x, y, width, 2)
        sheet.line(x + size, y + 4, word("vitamins", name, language), size)
        sheet.line(column, y + 4, value.text(comma, " "), size, "regular", "r")
        sheet.line(
            right, y + 4, f"{value.daily_value:g} %" if comma else f"{value.daily_value:g}%", size, "regular", "r"
        )
        y += line_height(size) + 6
    sheet.frame(x, top, width, y - top, 2)
    y = sheet.line(x, y + size * 0.5, word("supplement", "note", language), size) + size * 0.5
    listed = [
        (word("supplement", "ingredients", language), "bold"),
        (" ", "regular"),
        *emphasised(word("supplement", "list", language) + "."),
    ]
    return sheet.paragraph(x, y, listed, width, size)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]
