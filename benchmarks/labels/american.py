"""Nutrition Facts as American packages print them: the column, the wide table, two columns, one paragraph."""

from random import Random

from benchmarks.labels.ingredients import allergen
from benchmarks.labels.products import Product
from benchmarks.labels.sheet import Run, Sheet, emphasised, font_that_fits, line_height
from benchmarks.labels.truth import Truth, Value, american, printed_ingredients

ROWS = (
    ("fat", "Total Fat", 0), ("saturated_fat", "Saturated Fat", 1), ("trans_fat", "Trans Fat", 1),
    ("cholesterol", "Cholesterol", 0), ("sodium", "Sodium", 0), ("carbohydrate", "Total Carbohydrate", 0),
    ("fiber", "Dietary Fiber", 1), ("sugars", "Total Sugars", 1), ("added_sugars", "Added Sugars", 2),
    ("protein", "Protein", 0),
)  # fmt: skip
MINERALS = (("vitamin_d", "Vitamin D"), ("calcium", "Calcium"), ("iron", "Iron"), ("potassium", "Potassium"))
FOOTNOTE = (
    "* The % Daily Value (DV) tells you how much a nutrient in a serving of food contributes to a daily diet. "
    "2,000 calories a day is used for general nutrition advice."
)


def truth(product: Product, layout: str) -> Truth:
    return Truth(
        layout=layout,
        language="en",
        servings=product.servings,
        serving=(product.serving, "g"),
        nutrients=american(product, product.serving),
        ingredients=printed_ingredients(product, "en"),
        allergens=product.allergens,
        may_contain=product.may_contain,
    )


def percent(value: Value) -> str:
    return "" if value.daily_value is None else f"{value.daily_value:g}%"


def name_runs(name: str, words: str, depth: int, amount: str) -> list[Run]:
    if name == "trans_fat":
        return [("Trans", "italic"), (f" Fat {amount}", "regular")]
    if name == "added_sugars":
        return [(f"Includes {amount} Added Sugars", "regular")]
    return [(words, "regular" if depth else "bold"), (f" {amount}", "regular")]


def column(sheet: Sheet, x: float, y: float, width: float, size: float, product: Product) -> float:
    """The standard column of 2016; the top of what follows it."""
    values = american(product, product.serving)
    left, right = x + size, x + width - size
    inner = right - left
    y0, y = y, y + size * 0.4
    y = sheet.line(left, y, "Nutrition Facts", font_that_fits(sheet.face, "Nutrition Facts", inner), "bold")
    y = sheet.rule(left, y + 2, inner, 3) + 2
    y = sheet.line(left, y, f"{product.servings} servings per container", size * 1.1)
    sheet.line(left, y, "Serving size", size * 1.1, "bold")
    y = sheet.line(right, y, f"{product.measure} ({product.serving}g)", size * 1.1, "bold", "r")
    y = sheet.rule(left, y + 2, inner, size * 0.9) + 2
    y = sheet.line(left, y, "Amount per serving", size, "bold")
    big = size * 2.3
    sheet.line(left, y + (line_height(big) - line_height(size * 1.8)), "Calories", size * 1.8, "bold")
    y = sheet.line(right, y, f"{values['calories'].amount:g}", big, "bold", "r")
    y = sheet.rule(left, y, inner, size * 0.5) + 2
    y = sheet.line(right, y, "% Daily Value*", size, "bold", "r")
    for name, words, depth in ROWS:
        indent = depth * size * 1.6
        y = sheet.rule(left + (indent if depth == 2 else 0), y, inner - (indent if depth == 2 else 0), 2)
        sheet.line(left + indent, y, name_runs(name, words, depth, values[name].text()), size)
        y = sheet.line(right, y, percent(values[name]), size, "bold", "r")
    y = sheet.rule(left, y, inner, size * 0.9)
    for i, (name, words) in enumerate(MINERALS):
        y = sheet.rule(left, y, inner, 2) if i else y
        sheet.line(left, y, f"{words} {values[name].text()}", size)
        y = sheet.line(right, y, percent(values[name]), size, "regular", "r")
    y = sheet.rule(left, y, inner, size * 0.5) + 3
    y = sheet.paragraph(left, y, [(FOOTNOTE, "regular")], inner, size * 0.95) + size * 0.4
    sheet.frame(x, y0, width, y - y0, 3)
    return y


