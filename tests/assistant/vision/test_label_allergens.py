"""Words that name allergens, in five languages, and words that only sound like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vision.facts import names
from assistant.vision.label import parse
from assistant.vision.label_allergens import claimed_free, found_in, order
from assistant.vision.label_ingredients import ingredients_of
from tests.assistant.vision.label_cases import lines_of


def keys(text: str) -> str:
    return " ".join(sorted({found.name for found in found_in(text)}, key=order().index))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("almonds", "nuts"),
        ("lecithin (soy)", "soy"),
        ("lecithin (sunflower)", ""),
        ("whey", "milk"),
        ("sodium caseinate", "milk"),
        ("ghee, yoghurt powder, parmesan", "milk"),
        ("coconut milk, coconut cream", ""),
        ("almond milk", "nuts"),
        ("oat milk", "gluten"),
        ("soy milk", "soy"),
        ("rice milk", ""),
        ("cocoa butter, shea butter", ""),
        ("peanut butter", "peanuts"),
        ("almond butter", "nuts"),
        ("buckwheat flour", ""),
        ("whole wheat flour", "wheat"),
        ("WHOLEWHEATFLOUR, SKIMMEDMILKPOWDER", "milk wheat"),
        ("durum semolina, spelt, couscous", "wheat"),
        ("rye, barley malt, oats", "gluten"),
        ("gluten-free oats", ""),
        ("maltodextrin, maltose, malic acid", ""),
        ("nutmeg, doughnut, nutritional yeast, butternut squash", ""),
        ("water chestnut", ""),
        ("peanuts", "peanuts"),
        ("pecans, pine nuts, Brazil nuts, pistachios", "nuts"),
        ("egg white powder, albumen, mayonnaise", "eggs"),
        ("eggplant", ""),
        ("veggie mix, vegetable oil", ""),
        ("anchovies, fish sauce, surimi", "fish"),
        ("shrimp paste, crab, krill oil", "crustaceans"),
        ("oysters, squid, mussels", "molluscs"),
        ("oyster mushrooms", ""),
        ("tahini", "sesame"),
        ("celeriac, celery salt", "celery"),
        ("lupin flour", "lupin"),
        ("sulphur dioxide", "sulphites"),
        ("sodium metabisulfite, E224", "sulphites"),
        ("lactic acid, lactobacillus, cream of tartar", ""),
        ("a1monds, mi1k, soy 1ecithin", "milk nuts soy"),
        ("hazeinuts, cashew nut5", "nuts"),
        ("corn starch, maize, rice, pea protein, canola oil", ""),
        ("Weizenmehl, Hartweizengrieß", "wheat"),
        ("Buchweizen", ""),
        ("Vollmilchpulver, Süßmolke, Sahne, Käse", "milk"),
        ("Kakaobutter, Kokosmilch, Milchsäure", ""),
        ("Haselnüsse, Mandeln, Walnusskerne", "nuts"),
        ("Muskatnuss, Kokosnuss", ""),
        ("Erdnüsse, Erdnussbutter", "peanuts"),
        ("Hühnereieiweiß, Vollei, Eigelb", "eggs"),
        ("Milcheiweiß", "milk"),
        ("Gerstenmalzextrakt, Roggenmehl, Haferflocken", "gluten"),
        ("Senfkörner, Sellerie, Sesam, Lupinenmehl", "sesame mustard celery lupin"),
        ("Krebstiere, Weichtiere, Garnelen, Tintenfisch", "crustaceans molluscs"),
        ("Maisstärke, Reis, Reismehl, Eis", ""),
        ("farine de blé, beurre, œufs, noisettes, moutarde", "milk eggs nuts wheat mustard"),
        ("beurre de cacao, lait de coco, noix de muscade, blé noir, laitue", ""),
        ("céleri, sésame, sulfites, crustacés, poisson", "fish crustaceans sesame celery sulphites"),
        ("arachides, cacahuètes", "peanuts"),
        ("harina de trigo, leche en polvo, huevo, almendras, cacahuete", "milk eggs nuts peanuts wheat"),
        ("leche de coco, manteca de cacao, nuez moscada, trigo sarraceno", ""),
        ("almidón de maíz, levadura", ""),
        ("apio, mostaza, altramuces, moluscos, pescado", "fish molluscs mustard celery lupin"),
        (
            "semola di grano duro, latte, uova, nocciole, soia, sedano, senape",
            "milk eggs nuts wheat soy mustard celery",
        ),
        ("burro di cacao, latte di cocco, noce moscata, grano saraceno, pesca, amido di mais", ""),
        ("arachidi, crostacei, molluschi, pesce, anidride solforosa", "fish crustaceans molluscs peanuts sulphites"),
    ],
)
def test_ingredients_name_allergens(text: str, named: str) -> None:
    assert keys(text) == named


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("gluten free, dairy-free", {"gluten", "milk"}),
        ("free from milk, nuts and soya", {"milk", "nuts", "soy"}),
        ("contains no milk", {"milk"}),
        ("ohne Gluten", {"gluten"}),
        ("laktosefrei, glutenfrei", {"milk", "gluten"}),
        ("sans gluten", {"gluten"}),
        ("sin gluten, sin lactosa", {"gluten", "milk"}),
        ("senza latte", {"milk"}),
    ],
)
def test_claims_are_not_taken_as_contained(text: str, claimed: set[str]) -> None:
    assert found_in(text) == []
    assert {found.name for found in claimed_free(text)} == claimed


def test_a_claim_ends_where_the_next_ingredient_begins() -> None:
    assert keys("ohne Milch, Soja") == "soy"
    assert keys("free from nuts. Egg") == "eggs"


@pytest.mark.parametrize(
    ("rows", "contains", "may"),
    [
        (["Ingredients: rice, salt. Contains milk. May contain nuts."], "milk", "nuts"),
        (["INGREDIENTS: RICE CONTAINS: MILK, SOY MAY CONTAIN: EGGS"], "milk soy", "eggs"),
        (["Ingredients: rice.", "Made in a facility that also processes peanuts and tree nuts."], "", "nuts peanuts"),
        (["Ingredients: rice, sugar (may contain traces of milk), soya."], "soy", "milk"),
        (["Zutaten: Reis. Enthält Milch. Kann Spuren von Ei und Senf enthalten."], "milk", "eggs mustard"),
        (["Zutaten: Reis, Salz.", "Kann Sellerie enthalten."], "", "celery"),
        (["Ingrédients : riz. Contient : lait. Traces éventuelles de soja."], "milk", "soy"),
        (["Ingredientes: arroz. Contiene leche. Puede contener huevo."], "milk", "eggs"),
        (["Ingredienti: riso. Contiene latte. Può contenere tracce di sesamo."], "milk", "sesame"),
        (["Contains: Wheat, Milk"], "milk wheat", ""),
        (["Allergy advice: contains celery and mustard."], "mustard celery", ""),
        (
            ["Ingredients: rice. For allergens, including cereals", "containing gluten, see ingredients in bold."],
            "",
            "",
        ),
        (["lngredients: rice, milk."], "milk", ""),
        (["Ingredients: water, skimmed", "mi1k powder, but-", "termilk, barley", "malt extract."], "milk gluten", ""),
        (["Ingredients: sugar. Contains 2% or less of: whey, salt, soy lecithin."], "milk soy", ""),
    ],
)
def test_statements_are_kept_apart(rows: list[str], contains: str, may: str) -> None:
    facts = parse(lines_of(rows))
    assert facts is not None
    assert " ".join(names(facts.allergens)) == contains
    assert " ".join(names(facts.may_contain)) == may


def test_an_allergen_points_to_the_line_that_names_it() -> None:
    lines = lines_of(["Ingredients: rice, sugar,", "salt, roasted almonds, oil."])
    facts = parse(lines)
    assert facts is not None
    assert facts.allergens[0].word == "almonds"
    assert facts.allergens[0].box == lines[1].box


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Flour (wheat, niacin), salt", ["Flour (wheat, niacin)", "salt"]),
        ("cheese (milk (cow), salt [sea]), oil.", ["cheese (milk (cow), salt [sea])", "oil"]),
        ("Salz 1,5 %, Wasser; Öl", ["Salz 1,5 %", "Wasser", "Öl"]),
        ("sugar, cocoa (min. 30 %), milk", ["sugar", "cocoa (min. 30 %)", "milk"]),
        ("sugar • salt • oil", ["sugar", "salt", "oil"]),
        ("Mehl (Weizen, Zucker, Salz, Milch, Eier", ["Mehl (Weizen", "Zucker", "Salz", "Milch", "Eier"]),
        ("rice, salt. Store in a cool dry place away from light", ["rice", "salt"]),
        ("rice. Contains less than 2% of: salt, yeast", ["rice", "salt", "yeast"]),
        ("", []),
    ],
)
def test_ingredients_are_listed_in_order(text: str, items: list[str]) -> None:
    assert list(ingredients_of(text)) == items


def test_of_several_languages_the_english_list_is_reported_and_allergens_come_from_all() -> None:
    facts = parse(
        lines_of(
            ["Zutaten: Zucker, Salz, Weizenmehl.", "", "", "Ingredients: sugar, salt, flour, milk powder and oil."]
        )
    )
    assert facts is not None
    assert facts.ingredients[0] == "sugar"
    assert names(facts.allergens) == ["milk", "wheat"]


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    for found in found_in(text):
        assert text[found.start : found.start + len(found.word)] == found.word
    assert all(item for item in ingredients_of(text))
