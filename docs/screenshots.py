"""Pictures of every page, in light and dark, at 100 % and 150 %: `make screenshots` writes them into docs/images.

Nothing of the person's is read but the starter models, where they are here: the data folder is new.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.icons import Icons
    from ui.theme import Theme

IMAGES = Path(__file__).parent / "images"
SIZE = (1100, 760)
SETTLE = 20_000
"""Milliseconds that a page has at most to find what it shows."""

CHATS = (
    ("Plan a weekend in Oslo", "Start at the opera house, whose roof you can walk on."),
    (
        "How do I make a good espresso?",
        "Grind finely, tamp evenly, and aim for:\n\n"
        "1. **18 g** of coffee\n2. **36 g** in the cup\n3. **28 seconds**\n\n"
        "| If it runs | then grind |\n|---|---|\n| too fast | finer |\n| too slow | coarser |",
    ),
    ("Remember that I am allergic to almonds", "I'll remember: I am allergic to almonds."),
)
MEMORY = ("I am allergic to almonds.", "My sister Anna lives in Oslo.", "I drink my espresso without sugar.")
LABEL = (
    ("Nutrition Facts", ""),
    ("6 servings per container", ""),
    ("Serving size", "1 bar (40g)"),
    ("Calories", "180"),
    ("Total Fat 8g", "10%"),
    ("Saturated Fat 1.5g", "8%"),
    ("Sodium 120mg", "5%"),
    ("Total Carbohydrate 24g", "9%"),
    ("Total Sugars 12g", ""),
    ("Protein 4g", ""),
    ("Ingredients: oats, almonds, honey, salt.", ""),
)
INSTRUCTIONS = "Answer in metric units.\nBe brief; I will ask if I want more."


def main() -> None:
    """Draw everything once for each look."""
    from assistant.paths import models_folder

    models = models_folder()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            QT_QPA_PLATFORM="offscreen", EARSIGHT_HOME=f"{folder}/earsight", EARSIGHT_MODELS=f"{folder}/models"
        )
        link_starter(models, Path(folder, "models"))
        fill()
        IMAGES.mkdir(exist_ok=True)
        draw()


def link_starter(models: Path, into: Path) -> None:
    """The models of the first set that are here, as the only ones."""
    from models.catalogue import load_catalogue

    into.mkdir()
    for model in load_catalogue().resolve(["starter"]):
        if (models / model.id).exists():
            (into / model.id).symlink_to(models / model.id)


def fill() -> None:
    """The data folder of somebody who has used Earsight for a while."""
    from assistant.history import History
    from assistant.instructions import Instructions
    from assistant.memory import Memory

    history = History()
    for question, reply in CHATS:
        chat = history.new_chat()
        meta = {"timings": {"first_audio": 0.46}, "tokens": 38}
        history.add_turn(chat, question, reply, meta=meta)
    history.close()
    Instructions().write(INSTRUCTIONS)
    for fact in MEMORY:
        Memory().add(fact)


def draw_label(path: Path) -> None:
    """A bar's label on a table, as a camera sees it."""
    from PIL import Image, ImageDraw, ImageFont

    table = Image.new("RGB", (1280, 960), (146, 118, 92))
    paper = Image.new("RGB", (620, 800), (250, 249, 244))
    pen = ImageDraw.Draw(paper)
    for row, (left, right) in enumerate(LABEL):
        font = ImageFont.load_default(size=46 if row == 0 else 28)
        top = 30 + 68 * row
        pen.text((30, top), left, fill="black", font=font)
        pen.text((590 - font.getlength(right), top), right, fill="black", font=font)
        pen.line((30, top + 58, 590, top + 58), fill="black", width=5 if row in (0, 2) else 1)
    turned = paper.rotate(-2.5, Image.Resampling.BICUBIC, expand=True, fillcolor=(146, 118, 92))
    table.paste(turned, (330, 60))
    table.save(path, quality=90)


def draw() -> None:
    from PySide6.QtWidgets import QApplication

    from ui.icons import Icons
    from ui.theme import Theme

    app = QApplication([])
    theme = Theme(app)
    for look in ("light", "dark"):
        for scale in (1.0, 1.5):
            theme.choose(look, contrast=False, scale=scale)
            pages(theme, Icons(theme), f"{look}-{round(scale * 100)}", scale)
            pictures(theme, Icons(theme), f"{look}-{round(scale * 100)}", scale)


