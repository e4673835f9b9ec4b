"""From lines of text in a picture to the facts of a food label."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.vision.facts import Facts, Layout
from assistant.vision.label_allergens import Found, claimed_free, found_in, order
from assistant.vision.label_amounts import Amount, decimal_comma
from assistant.vision.label_columns import chosen, heads_of
from assistant.vision.label_corrected import in_order, marked
from assistant.vision.label_groups import Grouping, is_footnote
from assistant.vision.label_heads import Head, heads_in
from assistant.vision.label_ingredients import ingredients_of
from assistant.vision.label_joined import joined
from assistant.vision.label_passages import Passage, passages_of
from assistant.vision.label_rows import Row, cells_of, rows_of
from assistant.vision.label_serving import Serving, serving_of, without_serving
from assistant.vision.label_statements import statements, without_pointers
from assistant.vision.label_table import columns_of
from assistant.vision.label_tokens import Name, tokens_of
from assistant.vision.label_values import Allergen, Column, Doubt, Nutrient, Per
from assistant.vision.label_vocabulary import fold, squeeze, table
from assistant.vision.lines import Box, Line

MOST_LINES = 1000
"""Lines of a picture; what comes after them is left out."""
LEAST_NUTRIENTS = 2
"""A table with fewer of them is none."""


def parse(lines: Sequence[Line]) -> Facts | None:
    """The facts that the lines state; None where they are no label. `lines` in any order, in pixels."""
    cells = cells_of(lines[:MOST_LINES])
    passages = passages_of(cells)
    in_passages = {id(cell) for passage in passages for cell in passage.cells}
    rows = rows_of([cell for cell in cells if id(cell) not in in_passages])
    facts = _with_text(_with_table(Facts(), rows), passages, [cell.text for cell in cells])
    if len(facts.nutrients) < LEAST_NUTRIENTS:
        facts = replace(facts, layout=None, nutrients=(), columns=(), notes=())
    if facts.nutrients or facts.ingredients or facts.allergens or facts.may_contain:
        return facts
    return None


def _with_table(facts: Facts, rows: Sequence[Row]) -> Facts:
    comma = decimal_comma([row.text for row in rows])
    rows, in_words = joined(rows, comma)
    texts = [row.text for row in rows]
    serving = serving_of(rows)
    body = [kept for row in rows if (kept := without_serving(row))]
    groups = Grouping(comma).go_through(body)
    heads = heads_of(_head_rows(body, comma))
    if in_words and heads:
        heads = [replace(next((head for head in heads if head.kind == "serving"), heads[0]), along=None)]
    columns = columns_of(groups, heads or [Head("serving")])
    layout = _layout(texts, [nutrient for column in columns for nutrient in column], heads)
    notes: list[Doubt] = []
    if not heads:
        heads = [Head(_unsaid(layout, serving))]
        if layout in ("eu", "uk"):
            notes.append(Doubt((), "What the amounts are for was not read; they are taken for 100 g."))
    heads, columns = _without_references(heads, columns)
    number = chosen(heads, [len(column) for column in columns])
    size = heads[number].of or serving.size or next((head.of for head in heads if head.of), None)
    others = tuple(
        Column(
            _per(heads[other]),
            heads[other].of or (serving.size if heads[other].kind == "serving" else None),
            tuple(column),
        )
        for other, column in enumerate(columns)
        if other != number and column
    )
    return replace(
        facts,
        layout=layout,
        per=_per(heads[number]),
        servings=serving.count,
        serving_size=size,
        serving_text=serving.text,
        package=serving.package,
        nutrients=tuple(columns[number]),
        columns=others,
        notes=tuple(notes),
    )


def _head_rows(rows: Sequence[Row], comma: bool | None) -> list[Row]:
    """The rows that can head columns: those without amounts, down to the table's last row."""
    found = []
    for row in rows:
        tokens = tokens_of(row.text, comma)
        named = next((number for number, token in enumerate(tokens) if isinstance(token, Name)), None)
        filled = named is not None and any(isinstance(token, Amount) for token in tokens[named + 1 :])
        if not filled and (len(heads_in(row)) > 1 or not is_footnote(row.cells[0].text)):
            found.append(row)
    return found


