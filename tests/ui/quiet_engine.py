"""An engine that notes what it is told, for tests of the window."""

from assistant.commands import Command
from ui.engine_process import EngineProcess


class QuietEngine(EngineProcess):
    """Takes commands and does nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Command] = []
        self.starts = 0

    def start(self) -> None:
        self.starts += 1

    def send(self, command: Command) -> None:
        super().send(command)
        self.sent.append(command)
