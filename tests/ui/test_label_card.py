"""The card of a label: its values are checked, corrected and found in the picture, and nothing in it hides."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from assistant.commands import CorrectFact, CorrectText
from assistant.events import ImageRead
from assistant.vision.codes import Code
from assistant.vision.facts import Facts
from assistant.vision.label_corrected import corrected_text
from assistant.vision.label_values import Allergen, Column, Doubt, Nutrient, Quantity
from assistant.vision.label_vocabulary import nutrients
from assistant.vision.lines import Box, Line
from assistant.vision.reading import Reading
from ui.icons import Icons
from ui.label_card import LabelCard
from ui.label_chips import Chip
from ui.label_list import LabelList
from ui.label_list_body import Allergens, Ingredients
from ui.label_passage import Passage, ReadText
from ui.label_typed import NotAnAmount, typed
from ui.label_value import LabelValue
from ui.label_words import heading
from ui.theme import Theme

Key = Qt.Key


def box(row: int) -> Box:
    top = 20.0 + 30 * row
    return ((300.0, top), (360.0, top), (360.0, top + 20), (300.0, top + 20))


def nutrient(row: int, name: str, amount: str, unit: str, share: str = "") -> Nutrient:
    return Nutrient(name, Decimal(amount), unit, Decimal(share) if share else None, box=box(row))


LABEL = Facts(
    layout="us",
    servings=Quantity(Decimal(8), "serving", box(0)),
    serving_size=Quantity(Decimal(55), "g", box(1)),
    serving_text="2/3 cup (55g)",
    nutrients=(
        nutrient(3, "fat", "8", "g", "10"),
        nutrient(2, "calories", "230", "kcal"),
        nutrient(4, "saturated_fat", "9", "g"),
        nutrient(5, "carbohydrate", "37", "g"),
        nutrient(6, "protein", "3", "g"),
    ),
    ingredients=("oats", "sugar", "almonds"),
    ingredients_box=box(8),
    allergens=(Allergen("nuts", "almonds", box(9)),),
    may_contain=(Allergen("milk", "milk", box(10)),),
    free_from=("gluten",),
)
LINES = (Line("Nutrition Facts", box(0), 0.9), Line("Calories 230", box(2), 0.9))


def reading(facts: Facts | None = LABEL, *codes: Code) -> Reading:
    return Reading(LINES, facts, codes)


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    image = QImage(480, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("#F4F0E0"))
    paths = [tmp_path / f"{number}.png" for number in range(3)]
    for path in paths:
        assert image.save(str(path))
    return paths


@pytest.fixture
def card(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[LabelCard]:
    made = LabelCard(theme, icons)
    qtbot.addWidget(made)
    made.resize(320, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.finish()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("earsight-label")]


@pytest.fixture
def shown(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> LabelCard:
    """A label, and an engine that takes corrections as the real one does."""
    answers(card)
    take(card, pictures[0], reading())
    return card


def answers(card: LabelCard) -> list[CorrectFact | CorrectText]:
    told: list[CorrectFact | CorrectText] = []

    def answer(command: CorrectFact | CorrectText) -> None:
        told.append(command)
        now = card._pages[command.image].reading
        assert now.facts is not None
        if isinstance(command, CorrectText):
            facts = corrected_text(now.facts, command.name, command.text)
        else:
            facts = now.facts.corrected(command.name, command.amount, command.unit)
        card.take(ImageRead(0, command.image, replace(now, facts=facts)))

    card.corrected.connect(answer)
    return told


def take(card: LabelCard, path: Path, read: Reading) -> None:
    """And let what is new get its place."""
    card.take(ImageRead(0, path, read))
    QApplication.processEvents()


def row(card: LabelCard, name: str) -> LabelValue:
    return card.sheet.values.rows[name]


def lists(card: LabelCard) -> dict[str, LabelList]:
    return card.sheet.lists.rows


def chips(card: LabelCard, name: str) -> list[Chip]:
    body = lists(card)[name].body
    assert isinstance(body, Allergens)
    return body.chips


def words(widget: QWidget) -> str:
    return "\n".join(part.text() for part in widget.findChildren(QLabel) if part.isVisible() and part.text())


def test_a_label_is_shown_as_rows_with_energy_first(shown: LabelCard) -> None:
    assert shown.title.text() == "Nutrition facts, per serving (55 g)"
    names = ["serving_size", "servings", "calories", "fat", "saturated_fat", "carbohydrate", "protein"]
    assert list(shown.sheet.values.rows) == names
    assert "230 kcal" in words(row(shown, "calories"))
    assert "10 %" in words(row(shown, "fat"))
    assert "2/3 cup (55g)" in words(row(shown, "serving_size"))
    said = words(shown.sheet)
    assert "Check these values against the picture before you rely on them." in said
    assert {chip.accessibleName() for chip in shown.findChildren(Chip)} == {
        "Allergens named: Tree nuts: almonds",
        "May contain: Milk",
    }
    assert "claims to be free from: gluten. That is a claim" in said


def test_a_doubt_is_said_in_words_beside_its_value_and_counted(shown: LabelCard) -> None:
    assert "2 of 10 are in doubt" in words(shown.sheet), "seven values and three lists"
    assert "There is more saturated fat" in words(row(shown, "fat"))
    assert row(shown, "fat").accessibleName().endswith("in doubt")
    assert row(shown, "saturated_fat").value.is_doubtful
    assert "There is more saturated fat" not in words(row(shown, "saturated_fat"))
    assert not row(shown, "protein").value.is_doubtful


def test_a_doubt_of_the_whole_label_stands_above_the_values(card: LabelCard, pictures: list[Path]) -> None:
    facts = replace(LABEL, notes=(Doubt((), "What the amounts are for was not read."),))
    take(card, pictures[0], reading(facts))
    assert "What the amounts are for was not read." in words(card.sheet)
    assert "2 of 10" in words(card.sheet)


def test_one_key_confirms_and_goes_on_to_the_next(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    told = answers(card)
    take(card, pictures[0], reading())
    row(card, "calories").setFocus()
    for name in ("calories", "fat", "saturated_fat"):
        assert row(card, name).hasFocus()
        qtbot.keyClick(row(card, name), Key.Key_Return)
    assert row(card, "carbohydrate").hasFocus()
    path = pictures[0]
    assert told[:2] == [
        CorrectFact(path, "calories", Decimal(230), "kcal"),
        CorrectFact(path, "fat", Decimal(8), "g"),
    ]
    assert row(card, "fat").accessibleName().endswith("checked")
    assert "3 of 10 are checked" in words(card.sheet), "a doubt about checked values is none any more"
    qtbot.keyClick(row(card, "carbohydrate"), Key.Key_Up)
    qtbot.keyClick(row(card, "saturated_fat"), Key.Key_Return)
    assert len(told) == 3, "what is checked is not said twice"


def test_servings_can_be_confirmed_and_corrected_too(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    told = answers(card)
    take(card, pictures[0], reading())
    qtbot.keyClick(row(card, "serving_size"), Key.Key_Return)
    assert row(card, "serving_size").value.is_checked
    qtbot.keyClicks(row(card, "servings"), "6")
    field = row(card, "servings").field
    assert field is not None
    qtbot.keyClick(field, Key.Key_Return)
    assert told == [
        CorrectFact(pictures[0], "serving_size", Decimal(55), "g"),
        CorrectFact(pictures[0], "servings", Decimal(6), "serving"),
    ]
    assert "it was read as 8" in words(row(card, "servings"))


def test_a_value_is_corrected_where_it_stands(qtbot: QtBot, shown: LabelCard) -> None:
    value = row(shown, "saturated_fat")
    value.setFocus()
    qtbot.keyClick(value, Key.Key_F2)
    field = value.field
    assert field is not None
    assert field.hasFocus()
    assert field.text() == "9 g"
    field.clear()
    qtbot.keyClicks(field, "900 mg")
    qtbot.keyClick(field, Key.Key_Return)
    assert not value.is_editing
    assert row(shown, "saturated_fat") is value
    assert value.hasFocus()
    assert "900 mg" in words(value)
    assert "Corrected by you; it was read as 9 g." in words(value)
    assert value.accessibleName().endswith("corrected by you")
    assert not row(shown, "fat").value.is_doubtful


def test_bad_input_is_refused_in_a_sentence_and_esc_leaves_the_value(qtbot: QtBot, shown: LabelCard) -> None:
    value = row(shown, "fat")
    value.edit()
    field = value.field
    assert field is not None
    field.clear()
    qtbot.keyClicks(field, "a lot")
    with qtbot.assertNotEmitted(shown.corrected):
        qtbot.keyClick(field, Key.Key_Return)
    assert "That is not an amount." in words(value)
    assert field.accessibleDescription().startswith("That is not an amount.")
    qtbot.keyClicks(field, "x")
    assert "That is not an amount." not in words(value)
    qtbot.keyClick(field, Key.Key_Escape)
    assert not value.is_editing
    assert value.hasFocus()
    assert "8 g" in words(value)


def test_what_is_typed_stays_when_the_picture_is_read_again(
    qtbot: QtBot, shown: LabelCard, pictures: list[Path]
) -> None:
    value = row(shown, "fat")
    value.edit("7")
    shown.take(ImageRead(4, pictures[0], reading()))
    assert value.field is not None
    assert value.field.text() == "7"
    shown.take(ImageRead(0, pictures[1], reading()))
    assert shown.path == pictures[0], "another picture waits until the person has finished"
    assert value.field.text() == "7"
    qtbot.keyClick(value.field, Key.Key_Return)
    assert row(shown, "fat").value.amount == 7


@pytest.mark.parametrize(
    ("text", "name", "unit", "amount", "right"),
    [
        ("12 g", "fat", "g", "12", "g"),
        ("0,5", "fat", "g", "0.5", "g"),
        (" 300mg ", "sodium", "g", "300", "mg"),
        ("25 UG", "vitamin_d", "mcg", "25", "µg"),
        ("400 iu", "vitamin_d", "mcg", "400", "IU"),
        ("965 kJ", "energy_kj", "kJ", "965", "kJ"),
        ("3 capsules", "serving_size", "capsule", "3", "capsules"),
        ("8", "servings", "", "8", "serving"),
        ("0", "fat", "g", "0", "g"),
        ("2300", "sodium", "mg", "2300", "mg"),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, name: str, unit: str, amount: str, right: str) -> None:
    made = typed(text, name, unit)
    assert (made.amount, made.unit) == (Decimal(amount), right)


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("", "fat", "Type an amount"),
        ("-3 g", "fat", "not an amount"),
        ("nan", "fat", "not an amount"),
        ("1e9 g", "fat", "not an amount"),
        ("12 %", "fat", "not the percentage"),
        ("<1 g", "fat", "without “<”"),
        ("1,200 mg", "sodium", "type 1200 or 1.2"),
        ("12 kcal", "fat", "use g, mg"),
        ("12 g", "calories", "use kcal"),
        ("0", "servings", "more than 0"),
        ("99999999", "fat", "more than any package"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, name: str, sentence: str) -> None:
    with pytest.raises(NotAnAmount, match=sentence):
        typed(text, name, "")


def test_the_value_with_the_focus_is_marked_and_enlarged_in_the_picture(qtbot: QtBot, shown: LabelCard) -> None:
    picture = shown.picture
    qtbot.waitUntil(lambda: not picture.place("fat").isEmpty())
    row(shown, "fat").setFocus()
    qtbot.waitUntil(lambda: picture.meant == "fat")

    def height(*, near: bool) -> float:
        shown.zoom.setChecked(near)
        return picture.place("fat").height()

    # One right after the other: the window may still be finding its size.
    qtbot.waitUntil(lambda: height(near=False) * 1.5 < height(near=True))
    assert picture.rect().contains(picture.place("fat").toRect())
    qtbot.keyClick(row(shown, "fat"), Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not shown.zoom.isChecked()
    assert picture.meant == "fat"
    assert picture.place("fat").height() * 1.5 < height(near=True)


def test_the_value_under_the_pointer_is_marked_and_the_focus_comes_back(qtbot: QtBot, shown: LabelCard) -> None:
    row(shown, "fat").setFocus()
    qtbot.waitUntil(lambda: shown.picture.meant == "fat")
    row(shown, "protein").pointed.emit("protein")
    qtbot.waitUntil(lambda: shown.picture.meant == "protein")
    row(shown, "protein").pointed.emit(None)
    qtbot.waitUntil(lambda: shown.picture.meant == "fat")
    chip = shown.findChildren(Chip)[0]
    chip.setFocus()
    qtbot.waitUntil(lambda: shown.picture.meant == chip.key)


def test_a_place_in_the_picture_leads_to_its_value(qtbot: QtBot, shown: LabelCard) -> None:
    picture = shown.picture
    qtbot.waitUntil(lambda: not picture.place("protein").isEmpty())
    qtbot.waitUntil(lambda: picture.cursor().shape() == Qt.CursorShape.ArrowCursor)
    at = picture.place("protein").center().toPoint()
    before = picture.place("protein")
    qtbot.mouseMove(picture, at)
    qtbot.waitUntil(lambda: row(shown, "protein").is_lit)
    assert picture.place("protein") == before, "the picture keeps still under the pointer"
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=at)
    assert row(shown, "protein").hasFocus()
    sheet = shown.sheet
    qtbot.waitUntil(
        lambda: sheet.viewport().rect().contains(row(shown, "protein").mapTo(sheet.viewport(), QPoint(4, 4)))
    )


def test_the_arrow_keys_go_through_the_rows_and_one_is_in_the_tab_order(qtbot: QtBot, shown: LabelCard) -> None:
    row(shown, "calories").setFocus()
    qtbot.keyClick(row(shown, "calories"), Key.Key_Down)
    assert row(shown, "fat").hasFocus()
    stops = [one.key for one in shown.sheet.values.rows.values() if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["fat"]
    visited = set()
    for _ in range(20):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        visited.add(focus.accessibleName())
    lists = {"Ingredients, oats, sugar, almonds", "Copy: Ingredients", "May contain: Milk", "Add to: May contain"}
    assert lists | {"Add a missing value"} <= visited
    assert len(visited) < 16


def test_checking_begins_with_what_is_in_doubt(qtbot: QtBot, shown: LabelCard) -> None:
    shown.sheet.start_checking()
    assert row(shown, "fat").hasFocus()


def test_when_all_is_checked_the_card_says_so(qtbot: QtBot, shown: LabelCard) -> None:
    for name in list(shown.sheet.values.rows):
        row(shown, name).ok.click()
    assert "7 of 10 are checked" in words(shown.sheet)
    for name in list(lists(shown)):
        assert "You have checked every value." not in words(shown.sheet)
        lists(shown)[name].ok.click()
    assert "You have checked every value." in words(shown.sheet)
    assert not row(shown, "fat").ok.isEnabled()
    assert not lists(shown)["allergens"].ok.isEnabled()


def test_the_ingredients_are_corrected_where_they_stand(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    told = answers(card)
    take(card, pictures[0], reading())
    listed = lists(card)["ingredients"]
    listed.setFocus()
    qtbot.keyClick(listed, Key.Key_F2)
    field = listed.field
    assert field is not None
    assert field.hasFocus()
    assert field.toPlainText() == "oats, sugar, almonds"
    field.clear()
    qtbot.keyClick(field, Key.Key_Return)
    assert "Type the ingredients" in words(listed)
    qtbot.keyClicks(field, "oats, sugar, peanuts")
    assert "Type the ingredients" not in words(listed)
    qtbot.keyClick(field, Key.Key_Return)
    assert told == [CorrectText(pictures[0], "ingredients", "oats, sugar, peanuts")]
    assert listed.hasFocus()
    assert isinstance(listed.body, Ingredients)
    assert listed.body.text.toPlainText() == "oats, sugar, peanuts"
    assert "Corrected by you; no longer there: almonds." in words(listed)
    assert listed.accessibleName().endswith("corrected by you")
    assert "1 is checked" in words(card.sheet)
    assert [chip.accessibleName() for chip in chips(card, "allergens")] == [
        "Allergens named: Peanuts",
        "Allergens named: Gluten: oats",
    ]
    assert "No longer there since you corrected the ingredients: Tree nuts: almonds." in words(card.sheet)
    assert not lists(card)["allergens"].value.is_checked, "what follows from the new list is to be checked anew"


def test_a_list_is_confirmed_with_one_key_and_left_as_it_was_with_another(
    qtbot: QtBot, card: LabelCard, pictures: list[Path]
) -> None:
    told = answers(card)
    take(card, pictures[0], reading())
    row(card, "protein").setFocus()
    qtbot.keyClick(row(card, "protein"), Key.Key_Return)
    assert lists(card)["ingredients"].hasFocus(), "the lists follow the values"
    for name in ("ingredients", "allergens"):
        qtbot.keyClick(lists(card)[name], Key.Key_Return)
    assert told[1:] == [
        CorrectText(pictures[0], "ingredients", "oats, sugar, almonds"),
        CorrectText(pictures[0], "allergens", "nuts: almonds"),
    ]
    assert lists(card)["allergens"].accessibleName() == "Allergens named, Tree nuts: almonds, checked"
    last = lists(card)["may_contain"]
    assert last.hasFocus()
    qtbot.keyClick(last, Key.Key_F2)
    assert last.field is not None
    qtbot.keyClicks(last.field, "soy")
    qtbot.keyClick(last.field, Key.Key_Escape)
    assert not last.is_editing
    assert last.hasFocus()
    assert len(told) == 3
    qtbot.keyClick(last, Key.Key_Up)
    qtbot.keyClick(lists(card)["allergens"], Key.Key_Up)
    qtbot.keyClick(lists(card)["ingredients"], Key.Key_Up)
    assert row(card, "protein").hasFocus()


def test_allergens_are_typed_and_what_is_none_is_refused(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    told = answers(card)
    take(card, pictures[0], reading())
    listed = lists(card)["allergens"]
    qtbot.mouseDClick(listed, Qt.MouseButton.LeftButton)
    field = listed.field
    assert field is not None
    assert field.toPlainText() == "nuts: almonds"
    field.setPlainText("nuts: almonds, strawberries")
    qtbot.keyClick(field, Key.Key_Return)
    assert "“strawberries” is no allergen that Earsight knows. It knows milk, eggs," in words(listed)
    assert told == []
    card.take(ImageRead(4, pictures[0], reading()))
    card.take(ImageRead(0, pictures[1], reading()))
    assert card.path == pictures[0], "another picture waits until the person has finished"
    field.setPlainText("nuts: almonds, whey")
    qtbot.keyClick(field, Key.Key_Return)
    assert told == [CorrectText(pictures[0], "allergens", "nuts: almonds, whey")]
    assert [chip.accessibleName() for chip in chips(card, "allergens")] == [
        "Allergens named: Milk: whey",
        "Allergens named: Tree nuts: almonds",
    ]


def test_an_allergen_is_taken_off_and_another_added(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    told = answers(card)
    take(card, pictures[0], reading())
    body = lists(card)["may_contain"].body
    assert isinstance(body, Allergens)
    assert "milk" not in body.offered()
    assert {"sesame", "mustard", "celery", "lupin", "sulphites", "molluscs"} <= set(body.offered())
    body._menu.aboutToShow.emit()
    next(action for action in body._menu.actions() if action.text() == "Sesame").trigger()
    assert told[-1] == CorrectText(pictures[0], "may_contain", "milk, sesame")
    chips(card, "may_contain")[0].setFocus()
    qtbot.keyClick(chips(card, "may_contain")[0], Key.Key_Delete)
    assert told[-1] == CorrectText(pictures[0], "may_contain", "sesame")
    assert [chip.hasFocus() for chip in chips(card, "may_contain")] == [True], "the focus stays among the chips"
    chips(card, "may_contain")[0].off.click()
    assert told[-1] == CorrectText(pictures[0], "may_contain", "")
    assert "None, as you checked." in words(lists(card)["may_contain"])
    assert "Corrected by you; no longer there: Milk." in words(lists(card)["may_contain"])


def test_chips_that_change_have_all_the_room_they_need(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    many = tuple(Allergen(name, f"a long word for {name}") for name in ("milk", "eggs", "nuts"))
    take(card, pictures[0], reading())
    body = lists(card)["allergens"].body
    assert isinstance(body, Allergens)
    for allergens in (many[:1], many, many[1:]):
        take(card, pictures[0], reading(replace(LABEL, allergens=allergens)))
        qtbot.waitUntil(lambda: body.add.geometry().bottom() < body._flow.height())
        assert body.add.y() > body.chips[-1].y(), "below, where there is no room beside them"


def test_an_allergen_that_the_ingredients_still_name_is_told_when_it_is_taken_off(
    card: LabelCard, pictures: list[Path]
) -> None:
    answers(card)
    take(card, pictures[0], reading())
    chips(card, "allergens")[0].off.click()
    assert "The ingredients name oats, almonds; the allergens do not." in words(lists(card)["allergens"])
    lists(card)["allergens"].body.add_one("nuts")  # type: ignore[union-attr]
    assert "The ingredients name oats; the allergens do not." in words(lists(card)["allergens"])


def test_a_double_click_on_the_ingredients_corrects_them(qtbot: QtBot, shown: LabelCard) -> None:
    listed = lists(shown)["ingredients"]
    assert isinstance(listed.body, Ingredients)
    listed.body.text.setFocus()
    qtbot.waitUntil(lambda: shown.picture.meant == "ingredients")
    qtbot.mouseDClick(listed.body.text.viewport(), Qt.MouseButton.LeftButton)
    assert listed.is_editing
    listed.cancel()
    row(shown, "fat").setFocus()
    qtbot.mouseDClick(row(shown, "fat"), Qt.MouseButton.LeftButton)
    assert row(shown, "fat").is_editing


def test_lists_that_were_not_read_can_be_added(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    told = answers(card)
    facts = replace(LABEL, ingredients=(), ingredients_box=None, allergens=(), may_contain=())
    take(card, pictures[0], reading(facts))
    assert "of 7 are in doubt" in words(card.sheet), "what is not there is not to be checked"
    listed = lists(card)["ingredients"]
    assert not listed.ok.isEnabled()
    listed.setFocus()
    qtbot.keyClick(listed, Key.Key_Return)
    assert listed.field is not None
    qtbot.keyClicks(listed.field, "rice, milk")
    qtbot.keyClick(listed.field, Key.Key_Return)
    assert told == [CorrectText(pictures[0], "ingredients", "rice, milk")]
    assert [chip.accessibleName() for chip in chips(card, "allergens")] == ["Allergens named: Milk"]
    for name in (*card.sheet.values.rows, "allergens"):
        (row(card, name) if name in card.sheet.values.rows else lists(card)[name]).confirm()
    assert "You have checked every value. What was not read may be on the package all the same." in words(card.sheet)


def test_a_missing_value_can_be_added(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    told = answers(card)
    take(card, pictures[0], reading())
    missing = card.sheet.missing
    missing.open.click()
    offered = [missing.names.itemData(at) for at in range(missing.names.count())]
    assert "sodium" in offered
    assert not set(offered) & set(card.sheet.values.rows)
    missing.names.setCurrentIndex(offered.index("sodium"))
    assert missing.amount.placeholderText() == "12 mg"
    missing.add.click()
    assert "Type an amount" in words(missing)
    qtbot.keyClicks(missing.amount, "160")
    qtbot.keyClick(missing.amount, Key.Key_Return)
    assert told == [CorrectFact(pictures[0], "sodium", Decimal(160), "mg")]
    assert "160 mg" in words(row(card, "sodium"))
    assert "it was read as nothing" not in words(row(card, "sodium"))
    assert "Added by you." in words(row(card, "sodium"))
    assert missing.open.isVisible()
    assert list(card.sheet.values.rows)[-1] == "sodium"


def test_a_share_without_an_amount_asks_for_the_amount(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    facts = replace(LABEL, nutrients=(*LABEL.nutrients, Nutrient("iron", None, "", Decimal(10))))
    take(card, pictures[0], reading(facts))
    iron = row(card, "iron")
    iron.setFocus()
    assert "10 %" in words(iron)
    assert not iron.ok.isEnabled()
    with qtbot.assertNotEmitted(card.corrected):
        qtbot.keyClick(iron, Key.Key_Return)
    assert iron.is_editing


def test_other_columns_are_told(card: LabelCard, pictures: list[Path]) -> None:
    facts = replace(LABEL, layout="eu", columns=(Column("100 g", None, (nutrient(2, "fat", "14", "g"),)),))
    take(card, pictures[0], reading(facts))
    assert "The label also has amounts per 100 g; they are not shown here." in words(card.sheet)
    assert "Energy" in words(row(card, "calories"))


def test_titles_say_what_the_amounts_are_for() -> None:
    assert heading(replace(LABEL, per="100 g")) == "Nutrition facts, per 100 g"
    capsules = replace(LABEL, layout="supplement", per="dose", serving_size=Quantity(Decimal(2), "capsule"))
    assert heading(capsules) == "Supplement facts, per dose (2 capsules)"
    assert heading(Facts(ingredients=("oats",))) == "What the label says"


def test_nothing_is_called_free_of_allergens(card: LabelCard, pictures: list[Path]) -> None:
    facts = replace(LABEL, allergens=(), may_contain=(), free_from=())
    take(card, pictures[0], reading(facts))
    assert "That does not mean that there is none" in words(card.sheet)


def test_codes_and_texts_are_shown_in_full_and_hide_nothing(
    qtbot: QtBot, card: LabelCard, pictures: list[Path]
) -> None:
    address = "https://example.org/\u202egpj.exe?" + "long" * 60
    lines = (Line("Hello <b>world</b>\u0007", box(0), 0.9),)
    take(card, pictures[0], Reading(lines, None, (Code("QR code", address, box(3)),)))
    code, text = card.sheet.findChildren(Passage)
    assert code.text.toPlainText() == address.replace("\u202e", "[U+202E]")
    code.copies.click()
    assert QApplication.clipboard().text() == code.text.toPlainText()
    assert text.text.toPlainText() == "Hello <b>world</b>[U+0007]"
    assert code.text.isReadOnly()
    assert code.text.verticalScrollBar().maximum() == 0, "all of it is seen"
    assert card.title.text() == "What the picture says"
    assert "Check these values" not in words(card.sheet)
    code.text.setFocus()
    qtbot.waitUntil(lambda: card.picture.meant == "code 0")


def test_words_of_a_label_hide_nothing_either(card: LabelCard, pictures: list[Path]) -> None:
    facts = replace(
        LABEL, serving_text="1\u202ecup", ingredients=("oats\u2066",), allergens=(Allergen("milk", "whey\x1b"),)
    )
    take(card, pictures[0], reading(facts))
    said = words(card.sheet) + "".join(part.toPlainText() for part in card.findChildren(ReadText))
    assert "1[U+202E]cup" in said
    assert "oats[U+2066]" in said
    assert "Milk: whey[U+001B]" in said


def test_the_text_of_a_label_can_be_unfolded(qtbot: QtBot, shown: LabelCard) -> None:
    toggle = next(one for one in shown.findChildren(QPushButton) if one.text() == "Show all the text")
    passage = shown.sheet.rest.places["text"]
    assert not passage.isVisible()
    toggle.click()
    assert passage.isVisible()
    assert toggle.accessibleName() == "Hide the text"


def test_a_picture_without_text_says_what_to_do(card: LabelCard, pictures: list[Path]) -> None:
    take(card, pictures[0], Reading((), None, ()))
    assert "No text was read in this picture." in words(card.sheet)
    assert not card.is_empty


def test_it_is_empty_before_and_after(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    assert card.is_empty
    assert "Ctrl+T" in card.picture.accessibleDescription()
    take(card, pictures[0], reading())
    assert not card.is_empty
    card.clear()
    assert card.path is None
    assert "Ctrl+T" in card.picture.accessibleDescription()


def test_several_pictures_are_gone_through(qtbot: QtBot, card: LabelCard, pictures: list[Path]) -> None:
    answers(card)
    for path in pictures[:2]:
        take(card, path, reading())
    assert card.path == pictures[1]
    assert (card.count.text(), card.next.isEnabled()) == ("2 of 2", False)
    row(card, "fat").ok.click()
    row(card, "fat").setFocus()
    qtbot.keyClick(row(card, "fat"), Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert card.path == pictures[0]
    assert not row(card, "fat").value.is_checked
    card.next.click()
    assert row(card, "fat").value.is_checked
    card.take(ImageRead(3, pictures[0], reading()))
    assert card.path == pictures[1], "what is known already does not come to the front"
    card.forget(pictures[1])
    assert card.path == pictures[0]
    assert not card.count.isVisible()


def test_a_picture_that_cannot_be_opened_is_a_sentence_and_the_values_stay(
    qtbot: QtBot, card: LabelCard, tmp_path: Path
) -> None:
    take(card, tmp_path / "gone.png", reading())
    qtbot.waitUntil(lambda: "There is no file" in card.picture.accessibleDescription())
    assert "230 kcal" in words(row(card, "calories"))


def test_boxes_of_a_picture_that_lies_on_its_side_are_turned_upright(
    qtbot: QtBot, card: LabelCard, pictures: list[Path]
) -> None:
    down: Box = ((100.0, 50.0), (100.0, 150.0), (80.0, 150.0), (80.0, 50.0))
    facts = Facts(nutrients=(Nutrient("fat", Decimal(8), "g", box=down), Nutrient("protein", Decimal(8), "g")))
    take(card, pictures[0], reading(facts))
    qtbot.waitUntil(lambda: card.picture.place("fat").width() > card.picture.place("fat").height() > 5)


def outside(card: LabelCard) -> list[QWidget]:
    """What reaches beyond the card's right edge."""
    view = card.sheet.viewport()
    kinds = LabelValue | Passage | QToolButton | QLabel | QPushButton
    shown = [one for one in card.sheet.findChildren(QWidget) if one.isVisible() and isinstance(one, kinds)]
    return [one for one in shown if one.mapTo(view, QPoint(one.width(), 0)).x() > view.width()]


