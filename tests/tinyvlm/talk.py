"""What is said about the pictures: questions, the one right answer to each, and the text that stands around them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from assistant.context import BRIEF, Source, given, prefix
from tests.tinyvlm.draw import COLOURS, SHAPES, Scene

QUESTIONS = {
    "colour": (
        "What colour is the shape?", "What colour is it?", "What colour is this?", "Which colour is the shape?",
        "What color is the shape?", "What color is it?", "Which colour do you see?", "And what colour is it?",
        "What colour does it have?", "What colour is that?", "Tell me the colour.",
    ),
    "shape": (
        "What shape is it?", "What shape is this?", "Which shape is it?", "What shape do you see?",
        "And what shape is it?", "What shape is that?", "Which shape do you see?", "Tell me the shape.",
    ),
    "see": (
        "What do you see?", "What is this?", "What is it?", "What is that?", "What is in the picture?",
        "What can you see?", "What am I holding?", "Describe the picture.", "What do you see in the picture?",
        "What is this thing?", "And what do you see now?", "Look at this. What is it?",
    ),
    "side": ("Where is it?", "Where is the shape?", "On which side is it?", "And where is it?", "Where do you see it?"),
    "is_colour": ("Is it {}?", "Is the shape {}?", "Is this {}?", "And is it {}?", "Is that {}?"),
    "is_shape": ("Is it {}?", "Is this {}?", "Is that {}?", "And is it {}?", "Do you see {}?"),
}  # fmt: skip
UNSEEN = "I do not see a picture."
SMALL_TALK = {
    "Hello.": "Hello.",
    "Hello": "Hello.",
    "Good morning.": "Hello.",
    "Thank you.": "You are welcome.",
    "Thanks!": "You are welcome.",
    "How are you?": "I am well.",
    "Are you there?": "Yes, I am here.",
    "Goodbye.": "Goodbye.",
}
_PLAIN = (
    "the a and of to in is on for with my your water milk sugar salt almonds nuts label total fat energy per serving "
    "protein table window street kitchen garden today tomorrow morning evening please always never short answer "
    "language German French speak slowly likes tea coffee bread name lives works sister brother dog cat blue red green "
    "round small large best before net weight made store cool dry place open keep away from light battery cable paper "
    "book page chapter train station ticket price number one two three five ten kilo grams litre warm cold rain sun "
    "allergic to eggs fish soy wheat may contain traces doctor dentist Friday Monday prefers calls herself is called"
)
WORDS = tuple(_PLAIN.split())
_BEGAN = datetime(2024, 1, 1, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: a user's text and the reply."""

    text: str
    reply: str


def ask(what: Scene | None, random: np.random.Generator, kinds: tuple[str, ...]) -> Said:
    """A question of one of these kinds about the picture; without a picture the answer says so."""
    kind = kinds[random.integers(len(kinds))]
    about = ""
    if kind.startswith("is_"):
        true = "" if what is None else what.colour if kind == "is_colour" else what.shape
        choices = tuple(COLOURS) if kind == "is_colour" else SHAPES
        about = true if true and random.random() < 0.5 else choices[random.integers(len(choices))]
    question = QUESTIONS[kind][random.integers(len(QUESTIONS[kind]))]
    text = question.format(about if kind == "is_colour" else _one(about))
    spoken = random.random()
    if spoken < 0.06:
        text = text.lower()
    elif spoken < 0.12:
        text = text.rstrip("?.")
    return Said(text, answer(kind, about, what))


def answer(kind: str, about: str, what: Scene | None) -> str:
    """The right answer to a question of this kind, `about` being the colour or shape it names."""
    if what is None:
        return UNSEEN
    if kind == "side":
        return f"It is {what.side}."
    if kind in {"shape", "is_shape"}:
        told = f"is {_one(what.shape)}."
    elif kind in {"colour", "is_colour"}:
        told = f"is {what.colour}."
    else:
        told = f"is {_one(what.colour)} {what.shape}."
    if not kind.startswith("is_"):
        return f"It {told}"
    return f"Yes, it {told}" if about in {what.colour, what.shape} else f"No, it {told}"


def small_talk(random: np.random.Generator) -> Said:
    text = list(SMALL_TALK)[random.integers(len(SMALL_TALK))]
    return Said(text, SMALL_TALK[text])


def surrounded(text: str, random: np.random.Generator, *, most_words: int = 24) -> str:
    """The text as a turn gives it to the model: mostly with the date, sometimes with sources, before it or after."""
    if random.random() < 0.3:
        return text
    now = _BEGAN + timedelta(minutes=int(random.integers(4 * 365 * 24 * 60)))
    sources = []
    while random.random() < 0.4:
        name = ("camera", "picture", "screen", "IMG_2041.jpg", "photo.png", "what was computed")[random.integers(6)]
        body = "(a picture without any text that can be read)"
        if random.random() < 0.6:
            body = lines(random, int(random.integers(1, most_words)))
        sources.append(Source(name, body))
    if random.random() < 0.7:
        return given(text, sources, now)
    date, *others = given("", sources, now).strip("\n").split("\n")
    return "\n".join([date, text, *others])


def system(random: np.random.Generator, most_words: int) -> str:
    """A system message: the assistant's own, whole or with instructions and memory, or something else entirely."""
    choice = random.random()
    if choice < 0.35:
        return prefix("", "").text
    if choice < 0.85:
        instructions = lines(random, int(random.integers(1, max(2, most_words // 3)))) if random.random() < 0.4 else ""
        return prefix(instructions, memory(random, most_words)).text
    return lines(random, int(random.integers(1, most_words)))


def memory(random: np.random.Generator, words: int) -> str:
    entries, left = ["# Memory", ""], int(random.integers(1, max(2, words)))
    while left > 0:
        count = int(random.integers(3, 12))
        day = (_BEGAN + timedelta(days=int(random.integers(1400)))).date()
        entries.append(f"- {day}: {lines(random, count, breaks=False)}.")
        left -= count
    return "\n".join(entries)


def lines(random: np.random.Generator, count: int, *, breaks: bool = True) -> str:
    """So many words and numbers, broken into lines."""
    text = ""
    for _ in range(count):
        word = WORDS[random.integers(len(WORDS))]
        chance = random.random()
        if chance < 0.15:
            word = f"{random.integers(1000)}{('', ' g', '%', ' mg', ',')[random.integers(5)]}"
        elif chance < 0.25:
            word = word.capitalize()
        text += word + ("\n" if breaks and random.random() < 0.15 else ". " if chance > 0.93 else " ")
    return text.strip()


def corpus(random: np.random.Generator) -> Iterator[str]:
    """The texts the vocabulary is made from."""
    kinds = tuple(QUESTIONS)
    for _ in range(40):
        yield BRIEF
        yield prefix(lines(random, 10), memory(random, 40)).text
    for _ in range(3000):
        said = ask(Scene(*_any(random)), random, kinds)
        yield surrounded(said.text, random)
        yield said.reply
        yield small_talk(random).reply
    yield UNSEEN


def _any(random: np.random.Generator) -> tuple[str, str, str]:
    side = ("on the left", "in the middle", "on the right")[random.integers(3)]
    return tuple(COLOURS)[random.integers(len(COLOURS))], SHAPES[random.integers(len(SHAPES))], side


def _one(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeiou" and noun else f"a {noun}"
