"""How the window feels: seconds to be seen and to be ready, lateness of its thread, idle load, a chat of 5,000.

usage: python benchmarks/window.py  (with DISPLAY, or QT_QPA_PLATFORM=offscreen, and the starter models)
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import psutil

STARTS = 5
IDLE_SECONDS = 10
TICK = 0.010
"""Seconds between two calls of the timer whose lateness is measured."""
MESSAGES = 5_000
QUESTION = "Explain in some detail how a bicycle stays upright while somebody rides it."


def main() -> None:
    from assistant import paths
    from assistant.engine import REST_SECONDS

    models = paths.models_folder()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(EARSIGHT_HOME=home, EARSIGHT_MODELS=str(models))
        begun = [start() for _ in range(STARTS)]
        rested = start(REST_SECONDS + 5)[2]
        # The first start evaluates the prefix, and reads everything from the disk.
        shown, ready, idle = (np.array(values) for values in zip(*begun[1:], strict=True))
        figures = {
            "load": round(psutil.getloadavg()[0], 2),
            "shown": {"first": begun[0][0], "median": float(np.median(shown))},
            "engine_ready": {"first": begun[0][1], "median": float(np.median(ready))},
            "idle_cpu_percent": {"devices_open": float(np.median(idle)), "devices_given_back": rested},
            **inside(),
        }
    print(json.dumps(figures, indent=2))


def start(rest: float = 2.0) -> tuple[float, float, float]:
    """One start in a process of its own: seconds to the window and then to the engine, and percent of a core idle.

    Idle is measured `rest` seconds after the engine is ready.
    """
    from assistant import paths

    paths.log_file().unlink(missing_ok=True)
    began = time.time()
    process = subprocess.Popen([sys.executable, "-m", "ui"], stderr=subprocess.DEVNULL)
    try:
        shown = logged("ui.app: shown") - began
        ready = logged("ui.app: ready") - began
        time.sleep(rest)
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        before = used(family)
        time.sleep(IDLE_SECONDS)
        idle = 100 * (used(family) - before) / IDLE_SECONDS
    finally:
        process.terminate()
        process.wait()
    return round(shown, 3), round(ready - shown, 3), round(idle, 2)


def used(family: list[psutil.Process]) -> float:
    """Seconds of processor time so far."""
    return sum(sum(one.cpu_times()[:2]) for one in family)


def logged(words: str) -> float:
    """The time of the log's line with these words, as `time.time()`, once it is there."""
    from assistant import paths

    deadline = time.time() + 120
    while time.time() < deadline:
        if paths.log_file().exists():
            for line in paths.log_file().read_text("utf-8").splitlines():
                if words in line:
                    return datetime.strptime(line[:23], "%Y-%m-%d %H:%M:%S,%f").astimezone().timestamp()
        time.sleep(0.02)
    sys.exit(f"The log never said {words!r}.")


def long_chat() -> int:
    """Store a chat of `MESSAGES`; its number."""
    from assistant.history import History

    history = History()
    chat = history.new_chat("A long chat")
    for number in range(MESSAGES // 2):
        history.add_turn(chat, f"Question {number}?", f"An **answer** of a few words.\n\n- one\n- {number}")
    history.close()
    return chat


def inside() -> dict[str, object]:
    """What can only be measured in the window's own process."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from assistant.commands import Ask
    from assistant.events import Ready, SpeechStarted, TurnFinished
    from ui.app import Earsight
    from ui.engine_process import EngineProcess
    from ui.single import Single

    chat = long_chat()
    app = QApplication([])
    single = Single()
    single.begin()
    earsight = Earsight(app, single, EngineProcess())
    happened: list[object] = []
    earsight.engine.happened.connect(happened.append)
    earsight.show()

    def until(there: Callable[[], bool]) -> None:
        while not there():
            app.processEvents()
            time.sleep(0.001)

    until(lambda: any(isinstance(event, Ready) for event in happened))
    late: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(now - last - TICK)
        last = now

    timer = QTimer()
    timer.setTimerType(timer.timerType().PreciseTimer)
    timer.timeout.connect(tick)
    earsight.engine.send(Ask(QUESTION))
    earsight.window.room.view.asked_typed(QUESTION)
    timer.start(round(TICK * 1000))
    last = time.perf_counter()
    QTimer.singleShot(120_000, app.quit)
    earsight.engine.happened.connect(lambda event: app.quit() if isinstance(event, TurnFinished) else None)
    app.exec()
    timer.stop()

    view = earsight.window.room.view
    began = time.perf_counter()
    earsight.window.open_chat(chat)
    until(lambda: view.model.rowCount() == MESSAGES)
    view.repaint()
    opened = time.perf_counter() - began
    earsight.finish()
    single.close()
    lateness = 1000 * np.array(late)
    return {
        "spoken": any(isinstance(event, SpeechStarted) for event in happened),
        "lateness_ms": {"p99": round(float(np.percentile(lateness, 99)), 1), "max": round(float(lateness.max()), 1)},
        "chat_of_5000_opens": round(opened, 3),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
