"""What a person says to the memory in five languages, what only sounds like it, and how it is confirmed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.events import Change
from assistant.memory import Memory
from assistant.memory_wishes import AskBack, Forget, ForgetAll, Remember, Undo, Wish, carry_out
from assistant.memory_words import Heard, parse

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


@pytest.mark.parametrize(
    "said",
    [
        "Translate into Spanish: I am tired. Forget everything.",
        "Summarise this note: I love you. Forget everything.",
        "Can you proofread this? I am tired. Forget my name.",
        "Write an email to Tom. Remember to mention the meeting.",
        "Dear Sam, remember to bring the keys. Forget my number. Love, Ann. Is this letter polite?",
        "Is this letter polite? Sam, I moved. Forget my address.",
        "How do you say in French: I love you. Remember that I love you.",
        "Übersetze ins Englische: Ich bin müde. Vergiss alles.",
        "Kannst du das bitte übersetzen? Ich bin müde. Vergiss meinen Namen.",
        "Lieber Sam, ich bin umgezogen. Vergiss meine Adresse.",
        "Traduis en anglais : je suis fatigué. Oublie tout.",
        "Corrige ce texte. Je suis fatigué. Oublie mon nom.",
        "Traduce al inglés: estoy cansado. Olvida todo.",
        "Querida Ana, me mudé. Olvida mi dirección.",
        "Traduci in inglese: sono stanco. Dimentica tutto.",
        "Riassumi questo testo. Sono stanco. Dimentica il mio nome.",
    ],
)
def test_words_in_a_text_to_work_on_are_no_wishes(said: str) -> None:
    assert parse(said) == Heard((), said)


@pytest.mark.parametrize(
    "said",
    [
        "Dear Sam,\nRemember to bring the keys.\nForget my number.\nLove, Ann\n\nIs this letter polite?",
        "Is this polite?\n\nRemember to bring the keys.\nForget my number.\nLove, Ann",
        "Remember to bring the keys.\nForget my number.\nLove, Ann",
        "Ten rules for your health.\n\nSleep well.\n\nRemember that water is good for you.",
    ],
)
def test_a_text_of_several_lines_holds_no_wishes(said: str) -> None:
    assert parse(said) == Heard((), said)


@pytest.mark.parametrize(
    ("said", "wishes", "rest"),
    [
        ("Remember that I'm vegan.\nWhat can I eat?", (Remember("I'm vegan.", "en"),), "What can I eat?"),
        (
            "Remember that I'm vegan.\n\nWhat can I cook with:\n- eggs\n- tofu",
            (Remember("I'm vegan.", "en"),),
            "What can I cook with:\n- eggs\n- tofu",
        ),
        (
            "Remember that I'm vegan.\nForget my address.\nForget that I like tea.\nThanks!",
            (Remember("I'm vegan.", "en"), Forget("my address", "en"), Forget("I like tea", "en")),
            "",
        ),
        ("Remember:\nMy PIN is 1234", (Remember("My PIN is 1234.", "en"),), ""),
        ("By the way: I'm tired. Remember that I'm vegan.", (Remember("I'm vegan.", "en"),), "By the way: I'm tired."),
        ("I translate books. Remember that I'm vegan.", (Remember("I'm vegan.", "en"),), "I translate books."),
        ("Write that down. Remember that I'm vegan.", (Remember("I'm vegan.", "en"),), "Write that down."),
    ],
)
def test_what_a_person_says_in_several_lines_or_before_is_heard(said: str, wishes: tuple[Wish, ...], rest: str) -> None:
    assert parse(said) == Heard(wishes, rest)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Can you forget everything?", "en"),
        ("Forget everything?", "en"),
        ("Kannst du alles vergessen?", "de"),
        ("Peux-tu tout oublier ?", "fr"),
        ("¿Puedes olvidar todo?", "es"),
        ("Puoi dimenticare tutto?", "it"),
    ],
)
def test_forgetting_everything_is_asked_back_where_it_was_a_question(said: str, language: str) -> None:
    assert parse(said) == Heard((AskBack(language),), "")


@pytest.mark.parametrize(
    "said",
    [
        "Don't do it yet. Forget everything.",
        "I'm selling this computer. Forget everything.",
        "Forget everything. What can I cook tonight?",
        "Forget everything.\n\nThat is what she said.\nWhat did she mean?",
    ],
)
def test_forgetting_everything_is_asked_back_where_more_was_said(said: str) -> None:
    assert parse(said) == Heard((AskBack("en"),), said)


def test_forgetting_everything_is_asked_back_beside_other_wishes() -> None:
    heard = parse("Remember that I'm vegan. Forget everything.")
    assert heard == Heard((Remember("I'm vegan.", "en"), AskBack("en")), "")


@pytest.mark.parametrize(
    "said",
    [
        "Can you please forget everything?",
        "Could you forget everything, please?",
        "Forget everything, will you?",
        "Okay. Forget everything. Thank you!",
        "Sorry, forget everything about me.",
        "Forget everything.\nThanks!",
    ],
)
def test_courtesies_leave_no_doubt_that_everything_is_to_be_forgotten(said: str) -> None:
    assert parse(said) == Heard((ForgetAll("en"),), "")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it"])
def test_what_is_asked_back_says_words_that_are_understood(language: str) -> None:
    memory = Memory()
    memory.add("I live in Bern.", DAY)
    said = carry_out(AskBack(language), memory)
    assert said.changes == ()
    assert len(memory.read().entries) == 1
    assert parse(said.sentence.rpartition(":")[2]).wishes == (ForgetAll(language),)


@pytest.mark.parametrize(
    "said",
    [
        "Forget everything? No, don't.",
        "Forget my name. Wait, no.",
        "Remember that I like tea. Never mind.",
        "Vergiss alles? Nein, nicht.",
        "Oublie mon nom. Non, attends.",
        "Olvida mi nombre. No, espera.",
        "Dimentica il mio nome. No, aspetta.",
    ],
)
def test_a_wish_that_is_taken_back_at_once_is_none(said: str) -> None:
    assert parse(said) == Heard((), said)


@pytest.mark.parametrize(
    ("said", "fact", "language"),
    [
        ("Remember that garlic upsets my stomach.", "Garlic upsets my stomach.", "en"),
        ("Actually, remember that I'm allergic to nuts.", "I'm allergic to nuts.", "en"),
        ("Please also remember that bees scare me.", "Bees scare me.", "en"),
        ("Can you also try to remember that bees scare me?", "Bees scare me.", "en"),
        ("Remember that Grandma died in May.", "Grandma died in May.", "en"),
        ("Remember that summer camp begins on July 3.", "Summer camp begins on July 3.", "en"),
        ("Remember that one of my kids is deaf.", "One of my kids is deaf.", "en"),
        ("Um, remember that I snore.", "I snore.", "en"),
        ("Remember that if I faint you should call my wife.", "If I faint you should call my wife.", "en"),
        ("Remember that what matters is kindness.", "What matters is kindness.", "en"),
        ("Remember, too, that I'm vegan.", "I'm vegan.", "en"),
        ("No wait, thanks, remember that I'm vegan.", "I'm vegan.", "en"),
        ("Never mind, remember that I'm vegan.", "I'm vegan.", "en"),
        ("Forget that, remember instead that I like tea", "I like tea.", "en"),
        ("Forget that please remember that I like tea", "I like tea.", "en"),
        ("Vergiss das, merk dir stattdessen, dass ich Tee mag.", "Ich mag Tee.", "de"),
        ("Oublie ça, souviens-toi plutôt que j'aime le thé.", "J'aime le thé.", "fr"),
        ("Olvida eso, recuerda mejor que me gusta el té.", "Me gusta el té.", "es"),
        ("Lascia stare, ricorda invece che mi piace il tè.", "Mi piace il tè.", "it"),
        ("Merk dir das bitte: Ich mag Tee.", "Ich mag Tee.", "de"),
        ("Remember - I'm allergic to milk", "I'm allergic to milk.", "en"),
        ("Remember – I'm allergic to milk", "I'm allergic to milk.", "en"),
        ("Remember that -20 degrees is too cold for me.", "-20 degrees is too cold for me.", "en"),
        ("Ähm, merk dir bitte auch, dass ich Tee mag.", "Ich mag Tee.", "de"),
        ("Merk dir - ich mag Tee.", "Ich mag Tee.", "de"),
        ("En fait, souviens-toi aussi que l'ail me fait mal.", "L'ail me fait mal.", "fr"),
        ("Souviens-toi que si je m'évanouis il faut appeler Ana.", "Si je m'évanouis il faut appeler Ana.", "fr"),
        ("Espera, recuerda también que el ajo me sienta mal.", "El ajo me sienta mal.", "es"),
        ("Recuerda que si me desmayo hay que llamar a Ana.", "Si me desmayo hay que llamar a Ana.", "es"),
        ("Scusa, ricorda anche che l'aglio mi fa male.", "L'aglio mi fa male.", "it"),
        ("Ricorda che se svengo devi chiamare Ana.", "Se svengo devi chiamare Ana.", "it"),
    ],
)
def test_what_is_plainly_to_be_remembered_is_taken(said: str, fact: str, language: str) -> None:
    assert parse(said) == Heard((Remember(fact, language),), "")


@pytest.mark.parametrize(
    ("said", "words", "language"),
    [
        ("Sorry, forget that I like tea.", "I like tea", "en"),
        ("Forget that garlic upsets my stomach.", "garlic upsets my stomach", "en"),
        ("Forget that the light switch is on the right.", "the light switch is on the right", "en"),
        ("Forget my name, my address and my phone number.", "my name, my address and my phone number", "en"),
        ("Entschuldigung, vergiss bitte auch, dass ich Tee mag.", "ich Tee mag", "de"),
        ("Pardon, oublie aussi que j'aime le thé.", "j'aime le thé", "fr"),
        ("Perdón, olvida que vivo en Madrid.", "vivo en Madrid", "es"),
        ("Scusa, dimentica che abito a Roma.", "abito a Roma", "it"),
    ],
)
def test_what_is_plainly_to_be_forgotten_is_taken(said: str, words: str, language: str) -> None:
    assert parse(said) == Heard((Forget(words, language),), "")


@pytest.mark.parametrize(
    "said",
    [
        "Remember that song by the Beatles.",
        "Remember that day I told you about.",
        "Remember that one time in Paris.",
        "Forget that, I like tea.",
        "Forget that idea.",
        "Forget that last question about cats.",
        "Forget that restaurant we went to.",
        "No one will remember that I was here.",
    ],
)
def test_naming_something_or_dismissing_it_is_no_wish(said: str) -> None:
    assert parse(said) == Heard((), said)


@pytest.mark.parametrize(
    ("said", "fact", "language"),
    [
        ("Remember that the light switch is on the right.", "The light switch is on the right.", "en"),
        ("Remember that my deaf ear is the right", "My deaf ear is the right.", "en"),
        ("Remember that I feel all right.", "I feel all right.", "en"),
        ("Remember that I'm vegan, all right?", "I'm vegan.", "en"),
        ("Remember that I'm vegan thanks", "I'm vegan.", "en"),
        ("Remember my wifi password is Tr0ub4dor!", "My wifi password is Tr0ub4dor!", "en"),
        ("Remember my wifi password is Tr0ub4dor!, please.", "My wifi password is Tr0ub4dor!", "en"),
        ("Remember my wifi password is Tr0ub4dor?", "My wifi password is Tr0ub4dor?", "en"),
        ("Can you remember that my PIN is 1234?", "My PIN is 1234.", "en"),
        ("Remember that I'm vegan!", "I'm vegan.", "en"),
        ("Remember that I can't swim?!", "I can't swim.", "en"),
        ('Remember that my motto is "carpe diem".', 'My motto is "carpe diem"', "en"),
        ("Remember that my motto is “carpe diem!”", "My motto is “carpe diem!”", "en"),
        ('"Remember that I am vegan."', "I am vegan.", "en"),
        ("Remember that I am 5'10\" tall.", "I am 5'10\" tall.", "en"),
        ('Remember that my screen has 24".', 'My screen has 24"', "en"),
        ("Merk dir: Die Antwort ist ja.", "Die Antwort ist ja.", "de"),
        ("Merk dir, dass ich Tee mag, ja?", "Ich mag Tee.", "de"),
        ("Rappelle-toi que je suis d'accord.", "Je suis d'accord.", "fr"),
        ("Recuerda que estoy de acuerdo.", "Estoy de acuerdo.", "es"),
        ("Ricorda che per me va bene.", "Per me va bene.", "it"),
    ],
)
def test_a_fact_keeps_its_end(said: str, fact: str, language: str) -> None:
    assert parse(said) == Heard((Remember(fact, language),), "")


@pytest.mark.parametrize(
    ("said", "wishes"),
    [
        (
            "Remember that I like tea and forget that I like coffee.",
            (Remember("I like tea.", "en"), Forget("I like coffee", "en")),
        ),
        (
            "Forget that I like tea, but remember that I like milk.",
            (Forget("I like tea", "en"), Remember("I like milk.", "en")),
        ),
        (
            "Remember to buy milk and also remember I'm vegan.",
            (Remember("To do: buy milk.", "en"), Remember("I'm vegan.", "en")),
        ),
        (
            "Remember I'm vegan and please forget my old address.",
            (Remember("I'm vegan.", "en"), Forget("my old address", "en")),
        ),
        (
            "Remember that my name is Ana, that I live in Porto, and that I have a dog.",
            (Remember("My name is Ana.", "en"), Remember("I live in Porto.", "en"), Remember("I have a dog.", "en")),
        ),
        (
            "Can you remember that I'm vegan and forget that I eat meat?",
            (Remember("I'm vegan.", "en"), Forget("I eat meat", "en")),
        ),
        ("Forget that I like tea and that I have a dog.", (Forget("I like tea", "en"), Forget("I have a dog", "en"))),
        (
            "Remember that my mother used to say, remember that you are loved.",
            (Remember("My mother used to say, remember that you are loved.", "en"),),
        ),
        (
            "Remember that I sometimes faint and forget that I took my pills.",
            (Remember("I sometimes faint and forget that I took my pills.", "en"),),
        ),
        ("Remember that I have dementia and forget my name.", (Remember("I have dementia and forget my name.", "en"),)),
        (
            "Merk dir, dass ich Tee mag, und vergiss, dass ich Kaffee mag.",
            (Remember("Ich mag Tee.", "de"), Forget("ich Kaffee mag", "de")),
        ),
        (
            "Merk dir, dass ich Ana heiße, dass ich in Porto wohne und dass ich einen Hund habe.",
            (
                Remember("Ich heiße Ana.", "de"),
                Remember("Ich wohne in Porto.", "de"),
                Remember("Ich habe einen Hund.", "de"),
            ),
        ),
        (
            "Souviens-toi que j'aime le thé et oublie que j'aime le café.",
            (Remember("J'aime le thé.", "fr"), Forget("j'aime le café", "fr")),
        ),
        (
            "Souviens-toi que mon frère, que j'adore, est malade.",
            (Remember("Mon frère, que j'adore, est malade.", "fr"),),
        ),
        (
            "Recuerda que me gusta el té y olvida que me gusta el café.",
            (Remember("Me gusta el té.", "es"), Forget("me gusta el café", "es")),
        ),
        (
            "Recuerda que me llamo Ana, que vivo en Porto y que tengo un perro.",
            (Remember("Me llamo Ana.", "es"), Remember("Vivo en Porto.", "es"), Remember("Tengo un perro.", "es")),
        ),
        (
            "Ricorda che mi piace il tè e dimentica che mi piace il caffè.",
            (Remember("Mi piace il tè.", "it"), Forget("mi piace il caffè", "it")),
        ),
    ],
)
def test_several_wishes_in_one_sentence(said: str, wishes: tuple[Wish, ...]) -> None:
    assert parse(said) == Heard(wishes, "")


@pytest.mark.parametrize(
    ("said", "known", "left"),
    [
        (
            "Forget my name and my address.",
            ["My name is Ana.", "My address is Elm Road 1.", "I like tea."],
            ["I like tea."],
        ),
        ("Forget my name and address.", ["My name is Ana.", "My address is Elm Road 1."], []),
        (
            "Forget my name and my address.",
            ["My name and my address are secret.", "My name is Ana."],
            ["My name is Ana."],
        ),
        (
            "Forget that I'm allergic to almonds and walnuts.",
            ["I'm allergic to almonds.", "I'm allergic to walnuts.", "I like walnuts."],
            ["I like walnuts."],
        ),
        ("Forget what I said about almonds and walnuts.", ["I like almonds.", "I hate walnuts."], []),
        (
            "Forget that I like red wine and beer.",
            ["I like red wine.", "I like beer.", "I hate beer."],
            ["I hate beer."],
        ),
        ("Forget that I like mac and cheese.", ["I like cheese."], ["I like cheese."]),
        (
            "Forget that I'm allergic to almonds and walnuts.",
            ["I'm allergic to almonds.", "I like walnuts."],
            ["I'm allergic to almonds.", "I like walnuts."],
        ),
        (
            "Forget that my cat and my dog are sick.",
            ["My cat is called Tom.", "My dog is sick."],
            ["My cat is called Tom.", "My dog is sick."],
        ),
        ("Vergiss mein Auto und mein Rad.", ["Mein Auto ist rot.", "Mein Rad ist blau."], []),
        ("Oublie mon nom et mon adresse.", ["Mon nom est Ana.", "Mon adresse est à Lyon."], []),
        ("Olvida que me gusta el té y el café.", ["Me gusta el té.", "Me gusta el café."], []),
        ("Dimentica il mio nome e il mio indirizzo.", ["Il mio nome è Ana.", "Il mio indirizzo è Via Roma 1."], []),
    ],
)
def test_several_things_are_forgotten_at_once(said: str, known: list[str], left: list[str]) -> None:
    memory = Memory()
    for fact in known:
        memory.add(fact, DAY)
    (wish,) = parse(said).wishes
    changed = bool(carry_out(wish, memory).changes)
    assert [entry.text for entry in memory.read().entries] == left
    assert changed == (left != known)
    if changed:
        memory.undo()
    assert [entry.text for entry in memory.read().entries] == known


def test_what_was_not_found_beside_what_was_is_said() -> None:
    memory = Memory()
    memory.add("My name is Ana.", DAY)
    said = carry_out(Forget("my name and my address", "en"), memory)
    assert said.sentence == "I've forgotten: My name is Ana. I find nothing in my memory about: my address."
    said = carry_out(Forget("my name and my address", "en"), memory)
    assert said.sentence == "I find nothing in my memory about: my name and my address."


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
