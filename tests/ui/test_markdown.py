"""Markdown in replies: rendered, growing as if written at once, and without a way to load or hide anything."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QFontDatabase,
    QFontMetricsF,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextListFormat,
    QTextTable,
)
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from assistant.unseen import visible
from ui.markdown import MarkdownDocument
from ui.message_markup import CODE
from ui.message_text import MessageText
from ui.theme import Theme


@pytest.fixture
def document(theme: Theme) -> MarkdownDocument:
    return MarkdownDocument(theme)


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def formats_of(document: QTextDocument, text: str) -> QTextFormat:
    found = document.find(text)
    assert not found.isNull(), document.toPlainText()
    return found.charFormat()


def anchors(document: QTextDocument) -> list[str]:
    ranges = (one for block in blocks(document) for one in block.textFormats())
    return [one.format.anchorHref() for one in ranges if one.format.isAnchor()]


def test_emphasis_code_and_headings_have_their_form(document: MarkdownDocument) -> None:
    document.show("# Title\n\nSome **strong**, *slanted* and `mono` words.")
    assert document.toPlainText() == "Title\nSome strong, slanted and mono words."
    assert formats_of(document, "strong").font().bold()
    assert formats_of(document, "slanted").font().italic()
    assert formats_of(document, "mono").hasProperty(QTextFormat.Property.BackgroundBrush)
    assert formats_of(document, "Title").font().pixelSize() > formats_of(document, "words").font().pixelSize()


def test_a_code_block_is_a_tinted_frame_in_monospace(document: MarkdownDocument) -> None:
    document.show("Look:\n\n```python\ndef f():\n    return 1\n```\n\nDone.")
    frames = document.rootFrame().childFrames()
    assert [frame.frameFormat().hasProperty(CODE) for frame in frames] == [True]
    assert "def f():\n    return 1" in document.toPlainText()
    monospace = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    assert formats_of(document, "return 1").fontFamilies() == [monospace]
    assert monospace not in (formats_of(document, "Look").fontFamilies() or [])


def test_a_table_has_its_cells_and_its_sides(document: MarkdownDocument) -> None:
    document.show("| What | How much |\n|:--|--:|\n| Sugar | 12 g |\n| Salt | 1 g |\n\nThat is all.")
    table = document.rootFrame().childFrames()[0]
    assert isinstance(table, QTextTable)
    assert (table.rows(), table.columns()) == (3, 2)
    assert table.cellAt(2, 0).firstCursorPosition().block().text() == "Salt"
    assert table.cellAt(1, 1).firstCursorPosition().blockFormat().alignment().name == "AlignRight"
    assert list(blocks(document))[-1].text() == "That is all."


def test_lists_are_marked_numbered_and_nested(document: MarkdownDocument) -> None:
    document.show("- one\n- two\n  - inner\n\n5. five\n6. six\n")
    forms = {block.text(): block.textList() for block in blocks(document)}
    assert forms["one"] == forms["two"]
    assert forms["inner"].format().indent() == 2
    assert forms["five"].format().style() == QTextListFormat.Style.ListDecimal
    assert [forms[text].itemText(block) for text, block in ((b.text(), b) for b in blocks(document)) if text == "six"]
    assert forms["five"].format().start() == 5


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize(
    "source", ["\n".join(f"{n}. x" for n in range(1, 13)), "9. x\n10. x", "117. x", "1. a\n   99999. x", "> 117. x"]
)
def test_every_number_of_a_list_is_seen_whole(theme: Theme, source: str, scale: float) -> None:
    theme.choose("light", contrast=False, scale=scale)
    document = MarkdownDocument(theme)
    document.show(source)
    document.setTextWidth(400)
    document.size()  # lays it out
    item = document.lastBlock()
    words_begin = item.layout().position().x() + item.layout().lineAt(0).x()
    number = item.textList().itemText(item)
    assert words_begin >= QFontMetricsF(item.charFormat().font()).horizontalAdvance(f"{number} ")


def test_a_list_of_few_items_stands_where_it_stood(document: MarkdownDocument) -> None:
    document.show("1. one\n2. two\n\n- a point")
    assert {block.blockFormat().leftMargin() for block in blocks(document)} == {0}


def test_html_is_shown_as_text(document: MarkdownDocument) -> None:
    source = '<b>bold</b> <script>alert(1)</script>\n\n<img src="https://evil.example/x.png">'
    document.show(source)
    assert document.toPlainText() == source.replace("\n\n", "\n")
    assert not anchors(document)


def test_a_picture_becomes_the_link_to_it_and_nothing_is_loaded(theme: Theme) -> None:
    asked: list[str] = []

    class Watched(MarkdownDocument):
        def loadResource(self, kind: int, name: QUrl | str) -> None:  # noqa: N802
            asked.append(str(name))
            return super().loadResource(kind, name)

    document = Watched(theme)
    document.show("![a cat](https://evil.example/cat.png) and ![b](near.png) <https://ok.example>")
    document.setTextWidth(300)
    assert document.toPlainText() == "[picture: a cat] and [picture: b] https://ok.example"
    assert anchors(document) == ["https://evil.example/cat.png", "https://ok.example"]
    assert not any(one.format.isImageFormat() for block in blocks(document) for one in block.textFormats())
    assert asked == []
    assert document.resource(QTextDocument.ResourceType.ImageResource, QUrl("https://evil.example/cat.png")) is None


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "smb://host/share", "x.html", "//h/x"]
)
def test_only_pages_and_mailboxes_become_links(document: MarkdownDocument, address: str) -> None:
    document.show(f"[click]({address})")
    assert anchors(document) == []
    assert "click" in document.toPlainText()


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("\u202e", "[U+202E]"),
        ("\u2066", "[U+2066]"),
        ("\x1b", "[U+001B]"),
        ("\x07", "[U+0007]"),
        ("\x9b", "[U+009B]"),
        ("\ufdd0", "[U+FDD0]"),
        ("&#x202E;", "[U+202E]"),
    ],
)
def test_what_hides_is_made_visible(document: MarkdownDocument, hidden: str, shown: str) -> None:
    for source in (f"a {hidden}b", f"`a {hidden}b`", f"```\na {hidden}b\n```", f"| a {hidden}b |\n|--|\n"):
        if hidden.startswith("&") and "`" in source:
            continue  # An entity in code is text.
        document.show("")
        document.show(source)
        assert f"a {shown}b" in document.toPlainText()


def test_visible_leaves_other_text_alone() -> None:
    text = "Grüße, 日本語, مرحبا, 👩‍🔬 and\na tab\there"
    assert visible(text) == text


LINES = [
    "\n",
    "\n\n",
    "two\nlines",
    "- item\n",
    "  - inner\n",
    "2. two\n",
    "    four\n",
    "# Head\n",
    "> said\n",
    "==\n",
]
BLOCKS = ["```\n", "~~~\n", "code()\n", "| a | b |\n", "|---|--:|\n", "x | y\n", "[r]: https://r.example\n", "---\n"]
BITS = [
    "word ",
    "1. ",
    "**bold",
    "**",
    "`",
    "[a](https://b.example)",
    "[r]",
    "-",
    "* ",
    "+ ",
    "\t",
    "-|-",
    "<b>",
    "&lt;",
]
PIECES = st.sampled_from([*LINES, *BLOCKS, *BITS])


@given(st.lists(PIECES, max_size=30))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_that_grows_ends_as_if_it_was_written_at_once(theme: Theme, pieces: list[str]) -> None:
    grown, whole = MarkdownDocument(theme), MarkdownDocument(theme)
    source = ""
    for piece in pieces:
        source += piece
        grown.show(source)
    whole.show(source)
    assert grown.toHtml() == whole.toHtml()


def test_what_stands_is_not_written_anew_while_the_text_grows(document: MarkdownDocument) -> None:
    document.show("The first paragraph.\n\nThe second.\n\nThe th")
    document.documentLayout()  # Changes are told only once there is one.
    chosen = QTextCursor(document.find("first"))
    changes: list[int] = []
    document.contentsChange.connect(lambda position, _removed, _added: changes.append(position))
    for end in ("ird.", "ird.\n\n- and", "ird.\n\n- and\n- a list"):
        document.show(f"The first paragraph.\n\nThe second.\n\nThe th{end}")
    assert chosen.selectedText() == "first"
    assert min(changes) >= len("The first paragraph.")
    assert changes[-1] >= document.find("second").position()


def test_another_text_replaces_what_was_shown(document: MarkdownDocument) -> None:
    document.show("# One\n\n- a\n- b")
    document.show("Two")
    assert document.toPlainText() == "Two"
    assert document.begin().textList() is None


def test_a_chosen_link_is_told_whole_and_nothing_opens(qtbot: QtBot, theme: Theme) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    text = MessageText(theme, parent)
    text.show_markdown("[the page](https://example.org/a?b=c%20d#e)")
    with qtbot.waitSignal(text.link) as told:
        text.anchorClicked.emit(QUrl("https://example.org/a?b=c%20d#e"))
    assert told.args == ["https://example.org/a?b=c%20d#e"]
    assert text.toPlainText() == "the page"
    assert text.loadResource(2, QUrl("https://example.org")) is None


def test_a_theme_change_keeps_the_text_and_takes_the_colours(theme: Theme, document: MarkdownDocument) -> None:
    document.show("Some **strong** words.\n\n```\ncode\n```\n")
    theme.choose("dark", contrast=False, scale=1.5)
    document.restyle()
    form = formats_of(document, "strong")
    assert form.foreground().color() == theme.color("text")
    assert form.font().pixelSize() == theme.px(15)


def test_a_text_is_as_high_as_its_lines_at_that_width(qtbot: QtBot, theme: Theme) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    text = MessageText(theme, parent)
    text.show_plain("a few words that fit on one line")
    assert text.arrange(text.natural_width()) < 2 * text.arrange(text.natural_width() // 2)
    assert text.arrange(text.natural_width()) <= theme.px(15) * 2