def _without_references(
    heads: Sequence[Head], columns: list[list[Nutrient]]
) -> tuple[list[Head], list[list[Nutrient]]]:
    kept = [number for number, head in enumerate(heads) if head.kind != "reference"]
    if not kept:
        return [Head("serving")], columns[:1]
    return [heads[number] for number in kept], [columns[number] for number in kept]


def _per(head: Head) -> Per:
    return "serving" if head.kind == "share" or head.kind == "reference" else head.kind  # noqa: PLR1714


def _unsaid(layout: Layout | None, serving: Serving) -> Per:
    """What amounts are for where no heading says it."""
    return "100 g" if layout in ("eu", "uk") and not serving.size else "serving"


def _layout(texts: Sequence[str], nutrients: Sequence[Nutrient], heads: Sequence[Head]) -> Layout | None:
    if not nutrients:
        return None
    words = [squeeze(text) for text in texts]
    said = table("phrases")["table"]

    def says(kind: str, shortest: int = 5) -> bool:
        phrases = [squeeze(phrase) for phrase in said[kind]]
        return any(phrase in text for phrase in phrases if len(phrase) >= shortest for text in words)

    joules = any(nutrient.name == "energy_kj" for nutrient in nutrients)
    energy = joules or any(nutrient.name == "calories" for nutrient in nutrients)
    vitamins = sum(nutrient.daily_value is not None for nutrient in nutrients)
    if says("supplement") or (any(head.kind == "dose" for head in heads) and not energy):
        return "supplement"
    if says("us") and not joules:
        return "us"
    salted = any(nutrient.name == "salt" for nutrient in nutrients)
    if not joules and not salted and not any(head.kind.startswith("100") for head in heads):
        return "us" if energy or not vitamins else "supplement"
    return "uk" if _is_english(texts) and (says("uk") or _short_marks(texts)) else "eu"


_FOREIGN = re.compile(
    r"\b(?:davon|dont|di cui|de las cuales|fett|eiweiss|matieres|grassi|grasas|kohlenhydrate|glucides|carboidrati"
    r"|hidratos|energie|energia|zucker|sucres|zuccheri|azucares|salz|sale|brennwert)\b"
)


def _is_english(texts: Sequence[str]) -> bool:
    return not any(_FOREIGN.search(fold(text)) for text in texts)


def _short_marks(texts: Sequence[str]) -> bool:
    return any(re.search(r"%\s?\*?\s?(?:RI|GDA)\b|\bU\.?K\b|\b[Ee]ach\b|\bRI\b", text) for text in texts)


def _with_text(facts: Facts, passages: Sequence[Passage], texts: Sequence[str]) -> Facts:
    lists: list[tuple[str, Box | None]] = []
    contained: list[Allergen] = []
    possible: list[Allergen] = []
    claims: list[Found] = []
    for passage in passages:
        for statement in statements(without_pointers(passage.text)):
            found = [
                Allergen(one.name, one.word, passage.box_at(statement.start + one.start))
                for one in found_in(statement.text)
            ]
            match statement.kind:
                case "ingredients":
                    lists.append((statement.text, passage.box_at(statement.start)))
                    contained += found
                case "contains":
                    contained += found
                case "may_contain":
                    possible += found
    for text in texts:
        claims += claimed_free(text)
    text, box = _own_list(lists)
    ingredients = ingredients_of(text)
    claimed = {claim.name for claim in claims}
    return replace(
        facts,
        ingredients=ingredients,
        ingredients_box=box,
        allergens=in_order(marked(contained, ingredients)),
        may_contain=in_order(possible),
        free_from=tuple(name for name in order() if name in claimed),
    )


_ENGLISH = frozenset(
    [
        "and",
        "water",
        "sugar",
        "salt",
        "flour",
        "oil",
        "milk",
        "wheat",
        "powder",
        "starch",
        "acid",
        "of",
        "natural",
        "flavor",
        "flavour",
        "syrup",
        "with",
    ]
)


def _own_list(lists: Sequence[tuple[str, Box | None]]) -> tuple[str, Box | None]:
    """Of the same list in several languages the English one, else the first that is no scrap."""
    if not lists:
        return "", None

    def english(item: tuple[str, Box | None]) -> bool:
        return len(_ENGLISH & set(re.findall(r"[a-z]+", item[0].lower()))) >= 2

    long = [item for item in lists if len(item[0]) > 2] or list(lists)
    return next((item for item in long if english(item)), long[0])
