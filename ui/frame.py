"""The frame of the window: the side, which folds, what is said beside the chat, and one page at a time."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui.icons import Icons
from ui.note import Note
from ui.pages import Pages
from ui.sidebar import WIDTH, Sidebar
from ui.theme import NARROW, TEXT_COLUMN, Theme
from ui.widgets import icon_button, looks

SIZE = QSize(1100, 760)
SMALLEST = QSize(380, 560)
FIRST = "first"
TALK = "talk"


class Frame(QMainWindow):
    """Pages are `talk`, `memory`, `models`, `settings` and `first`, which stands alone."""

    closing = Signal()
    """The person closed the window; whether the program goes on is decided elsewhere."""
    quit = Signal()

    def __init__(self, theme: Theme, icons: Icons, room: QWidget, pages: Pages) -> None:
        super().__init__()
        self.setWindowTitle("Earsight")
        self.resize(SIZE)
        self._theme, self._room, self._pages = theme, room, pages
        self._page = TALK
        self.sidebar = Sidebar(theme, icons)
        self.note = Note(theme, icons)
        self._is_side_wanted, self._is_side_alone = True, False
        """Beside the page where there is room, and in its place where there is none."""
        self._fold = icon_button(icons, "sidebar", "Show or hide the side", self._toggle_side, tip="Side (Ctrl+B)")
        self._back = icon_button(icons, "back", "Back to the conversation", self.show_talk, tip="Back (Ctrl+1)")
        self._stack = QStackedWidget()
        self._stack.addWidget(room)
        pages.made.connect(self._stack.addWidget)
        self._lay_out()
        self.sidebar.page.connect(self.show_page)
        self._on_key("Ctrl+B", self._toggle_side)
        self._on_key("Ctrl+K", self._search)
        self._on_key("Ctrl+F", self._find)
        self._on_key("Ctrl+1", self.show_talk)
        self._on_key("Ctrl+L", self.show_talk)
        self._on_key("Ctrl+2", lambda: self.show_page("memory"))
        self._on_key("Ctrl+3", lambda: self.show_page("models"))
        self._on_key("Ctrl+,", lambda: self.show_page("settings"))
        self._on_key("Ctrl+Q", self.quit.emit)

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._page

    def show_page(self, name: str) -> None:
        self._page = name
        self._stack.setCurrentWidget(self._room if name == TALK else self._pages.get(name))
        self._back.setVisible(name not in {TALK, FIRST})
        self._fold.setVisible(name != FIRST)
        self.sidebar.show_page(name)
        self._is_side_alone = False
        self._place_side()

    def show_talk(self) -> None:
        """Back to the conversation."""
        self.show_page(TALK)

    def say(self, sentence: str, *ways: tuple[str, Callable[[], object]]) -> None:
        """Tell the person something that is not part of the chat, on whatever page."""
        self.note.say(sentence, *ways)

    def fold_if_narrow(self) -> None:
        """Give the room back that the side has taken."""
        self._is_side_alone = False
        self._place_side()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.closing.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_side()

    def _lay_out(self) -> None:
        self._bar, self._notes = QHBoxLayout(), QHBoxLayout()
        for widget in (self._fold, self._back):
            self._bar.addWidget(widget)
        self._bar.addStretch(1)
        self._notes.addStretch(1)
        self._notes.addWidget(self.note, 1000)
        self._notes.addStretch(1)
        right = looks(QWidget(), "page")
        whole = QWidget()
        self._rows, self._columns = QVBoxLayout(right), QHBoxLayout(whole)
        for layout in (self._rows, self._columns):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._rows.addLayout(self._bar)
        self._rows.addLayout(self._notes)
        self._rows.addWidget(self._stack, 1)
        self._columns.addWidget(self.sidebar)
        self._columns.addWidget(right, 1)
        self.setCentralWidget(whole)
        self._theme.changed.connect(self._rescale)
        self._rescale()

    def _on_key(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _search(self) -> None:
        self._want_side(True)
        self.sidebar.search.setFocus()
        self.sidebar.search.selectAll()

    def _find(self) -> None:
        """A model on the page of models, else a chat."""
        if self._page == "models":
            self._pages.models.setFocus()
        else:
            self._search()

    @property
    def _is_narrow(self) -> bool:
        return self.width() < self._theme.px(NARROW)

    def _toggle_side(self) -> None:
        self._want_side(not self.sidebar.isVisible())

    def _want_side(self, wanted: bool) -> None:
        if self._is_narrow:
            self._is_side_alone = wanted
        else:
            self._is_side_wanted = wanted
        self._place_side()

    def _place_side(self) -> None:
        """Beside the page or in its place, never above it: the button that shows and hides it can always be seen."""
        self._is_side_alone = self._is_side_alone and self._is_narrow
        was_alone = self._stack.isHidden()
        if self._is_side_alone is not was_alone:
            if self._is_side_alone:
                self._rows.insertWidget(2, self.sidebar, 1)
            else:
                self._columns.insertWidget(0, self.sidebar)
            self._stack.setVisible(not self._is_side_alone)
        self.sidebar.setFixedWidth(self.width() if self._is_side_alone else self._theme.px(WIDTH))
        wanted = self._is_side_alone or (self._is_side_wanted and not self._is_narrow)
        self.sidebar.setVisible(wanted and self.page != FIRST)
        if self._is_side_alone and not was_alone:
            self.sidebar.chats.setFocus()
        elif was_alone and not self._is_side_alone:
            self._enter_page()

    def _enter_page(self) -> None:
        """Into the field that it begins with, if it has one."""
        page = self._stack.currentWidget()
        if page is not None and page.focusProxy() is not None:
            page.setFocus()

    def _rescale(self) -> None:
        px = self._theme.px
        self._bar.setContentsMargins(px(8), px(8), px(8), px(0))
        self._bar.setSpacing(px(8))
        self._notes.setContentsMargins(px(16), 0, px(16), 0)
        self.note.setMaximumWidth(px(TEXT_COLUMN))
        self._place_side()
        self.setMinimumSize(min(px(SMALLEST.width()), 600), min(px(SMALLEST.height()), 700))