def pages(theme: "Theme", icons: "Icons", name: str, scale: float) -> None:
    """Draw every page of one look into `PAGE-name.png`."""
    from assistant.events import (
        ContextChanged,
        DevicesListed,
        InputLevel,
        ListeningStarted,
        Ready,
        ReplyDelta,
        ReplyStarted,
        SpeechStarted,
        Transcribed,
        TranscriptChanged,
    )
    from assistant.settings import Settings
    from ui.engine_process import EngineProcess
    from ui.main_window import MainWindow

    window = MainWindow(theme, icons, EngineProcess())
    window.resize(round(SIZE[0] * scale), round(SIZE[1] * scale))
    window.show()
    window.start(Settings())
    window.take(Ready(0))
    window.take(DevicesListed(0, ("Headset", "Camera microphone"), ("Headset", "Loudspeakers")))

    def save(page: str) -> None:
        window.grab().save(str(IMAGES / f"{page}-{name}.png"))

    wait(lambda: window.sidebar.model.rowCount() == len(CHATS) + 1)
    save("empty")
    window.open_chat(2)
    wait(lambda: window.room.view.model.rowCount() > 0)
    window.take(ContextChanged(1, 2540, 8192, 60, 120, 2100, 60, 0))
    window.take(ListeningStarted(1))
    window.take(InputLevel(1, 0.1))
    window.take(TranscriptChanged(1, "And how much caffeine is in"))
    wait(lambda: True)
    save("listening")
    window.take(Transcribed(1, "And how much caffeine is in that?", "en", 2.1))
    window.take(ReplyStarted(1))
    window.take(ReplyDelta(1, "A double espresso has about 120 mg of caffeine, "))
    window.take(SpeechStarted(1))
    window.take(ReplyDelta(1, "a little more than a cup of filter coffee."))
    wait(lambda: True)
    save("speaking")
    window.show_page("memory")
    wait(lambda: "almonds" in window.pages.memory.memory.text.toPlainText())
    save("memory")
    window.show_page("models")
    wait(lambda: bool(window.pages.models.list.cards))
    save("models")
    window.show_page("settings")
    wait(lambda: True)
    save("settings")
    window.show_page("first")
    wait(lambda: bool(window.pages.first.models.options))
    save("first-run")
    window.close()
    window.finish()


def pictures(theme: "Theme", icons: "Icons", name: str, scale: float) -> None:
    """Draw the camera and the card of a label."""
    from assistant import paths
    from assistant.cancel import CancelToken
    from assistant.events import ImageRead, Ready, ReplyDelta, ReplyStarted, Transcribed
    from assistant.settings import Settings
    from assistant.vision.ocr import RapidOcr
    from assistant.vision.picture import open_picture
    from assistant.vision.reading import read
    from ui.camera_panel import State
    from ui.engine_process import EngineProcess
    from ui.main_window import MainWindow

    path = paths.home() / "bar.jpg"
    draw_label(path)
    reading = read(open_picture(path), RapidOcr(2), CancelToken())
    window = MainWindow(theme, icons, EngineProcess())
    window.resize(round(SIZE[0] * scale), round(SIZE[1] * scale))
    window.show()
    window.start(Settings(camera=str(path)))
    window.take(Ready(0))
    window.room.toggle_camera()
    wait(lambda: window.room.camera.state is State.STILL and not window.room.camera.view.is_blank)
    window.grab().save(str(IMAGES / f"camera-{name}.png"))
    window.take(Transcribed(1, "How much sugar is in two of these?", "en", 2.4))
    window.take(ImageRead(1, path, reading))
    window.take(ReplyStarted(1))
    window.take(ReplyDelta(1, "Sugars in 2 servings: 2 × 12 g = 24 g."))
    wait(lambda: window.room.card.isVisible() and not window.room.card.picture.is_blank)
    window.grab().save(str(IMAGES / f"label-{name}.png"))
    window.close()
    window.finish()


def wait(until: Callable[[], bool]) -> None:
    """Let the window work until something holds, and for the time its pictures need."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer

    deadline = QDeadlineTimer(SETTLE)
    loop = QEventLoop()
    while True:
        QTimer.singleShot(250, loop.quit)
        loop.exec()
        if until():
            return
        if deadline.hasExpired():
            sys.exit("A page did not come to rest; its picture would not be true.")


if __name__ == "__main__":
    main()
