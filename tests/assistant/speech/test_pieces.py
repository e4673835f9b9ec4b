"""Where a reply is cut for the voice, while it is still being written."""

import pytest

from assistant.speech.pieces import Piece, PieceCutter


def cut(text: str, language: str = "en", *, by: int = 1) -> list[Piece]:
    cutter = PieceCutter(language)
    pieces = [piece for at in range(0, len(text), by) for piece in cutter.feed(text[at : at + by])]
    return pieces + cutter.finish()


def raw(text: str, language: str = "en") -> list[str]:
    return [text[piece.start : piece.end] for piece in cut(text, language)]


OPENING = "This opening sentence was long enough. "
LATER = 8
"""So many of them, and pieces are whole sentences."""

FIRST = [
    ("Yes. It is a fine day for a walk.", "Yes."),
    ("Sure! Here is what I found.", "Sure!"),
    ("Really? I did not know.", "Really?"),
    ("If it rains tomorrow, take an umbrella with you.", "If it rains tomorrow,"),
    ("Well, yes, I think it works.", "Well, yes, I think it works."),
    ("The short answer is: it depends on the day.", "The short answer is:"),
    ("It is cheap; it is also good.", "It is cheap;"),
    ("It was a good idea — in its way.", "It was a good idea —"),
    ("It was a good idea - yes, it was.", "It was a good idea -"),
    ("So we know that x - y² is one, and so on.", "So we know that x - y² is one,"),
    ("It costs $29.50 in the shop, and $20 online.", "It costs $29.50 in the shop,"),
    ("There are 1,000 of them, I believe.", "There are 1,000 of them,"),
    ("Dr. Lee said it is fine, so go.", "Dr. Lee said it is fine,"),
    ("Hello my friend, welcome back home.", "Hello my friend,"),
    (
        "The old brown dog slept all day long under the big tree because it was tired.",
        "The old brown dog slept all day long",
    ),
    (
        "The recipe needs two large fresh brown eggs and then some flour.",
        "The recipe needs two large fresh brown eggs",
    ),
    ("# A title\nThen text.", "# A title"),
    ("**Yes.** It is.", "**Yes.**"),
    ("It is (as far as I know, anyway) fine. So go.", "It is (as far as I know, anyway) fine."),
    ("On May 5, 2026 it rained. So what.", "On May 5, 2026 it rained."),
]

WHOLE = [
    "It costs $29.50 at most times of the year.",
    "There were 1,000 people and 2,500 dogs here.",
    "Use fruit, e.g. Apples and pears, every day.",
    "It is late, i.e. Too late for us all.",
    "I met Dr. Lee and Mrs. Smith in the park.",
    "The U.S. Army came in the morning light.",
    "At 5 a.m. on a Monday it was cold.",
    "J. R. R. Tolkien wrote many long books there.",
    "George W. Bush was the president of the country.",
    "Use v1.2.3 or later, e.g. v1.2.4 of it.",
    "See https://example.org/a.b,c?d=e! now and then again.",
    "Write to john.doe@example.org about it as soon as possible.",
    "Call `foo.bar(a, b). Then` and wait for the end.",
    "Read [the guide. All of it](https://x.org/a) before you go.",
    "This is **very important. Do read it** before you go.",
    "This is *very important. Do read it* before you go.",
    "Take No. 5 of the list and go home.",
    "See Fig. 3 on the next page of the book.",
    "It is 3.5 metres long and two metres wide.",
    "Add 2 tbsp. of oil to the large pan.",
    "It was on Nov. 3 of the same year.",
    "So 5! = 120 is what we wanted to know.",
    "I think... maybe we should wait for a while.",
    '"Really?" she asked, and looked at him again.',
    "Yahoo! and others were there in the old days.",
    "Smith et al. Found it in the old days.",
    "Cats vs. Dogs is a very old question indeed.",
    "So \\(a. B, c\\) is what we wanted to know.",
    "So $a. B$ is what we wanted to know.",
    "So \\(f(x) = [a, b), and y <z. B\\) is what we wanted to know.",
    "So 3 / 4 and 5 / x and y are what we wanted to know.",
    "He is 5'10\" and she is 5' 4\" as far as we know.",
]

