"""What was shown, as the model and the person are told it: text, facts and codes, and what code can answer itself."""

from collections.abc import Sequence
from datetime import datetime

from assistant import context
from assistant.ahead import Asked
from assistant.conversation import Label
from assistant.looker import Seen
from assistant.vision.label_answers import answers
from assistant.wording import words_of

CORRECTED = "The person has corrected what was read from this label; these values count now:\n"
CANNOT_SEE = (
    "I can read text in pictures, but there is none in this one that I can read, and I cannot see things: for that a "
    "vision model is needed. The Models page offers some, or type `earsight models list`."
)


ONLY_READ = "The text in pictures was read; to see what they show, get a vision model on the Models page."
_ENGLISH = {"how", "what", "which", "does", "do", "is", "are", "many", "much", "the", "this", "that", "can", "contain"}


def asked(question: str, seen: Sequence[Seen], label: Label | None, now: datetime) -> Asked:
    """The question with its pictures and what was read from them, or what was corrected since on the latest label."""
    sources = [context.Source(one.path.name, said) for one in seen if (said := one.reading.told)]
    if label is not None and label.is_corrected and not seen:
        sources.append(context.Source(label.image.name, CORRECTED + label.facts.as_text()))
    return Asked(context.given(question, sources, now), tuple(one.shown for one in seen))


def by_code(question: str, seen: Sequence[Seen], label: Label, memory: Sequence[str]) -> tuple[str, str]:
    """What code says about the label: warnings of what the person must not eat, and answers to the question.

    Warnings come where the label is new or the question is about it. Both are empty where there is nothing to say;
    so are answers to a question in another language than English, which the model has to put into words.
    """
    warned = answers("", label.facts, memory)
    said = [sentence for sentence in answers(question, label.facts, memory) if sentence not in warned]
    is_about_it = bool(said) or any(one.path == label.image for one in seen)
    if not _ENGLISH & set(words_of(question.lower())):
        said = []
    return " ".join(warned if is_about_it else ()), " ".join(said)


def is_blank(seen: Sequence[Seen]) -> bool:
    """There are pictures, and nothing can be read in them."""
    return bool(seen) and not any(one.reading.told for one in seen)
