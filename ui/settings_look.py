"""Settings of the window's look."""

from assistant.update import NO_RELEASES, releases
from ui.settings_card import SettingsCard
from ui.settings_fields import Choice, Switch
from ui.theme import Theme

NEWS = "Asked at the start; nothing is sent but the question, and nothing is fetched or installed by itself."
SIZES = tuple(share / 100 for share in range(80, 201, 10))


class LookCard(SettingsCard):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Look")
        self.colors = self.put(Choice(theme, "Theme", "", "theme"))
        self.colors.offer([("As the system", "system"), ("Light", "light"), ("Dark", "dark")])
        self.contrast = self.put(Switch(theme, "High contrast", "Stronger colours and lines", "", "high_contrast"))
        self.text_size = self.put(Choice(theme, "Text size", "Of text and controls together.", "text_size", "{:.0%}"))
        self.text_size.offer([(f"{size:.0%}", size) for size in SIZES])
        self.news = self.put(Switch(theme, "New versions", "Tell me of new versions", NEWS, "update_check"))
        if not releases():
            self.news.control.setEnabled(False)
            self.news.control.setToolTip(NO_RELEASES)
            self.news.explain(NO_RELEASES)
