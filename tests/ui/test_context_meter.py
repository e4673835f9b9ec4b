"""The context meter: how full the model's window is, of what, and what has left it."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from assistant.events import ContextChanged
from ui.context_meter import ContextMeter
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

CONTEXT = ContextChanged(
    3, 2048, 8192, instructions=310, memory=120, history=1500, turn_tokens=118, messages_left_out=0
)


@pytest.fixture
def meter(theme: Theme, qtbot: QtBot) -> ContextMeter:
    made = ContextMeter(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_begins_empty_and_says_so(meter: ContextMeter) -> None:
    assert (meter.share, meter.percent) == (0.0, "0 %")
    assert "Nothing" in meter.toolTip()
    assert meter.left_out.isHidden()


def test_hovering_shows_every_part(meter: ContextMeter) -> None:
    meter.take(CONTEXT)
    assert (meter.share, meter.percent) == (0.25, "25 %")
    assert meter.toolTip().splitlines() == [
        "2,048 of 8,192 tokens of the model's window",
        "Instructions: 310",
        "Memory: 120",
        "History: 1,500",
        "This turn: 118",
    ]
    assert "25 %" in meter.accessibleName()
    assert "Memory: 120" in meter.accessibleDescription()


@pytest.mark.parametrize(
    ("messages", "sentence"),
    [
        (2, "The model no longer sees the first turn of this chat."),
        (6, "The model no longer sees the first 3 turns of this chat."),
    ],
)
def test_when_history_leaves_it_says_how_many_turns(meter: ContextMeter, messages: int, sentence: str) -> None:
    meter.take(ContextChanged(3, 8000, 8192, 1, 1, 1, 1, messages))
    assert meter.left_out.isVisible()
    assert meter.left_out.text() == sentence
    assert sentence in meter.accessibleDescription()
    meter.take(CONTEXT)
    assert meter.left_out.isHidden()


def test_a_new_chat_empties_it(meter: ContextMeter) -> None:
    meter.take(ContextChanged(3, 8000, 8192, 1, 1, 1, 1, 4))
    meter.clear()
    assert meter.percent == "0 %"
    assert meter.left_out.isHidden()


def test_of_a_stored_chat_nothing_is_claimed_before_the_next_question(meter: ContextMeter) -> None:
    meter.take(CONTEXT)
    meter.open_chat()
    assert (meter.share, meter.percent) == (0.0, "–")
    assert "%" not in meter.accessibleName()
    assert "after the next question" in meter.toolTip()
    meter.take(CONTEXT)
    assert meter.percent == "25 %"
    assert "25 %" in meter.accessibleName()


@pytest.mark.parametrize("used", [0, 8192, 9000])
def test_no_figures_break_it(meter: ContextMeter, used: int) -> None:
    meter.take(ContextChanged(1, used, 8192, 0, 0, 0, 0, 0))
    assert 0.0 <= meter.share <= 1.0
    meter.take(ContextChanged(1, 0, 0, 0, 0, 0, 0, 0))
    assert meter.share == 0.0


def drawn(meter: ContextMeter) -> dict[str, int]:
    """How many pixels of each colour the ring has."""
    image = meter._ring.grab().toImage()
    count: dict[str, int] = {}
    for x in range(image.width()):
        for y in range(image.height()):
            name = QColor(image.pixel(x, y)).name()
            count[name] = count.get(name, 0) + 1
    return count


def test_the_ring_grows_and_warns_where_it_is_nearly_full(meter: ContextMeter, theme: Theme) -> None:
    accent, warning = theme.color("accent").name(), theme.color("warning").name()
    pixels = []
    for used in (1000, 3000, 6000):
        meter.take(ContextChanged(1, used, 8192, 0, 0, 0, 0, 0))
        pixels.append(drawn(meter).get(accent, 0))
    assert 0 < pixels[0] < pixels[1] < pixels[2]
    meter.take(ContextChanged(1, 8000, 8192, 0, 0, 0, 0, 0))
    assert accent not in drawn(meter)
    assert drawn(meter)[warning] > pixels[2]