ENDS = [
    ("What?! No way is that true.", ["What?!"]),
    ('He said "No." Then he left.', ['He said "No."']),
    ("(It is true.) Then he left.", ["(It is true.)"]),
    ("It is over… Then he left.", ["It is over…"]),
    ("It was 5 p.m. The sun was low.", ["It was 5 p.m."]),
    ("We like apples, etc. The rest is bad.", ["We like apples, etc."]),
    ("It is Vitamin C. It helps you.", ["It is Vitamin C."]),
    ("The answer is 42. That is all.", ["The answer is 42."]),
    ("We left the U.S. It was time.", ["We left the U.S."]),
    ("The firm is Example Corp. I like it.", ["The firm is Example Corp."]),
    ("We use `a.b`. That is all.", ["We use `a.b`."]),
    ("See https://x.org/a. That is all.", ["See https://x.org/a."]),
    ("It is *so*. That is all.", ["It is *so*."]),
    ("all lower case there. it goes on.", ["all lower case there."]),
    ("It weighs 5 lb. The box is extra.", ["It weighs 5 lb."]),
    ("The shop is on Park Blvd. It is open.", ["The shop is on Park Blvd."]),
    ("We look at the sun. Plants need it.", ["We look at the sun."]),
]

ABBREVIATED = [
    ("en", "It weighs 5 lb. 3 oz. without its box."),
    ("en", "The recipe needs 2 oz. Parmesan and 3 pt. Guinness."),
    ("en", "The appointment is on Tues. the 5th of May."),
    ("en", "The flight lands on Thurs. the 4th of May."),
    ("en", "The visit is on Sun. 5 May of this year."),
    ("en", "We read Art. 3 and para. 2 of the treaty."),
    ("en", "We write to Messrs. Smith and Jones today."),
    ("en", "We take Hwy. 5 to the north today."),
    ("en", "They open daily excl. holidays and the like."),
    ("en", "We meet at 350 Fifth Ave. New York today."),
    ("de", "Er wohnt in der Hauptstr. 5 in Berlin."),
    ("de", "Heute hat Dr. med. Schmidt keine Zeit."),
    ("de", "Das sind 5 Std. Fahrt mit dem Auto."),
    ("fr", "Depuis dix ans Mme. Martin habite à Paris."),
    ("fr", "Le n° 5 de l'av. Foch est fermé."),
    ("fr", "Il habite au 5 bd. Voltaire à Paris."),
    ("es", "Vive en la Av. Libertad con su familia."),
    ("es", "La Dra. López y el Ing. Pérez llegan hoy."),
    ("it", "Oggi l'Ing. Verdi abita in P.zza Roma a Milano."),
    ("ru", "Он живёт на ул. Ленина уже много лет."),
]

LANGUAGES = [
    ("de", "Er kommt am 3. Mai. Das wird sehr schön.", ["Er kommt am 3. Mai.", "Das wird sehr schön."]),
    ("de", "Das ist z. B. Obst. Es schmeckt.", ["Das ist z. B. Obst.", "Es schmeckt."]),
    ("de", "Es war im Jahr 2026. Der Rest ist klar.", ["Es war im Jahr 2026.", "Der Rest ist klar."]),
    ("de", "Ich sah Dr. Müller. Er ging weg.", ["Ich sah Dr. Müller.", "Er ging weg."]),
    ("de", "Ja. Es sind genau 3. Dann gehen wir.", ["Ja.", "Es sind genau 3.", "Dann gehen wir."]),
    ("de", "Er wohnt in der Hauptstr. Dort ist es ruhig.", ["Er wohnt in der Hauptstr.", "Dort ist es ruhig."]),
    ("es", "Vi un ave. Tiene alas.", ["Vi un ave.", "Tiene alas."]),
    ("es", "El Sr. López llegó. Es tarde ya.", ["El Sr. López llegó.", "Es tarde ya."]),
    ("es", "Ahora vemos que x + y es diez, o más.", ["Ahora vemos que x + y es diez,", "o más."]),
    ("es", "¿Qué tal? ¡Muy bien todo!", ["¿Qué tal?", "¡Muy bien todo!"]),
    ("fr", "Il dit « Oui. » Puis il part.", ["Il dit « Oui. »", "Puis il part."]),
    ("it", "Il Sig. Rossi arriva. Poi parte.", ["Il Sig. Rossi arriva.", "Poi parte."]),
    ("zh", "今天天气很好。我们出去走走吧！", ["今天天气很好。", "我们出去走走吧！"]),
    ("zh", "如果明天下雨的话，我们就在家。", ["如果明天下雨的话，", "我们就在家。"]),
    ("ja", "そうです。「はい。」と言った。", ["そうです。", "「はい。」", "と言った。"]),
    ("hi", "यह एक अच्छा दिन है। चलो घर चलते हैं।", ["यह एक अच्छा दिन है।", "चलो घर चलते हैं।"]),
    ("ar", "كيف حالك اليوم؟ أنا بخير شكرا", ["كيف حالك اليوم؟", "أنا بخير شكرا"]),
]

