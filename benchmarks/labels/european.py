"""Nutrition tables of the EU and the UK: per hundred grams, per portion, in one language or three."""

from dataclasses import dataclass
from random import Random

from benchmarks.labels.ingredients import allergen, ingredient
from benchmarks.labels.products import Product
from benchmarks.labels.sheet import Run, Sheet, emphasised, line_height
from benchmarks.labels.truth import Truth, Value, european, printed_ingredients
from benchmarks.labels.words import word

ROWS = ("energy_kj", "fat", "saturated_fat", "carbohydrate", "sugars", "fiber", "protein", "salt")
WITHIN = ("saturated_fat", "sugars")


@dataclass(frozen=True, slots=True)
class Style:
    """What differs between one table and the next."""

    portion: bool
    grid: bool
    zebra: bool
    two_lines_of_energy: bool
    fiber: bool
    gap: str
    """Between a number and its unit."""


def a_style(random: Random, portion: bool) -> Style:
    look = random.choice(("grid", "zebra", "rules"))
    return Style(
        portion,
        look == "grid",
        look == "zebra",
        random.random() < 0.4,
        random.random() < 0.7,
        random.choice((" ", " ", "")),
    )


def truth(product: Product, layout: str, language: str, style: Style, intake: bool = False) -> Truth:
    nutrients = european(product, product.serving if style.portion else 100, intake)
    if not style.fiber:
        del nutrients["fiber"]
    return Truth(
        layout=layout,
        language=language,
        servings=product.servings if style.portion else None,
        serving=(product.serving, "g") if style.portion else None,
        nutrients=nutrients,
        ingredients=printed_ingredients(product, language),
        allergens=product.allergens,
        may_contain=product.may_contain,
    )


def cell(name: str, values: dict[str, Value], language: str, gap: str) -> str:
    comma = language != "en"
    if name == "energy_kj":
        return f"{values['energy_kj'].text(comma, gap)} / {values['calories'].text(comma, gap)}"
    return values[name].text(comma, gap)


def table(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    size: float,
    product: Product,
    languages: tuple[str, ...],
    style: Style,
) -> float:
    """The names are in every language, the rest in the first. The top of what follows."""
    language = languages[0]
    columns = [european(product, 100)] + ([european(product, product.serving)] if style.portion else [])
    heads = [word("table", "per 100", language)]
    if style.portion:
        heads.append(word("table", "per portion", language).format(product.serving))
    wanted = [
        max(sheet.measure(text, size) for text in _column(heads[i], values, language, style))
        for i, values in enumerate(columns)
    ]
    rights: list[float] = []
    at = x + width - size * 0.7
    for wide in reversed(wanted):
        rights.insert(0, at)
        at -= wide + size * 1.8
    names_width = at - x
    y = sheet.line(x, y, word("table", "title", language), size * 1.15, "bold")
    top = y
    row = line_height(size)
    head_y = y
    y += row + 4
    for right, head in zip(rights, heads, strict=True):
        sheet.line(right, head_y + 2, head, size, "bold", "r")
    uprights = [right - wide - size * 0.9 for right, wide in zip(rights, wanted, strict=True)]
    for i, name in enumerate(n for n in ROWS if style.fiber or n != "fiber"):
        indent = size * 1.2 if name in WITHIN else 0.0
        names = " / ".join(dict.fromkeys(word("table", name, each) for each in languages))
        lines = _wrapped(sheet, names, names_width - indent - size * 0.7, size)
        texts = [_cells(name, values, language, style) for values in columns]
        height = max(len(lines), len(texts[0])) * row + 4
        if style.zebra and i % 2 == 0:
            sheet.field(x, y, width, height)
        if not style.zebra:
            sheet.rule(x, y, width, 2)
        for at, align, cell_lines in ((x + size * 0.7 + indent, "l", lines), *zip(rights, "rr", texts, strict=False)):
            for n, text in enumerate(cell_lines):
                sheet.line(at, y + 3 + n * row, text, size, "regular", align)
        y += height
    sheet.rule(x, y, width, 2)
    if style.grid:
        for upright in uprights:
            sheet.upright(upright, top, y, 2)
        sheet.frame(x, top, width, y - top, 2)
    y += size * 0.6
    if style.portion:
        y = sheet.line(x, y, word("table", "portions", language).format(product.servings), size)
    return y