def wide(sheet: Sheet, x: float, y: float, width: float, size: float, product: Product) -> float:
    """The tabular format: three fields beside each other, the minerals in a row below."""
    values = american(product, product.serving)
    y0 = y
    first, second = x + width * 0.25, x + width * 0.61
    left, top = x + size, y + size * 0.5
    inner = first - left - size
    at = sheet.line(left, top, "Nutrition", font_that_fits(sheet.face, "Nutrition", inner * 0.92), "bold")
    at = sheet.line(left, at, "Facts", font_that_fits(sheet.face, "Nutrition", inner * 0.92), "bold")
    at = sheet.line(left, at, f"{product.servings} servings per container", size)
    at = sheet.line(left, at, "Serving size", size, "bold")
    at = sheet.line(left, at, f"{product.measure} ({product.serving}g)", size, "bold")
    at = sheet.rule(left, at + 2, inner, size * 0.5) + 4
    sheet.line(left, at + size, "Calories", size * 1.3, "bold")
    at = sheet.line(left, at + size + line_height(size * 1.3), "per serving", size)
    at = sheet.line(
        first - size, at - line_height(size * 2.2), f"{values['calories'].amount:g}", size * 2.2, "bold", "r"
    )
    bottoms = [at]
    for start, end, rows in ((first, second, ROWS[:5]), (second, x + width, ROWS[5:])):
        at = sheet.line(start + size, top, "Amount/serving", size, "bold")
        sheet.line(end - size, top, "% Daily Value*", size, "bold", "r")
        at = sheet.rule(start + size, at, end - start - 2 * size, size * 0.6)
        for name, words, depth in rows:
            sheet.line(start + size + depth * size * 1.4, at, name_runs(name, words, depth, values[name].text()), size)
            at = sheet.line(end - size, at, percent(values[name]), size, "bold", "r")
            at = sheet.rule(start + size, at, end - start - 2 * size, 2)
        bottoms.append(at)
    y = max(bottoms) + size * 0.3
    sheet.upright(first, y0, y, 3)
    y = sheet.rule(first, y, x + width - first, size * 0.5) + 2
    row = " • ".join(f"{words} {values[name].text()} {percent(values[name])}" for name, words in MINERALS)
    y = sheet.paragraph(first + size, y, [(row, "regular")], x + width - first - 2 * size, size) + 2
    y = sheet.rule(x, y, width, 3) + 3
    y = sheet.paragraph(left, y, [(FOOTNOTE, "regular")], width - 2 * size, size * 0.95) + size * 0.3
    sheet.frame(x, y0, width, y - y0, 3)
    return y


def two_columns(sheet: Sheet, x: float, y: float, width: float, size: float, product: Product) -> float:
    """Per serving and per container side by side."""
    one = american(product, product.serving)
    whole = american(product, product.serving * product.servings)
    left, right = x + size, x + width - size
    inner = right - left
    y0, y = y, y + size * 0.4
    y = sheet.line(left, y, "Nutrition Facts", font_that_fits(sheet.face, "Nutrition Facts", inner * 0.8), "bold")
    y = sheet.rule(left, y + 2, inner, 3) + 2
    y = sheet.line(left, y, f"{product.servings} servings per container", size * 1.1)
    sheet.line(left, y, "Serving size", size * 1.1, "bold")
    y = sheet.line(right, y, f"{product.measure} ({product.serving}g)", size * 1.1, "bold", "r")
    y = sheet.rule(left, y + 2, inner, size * 0.8)
    # Amount and percent of a serving, then of the whole container.
    columns = (left + inner * 0.55, left + inner * 0.68, left + inner * 0.87, right)
    top = y
    sheet.line(columns[1], y, "Per serving", size, "bold", "r")
    y = sheet.line(right, y, "Per container", size, "bold", "r")
    big = size * 1.8
    sheet.line(left, y, "Calories", big, "bold")
    sheet.line(columns[1], y, f"{one['calories'].amount:g}", big, "bold", "r")
    y = sheet.line(right, y, f"{whole['calories'].amount:g}", big, "bold", "r")
    y = sheet.rule(left, y, inner, size * 0.5)
    sheet.line(columns[1], y, "% DV*", size, "bold", "r")
    y = sheet.line(columns[3], y, "% DV*", size, "bold", "r")
    for i, (name, words, depth) in enumerate((*ROWS, *((n, w, 0) for n, w in MINERALS))):
        y = sheet.rule(left, y, inner, size * 0.7 if i == len(ROWS) else 2)
        if name == "added_sugars":
            runs: list[Run] = [("Incl. Added Sugars", "regular")]
        elif name == "trans_fat":
            runs = [("Trans", "italic"), (" Fat", "regular")]
        else:
            runs = [(words, "bold" if depth == 0 and i < len(ROWS) else "regular")]
        sheet.line(left + depth * size * 1.3, y, runs, size)
        for value, amount_at, percent_at in ((one[name], *columns[:2]), (whole[name], *columns[2:])):
            sheet.line(amount_at, y, value.text(), size, "regular", "r")
            bottom = sheet.line(percent_at, y, percent(value), size, "bold", "r")
        y = bottom
    sheet.upright(left + inner * 0.70, top, y, 2)
    y = sheet.rule(left, y, inner, size * 0.5) + 3
    y = sheet.paragraph(left, y, [(FOOTNOTE, "regular")], inner, size * 0.95) + size * 0.3
    sheet.frame(x, y0, width, y - y0, 3)
    return y


