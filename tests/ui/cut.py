"""What of a window cannot be read or reached at its width: parts beside their parent, and words without room."""

from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QPlainTextEdit, QScrollArea, QWidget

SHORTEST_LINE = 10
"""Letters of which a field to type in shows at least so many side by side."""


def cut(window: QWidget) -> list[str]:
    """One line for each part that is seen and cut."""
    return [line for widget in window.findChildren(QWidget) if widget.isVisible() for line in _lacks(widget)]


def _lacks(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is not None and not widget.isWindow() and widget.width() > 0:
        left, right = widget.x(), widget.x() + widget.width()
        if left < 0 or right > parent.width():
            yield f"{_name(widget)} stands from {left} to {right} in {_name(parent)}, which is {parent.width()} wide"
    if isinstance(widget, QScrollArea) and widget.horizontalScrollBar().maximum() > 0:
        yield f"{_name(widget)} has to be scrolled sideways by {widget.horizontalScrollBar().maximum()}"
    needed = _needed(widget)
    if needed.width() > widget.width() or needed.height() > widget.height():
        yield f"{_name(widget)} needs {needed.toTuple()} and has {widget.size().toTuple()}"


def _needed(widget: QWidget) -> QSize:
    """The least size in which all its words are seen."""
    if isinstance(widget, QLabel) and widget.text():
        width = widget.minimumSizeHint().width() if widget.wordWrap() else widget.sizeHint().width()
        return QSize(width, widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height())
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.sizeHint()
    if isinstance(widget, QComboBox) and widget.currentText() not in widget.toolTip():
        return QSize(widget.sizeHint().width(), 0)
    if isinstance(widget, QPlainTextEdit):
        return QSize(SHORTEST_LINE * widget.fontMetrics().averageCharWidth(), 0)
    return QSize()


def _name(widget: QWidget) -> str:
    words = widget.accessibleName() or (widget.text() if isinstance(widget, QLabel | QAbstractButton) else "")
    return f"{type(widget).__name__} “{words[:60]}”"
