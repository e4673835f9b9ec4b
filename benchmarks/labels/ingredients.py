"""What made-up products are made of, and the allergens in it."""

from benchmarks.labels.words import rows, word


def ingredient(name: str, language: str) -> str:
    """As a label prints it; asterisks enclose the words that name an allergen."""
    return word("ingredients", name, language)


def allergen_in(name: str) -> str | None:
    return rows("ingredients")[name]["allergen"] or None


def allergen(name: str, language: str) -> str:
    """How the line of traces calls an allergen."""
    return word("allergens", name, language)
