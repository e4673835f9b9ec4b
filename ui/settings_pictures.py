"""Settings of pictures: what looks at them, how closely, what reads the text in them, and which camera."""

from PySide6.QtCore import Signal

from ui.settings_card import SettingsCard
from ui.settings_fields import Choice, Field, Line, Row
from ui.settings_shelf import Shelf
from ui.settings_voice import MISSING
from ui.theme import Theme
from ui.widgets import button

SEES = "Looks at pictures and says what they show. Text and labels are read without it, too."
SIDES = (
    (336, "336 pixels · about 1 second"),
    (560, "560 pixels · about 4 seconds"),
    (1120, "1,120 pixels · about 15 seconds"),
)
SIDE = "The longer side of a picture as the model sees it; seconds are those of a 2B model on two cores."
READS = "RapidOCR needs nothing else. Tesseract is a program of its own, to be installed on this machine."
CAMERA = "A name or number, or the address or file of what serves as one; empty for the first there is."


class PicturesCard(SettingsCard):
    show_models = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Pictures")
        self.model = self.put(Choice(theme, "Vision model", SEES, "vlm", MISSING))
        self.more = button("Get vision models", self.show_models.emit, tip="Open the models (Ctrl+3)")
        self.put(Field(theme, "", Row(self.more)))
        self.side = self.put(Choice(theme, "Picture size", SIDE, "picture_side", "{:,} pixels"))
        self.side.offer([(text, side) for side, text in SIDES])
        self.ocr = self.put(Choice(theme, "Text reader", READS, "ocr"))
        self.ocr.offer([("RapidOCR", "rapid"), ("Tesseract", "tesseract")])
        self.camera = self.put(Line(theme, "Camera", CAMERA, "camera"))
        self.offer(Shelf())

    def offer(self, shelf: Shelf) -> None:
        self.model.offer([("Automatic: the first that can see", ""), *((one.title, one.id) for one in shelf.vlm)])
