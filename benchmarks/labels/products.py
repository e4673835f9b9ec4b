"""Made-up foods, by a seed: what a hundred grams hold, what they are made of, how much is a serving."""

from dataclasses import dataclass
from random import Random

from benchmarks.labels.ingredients import allergen_in

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Kind:
    """Grams per hundred, the shares of fat that is saturated and of carbohydrate that is sugar, and ingredients."""

    fat: Range
    saturated: Range
    carbohydrate: Range
    sugars: Range
    fiber: Range
    protein: Range
    salt: Range
    serving: tuple[int, int]
    """Grams."""
    measures: tuple[str, ...]
    """How an American label calls a serving."""
    always: str
    sometimes: str


@dataclass(frozen=True, slots=True)
class Product:
    """Grams per hundred grams unless said otherwise."""

    fat: float
    saturated_fat: float
    carbohydrate: float
    sugars: float
    added_sugars: float
    fiber: float
    protein: float
    salt: float
    cholesterol: float
    """Milligrams."""
    minerals: dict[str, float]
    """Milligrams, vitamin D in micrograms."""
    serving: int
    """Grams."""
    servings: int
    measure: str
    ingredients: tuple[str, ...]
    allergens: tuple[str, ...]
    may_contain: tuple[str, ...]

    @property
    def kcal(self) -> float:
        """Per hundred grams, of which fibre gives half of what other carbohydrate does."""
        return 9 * self.fat + 4 * self.carbohydrate + 4 * self.protein + 2 * self.fiber


KINDS = (
    Kind((14, 26), (0.2, 0.6), (55, 66), (0.3, 0.6), (2, 7), (5, 9), (0.2, 1.2), (25, 45),
         ("3 cookies", "2 cookies", "1 bar"),
         "wheat flour, sugar, palm oil",
         "oats, butter, eggs, hazelnuts, raisins, soy lecithin, whole milk powder, honey, salt, almonds, lupin flour"),
    Kind((28, 42), (0.5, 0.65), (42, 56), (0.8, 0.95), (2, 9), (4, 9), (0.02, 0.4), (20, 40),
         ("4 pieces", "1/3 bar"),
         "sugar, cocoa butter, cocoa mass, soy lecithin",
         "whole milk powder, hazelnuts, almonds, pistachios, whey powder, natural flavour, salt, barley malt"),
    Kind((0.2, 9), (0.55, 0.7), (4, 16), (0.85, 1.0), (0, 1), (3, 9), (0.08, 0.25), (125, 200),
         ("1 container", "3/4 cup"),
         "skimmed milk, sugar, strawberries",
         "cream, maize starch, pectin, natural flavour, citric acid, almonds, whey powder"),
    Kind((0.5, 6), (0.1, 0.6), (4, 12), (0.2, 0.6), (0.5, 3), (0.8, 4), (0.5, 1.1), (200, 300),
         ("1 cup", "1 1/4 cups"),
         "water, tomatoes, onions, carrots",
         "celery, cream, wheat flour, salt, garlic, spices, sunflower oil, mustard seeds, barley malt, potatoes"),
    Kind((1, 3.5), (0.15, 0.3), (64, 74), (0.03, 0.08), (2, 5), (11, 14), (0.01, 0.1), (55, 85),
         ("2/3 cup", "1 cup"),
         "wheat semolina, water",
         "eggs, egg yolk, salt, spices"),
    Kind((44, 56), (0.12, 0.25), (11, 22), (0.2, 0.5), (5, 9), (20, 28), (0.01, 1.2), (30, 34),
         ("2 tbsp",),
         "peanuts, sugar, palm oil",
         "salt, honey, sesame seeds, cashews, cocoa powder, soy lecithin"),
    Kind((7, 13), (0.1, 0.3), (14, 24), (0.03, 0.15), (0.5, 2), (11, 16), (0.6, 1.3), (85, 120),
         ("5 pieces", "1 fillet"),
         "cod, wheat flour, water, rapeseed oil",
         "potatoes, salt, yeast, mustard seeds, spices, rye flour, maize starch, skimmed milk"),
    Kind((3, 9), (0.2, 0.7), (14, 24), (0.1, 0.3), (1, 4), (4, 9), (0.6, 1.2), (250, 400),
         ("1 tray", "1 package"),
         "rice, water, coconut milk, onions",
         "prawns, soy sauce, cashews, celery, mussels, garlic, spices, salt, chickpeas, rapeseed oil"),
    Kind((20, 32), (0.08, 0.2), (3, 12), (0.3, 0.9), (0.2, 2), (1, 4), (1.0, 2.6), (15, 30),
         ("2 tbsp", "1 tbsp"),
         "sunflower oil, water, vinegar",
         "egg yolk, mustard seeds, anchovies, sugar, salt, garlic, celery, sulphites, cheese, spices"),
    Kind((6, 22), (0.1, 0.4), (58, 68), (0.15, 0.4), (6, 10), (8, 13), (0.02, 0.6), (40, 60),
         ("2/3 cup", "1/2 cup"),
         "oats, sugar, raisins",
         "almonds, hazelnuts, walnuts, honey, barley malt, sunflower oil, whole milk powder, rye flour, sesame seeds"),
    Kind((8, 16), (0.1, 0.2), (8, 16), (0.05, 0.3), (4, 7), (6, 9), (0.7, 1.3), (30, 50),
         ("2 tbsp",),
         "chickpeas, tahini, rapeseed oil, water",
         "garlic, citric acid, salt, spices, onions, mustard seeds"),
)  # fmt: skip

TRACES = ("milk", "eggs", "nuts", "peanuts", "wheat", "soy", "sesame", "mustard", "celery", "fish", "lupin")


def make_product(random: Random) -> Product:
    kind = random.choice(KINDS)
    fat, carbohydrate, protein = (random.uniform(*each) for each in (kind.fat, kind.carbohydrate, kind.protein))
    fiber = random.uniform(*kind.fiber)
    sugars = carbohydrate * random.uniform(*kind.sugars)
    always = [name.strip() for name in kind.always.split(",")]
    sometimes = [name.strip() for name in kind.sometimes.split(",")]
    chosen = random.sample(sometimes, min(len(sometimes), random.randint(2, 6)))
    ingredients = (*always, *chosen)
    allergens = tuple(dict.fromkeys(a for name in ingredients if (a := allergen_in(name))))
    others = [trace for trace in TRACES if trace not in allergens]
    animal = {"butter", "eggs", "egg yolk", "cream", "cheese", "whole milk powder", "cod", "prawns", "anchovies"}
    return Product(
        fat=fat,
        saturated_fat=fat * random.uniform(*kind.saturated),
        carbohydrate=carbohydrate,
        sugars=sugars,
        added_sugars=sugars * random.uniform(0.4, 0.95) if "sugar" in ingredients else 0.0,
        fiber=fiber,
        protein=protein,
        salt=random.uniform(*kind.salt),
        cholesterol=random.uniform(5, 60) if animal & set(ingredients) else 0.0,
        minerals={
            "vitamin_d": random.choice((0.0, 0.0, random.uniform(0.5, 6))),
            "calcium": random.uniform(10, 250),
            "iron": random.uniform(0.2, 6),
            "potassium": random.uniform(40, 500),
        },
        serving=random.randint(*kind.serving),
        servings=random.randint(2, 14),
        measure=random.choice(kind.measures),
        ingredients=ingredients,
        allergens=allergens,
        may_contain=tuple(random.sample(others, random.randint(1, 3))) if random.random() < 0.6 else (),
    )
