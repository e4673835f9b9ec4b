"""Questions of allergy about a label, answered from what was read, and warnings from the memory.

Nothing is ever called free of something: a list that was read and names none of it is told as just that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.vision.facts import Facts, names
from assistant.vision.label_allergens import Vocabulary, claimed_free, found_in, order, words_in
from assistant.vision.label_asked import questions
from assistant.vision.label_values import Allergen
from assistant.vision.label_vocabulary import fold, normal, table
from assistant.wording import plain, stem, word_set, words_of

_CHECK = "Check the package before relying on it."
_ANIMAL = ("milk", "eggs", "fish", "crustaceans", "molluscs")
_SEA = ("crustaceans", "molluscs")
_OUTDATED = "(no longer true since"
_LISTED = re.compile(
    r"(?:allerg(?:ic|y|isch|ique|ico|ica)(?: reaction)?|intoleran\w*|alergi\w+|allergi\w+|sensitive|reacts?"
    r"|unvertr\w+)\s(?:to|gegen|auf|a|al|aux?|alla|alle|agli|ai|von)\s(?P<foods>[^.;:!?]+)"
    r"|(?P<before>\w+(?: \w+)?) allergy\b|avoid(?:s|ing)?\s(?P<avoided>[^.;:!?]+)"
    r"|(?:can not|must not|should not|do not|does not|may not) (?:eat|have|drink|tolerate)\s(?P<eaten>[^.;:!?]+)"
)
_NO_FOOD = word_set(
    "a an the my any some all kind of type bad very i am to severe severely food foods in and or eat drink"
)


@dataclass(frozen=True, slots=True)
class _Avoided:
    """What a question or a memory speaks of."""

    title: str
    """As it is told: "nuts", "strawberries"."""
    keys: tuple[str, ...]
    """Allergens; empty for other food."""
    words: tuple[str, ...] = ()
    """Other food, each word's stem."""
    diet: str = ""
    """vegan or vegetarian."""


def allergies(question: str, facts: Facts, memory: Sequence[str]) -> list[str]:
    """Sentences: warnings from the memory, then what the label shows about what the question asks for."""
    asks = _asks_for_safety(question)
    said: list[str] = []
    for entry in memory:
        said += _warnings(entry, facts, asks)
    asked = _avoided_in(question)
    for avoided in asked:
        said += _shown(avoided, facts)
    if asks and not asked and not said:
        said += _overview(facts)
    return list(dict.fromkeys(said))


def _asks_for_safety(question: str) -> bool:
    return _begins_in(plain(question), questions()["safety"]["asks"])


def _begins_in(text: str, phrases: Sequence[str]) -> bool:
    """Whether a word of the text, or several, begin as one of the phrases does."""
    return any(re.search(rf"(?<!\w){re.escape(phrase)}", text) for phrase in phrases)


def _avoided_in(text: str) -> list[_Avoided]:
    """The allergens and diets of which a text speaks."""
    folded = fold(normal(text[:1000]))
    safety = questions()["safety"]
    words = set(re.findall(r"\w+", folded))
    found: list[_Avoided] = []
    keys = [one.name for one in (*found_in(text[:1000]), *claimed_free(text[:1000]))]
    keys += [key for key in order() if words & {fold(word) for word in table("allergens")[key]["said"]}]
    wide = any(phrase in folded for phrase in safety["gluten"])
    if wide:
        keys = [key for key in keys if key != "wheat"] + ["gluten"]
    if any(phrase in folded for phrase in safety["shellfish"]):
        keys += _SEA
    for key in sorted(set(keys), key=order().index):
        found.append(_Avoided(key, ("wheat", "gluten") if key == "gluten" and wide else (key,)))
    for diet in ("vegan", "vegetarian"):
        if words & set(safety[diet]):
            found.append(_Avoided(diet, _ANIMAL if diet == "vegan" else _ANIMAL[2:], diet=diet))
            break
    return found


def _warnings(entry: str, facts: Facts, asks: bool) -> Iterator[str]:
    """What the label shows of that which a memory says is to be avoided."""
    told = plain(entry)
    safety = questions()["safety"]
    if _OUTDATED in entry or _begins_in(told, safety["not"]):
        return
    if not _begins_in(told, safety["avoids"]):
        return
    words = entry.strip().rstrip(".")
    for one in (*_avoided_in(entry), *_other_food(told)):
        named, possible = _matches(one, facts)
        if named:
            yield f"Warning: the memory says “{words}”, and this label names {', '.join(named)}. {_CHECK}"
        elif possible:
            yield f"Warning: the memory says “{words}”, and this label may contain {', '.join(possible)}. {_CHECK}"
        elif asks:
            yield f"The memory says “{words}”. {_nothing(one, facts)}"