def test_forty_rows_scroll_and_a_narrow_card_keeps_everything_inside(
    qtbot: QtBot, card: LabelCard, pictures: list[Path], theme: Theme
) -> None:
    many = tuple(
        Nutrient(name, Decimal("1234.5"), "mcg", Decimal(100), box=box(at))
        for at, name in enumerate(list(nutrients())[:40])
    )
    take(card, pictures[0], reading(replace(LABEL, nutrients=many)))
    for scale in (1.0, 1.5):
        theme.choose("dark", contrast=True, scale=scale)
        card.resize(280, 600)
        card.sheet.values.rows["fat"].edit()
        qtbot.waitUntil(lambda: card.sheet.verticalScrollBar().maximum() > 1000)
        qtbot.waitUntil(lambda: not outside(card))
        card.sheet.values.rows["fat"].cancel()
    last = list(card.sheet.values.rows.values())[-1]
    last.setFocus()
    qtbot.waitUntil(lambda: card.sheet.viewport().rect().contains(last.mapTo(card.sheet.viewport(), QPoint(2, 2))))


def test_every_control_has_a_name_and_a_tooltip(qtbot: QtBot, shown: LabelCard) -> None:
    row(shown, "fat").edit()
    shown.sheet.missing.open.click()
    for control in (*shown.findChildren(QToolButton), *shown.findChildren(QPushButton), *shown.findChildren(Chip)):
        assert control.accessibleName(), control
    for tool in (*shown.findChildren(QToolButton), *shown.findChildren(QPushButton)):
        assert tool.toolTip(), tool.accessibleName()
    focusable = [one for one in shown.findChildren(QWidget) if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert all(one.accessibleName() for one in focusable if one.isVisible())


def test_the_card_asks_to_be_closed(qtbot: QtBot, shown: LabelCard) -> None:
    with qtbot.waitSignal(shown.closed):
        shown.closes.click()
    assert not shown.is_empty


def test_a_click_on_a_row_gives_it_the_focus(qtbot: QtBot, shown: LabelCard) -> None:
    title = next(part for part in row(shown, "calories").findChildren(QLabel) if part.text() == "Calories")
    qtbot.mouseClick(title, Qt.MouseButton.LeftButton)
    assert row(shown, "calories").hasFocus()