SILENT = [
    "```python\nx = 1, 2. Then\n```",
    "```\nnever closed, but long. Really.",
    "~~~\ntext. More.\n~~~",
    "````\n```\ninner. text\n```\n````",
    "| a | b |\n|---|---|\n| one. | two, |\n",
    "a | b\n--- | ---\none | two\n",
    "    indented, code. here\n",
    "---\n\n***\n",
    "![a picture, of something. Yes](x.png)\n",
    "<!-- hidden, all. of it -->",
    "<!-- hidden\n\nstill hidden -->\n",
    "<think>first, this. Then that.</think>",
    "<think>\n# never closed\n\n1. so, on. and on",
    "<script>var a = 1, b. c</script>",
    "$$\nx = 1, y. z\n$$\n",
    "\\[\nx = 1\n\\]\n",
    "\\begin{align}\nx\n\\end{align}\n",
    "[1]: https://example.org/a\n",
    "[^1]: A note. It is long, too.\n",
    "😀 🎉\n",
    "",
    "  \n\n \t\n",
    "> \n> \n",
    "...\n",
]

BLOCKS = [
    ("1. First item\n2. Second item", ["one: First item", "two: Second item"]),
    ("- eggs\n- milk, 2 l\n  - oat milk", ["eggs", "milk, two litres", "oat milk"]),
    ("* [ ] to do\n* [x] done", ["to do", "done"]),
    ("# Title\n## Part\ntext", ["Title", "Part", "text"]),
    ("Title\n=====\ntext", ["Title", "text"]),
    ("> quoted text\n> goes on.", ["quoted text goes on."]),
    ("one line\nand the next", ["one line and the next"]),
    ("one paragraph\n\nand the next", ["one paragraph", "and the next"]),
    ("- **Bold**: text\n- more", ["Bold: text", "more"]),
    ("It was in\n2026. A good year.", ["It was in twenty twenty-six.", "A good year."]),
    ("So:\n```py\nx = 1\n```\nThat is it.", ["So:", "That is it."]),
    ("So ```py\nx, y. z\n```\nthat is it.", ["So", "that is it."]),
    ("- a\n  ```\n  x\n  ```\n- b", ["a", "b"]),
    ("Hello <!-- no --> world, my friend.", ["Hello world, my friend."]),
    ("<think>hm</think>1. One item", ["one: One item"]),
    ("Text.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter.", ["Text.", "After."]),
    ("|x| is a size", ["x is a size"]),
    ("-5 degrees it was", ["minus five degrees it was"]),
    ("1.5 litres it was", ["one point five litres it was"]),
    ("#tag and more", ["tag and more"]),
    ("5 * 3 is more, and 2 * 2 is less.", ["five times three is more,", "and two times two is less."]),
    ("a < b and cats > dogs. Fine.", ["a less than b and cats more than dogs.", "Fine."]),
    ("$$x$$\n\nSo it is.", ["So it is."]),
    ("a\r\n\r\nb", ["a", "b"]),
]


@pytest.mark.parametrize(("text", "first"), FIRST)
def test_the_first_piece_leaves_as_soon_as_it_can_be_spoken_well(text: str, first: str) -> None:
    assert raw(text)[0] == first


@pytest.mark.parametrize("text", WHOLE)
def test_what_belongs_together_stays_in_one_piece(text: str) -> None:
    assert raw(OPENING * LATER + text)[LATER:] == [text]


@pytest.mark.parametrize(("text", "starts"), ENDS)
def test_a_sentence_ends_where_a_reader_ends_it(text: str, starts: list[str]) -> None:
    assert raw(text)[: len(starts)] == starts


@pytest.mark.parametrize(("language", "text"), ABBREVIATED)
def test_an_abbreviation_ends_no_piece(language: str, text: str) -> None:
    assert raw(OPENING * LATER + text, language)[LATER:] == [text]
    assert not [piece for piece in raw(text, language)[:-1] if piece.endswith(".")]


@pytest.mark.parametrize(("language", "text", "pieces"), LANGUAGES)
def test_other_languages_end_sentences_their_own_way(language: str, text: str, pieces: list[str]) -> None:
    assert raw(text, language) == pieces


@pytest.mark.parametrize("text", SILENT)
def test_what_is_not_for_the_ear_belongs_to_no_piece(text: str) -> None:
    assert cut(text) == []


