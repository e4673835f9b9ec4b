"""What code can say about a label when something is asked: sums and allergens, as sentences for the model."""

from collections.abc import Sequence

from assistant.vision.allergy import allergies
from assistant.vision.facts import Facts
from assistant.vision.sums import sums


def answers(question: str, facts: Facts, memory: Sequence[str]) -> list[str]:
    """Sentences computed from the facts. Warnings come first; `memory` holds its entries' texts."""
    return [*allergies(question, facts, memory), *sums(question, facts)]
