"""What a picture says besides a label's values and lists: claims, codes, and its text."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from assistant.unseen import visible
from assistant.vision.facts import Facts
from assistant.vision.layout import as_text
from assistant.vision.reading import Reading
from ui.icons import Icons
from ui.label_passage import Passage
from ui.label_place import Place
from ui.label_words import allergen_title, amount_text, other_columns
from ui.theme import Theme
from ui.widgets import button, label

NOTHING = "No text was read in this picture. Take it again nearer and in more light (Ctrl+T), or ask what it shows."


class LabelRest(QWidget):
    """Built anew where a picture says something else."""

    pointed = Signal(object)
    focused = Signal(object)

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme, self._icons = theme, icons
        self.places: dict[str, Place] = {}
        self._told: tuple[object, ...] | None = None
        self._shows_text = False
        self._whole = QVBoxLayout(self)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_reading(self, reading: Reading) -> None:
        facts = reading.facts
        told = (
            reading.lines,
            reading.codes,
            *(() if facts is None else (facts.free_from, facts.package, facts.columns)),
        )
        if told != self._told:
            self._told = told
            self.clear()
            self._build(reading)

    def clear(self) -> None:
        self.places = {}
        while (item := self._whole.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _build(self, reading: Reading) -> None:
        facts, text = reading.facts, as_text(reading.lines)
        if facts is not None:
            self._label(facts)
        for number, code in enumerate(reading.codes):
            self._passage(f"code {number}", visible(code.kind), code.text)
        if facts is None and text:
            self._passage("text", "Text in the picture", text)
        elif text:
            self._folded_text(text)
        elif not reading.codes:
            self._whole.addWidget(label(NOTHING, "muted"))

    def _label(self, facts: Facts) -> None:
        if facts.package is not None:
            self._say(f"The package holds {amount_text(facts.package.amount, facts.package.unit)}.")
        if others := other_columns(facts):
            self._say(others)
        if facts.free_from:
            claims = ", ".join(allergen_title(name).lower() for name in facts.free_from)
            self._say(f"The label claims to be free from: {claims}. That is a claim, and Earsight cannot check it.")

    def _passage(self, key: str, title: str, text: str) -> Passage:
        passage = Passage(self._theme, self._icons, key, title, text)
        self._keep(passage)
        self._whole.addWidget(passage)
        return passage

    def _folded_text(self, text: str) -> None:
        def turn() -> None:
            self._shows_text = not self._shows_text
            show()

        def show() -> None:
            passage.setVisible(self._shows_text)
            words = "Hide the text" if self._shows_text else "Show all the text"
            toggle.setText(words)
            toggle.setAccessibleName(words)
            toggle.setToolTip(words)
            self._icons.set(toggle, "unfold" if self._shows_text else "fold", pixels=16)

        toggle = button("", turn, "plain")
        toggle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole.addWidget(toggle)
        passage = self._passage("text", "Text in the picture", text)
        show()

    def _keep(self, place: Place) -> None:
        self.places[place.key] = place
        place.pointed.connect(self.pointed)
        place.focused.connect(self.focused)

    def _say(self, sentence: str) -> None:
        self._whole.addWidget(label(sentence, "small"))

    def _restyle(self) -> None:
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(self._theme.px(8))