@pytest.mark.parametrize("text", [text for text in SILENT if "never closed" not in text])
def test_speech_goes_on_after_a_silent_block(text: str) -> None:
    whole = f"Before it.\n\n{text}\n\nAfter it."
    assert [piece.text for piece in cut(whole)] == ["Before it.", "After it."]


@pytest.mark.parametrize(("text", "said"), BLOCKS)
def test_blocks_end_pieces_and_their_marks_are_not_said(text: str, said: list[str]) -> None:
    assert [piece.text for piece in cut(text)] == said


@pytest.mark.parametrize(
    ("before", "completes", "piece"),
    [
        ("It is 3.", "5", None),
        ("It is three.", " T", "It is three."),
        ("Use fruit, e.g.", " a", None),
        ("I met Dr.", " L", None),
        ("Oh no! ", "S", "Oh no!"),
        ("I have three. ", "\n\n", "I have three."),
        ("If it rains,", " g", "If it rains,"),
        ("There are 1,", "0", None),
    ],
)
def test_a_piece_leaves_exactly_when_its_end_is_certain(before: str, completes: str, piece: str | None) -> None:
    cutter = PieceCutter()
    assert cutter.feed(before) == []
    assert [left.text for left in cutter.feed(completes)] == ([] if piece is None else [piece])


def test_later_pieces_are_whole_sentences() -> None:
    later = "Then, after a while, it went on, and so it was, in the end."
    assert raw(OPENING * LATER + later)[LATER:] == [later]


def test_pieces_grow_with_what_was_said_before() -> None:
    text = "If it rains, then take the old umbrella that stands in the hall, and come by train, or stay where you are"
    assert raw(text) == [
        "If it rains,",
        "then take the old umbrella",
        "that stands in the hall,",
        "and come by train, or stay where you are",
    ]
    pieces = [len(piece) for piece in raw("So it went on, and nobody came, " * 30)]
    assert pieces[0] < 20
    assert max(pieces[:3]) < 40
    assert max(pieces[:8]) < 100
    assert max(pieces) > 100


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "The capital of the United States of America is Washington.", None),
        ("en", "He and his friend wrote The Lord of the Rings.", None),
        ("en", "The leaves are yellow in autumn due to the cold.", None),
        ("en", "The first big book was called Alice in Wonderland.", None),
        ("en", "The oldest of these tales is Beauty and the Beast.", None),
        ("en", "The very old man has seen Paris in the spring.", "The very old man has seen Paris"),
        ("en", "You could go by train to Zurich or Basel.", "You could go by train to Zurich"),
        ("en", "It is the very same kind of that.", None),
        ("de", "Das war der erste große König von Preußen.", None),
        ("fr", "La plus grande ville est la capitale de la France.", None),
    ],
)
def test_the_first_piece_ends_inside_no_name(language: str, text: str, first: str | None) -> None:
    assert raw(text, language)[0] == (first or text)


def test_a_piece_says_whether_its_words_go_on_without_a_pause() -> None:
    pieces = cut("The old brown dog slept all day long under the old tree, and then it left the yard. The end")
    assert [(piece.text, piece.goes_on) for piece in pieces] == [
        ("The old brown dog slept all day long", True),
        ("under the old tree,", False),
        ("and then it left the yard.", False),
        ("The end", False),
    ]


def test_a_very_short_sentence_is_joined_to_what_follows() -> None:
    assert raw(OPENING + "Oh. It went on like that. So it was.") == [
        OPENING.strip(),
        "Oh. It went on like that.",
        "So it was.",
    ]


def test_a_very_long_sentence_is_cut_at_a_clause() -> None:
    clause = "and it went on and on without any end in sight, "
    pieces = raw(OPENING * LATER + "It began " + clause * 12 + "until it stopped.")[LATER:]
    assert len(pieces) >= 3
    assert all(len(piece) < 320 for piece in pieces)
    assert all(piece.endswith(",") for piece in pieces[:-1])


def test_a_long_sentence_without_any_pause_is_cut_between_words() -> None:
    text = OPENING + "word " * 400
    assert all(len(piece) < 560 for piece in raw(text))
    assert " ".join(raw(text)).split() == text.split()


@pytest.mark.parametrize("mark", ["**", "*", "`", "[", "$", "<a ", "~~", "[text]("])
def test_an_opening_mark_that_is_never_closed_does_not_stop_speech(mark: str) -> None:
    text = f"{mark}x is here. " + "Here is another sentence of this kind. " * 30
    assert len(cut(text)) > 10
