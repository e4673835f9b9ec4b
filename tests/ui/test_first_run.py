"""The first run: its three steps, what is missing on the way, and that none of it is a dead end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from assistant.commands import Command, Interrupt, ListDevices, Rewind, Say, StartListening, StopListening
from assistant.commands import TestMicrophone as Level
from assistant.events import (
    DevicesListed,
    Failed,
    InputLevel,
    Outcome,
    Ready,
    SpeechFinished,
    SpeechStarted,
    Timings,
    Transcribed,
    TranscriptChanged,
    TurnFinished,
)
from tests.models.server import Replies
from tests.ui.shop import EAR, MIND, SIZE, SMALL, VOICE, Shop, data_of, open_shop
from ui.first_run import GO, MODELS, SOUND, FirstRun
from ui.first_sound import NO_MICROPHONE, NO_SPEAKER, share
from ui.icons import Icons
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of the offscreen screen, for every window


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("LC_ALL", "C")
    with open_shop(tmp_path, monkeypatch) as one:
        yield one


@pytest.fixture
def first(qtbot: QtBot, theme: Theme, icons: Icons, shop: Shop) -> Iterator[FirstRun]:
    made = FirstRun(theme, icons, shop.catalogue)
    made.models.language.setCurrentIndex(made.models.language.findData("en"))
    qtbot.addWidget(made)
    yield made
    made.close_jobs()


@pytest.fixture
def sent(first: FirstRun) -> list[Command]:
    """What the first run asked the engine for."""
    commands: list[Command] = []
    first.command.connect(commands.append)
    return commands


def look(qtbot: QtBot, first: FirstRun) -> None:
    first.show()
    settle(qtbot, first)


def settle(qtbot: QtBot, first: FirstRun) -> None:
    qtbot.waitUntil(lambda: first.models.shelf is not None and not first.models.jobs.busy)


def step(first: FirstRun) -> int:
    return first.step


def ways(first: FirstRun) -> list[str]:
    return [way.text() for way in first.models.note.ways]


def test_the_recommended_set_is_preselected_fetched_chosen_and_leads_on(
    qtbot: QtBot, first: FirstRun, shop: Shop
) -> None:
    for name in (EAR, MIND, VOICE):
        shop.has(name)
    chosen: list[dict[str, str]] = []
    first.changed.connect(chosen.append)
    look(qtbot, first)
    assert first.models.options[0].isChecked()
    assert first.models.options[0].text() == "Recommended: 1.8 MB"
    assert first.models._texts[0].text().startswith("About 5 s on a line of 50 Mbit/s. ")
    assert not first.next.isEnabled()
    assert first.models.state.text().startswith("Still needed: a speech model, a language model and a voice.")
    with qtbot.waitSignal(first.models_changed):
        first.models.fetch.click()
    settle(qtbot, first)
    assert chosen == [{"stt": EAR, "llm": MIND, "tts": VOICE, "language": "auto"}]
    assert step(first) == SOUND


def test_without_a_network_it_says_so_and_goes_on_once_there_is_one(
    qtbot: QtBot, first: FirstRun, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    look(qtbot, first)
    first.models.fetch.click()
    settle(qtbot, first)
    assert "cannot be had now" in first.models.note.text.text()
    assert ways(first) == ["Try again"]
    assert first.models.own.isEnabled()
    assert not first.next.isEnabled()
    monkeypatch.setenv("HF_ENDPOINT", shop.server.url)
    for name in (EAR, MIND, VOICE):
        shop.has(name)
    first.models.note.ways[0].click()
    settle(qtbot, first)
    assert step(first) == SOUND


def test_what_one_source_lacks_the_starter_stands_in_for(qtbot: QtBot, first: FirstRun, shop: Shop) -> None:
    for name in (EAR, SMALL, VOICE):
        shop.has(name)
    chosen: list[dict[str, str]] = []
    first.changed.connect(chosen.append)
    look(qtbot, first)
    first.models.fetch.click()
    settle(qtbot, first)
    assert step(first) == MODELS
    assert first.models.note.text.text().endswith(f"What came so far is kept. The {SMALL} can stand in.")
    assert ways(first) == ["Take that instead", "Try again"]
    first.models.note.ways[0].click()
    settle(qtbot, first)
    assert step(first) == SOUND
    assert {key: value for one in chosen for key, value in one.items()} == {
        "stt": EAR,
        "tts": VOICE,
        "llm": SMALL,
        "language": "auto",
    }


def test_a_download_that_was_paused_goes_on_in_a_new_window(
    qtbot: QtBot, first: FirstRun, shop: Shop, theme: Theme, icons: Icons
) -> None:
    held = Replies.held(SIZE // 2)
    shop.has(EAR, held, Replies.ranges)
    for name in (MIND, VOICE):
        shop.has(name)
    look(qtbot, first)
    first.models.fetch.click()
    qtbot.waitUntil(lambda: "Downloading" in first.models.state.text())
    first.models.cancel.click()
    settle(qtbot, first)
    held.release()
    assert first.models.fetch.text() == "Go on downloading"
    again = FirstRun(theme, icons, shop.catalogue)
    qtbot.addWidget(again)
    again.models.language.setCurrentIndex(again.models.language.findData("en"))
    look(qtbot, again)
    assert again.models.fetch.text() == "Go on downloading"
    again.models.fetch.click()
    settle(qtbot, again)
    assert step(again) == SOUND
    assert shop.asked(EAR)[1].startswith("bytes=")
    again.close_jobs()


def test_a_folder_from_a_stick_is_copied_in_and_is_enough(
    qtbot: QtBot, first: FirstRun, shop: Shop, tmp_path: Path
) -> None:
    for name in (EAR, SMALL, VOICE):
        path = tmp_path / "stick" / "models" / name / f"{name}.bin"
        path.parent.mkdir(parents=True)
        path.write_bytes(data_of(name))
    look(qtbot, first)
    with qtbot.waitSignal(first.changed) as seen:
        first.models.bring([str(tmp_path / "stick")])
    settle(qtbot, first)
    assert seen.args == [{"stt": EAR, "llm": SMALL, "tts": VOICE, "language": "auto"}]
    assert step(first) == SOUND
    assert shop.server.seen == []


def test_what_is_brought_need_not_be_fetched(
    qtbot: QtBot, first: FirstRun, shop: Shop, tmp_path: Path, model: object
) -> None:
    own = tmp_path / "mine.gguf"
    assert callable(model)
    own.symlink_to(model("smollm2-135m-instruct"))
    look(qtbot, first)
    first.models.bring([str(own)])
    settle(qtbot, first)
    assert step(first) == MODELS
    choice = first.models.chosen()
    assert choice is not None
    assert [entry.id for entry in first.models.wanted(choice)] == [EAR, VOICE]
    assert first.models.state.text().startswith("Still needed: a speech model and a voice.")


def test_what_cannot_be_used_is_a_sentence(qtbot: QtBot, first: FirstRun, tmp_path: Path) -> None:
    look(qtbot, first)
    first.models.bring([str(tmp_path / "nothing.gguf")])
    settle(qtbot, first)
    assert "There is nothing at" in first.models.note.text.text()


def test_it_can_be_left_and_what_is_here_already_is_enough(qtbot: QtBot, first: FirstRun, shop: Shop) -> None:
    with qtbot.waitSignal(first.finished):
        first.later.click()
    for name in (EAR, SMALL, VOICE):
        shop.put(name)
    look(qtbot, first)
    assert first.next.isEnabled()
    first.next.click()
    assert step(first) == SOUND
    first.next.click()
    assert step(first) == GO
    assert first.next.text() == "Start talking"
    with qtbot.waitSignal(first.finished):
        first.next.click()


def test_the_microphone_is_shown_and_what_is_said_is_written_and_not_answered(
    first: FirstRun, sent: list[Command]
) -> None:
    first.take(Ready(0))
    first.go(SOUND)
    assert sent == [ListDevices(), Level(on=True)]
    first.take(InputLevel(0, 1.0))
    assert first.sound.level.value() == 100
    sent.clear()
    first.sound.listen.click()
    assert sent == [Level(on=False), StartListening()]
    first.sound.listen.click()
    assert sent[-1] == StopListening()
    first.take(TranscriptChanged(1, "hello"))
    assert first.sound.heard.text() == "hello"
    first.take(Transcribed(1, "hello there", "en", 1.0))
    assert first.sound.heard.text() == "Earsight heard: “hello there”"
    assert sent[-1] == Interrupt()
    first.take(TurnFinished(1, Outcome.INTERRUPTED, Timings(), 3, ""))
    assert sent[-2:] == [Rewind(0), Level(on=True)]


def test_the_voice_says_a_phrase(first: FirstRun, sent: list[Command]) -> None:
    first.go(SOUND)
    assert not first.sound.speak.isEnabled()
    first.take(Ready(0))
    first.sound.speak.click()
    assert isinstance(sent[-1], Say)
    first.take(SpeechStarted(2))
    assert first.sound.said.text() == "Speaking …"
    first.take(SpeechFinished(2))
    assert "If you heard nothing" in first.sound.said.text()


def test_no_device_and_no_engine_are_no_dead_end(first: FirstRun) -> None:
    first.go(SOUND)
    first.take(Failed(0, "llm", "No language model is here."))
    assert first.sound.heard.text() == "No language model is here."
    first.take(DevicesListed(0, (), ()))
    assert (first.sound.heard.text(), first.sound.said.text()) == (NO_MICROPHONE, NO_SPEAKER)
    first.take(Ready(0))
    first.take(Failed(0, "audio", "The speaker went away."))
    assert first.sound.said.text() == "The speaker went away. You can go on all the same."
    assert first.next.isEnabled()


def test_one_of_several_devices_can_be_chosen(qtbot: QtBot, first: FirstRun) -> None:
    first.go(SOUND)
    first.take(DevicesListed(0, ("Built in", "Headset"), ("Only",)))
    assert not first.sound.microphone.isHidden()
    assert first.sound.speaker.isHidden()
    first.sound.microphone.setCurrentIndex(2)
    with qtbot.waitSignal(first.changed) as seen:
        first.sound.microphone.activated.emit(2)
    assert seen.args == [{"microphone": "Headset"}]


def test_leaving_the_step_frees_the_microphone(first: FirstRun, sent: list[Command]) -> None:
    first.take(Ready(0))
    first.go(SOUND)
    first.sound.listen.click()
    sent.clear()
    first.back.click()
    assert sent == [Level(on=False), Interrupt()]
    assert first.sound.listen.text() == "Say something"


def test_the_level_is_shown_as_it_is_heard() -> None:
    assert [round(share(level), 2) for level in (0.0, 0.001, 0.01, 0.1, 1.0)] == [0.0, 0.0, 0.33, 0.67, 1.0]
