"""All models as cards, in sections by what they do; filtered by words and by how they stand."""

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from models.catalogue import Kind
from ui import model_words as words
from ui.icons import Icons
from ui.model_card import ModelCard
from ui.model_jobs import Entry, Shelf
from ui.theme import TEXT_COLUMN, Theme
from ui.widgets import label, looks


class Show(StrEnum):
    ALL = "All"
    RECOMMENDED = "Recommended"
    INSTALLED = "On this machine"


class ModelList(QScrollArea):
    """The page connects itself to the new cards that `show_shelf` returns."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme, self._icons = theme, icons
        self.cards: dict[str, ModelCard] = {}
        self._is_narrow = False
        self._text, self._show = "", Show.ALL
        self._sections: dict[Kind, tuple[QWidget, QVBoxLayout]] = {}
        self.nothing = label("", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Models")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QWidget()
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        self._rows = QVBoxLayout(self._column)
        for kind, title, what in words.SECTIONS:
            section = QWidget()
            rows = QVBoxLayout(section)
            rows.setContentsMargins(0, 0, 0, 0)
            rows.addWidget(label(title, "section"))
            rows.addWidget(label(what, "muted"))
            self._sections[kind] = section, rows
            self._rows.addWidget(section)
            section.hide()
        self._rows.addWidget(self.nothing)
        self._rows.addStretch(1)
        page = looks(QWidget(), "page")
        outer = QHBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(self._column, 1000)
        outer.addStretch(1)
        self.setWidget(page)

    def show_shelf(self, shelf: Shelf) -> list[ModelCard]:
        """Bring the cards to what there is; those that are new."""
        for name in set(self.cards) - {entry.id for entry in shelf.entries}:
            self.cards.pop(name).deleteLater()
        fresh = []
        for entry in shelf.entries:
            if entry.id not in self.cards:
                self.cards[entry.id] = card = ModelCard(self._theme, self._icons, entry)
                card.fold(self._is_narrow)
                self._sections[entry.kind][1].addWidget(card)
                fresh.append(card)
        self._filter()
        return fresh

    def fold(self, is_narrow: bool) -> None:
        """Whether there is no room for what a card has side by side."""
        if is_narrow is not self._is_narrow:
            self._is_narrow = is_narrow
            for card in self.cards.values():
                card.fold(is_narrow)

    def put_first(self, heading: QWidget) -> None:
        """What is to scroll with the models, above them."""
        self._rows.insertWidget(0, heading)

    def narrow(self, text: str, show: Show) -> None:
        """Show only what has every word of `text` and stands as `show` says."""
        self._text, self._show = text.strip().lower(), show
        self._filter()

    def _filter(self) -> None:
        shown: set[Kind] = set()
        for card in self.cards.values():
            fits = self._fits(card.entry)
            card.setVisible(fits)
            if fits:
                shown.add(card.entry.kind)
        for kind, (section, _) in self._sections.items():
            section.setVisible(kind in shown)
        self.nothing.setVisible(not shown and bool(self.cards))
        if self._text:
            self.nothing.setText(f"No model matches “{self._text}”. Press Esc in the search field to see all.")
        else:
            self.nothing.setText("No model is on this machine yet. Choose “Recommended” above and download from there.")

    def _fits(self, entry: Entry) -> bool:
        if self._show is Show.RECOMMENDED and not (entry.advice and entry.advice.recommended):
            return False
        if self._show is Show.INSTALLED and entry.state == "missing":
            return False
        spoken = words.languages(entry.languages) if entry.languages else ""
        about = " ".join((entry.id, entry.title, entry.notes, entry.licence, spoken)).lower()
        return all(word in about for word in self._text.split())

    def _restyle(self) -> None:
        px = self._theme.px
        self._column.setMaximumWidth(px(TEXT_COLUMN) + px(48))
        self._rows.setContentsMargins(px(24), px(8), px(24), px(24))
        self._rows.setSpacing(px(32))
        for _, rows in self._sections.values():
            rows.setSpacing(px(8))
