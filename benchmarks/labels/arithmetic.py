"""Asks a label's facts for amounts and shares, and checks what code answers against sums done here."""

import re
from collections.abc import Iterator
from fractions import Fraction

from assistant.vision.facts import Facts
from assistant.vision.sums import sums

WORDS = {"calories": "calories", "fat": "fat", "sugars": "sugar", "protein": "protein", "carbohydrate": "carbohydrate"}
LIMIT = 2300
"""Milligrams of sodium."""


def right_sums(facts: Facts) -> tuple[int, int]:
    """How many answers hold the right number, and how many questions there were."""
    asked = list(_questions(facts))
    return sum(any(_says(expected, said) for said in sums(question, facts)) for question, expected in asked), len(asked)


def _questions(facts: Facts) -> Iterator[tuple[str, Fraction]]:
    """With the answers; shares in percent to a tenth."""
    amounts = {n.name: Fraction(n.amount) for n in facts.nutrients if n.amount is not None}
    by_weight = facts.per == "100 g"
    portions = [("50 g", Fraction(1, 2)), ("250 g", Fraction(5, 2))] if by_weight else [
        ("two servings", Fraction(2)),
        ("three servings", Fraction(3)),
        ("half a serving", Fraction(1, 2)),
    ]  # fmt: skip
    if facts.servings and not by_weight:
        portions.append(("the whole package", Fraction(facts.servings.amount)))
    for words, factor in portions:
        for name, word in WORDS.items():
            if name in amounts:
                many = "many" if name == "calories" else "much"
                yield f"How {many} {word} is in {words}?", amounts[name] * factor
    sodium = amounts["sodium"] if "sodium" in amounts else amounts["salt"] * 400 if "salt" in amounts else None
    if sodium is not None:
        of = "100 g" if by_weight else "one serving"
        yield f"What share of my {LIMIT:,} mg of sodium is in {of}?", Fraction(round(sodium * 1000 / LIMIT), 10)


def _says(expected: Fraction, sentence: str) -> bool:
    """Whether the number stands in the sentence, rounded as far as the sentence rounds it but not to whole numbers."""
    for text in re.findall(r"\d[\d,]*(?:\.\d+)?", sentence):
        value = Fraction(text.rstrip(",").replace(",", ""))
        places = len(text.partition(".")[2])
        if value == expected or (places and abs(value - expected) <= Fraction(1, 2 * 10**places)):
            return True
    return False