def british(sheet: Sheet, x: float, y: float, width: float, size: float, product: Product, style: Style) -> float:
    """Typical values with the share of an adult's reference intake."""
    hundred, serving = european(product, 100), european(product, product.serving, intake=True)
    right = x + width - size * 0.7
    heads = ("Per 100g", f"Per {product.serving}g serving", "%RI*") if style.portion else ("Per 100g",)
    last, middle = (
        (sheet.measure(head, size, "bold") + size * 1.5 for head in heads[:0:-1]) if style.portion else (0, 0)
    )
    rights = (right - last - middle, right - last, right) if style.portion else (right,)
    top = y
    row = line_height(size)
    sheet.line(x + size * 0.7, y + 2, "Typical values", size, "bold")
    for at, head in zip(rights, heads, strict=True):
        sheet.line(at, y + 2, head, size, "bold", "r")
    y += row + 5
    for i, name in enumerate(n for n in ROWS if style.fiber or n != "fiber"):
        height = row * (2 if name == "energy_kj" else 1) + 3
        if style.zebra and i % 2 == 0:
            sheet.field(x, y, width, height)
        if not style.zebra:
            sheet.rule(x, y, width, 2)
        indent = size * 0.8 if name in WITHIN else 0.0
        sheet.line(
            x + size * 0.7 + indent, y + 3, word("table", name, "en"), size, "regular" if name in WITHIN else "bold"
        )
        for at, values in zip(rights, (hundred, serving) if style.portion else (hundred,), strict=False):
            names = ("energy_kj", "calories") if name == "energy_kj" else (name,)
            for n, each in enumerate(names):
                sheet.line(at, y + 3 + n * row, values[each].text(), size, "regular", "r")
        share = serving["calories" if name == "energy_kj" else name].daily_value
        if style.portion and share is not None:
            # The share of the energy stands on the line of the kilocalories.
            sheet.line(right, y + 3 + (row if name == "energy_kj" else 0), f"{share:g}%", size, "regular", "r")
        y += height
    sheet.rule(x, y, width, 2)
    sheet.frame(x, top, width, y - top, 2)
    y += size * 0.6
    if style.portion:
        y = sheet.line(x, y, f"This pack contains {product.servings} servings", size)
        note = "*Reference intake of an average adult (8400kJ/2000kcal)"
        y = sheet.paragraph(x, y, [(note, "regular")], width, size * 0.95)
    return y


def ingredients(
    sheet: Sheet, x: float, y: float, width: float, size: float, product: Product, language: str, capitals: bool
) -> float:
    """Allergens are bold, or in capitals; traces stand below."""
    marked = ", ".join(ingredient(name, language) for name in product.ingredients)
    marked = marked[:1].upper() + marked[1:]
    runs: list[Run] = [(word("table", "ingredients", language), "bold"), (" ", "regular")]
    runs += [
        (text.upper() if capitals and style == "bold" and "ß" not in text else text, style)
        for text, style in emphasised(f"{marked}.")
    ]
    y = sheet.paragraph(x, y, runs, width, size)
    if language == "en":
        advice = "For allergens, see ingredients in *bold*."
        y = sheet.paragraph(x, y + size * 0.4, emphasised(advice), width, size)
    if product.may_contain:
        names = [f"*{allergen(name, language)}*" for name in product.may_contain]
        joined = f" {word('table', 'and', language)} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        y = sheet.paragraph(x, y + size * 0.4, emphasised(word("table", "may", language).format(joined)), width, size)
    return y


def _column(head: str, values: dict[str, Value], language: str, style: Style) -> list[str]:
    return [head + "  ", *(text for name in ROWS for text in _cells(name, values, language, style))]


def _cells(name: str, values: dict[str, Value], language: str, style: Style) -> list[str]:
    """What stands in one cell, by lines."""
    text = cell(name, values, language, style.gap)
    return text.split(" / ") if style.two_lines_of_energy else [text]


def _wrapped(sheet: Sheet, text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for each in text.split(" "):
        longer = f"{lines[-1]} {each}".strip()
        if lines[-1] and sheet.measure(longer, size) > width:
            lines.append(each)
        else:
            lines[-1] = longer
    return lines
