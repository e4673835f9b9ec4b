"""The set: label number n of a seed is always the same product, layout, typeface and photograph."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image

from benchmarks.labels import american, european, supplements
from benchmarks.labels.fonts import Face
from benchmarks.labels.photograph import DISTURBANCES, Conditions, conditions, photograph
from benchmarks.labels.products import make_product
from benchmarks.labels.sheet import Colors, Piece, Sheet
from benchmarks.labels.truth import Truth

SCALE = 2
"""Pixels of a sheet for a pixel of the frame, roughly."""
MARGIN = 20 * SCALE
LANGUAGES = ("de", "fr", "es", "it", "en")
LAYOUTS = (
    "us", "eu portion", "us tabular", "uk", "us", "eu 100", "us dual", "eu languages",
    "us", "eu portion", "uk", "us supplement", "us", "eu 100", "eu supplement", "us tabular",
    "eu portion", "us linear", "eu languages", "uk", "eu portion", "us dual", "eu 100", "us",
)  # fmt: skip
PAPERS = (
    Colors(),
    Colors(),
    Colors(ink=(35, 30, 30), paper=(240, 228, 205), tint=(222, 206, 176)),
    Colors(ink=(40, 26, 18), paper=(204, 170, 128), tint=(188, 152, 110)),
    Colors(ink=(245, 245, 240), paper=(38, 58, 92), tint=(58, 80, 118)),
    Colors(ink=(18, 44, 30), paper=(226, 238, 222), tint=(204, 222, 200)),
)


@dataclass(frozen=True, slots=True)
class Label:
    number: int
    face: str
    image: Image.Image
    pieces: tuple[Piece, ...]
    truth: Truth
    how: Conditions

    def photograph(self) -> tuple[bytes, float]:
        """The JPEG file, and the least x-height in it in pixels."""
        return photograph(self.image, list(self.pieces), self.how)


def make_label(number: int, seed: int, faces: Sequence[Face]) -> Label:
    random = Random(f"{seed}:{number}")
    layout = LAYOUTS[number % len(LAYOUTS)]
    # Neither the layouts nor the faces walk in step with the disturbances.
    face = faces[(number * 5 + number // len(faces)) % len(faces)]
    main = DISTURBANCES[(number * 4 + number // len(DISTURBANCES) + seed) % len(DISTURBANCES)]
    language = LANGUAGES[(number // 2 + seed) % len(LANGUAGES)]
    colors = random.choice(PAPERS)
    image, pieces, truth = _set(layout, language, random, face, colors)
    return Label(number, face.name, image, tuple(pieces), truth, conditions(random, main))


def _set(
    layout: str, language: str, random: Random, face: Face, colors: Colors
) -> tuple[Image.Image, list[Piece], Truth]:
    size = 10.0 * SCALE
    if layout in {"us supplement", "eu supplement"}:
        wide = _letters(face, 52, size)
        sheet = Sheet(wide + 2 * MARGIN, face, colors)
        it = supplements.make_supplement(random, layout == "us supplement")
        if layout == "us supplement":
            supplements.american_table(sheet, MARGIN, MARGIN, wide, size, it)
            return sheet.finish(MARGIN), sheet.pieces, supplements.american_truth(it)
        supplements.european_table(sheet, MARGIN, MARGIN, wide, size, it, language)
        return sheet.finish(MARGIN), sheet.pieces, supplements.european_truth(it, language)
    product = make_product(random)
    beside = random.random() < 0.5
    if layout.startswith("us"):
        draw, columns = {
            "us": (american.column, 41),
            "us tabular": (american.wide, 128),
            "us dual": (american.two_columns, 54),
            "us linear": (american.paragraph, 60),
        }[layout]
        table = _letters(face, columns, size)
        aside = _letters(face, 32, size) if beside and layout in ("us", "us dual") else 0
        sheet = Sheet(2 * MARGIN + table + (aside + MARGIN if aside else 0), face, colors)
        bottom = draw(sheet, MARGIN, MARGIN, table, size, product)
        x, y, wide = (MARGIN * 2 + table, MARGIN, aside) if aside else (MARGIN, bottom + size, table)
        american.ingredients(sheet, x, y, wide, size, product, random)
        return sheet.finish(MARGIN), sheet.pieces, american.truth(product, layout)
    portion = layout in ("eu portion", "eu languages") or (layout == "uk" and random.random() < 0.7)
    style = european.a_style(random, portion)
    languages = {
        "uk": ("en",),
        "eu languages": tuple(dict.fromkeys((language, *random.sample(LANGUAGES, 3))))[:3],
    }.get(layout, (language,))
    letters = 68 if layout == "eu languages" else 60 if portion else 42
    table = _letters(face, letters, size)
    aside = _letters(face, 34, size) if beside and layout != "eu languages" else 0
    sheet = Sheet(2 * MARGIN + table + (aside + MARGIN if aside else 0), face, colors)
    if layout == "uk":
        bottom = european.british(sheet, MARGIN, MARGIN, table, size, product, style)
    else:
        bottom = european.table(sheet, MARGIN, MARGIN, table, size, product, languages, style)
    x, y, wide = (MARGIN * 2 + table, MARGIN, aside) if aside else (MARGIN, bottom + size, table)
    european.ingredients(sheet, x, y, wide, size, product, languages[0], random.random() < 0.4)
    truth = european.truth(product, layout, languages[0], style, intake=layout == "uk" and portion)
    return sheet.finish(MARGIN), sheet.pieces, truth


def _letters(face: Face, count: float, x_height: float) -> int:
    """Pixels that this many letters of the face take."""
    return round(count * face.font(x_height).getlength("Nutrition facts per 100 g") / 25)