def _other_food(told: str) -> list[_Avoided]:
    """Food that is no listed allergen: "allergic to strawberries and kiwi"."""
    match = _LISTED.search(told)
    if not match:
        return []
    foods = next(group for group in match.groups() if group)
    found = []
    for food in re.split(r",| and | or | und | oder | et | ou | y | o | e ", foods):
        stems = tuple(stem(word) for word in words_of(food) if word not in _NO_FOOD)
        if stems and not _avoided_in(food) and len(stems) < 4 and all(len(part) > 2 for part in stems):
            found.append(_Avoided(" ".join(word for word in words_of(food) if word not in _NO_FOOD), (), stems))
    return found


def _matches(avoided: _Avoided, facts: Facts) -> tuple[list[str], list[str]]:
    """What of it the label names, and what it may contain."""
    named = _words([allergen for allergen in facts.allergens if allergen.name in avoided.keys])
    possible = _words([allergen for allergen in facts.may_contain if allergen.name in avoided.keys])
    if avoided.words:
        named += [item for item in facts.ingredients if set(avoided.words) <= set(map(stem, words_of(item)))]
    if avoided.diet:
        named += _animal(facts.ingredients, avoided.diet)
        possible = []
    return list(dict.fromkeys(named)), possible


def _words(allergens: Iterable[Allergen]) -> list[str]:
    found = list(allergens)
    return [
        f"{name} ({', '.join(dict.fromkeys(fold(a.word) for a in found if a.name == name))})" for name in names(found)
    ]


@cache
def _animal_words() -> Vocabulary:
    animal = table("allergens")["animal"]
    return Vocabulary({"other": animal["other"], "meat": animal["meat"]})


def _animal(ingredients: Sequence[str], diet: str) -> list[str]:
    """Ingredients of animals beside the allergens."""
    kinds = ("meat", "other") if diet == "vegan" else ("meat",)
    found = []
    for ingredient in ingredients:
        words = words_in(ingredient)
        keys = [key for word in words for key in _animal_words().keys_of(word.text)]
        keys += [phrase[0] for number in range(len(words)) if (phrase := _animal_words().phrase_at(words, number))]
        if any(key in kinds for key in keys):
            found.append(ingredient)
    return found


def _shown(avoided: _Avoided, facts: Facts) -> Iterator[str]:
    """What the label shows of that which is asked for."""
    named, possible = _matches(avoided, facts)
    if named and avoided.diet:
        yield f"It is not {avoided.diet}: the label names {', '.join(named)}."
    elif named:
        yield f"It contains {avoided.title}: the label names {', '.join(named)}."
    if possible:
        yield f"The label says that it may contain {', '.join(possible)}."
    if not named:
        yield _nothing(avoided, facts, possible=bool(possible))
    if "nuts" in avoided.keys and (
        peanuts := _words(a for a in (*facts.allergens, *facts.may_contain) if a.name == "peanuts")
    ):
        yield f"The label also speaks of {', '.join(peanuts)}, which are no tree nuts."
    claims = [key for key in avoided.keys if key in facts.free_from]
    if claims and not avoided.diet:
        yield f"The package claims to be free from {', '.join(claims)}; that claim was read, not proven."


def _nothing(avoided: _Avoided, facts: Facts, possible: bool = False) -> str:
    """That none of it was found, and what this is worth."""
    what = f"what is not {avoided.diet}" if avoided.diet else avoided.title
    if words := [one.word for one in found_in(", ".join(facts.ingredients)) if one.name in avoided.keys]:
        return f"It is not among the allergens, but the ingredients name {', '.join(words)}. {_CHECK}"
    if not facts.ingredients:
        if facts.allergens and avoided.keys:
            return (
                f"No ingredient list could be read; the allergen statement that was read does not name {what}. "
                f"Whether it contains any cannot be told. {_CHECK}"
            )
        return f"No ingredient list could be read, so whether it contains {what} cannot be told. {_CHECK}"
    also = " beyond that" if possible else ""
    return f"The ingredients that were read do not name {what}{also}. This does not prove that there is none. {_CHECK}"


def _overview(facts: Facts) -> Iterator[str]:
    """What the label shows, where a question asks for safety and names nothing."""
    if facts.allergens:
        yield f"Allergens that the label names: {', '.join(_words(facts.allergens))}."
    if facts.may_contain:
        yield f"It may contain: {', '.join(_words(facts.may_contain))}."
    if not facts.ingredients:
        yield f"No ingredient list could be read, so what it contains cannot be told. {_CHECK}"
    elif not facts.allergens:
        yield f"The ingredients that were read name no known allergen. This does not prove that there is none. {_CHECK}"
