"""The style sheet of the whole window, from a theme's colours and sizes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.theme import Colors

ASSETS = Path(__file__).with_name("assets")

# A widget says what it is by its dynamic property `look`; see `ui.widgets.looks`.


def sheet(c: "Colors", px: Callable[[float], int]) -> str:
    """Qt style sheet; `px` scales pixels."""
    shade = "dark" if c.dark else "light"
    arrow, check = (f'url("{(ASSETS / f"{name}-{shade}.svg").as_posix()}")' for name in ("arrow", "check"))
    return f"""
QWidget {{ color: {c.text}; font-size: {px(15)}px; }}
QMainWindow, QDialog, QWidget[look="page"] {{ background: {c.page}; }}
QWidget[look="side"] {{ background: {c.surface}; }}
QWidget[look="side-left"] {{ background: {c.surface}; border-right: 1px solid {c.line}; }}
QWidget[look="side-right"] {{ background: {c.surface}; border-left: 1px solid {c.line}; }}
QFrame[look="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(12)}px; }}
QFrame[look="line"] {{ background: {c.line}; border: none; max-height: 1px; min-height: 1px; }}
QLabel {{ background: transparent; }}
QLabel[look="title"] {{ font-size: {px(22)}px; font-weight: 600; }}
QLabel[look="section"] {{ font-size: {px(18)}px; font-weight: 600; }}
QLabel[look="heading"] {{ font-size: {px(16)}px; font-weight: 600; }}
QLabel[look="muted"] {{ color: {c.muted}; }}
QLabel[look="small"] {{ color: {c.muted}; font-size: {px(13)}px; }}
QLabel[look="warning"] {{ color: {c.warning}; }}
QPushButton {{
  background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(8)}px;
  padding: {px(7)}px {px(16)}px;
}}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {c.accent}; outline: none; }}
QPushButton:focus {{ padding: {px(7) - 1}px {px(16) - 1}px; }}
QPushButton:disabled {{ color: {c.muted}; background: {c.page}; }}
QPushButton[look="primary"] {{ background: {c.accent}; color: {c.on_accent}; border: 1px solid {c.accent}; }}
QPushButton[look="primary"]:hover {{ border: 1px solid {c.text}; }}
QPushButton[look="primary"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[look="primary"]:disabled {{ background: {c.hover}; color: {c.muted}; border: 1px solid {c.line}; }}
QPushButton[look="plain"] {{ background: transparent; border: 1px solid transparent; text-align: left; }}
QPushButton[look="plain"]:hover {{ background: {c.hover}; }}
QPushButton[look="nav"] {{
  background: transparent; border: 1px solid transparent; text-align: left; padding: {px(8)}px;
}}
QPushButton[look="nav"]:hover {{ background: {c.hover}; }}
QPushButton[look="nav"]:focus {{ border: 2px solid {c.accent}; padding: {px(8) - 1}px; }}
QPushButton[look="nav"]:checked {{ background: {c.hover}; font-weight: 600; }}
QPushButton[look="plain"]:focus {{ border: 2px solid {c.accent}; }}
QPushButton[look="plain"]:checked {{ background: {c.hover}; font-weight: 600; }}
QToolButton {{ background: transparent; border: 2px solid transparent; border-radius: {px(8)}px; padding: {px(4)}px; }}
QToolButton:hover {{ background: {c.hover}; }}
QToolButton:checked {{ background: {c.hover}; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton[look="menu"] {{ padding-right: {px(36)}px; }}
QPushButton::menu-indicator {{
  image: {arrow}; width: {px(14)}px; height: {px(14)}px;
  subcontrol-origin: padding; subcontrol-position: center right; right: {px(12)}px;
}}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox {{
  background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(8)}px; padding: {px(6)}px {px(8)}px;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; placeholder-text-color: {c.muted};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {{
  border: 2px solid {c.accent}; padding: {px(6) - 1}px {px(8) - 1}px;
}}
QComboBox::drop-down {{ border: none; width: {px(28)}px; }}
QComboBox::down-arrow {{ image: {arrow}; width: {px(14)}px; height: {px(14)}px; }}
QComboBox:disabled, QLineEdit:disabled {{ color: {c.muted}; background: {c.page}; }}
QComboBox QAbstractItemView {{ background: {c.surface}; border: 1px solid {c.line}; outline: none; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{ width: 0; }}
QListView, QTreeView, QScrollArea {{ background: transparent; border: none; outline: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QListView[look="list"]::item {{ border-radius: {px(8)}px; padding: {px(6)}px {px(8)}px; }}
QListView[look="list"]::item:hover {{ background: {c.hover}; }}
QListView[look="list"]::item:selected {{ background: {c.tint}; color: {c.text}; }}
QListView[look="chats"] {{ border: none; }}
QProgressBar {{
  background: {c.hover}; border: none; border-radius: {px(4)}px; max-height: {px(8)}px; min-height: {px(8)}px;
}}
QProgressBar::chunk {{ background: {c.accent}; border-radius: {px(4)}px; }}
QMenu {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: {px(8)}px; padding: {px(4)}px; }}
QMenu::item {{ padding: {px(6)}px {px(16)}px; border-radius: {px(6)}px; }}
QMenu::item:selected {{ background: {c.hover}; }}
QMenu::item:disabled {{ color: {c.muted}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: {px(4)}px; }}
QToolTip {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.line}; padding: {px(4)}px; }}
QCheckBox, QRadioButton {{ spacing: {px(8)}px; background: transparent; }}
QCheckBox:focus, QRadioButton:focus {{ color: {c.accent}; }}
QCheckBox:disabled {{ color: {c.muted}; }}
QCheckBox::indicator {{
  width: {px(16)}px; height: {px(16)}px; border: {px(1.5)}px solid {c.muted}; border-radius: {px(4)}px;
  background: {c.surface};
}}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {c.accent}; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent}; image: {check}; }}
QCheckBox::indicator:checked:focus {{ border-color: {c.text}; }}
QCheckBox::indicator:disabled {{ background: {c.hover}; border-color: {c.line}; image: none; }}
QSlider:horizontal {{ min-height: {px(24)}px; }}
QSlider::groove:horizontal {{ height: {px(4)}px; background: {c.line}; border-radius: {px(2)}px; }}
QSlider::sub-page:horizontal {{ background: {c.accent}; border-radius: {px(2)}px; }}
QSlider::handle:horizontal {{
  width: {px(16)}px; height: {px(16)}px; margin: -{px(6)}px 0; border-radius: {px(8)}px; background: {c.accent};
}}
QSlider::handle:horizontal:focus {{ background: {c.text}; }}
QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c.line}; border-radius: {px(5)}px; min-height: {px(32)}px; }}
QScrollBar::handle:vertical:hover {{ background: {c.muted}; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {c.line}; border-radius: {px(5)}px; min-width: {px(32)}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: transparent; }}
"""
