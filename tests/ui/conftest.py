"""The window's tests: offscreen, and every warning of Qt fails the test that caused it; sound for those that ask."""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.virtual_sound import sound
from ui.icons import Icons
from ui.theme import Theme

__all__ = ["sound"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    made.choose("light", contrast=False, scale=1.0)
    yield made
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def icons(theme: Theme) -> Icons:
    return Icons(theme)
