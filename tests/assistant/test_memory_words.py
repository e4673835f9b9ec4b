"""What a person says to the memory in five languages, what only sounds like it, and how it is confirmed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.events import Change
from assistant.memory import Memory
from assistant.memory_words import Forget, ForgetAll, Heard, Remember, Undo, carry_out, parse

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("Remember that I am allergic to almonds", "I am allergic to almonds."),
        ("remember that i am allergic to almonds", "I am allergic to almonds."),
        ("Remember, that I'm allergic to almonds, please.", "I'm allergic to almonds."),
        ("Remember that, I'm allergic to almonds.", "I'm allergic to almonds."),
        ("Please remember, my car is parked on level 3.", "My car is parked on level 3."),
        ("Hey Earsight, can you remember that I live in Bern?", "I live in Bern."),
        (
            "Okay. Could you please remember that my sister's name is Anna? Thanks!",
            "My sister's name is Anna.",
        ),
        ("I'd like you to remember that I work at night.", "I work at night."),
        ("Don't forget that I hate coriander.", "I hate coriander."),
        ("Never forget that I'm diabetic!", "I'm diabetic."),
        ("Keep in mind that I only have an oven.", "I only have an oven."),
        ("Remember my PIN is 1234", "My PIN is 1234."),
        ("Remember the wifi password is hunter2, okay?", "The wifi password is hunter2."),
        ("Remember Anna is my wife.", "Anna is my wife."),
        ("Remember that Dr. Smith is my dentist.", "Dr. Smith is my dentist."),
        ("Remember: milk, eggs, bread.", "Milk, eggs, bread."),
        ("Remember this. My car is on level 3.", "My car is on level 3."),
        ("I'm vegan. Remember that.", "I'm vegan."),
        ("I'm vegan, please remember that.", "I'm vegan."),
        ("remember to buy milk", "To do: buy milk."),
        ("Don't forget to call my mother, please.", "To do: call my mother."),
        ("Remember to answer in French.", "I want you to answer in French."),
        ("Save to your memory: iPhone code 9981", "iPhone code 9981."),
    ],
)
def test_english_asks_to_remember(said: str, fact: str) -> None:
    assert parse(said) == Heard((Remember(fact, "en"),), "")


@pytest.mark.parametrize(
    ("said", "fact", "language"),
    [
        ("Merk dir, dass ich gegen Mandeln allergisch bin.", "Ich bin gegen Mandeln allergisch.", "de"),
        ("merk dir dass ich in bern wohne", "Ich wohne in bern.", "de"),
        ("Bitte merk dir: Mein Auto steht auf Ebene 3.", "Mein Auto steht auf Ebene 3.", "de"),
        ("Kannst du dir bitte merken, dass ich in Bern wohne?", "Ich wohne in Bern.", "de"),
        ("Merk dir dass mein Geburtstag am 3. März ist.", "Mein Geburtstag ist am 3. März.", "de"),
        ("Merk dir, ich bin Veganer.", "Ich bin Veganer.", "de"),
        ("Vergiss nicht, Milch zu kaufen.", "Zu erledigen: Milch kaufen.", "de"),
        ("Souviens-toi que je suis allergique aux amandes.", "Je suis allergique aux amandes.", "fr"),
        ("Rappelle-toi qu'Anna est ma sœur.", "Anna est ma sœur.", "fr"),
        ("Peux-tu retenir que j’habite à Lyon, s'il te plaît ?", "J’habite à Lyon.", "fr"),
        ("N'oublie pas d'acheter du lait.", "À faire : acheter du lait.", "fr"),
        ("Recuerda que soy alérgico a las almendras.", "Soy alérgico a las almendras.", "es"),
        ("¿Puedes recordar que vivo en Madrid?", "Vivo en Madrid.", "es"),
        ("No olvides comprar leche.", "Por hacer: comprar leche.", "es"),
        ("Ricorda che sono allergico alle mandorle.", "Sono allergico alle mandorle.", "it"),
        ("Puoi ricordare che abito a Roma, per favore?", "Abito a Roma.", "it"),
        ("Ricordati di comprare il latte.", "Da fare: comprare il latte.", "it"),
    ],
)
def test_other_languages_ask_to_remember(said: str, fact: str, language: str) -> None:
    assert parse(said) == Heard((Remember(fact, language),), "")


@pytest.mark.parametrize(
    ("said", "words", "language"),
    [
        ("Forget that I live in Bern", "I live in Bern", "en"),
        ("Please forget, that I live in Bern.", "I live in Bern", "en"),
        ("Can you forget that I live in Bern?", "I live in Bern", "en"),
        ("Forget what I said about almonds", "almonds", "en"),
        ("forget everything you know about my sister", "my sister", "en"),
        ("forget about my old address", "my old address", "en"),
        ("Forget my address, please.", "my address", "en"),
        ("Remove almonds from your memory.", "almonds", "en"),
        ("Vergiss, dass ich in Bern wohne.", "ich in Bern wohne", "de"),
        ("Vergiss, was ich über Mandeln gesagt habe.", "Mandeln", "de"),
        ("Vergiss meine Adresse.", "meine Adresse", "de"),
        ("Oublie que j'habite à Berne.", "j'habite à Berne", "fr"),
        ("Oublie ce que j'ai dit sur les amandes.", "les amandes", "fr"),
        ("Olvida que vivo en Madrid.", "vivo en Madrid", "es"),
        ("Olvida mi dirección.", "mi dirección", "es"),
        ("Dimentica che abito a Roma.", "abito a Roma", "it"),
        ("Dimentica il mio indirizzo.", "il mio indirizzo", "it"),
    ],
)
def test_asking_to_forget_something(said: str, words: str, language: str) -> None:
    assert parse(said) == Heard((Forget(words, language),), "")


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Forget everything.", "en"),
        ("Please forget everything you know about me", "en"),
        ("Forget everything about me!", "en"),
        ("Erase your memory.", "en"),
        ("Vergiss alles, was du über mich weißt.", "de"),
        ("Oublie tout ce que tu sais sur moi.", "fr"),
        ("Olvida todo lo que sabes de mí.", "es"),
        ("Dimentica tutto quello che sai di me.", "it"),
    ],
)
def test_asking_to_forget_everything(said: str, language: str) -> None:
    assert parse(said) == Heard((ForgetAll(language),), "")


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Undo that.", "en"),
        ("Mach das rückgängig.", "de"),
        ("Annule ça.", "fr"),
        ("Deshaz eso.", "es"),
        ("Annulla questo.", "it"),
    ],
)
def test_asking_to_take_back(said: str, language: str) -> None:
    assert parse(said) == Heard((Undo(language),), "")


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("Remember I'm vegan. What can I eat?", "What can I eat?"),
        ("Remember I'm vegan, what can I eat?", "What can I eat?"),
        ("What can I eat? And remember that I'm vegan.", "What can I eat?"),
        ("Hey Earsight. Remember that I'm vegan. Thanks. What can I eat?", "What can I eat?"),
        ("Can you remember that I'm vegan and can you suggest a dinner?", "Can you suggest a dinner?"),
    ],
)
def test_the_question_beside_a_wish_is_left_for_the_model(said: str, rest: str) -> None:
    assert parse(said) == Heard((Remember("I'm vegan.", "en"),), rest)


def test_several_wishes_keep_their_order() -> None:
    heard = parse("Remember that I am vegan and that my cat is called Tom. Forget that I live in Bern.")
    assert heard == Heard(
        (
            Remember("I am vegan.", "en"),
            Remember("My cat is called Tom.", "en"),
            Forget("I live in Bern", "en"),
        ),
        "",
    )


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Do you remember that I am vegan?",
        "What do you remember about me?",
        "I remember that day.",
        "Remember when we went to Paris?",
        "Remember how to tie a tie?",
        "Remember that day?",
        "Remember that song by the Beatles?",
        "Remember the Alamo.",
        "Remember me?",
        "Can you remember my name?",
        "Can you help me remember names?",
        "How do I remember that formula?",
        "I can't remember that, can you?",
        "I will never forget that my mother was kind.",
        "Tell me a story where someone says: remember that I love you.",
        "Translate \"I'm hungry. Remember that I'm vegan.\" into German.",
        "Summarise this:\nDear Anna,\nremember that I am vegan.",
        "Write a poem. Remember that it must rhyme.",
        "Forget it.",
        "Forget that.",
        "Forget that I asked.",
        "Never mind, forget about it.",
        "I forgot my keys, what now?",
        "Explain 'forget gate'.",
        "Forget-me-nots are blue.",
        "Forget it's raining.",
        "Forget my last question.",
        "Forget my car, how do I get there by bus?",
        "Forget about the weather, tell me a joke.",
        "Forget everything I just said.",
        "Forget everything you know about cars, and tell me about trains.",
        "How do I undo that?",
        "Vergiss es.",
        "Erinnerst du dich, dass ich in Bern wohne?",
        "Ich habe vergessen, wo meine Schlüssel sind.",
        "Tu te souviens que j'habite à Berne ?",
        "Oublie ça.",
        "¿Recuerdas que vivo en Madrid?",
        "Olvídalo.",
        "Ti ricordi che abito a Roma?",
        "Lascia perdere, dimenticalo.",
    ],
)
def test_what_only_sounds_like_a_wish_is_left_whole_for_the_model(said: str) -> None:
    assert parse(said) == Heard((), said)


def test_a_pasted_text_holds_no_wishes() -> None:
    text = "The story goes on. " * 200 + "Remember that I am vegan."
    assert parse(text) == Heard((), text)
    assert parse("Remember that I am vegan. " * 50_000).wishes == ()


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_any_text_can_be_said(text: str) -> None:
    heard = parse(text)
    assert heard.wishes or heard.rest == text


def test_confirmations_say_what_became_of_it() -> None:
    memory = Memory()
    said = carry_out(Remember("I live in Bern.", "en"), memory, DAY)
    assert said.sentence == "I'll remember: I live in Bern."
    assert said.changes == ((Change.ADDED, "I live in Bern."),)
    said = carry_out(Remember("I live in Zurich.", "en"), memory, DAY)
    assert said.sentence == "I'll remember: I live in Zurich. That replaces: I live in Bern."
    assert said.changes == ((Change.REPLACED, "I live in Zurich."),)
    said = carry_out(Remember("I live in Zurich.", "en"), memory, DAY)
    assert (said.sentence, said.changes) == ("I remember that already: I live in Zurich.", ())
    said = carry_out(Forget("Zurich", "en"), memory)
    assert said.sentence == "I've forgotten: I live in Zurich."
    assert said.changes == ((Change.FORGOTTEN, "I live in Zurich."),)
    said = carry_out(Undo("en"), memory)
    assert said.changes == ((Change.UNDONE, ""),)
    assert "Zurich" in memory.read().text
    said = carry_out(Forget("almonds", "en"), memory)
    assert (said.sentence, said.changes) == ("I find nothing in my memory about: almonds.", ())
    said = carry_out(ForgetAll("en"), memory)
    assert said.sentence == "I've forgotten everything I had remembered about you."
    assert len(said.changes) == 2


def test_a_refusal_is_said_with_its_reason() -> None:
    said = carry_out(Remember("I like " + "very " * 200 + "much tea.", "en"), Memory())
    assert "too long" in said.sentence
    assert said.changes == ()


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it"])
def test_every_confirmation_exists_in_every_language(language: str) -> None:
    memory = Memory()
    sentences = [
        carry_out(wish, memory, DAY).sentence
        for wish in (
            Undo(language),
            ForgetAll(language),
            Remember("I live in Bern.", language),
            Remember("I live in Bern.", language),
            Remember("I live in Rome.", language),
            Forget("Rome", language),
            Forget("Rome", language),
            ForgetAll(language),
            Undo(language),
        )
    ]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize(
    ("remember", "forget"),
    [
        ("Remember that I am allergic to almonds.", "Forget what I said about almonds."),
        ("Merk dir, dass ich in Bern wohne.", "Vergiss, dass ich in Bern wohne."),
        ("Souviens-toi que j'habite à Berne.", "Oublie que j'habite à Berne."),
        ("Recuerda que vivo en Madrid.", "Olvida que vivo en Madrid."),
        ("Ricorda che abito a Roma.", "Dimentica che abito a Roma."),
    ],
)
def test_what_was_remembered_can_be_forgotten_in_the_same_words(remember: str, forget: str) -> None:
    memory = Memory()
    for said in (remember, forget):
        (wish,) = parse(said).wishes
        assert carry_out(wish, memory, DAY).changes
    assert memory.read().entries == ()