def paragraph(sheet: Sheet, x: float, y: float, width: float, size: float, product: Product) -> float:
    """The linear format of small packages."""
    values = american(product, product.serving)
    runs: list[Run] = [("Nutrition Facts", "bold"), (f" Servings: {product.servings}, ", "regular")]
    runs += [("Serv. size:", "bold"), (f" {product.measure} ({product.serving}g), Amount per serving: ", "regular")]
    runs += [("Calories", "bold"), (f" {values['calories'].amount:g}, ", "bold")]
    short = {"saturated_fat": "Sat. Fat", "carbohydrate": "Total Carb.", "fiber": "Fiber"}
    for name, words, depth in (*ROWS, *((n, w, 1) for n, w in MINERALS)):
        value = values[name]
        share = f" ({percent(value)} DV)" if value.daily_value is not None else ""
        if name == "added_sugars":
            runs += [(f"(Incl. {value.text()} Added Sugars, {percent(value)} DV), ", "regular")]
            continue
        end = " " if name == "sugars" else ". " if name == "potassium" else ", "
        runs += [(short.get(name, words), "regular" if depth else "bold"), (f" {value.text()}{share}{end}", "regular")]
    y0 = y
    y = sheet.paragraph(x + size, y + size * 0.5, runs, width - 2 * size, size * 1.1) + size * 0.5
    sheet.frame(x, y0, width, y - y0, 3)
    return y


def ingredients(sheet: Sheet, x: float, y: float, width: float, size: float, product: Product, random: Random) -> float:
    """The list in capitals or not, then what it contains and may contain."""
    capitals = random.random() < 0.5

    def shown(text: str) -> str:
        return text.upper() if capitals else text

    listed = ", ".join(printed_ingredients(product, "en"))
    head, contains, may = (shown(text) for text in ("Ingredients:", "Contains:", "May contain:"))
    listed = shown(listed) if capitals else listed[:1].upper() + listed[1:]
    y = sheet.paragraph(x, y, [(head, "bold"), (f" {listed}.", "regular")], width, size)
    if product.allergens and random.random() < 0.8:
        named = ", ".join(american_name(name, product) for name in product.allergens if name in AMERICAN)
        if named:
            y = sheet.paragraph(x, y + size * 0.4, [(f"{contains} {shown(named)}.", "bold")], width, size)
    if product.may_contain:
        named = ", ".join(allergen(name, "en") for name in product.may_contain)
        y = sheet.paragraph(x, y + size * 0.4, emphasised(f"*{may}* {shown(named)}."), width, size)
    return y


AMERICAN = ("milk", "eggs", "fish", "crustaceans", "nuts", "peanuts", "wheat", "soy", "sesame")
"""The nine that American law has named on the line of what a food contains."""


def american_name(name: str, product: Product) -> str:
    if name == "nuts":
        return next(
            (nut for nut in ("almonds", "hazelnuts", "walnuts", "pistachios") if nut in product.ingredients), "cashews"
        )
    return {"crustaceans": "shrimp", "fish": "cod" if "cod" in product.ingredients else "anchovies"}.get(
        name, allergen(name, "en")
    )
