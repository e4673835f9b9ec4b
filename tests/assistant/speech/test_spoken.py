"""What the voice says for what a reply shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.speech.spoken import speakable, speakable_inline
from tests.growth import LINEAR, growth

MARKDOWN = [
    ("**bold** and _it_ and ~~old~~", "bold and it and old"),
    ("***both***", "both"),
    ("5 * x", "five x"),
    ("# Title\nText", "Title. Text"),
    ("## Why?\nText", "Why? Text"),
    ("- a\n- b", "a. b"),
    ("- [x] done", "done"),
    ("1. First\n2. Second", "one: First. two: Second"),
    ("> quoted\n> text", "quoted text"),
    ("one\ntwo", "one two"),
    ("one\n\ntwo", "one. two"),
    ("[text](https://x.org/a_b)", "text"),
    ("see https://www.example.org/a/b?c=d.", "see the link."),
    ("<https://example.org/x>", "the link"),
    ("at http://localhost:8080/x now", "at the link now"),
    ("get ftp://example.org/a.zip, then (www.example.org)!", "get the link, then (the link)!"),
    ("[https://example.org/x](https://example.org/x)", "the link"),
    ("see example.org/docs/a now", "see example.org now"),
    ("![a cat](cat.png) Look", "Look"),
    ("`pip`", "pip"),
    ("run `pip install numpy`", "run pip install numpy"),
    ("call `foo()`", "call foo"),
    ("`x = {1, 2}; y`", ""),
    ("`one two three four`", ""),
    ("`my_name`", "my name"),
    ("```py\nx = 1\n```", ""),
    ("~~~\nx\n~~~\nafter", "after"),
    ("before\n```\nnever closed", "before"),
    ("    indented = 1", ""),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n\nafter", "after"),
    ("a\n\n---\n\nb", "a. b"),
    ("<b>bold</b> <br> text", "bold text"),
    ("<div>\ninside\n</div>", "inside"),
    ("a <!-- hidden --> b", "a b"),
    ("Hello <your name>", "Hello your name"),
    ("<think>hm</think>Yes.", "Yes."),
    ("<think>never closed", ""),
    ("$$\\frac{1}{2}$$", ""),
    ("so \\(\\alpha\\) is", "so is"),
    ("\\[ x \\]", ""),
    ("$x + 1$ is", "x plus one is"),
    ("$\\alpha^2$ is", "is"),
    ("word[1] next[^2]", "word next"),
    ("Great 😀!", "Great!"),
    ("👍🏽 👨‍👩‍👧 ok", "ok"),
    ("1️⃣ First", "one First"),
    ("ok :) so", "ok so"),
    ("ok :-D", "ok"),
    ("“Hi,” she said.", "“Hi,” she said."),
    ("a &lt; b", "a less than b"),
    ("it&#39;s", "it's"),
    ("a\u00a0b\u200bc", "a bc"),
    ("***", ""),
    ("", ""),
    ("…", ""),
    ("\\*not bold\\*", "not bold"),
]

OTHER_LANGUAGES = [
    ("de", "2.300 mg", "zweitausenddreihundert Milligramm"),
    ("de", "2,5 g", "zwei Komma fünf Gramm"),
    ("de", "1 g, 1 h, 21 €", "ein Gramm, eine Stunde, einundzwanzig Euro"),
    ("de", "29,50 €", "neunundzwanzig Euro fünfzig Cent"),
    ("de", "1,5 Mio. €", "eins Komma fünf Millionen Euro"),
    ("de", "am 3. Mai 2026", "am dritten Mai zweitausendsechsundzwanzig"),
    ("de", "Der 3. Mai", "Der dritte Mai"),
    ("de", "22.11.2026", "zweiundzwanzigster November zweitausendsechsundzwanzig"),
    ("de", "um 14:30 Uhr", "um vierzehn Uhr dreißig"),
    ("de", "1999", "neunzehnhundertneunundneunzig"),
    ("de", "10–15 %", "zehn bis fünfzehn Prozent"),
    ("de", "80 km/h", "achtzig Kilometer pro Stunde"),
    ("de", "2 m²", "zwei Quadratmeter"),
    ("de", "3/4 l", "drei Viertel Liter"),
    ("de", "1 ½ TL", "eineinhalb Teelöffel"),
    ("de", "z. B. Äpfel", "zum Beispiel Äpfel"),
    ("de", "z.\u00a0B. Äpfel", "zum Beispiel Äpfel"),
    ("es", "44 a.C. fue", "cuarenta y cuatro antes de Cristo fue"),
    ("de", "Dr. Müller", "Doktor Müller"),
    ("de", "usw. Dann", "und so weiter. Dann"),
    ("de", "Nr. 5", "Nummer fünf"),
    ("de", "v1.2.3", "Version eins Punkt zwei Punkt drei"),
    ("de", "< 1 g", "weniger als ein Gramm"),
    ("fr", "2 300 mg", "deux mille trois cents milligrammes"),
    ("fr", "2,5 g", "deux virgule cinq grammes"),
    ("fr", "0,05 l", "zéro virgule zéro cinq litre"),
    ("fr", "29,50 €", "vingt-neuf euros cinquante centimes"),
    ("fr", "2 000 000 €", "deux millions d'euros"),
    ("fr", "21 h", "vingt et une heures"),
    ("fr", "1er mai 2026", "premier mai deux mille vingt-six"),
    ("fr", "14h30", "quatorze heures trente"),
    ("fr", "10 %", "dix pour cent"),
    ("fr", "M. Dupont et Mme Martin", "Monsieur Dupont et Madame Martin"),
    ("fr", "la 2e et la 1re", "la deuxième et la première"),
    ("fr", "n° 5", "numéro cinq"),
    ("fr", "« Oui »", "« Oui »"),
    ("fr", "01 23 45 67 89", "zéro un, deux trois, quatre cinq, six sept, huit neuf"),
    ("es", "2.300 mg", "dos mil trescientos miligramos"),
    ("es", "2,5 g", "dos coma cinco gramos"),
    ("es", "21 g", "veintiún gramos"),
    ("es", "1 h", "una hora"),
    ("es", "29,50 €", "veintinueve euros con cincuenta céntimos"),
    ("es", "22 de noviembre de 2026", "veintidós de noviembre de dos mil veintiséis"),
    ("es", "Sr. López", "Señor López"),
    ("es", "EE. UU. es", "Estados Unidos es"),
    ("es", "10 %", "diez por ciento"),
    ("it", "2.300 mg", "duemilatrecento milligrammi"),
    ("it", "2,5 g", "due virgola cinque grammi"),
    ("it", "1 g", "un grammo"),
    ("it", "29,50 €", "ventinove euro e cinquanta centesimi"),
    ("it", "1.000.000 €", "un milione di euro"),
    ("it", "80 km/h", "ottanta chilometri orari"),
    ("it", "22 novembre 2026", "ventidue novembre duemilaventisei"),
    ("it", "Sig. Rossi", "Signor Rossi"),
    ("it", "10 %", "dieci per cento"),
    ("pt", "2,5 kg de **arroz**", "2,5 kg de arroz"),
    ("zh", "价格是 5 元。", "价格是 5 元。"),
    ("de_DE", "5 kg", "fünf Kilogramm"),
    ("en-US", "5 kg", "five kilograms"),
]


@pytest.mark.parametrize(("written", "said"), MARKDOWN)
def test_markdown_leaves_only_what_is_for_the_ear(written: str, said: str) -> None:
    assert speakable(written) == said


@pytest.mark.parametrize(("language", "written", "said"), OTHER_LANGUAGES)
def test_other_languages_say_their_own_words(language: str, written: str, said: str) -> None:
    assert speakable(written, language) == said


@pytest.mark.parametrize("written", ["- 5 apples", "# 5 apples", "> 5 apples"])
def test_inside_a_paragraph_a_leading_mark_makes_no_block(written: str) -> None:
    assert speakable_inline(written).endswith("five apples")


@settings(max_examples=60)
@given(st.text(), st.sampled_from(["en", "de", "fr", "es", "it", "pt", "zh", ""]))
def test_any_text_is_met_without_an_error_and_in_one_clean_line(text: str, language: str) -> None:
    said = speakable(text, language)
    assert said == " ".join(said.split())


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                *"0123456789.,:/-–$€%°#*_`[]()<>&^+=x \n",
                "kg",
                "1/2",
                "½",
                "e.g.",
                "2026",
                "Dr. ",
                "pm",
                "&#0;",
            ]
        )
    ).map("".join),
    st.sampled_from(["en", "de", "fr", "es", "it"]),
)
def test_any_jumble_of_digits_and_signs_is_met_without_an_error(text: str, language: str) -> None:
    speakable(text, language)
    speakable_inline(text, language)


@pytest.mark.parametrize("unit", ["9", "1,", "A. ", "[", "<b ", "1/"])
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    assert growth(lambda times: speakable(unit * times), 2_000) < LINEAR


def test_unknown_words_pass_through_unharmed() -> None:
    text = "Zorblatt, quux and frobnicate; naïve café!"
    assert speakable(text) == text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "a the link b."),
        ("de", "a der Link b."),
        ("fr", "a le lien b."),
        ("es-MX", "a el enlace b."),
        ("it", "a il link b."),
        ("pl", "a b."),
    ],
)
def test_an_address_is_never_read_aloud(language: str, said: str) -> None:
    assert speakable("a https://www.example.org/x_1?y=2 b.", language) == said
    assert speakable_inline("a https://www.example.org/x_1?y=2 b.", language) == said
