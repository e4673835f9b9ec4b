"""What the engine does while nobody asks anything: saying, testing, listing, rewinding, following the files."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from assistant import engine, level_test
from assistant.audio import devices
from assistant.audio.clip import Samples
from assistant.audio.level import LevelMeter
from assistant.audio.microphone import RATE, Microphone
from assistant.audio.playback import NoSpeaker, SpeakerPlayback
from assistant.commands import (
    Ask,
    Interrupt,
    ListDevices,
    NewChat,
    Rewind,
    Say,
    StartListening,
    StopListening,
    WakeUp,
)
from assistant.commands import (
    TestMicrophone as MicrophoneTest,
)
from assistant.conversation import Conversation, Exchange
from assistant.errors import AudioError, LlmError, TtsError
from assistant.events import (
    ContextChanged,
    DevicesListed,
    Failed,
    InputLevel,
    Noticed,
    Outcome,
    Ready,
    SentenceSpoken,
    SpeechFinished,
    SpeechStarted,
    TurnFinished,
)
from assistant.history import History
from assistant.instructions import Instructions
from assistant.memory import Memory
from assistant.parts import Parts
from tests.assistant.test_turn import Room, room
from tests.fakes import WAIT, FakePlayback
from tests.faults.marks import Says
from tests.virtual_sound import VirtualSound, sound

__all__ = ["room", "sound"]


class Hum:
    """A microphone that hears a hum; with `blocks`, it is unplugged after so many."""

    def __init__(self, blocks: int | None = None) -> None:
        self.blocks = blocks
        self.is_plugged = True
        self.started = self.stopped = 0
        self.is_off = threading.Event()

    def start(self) -> "Hum":
        if not self.is_plugged:
            raise AudioError("There is no microphone; plug one in, or use sound files instead.")
        self.started += 1
        self._on = True
        return self

    def read(self, timeout: float) -> Samples | None:
        if not self._on:
            return None
        if self.blocks == 0:
            self.is_plugged = False
            raise AudioError("The microphone is gone; plug it in again or choose another.")
        if self.blocks is not None:
            self.blocks -= 1
        time.sleep(0.01)
        return np.full(800, 0.25, np.float32)

    def stop(self) -> None:
        self._on = False
        self.stopped += 1
        self.is_off.set()

    def close(self) -> None: ...


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Waits until the engine, which has nothing to do, has looked at the files that many times from now on."""
    looked = threading.Semaphore(0)
    follow = engine.Assistant._follow_the_files

    def following(assistant: engine.Assistant) -> None:
        follow(assistant)
        looked.release()

    def wait(times: int) -> None:
        while looked.acquire(blocking=False):
            pass
        for _ in range(times + 1):  # the first may have begun before
            assert looked.acquire(timeout=WAIT)

    monkeypatch.setattr(engine, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(engine.Assistant, "_follow_the_files", following)
    return wait


def happened(room: Room) -> list[str]:
    return [type(event).__name__ for event in room.events.events if not isinstance(event, Ready)]


def test_a_text_is_spoken_as_a_turn_that_is_not_kept(room: Room) -> None:
    room.speaks()
    finished = room.turn(Say("It costs **3 €**. Then they slept."))
    assert (finished.outcome, finished.chat, finished.reply) == (Outcome.COMPLETED, None, "")
    assert happened(room) == ["SpeechStarted", "SentenceSpoken", "SentenceSpoken", "SpeechFinished", "TurnFinished"]
    assert room.tts is not None
    assert room.tts.said[0] == "It costs three euros."
    assert History().chats() == []
    assert not room.llm.streams


def test_what_is_said_can_be_interrupted(room: Room) -> None:
    playback = room.speaks(hears=10)
    number = room.send(Say("A very long story begins here."))
    assert playback.reached.wait(WAIT)
    room.send(Interrupt())
    assert room.events.finished(number).outcome is Outcome.INTERRUPTED


def test_without_a_voice_saying_fails_with_a_way_on(room: Room) -> None:
    room.playback = FakePlayback()
    assert room.turn(Say("Hello.")).outcome is Outcome.FAILED
    room.tts = None
    (failed,) = room.events.of(Failed)
    assert failed.code == TtsError.code  # type: ignore[attr-defined]


def test_the_microphone_s_level_is_told_until_it_is_switched_off(room: Room, looks: Callable[[int], None]) -> None:
    room.microphone = microphone = Hum()
    room.send(MicrophoneTest(on=True))
    level = room.events.wait_for(InputLevel)
    assert (level.turn, round(level.level, 2)) == (0, 0.25)  # type: ignore[attr-defined]
    room.send(MicrophoneTest(on=False))
    room.send(ListDevices())
    room.events.wait_for(DevicesListed)
    assert microphone.stopped == 1
    told = len(room.events.of(InputLevel))
    looks(3)
    assert len(room.events.of(InputLevel)) == told


def test_a_turn_ends_the_test_of_the_microphone(room: Room) -> None:
    room.microphone = microphone = Hum()
    room.send(MicrophoneTest(on=True))
    room.events.wait_for(InputLevel)
    room.llm.scripts = [["Four."]]
    assert room.turn(Ask("Two and two?")).outcome is Outcome.COMPLETED
    assert microphone.stopped == 1
    assert not room.assistant._level_test.is_on  # type: ignore[union-attr]


def test_the_test_of_the_microphone_ends_by_itself(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.microphone = microphone = Hum()
    room.send(MicrophoneTest(on=True))
    room.events.wait_for(InputLevel)
    assert not microphone.is_off.is_set()
    later = SimpleNamespace(monotonic=lambda: time.monotonic() + level_test.SECONDS)
    monkeypatch.setattr(level_test, "time", later)
    assert microphone.is_off.wait(WAIT)


def test_a_microphone_lost_in_its_test_is_said_once(room: Room) -> None:
    room.microphone = Hum(blocks=3)
    room.send(MicrophoneTest(on=True))
    room.events.wait_for(Failed)
    room.llm.scripts = [["Four."]]
    room.turn(Ask("Two and two?"))
    assert len(room.events.of(Failed)) == 1


def test_the_level_of_a_real_microphone_comes_about_twenty_times_a_second(
    sound: VirtualSound, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in seconds of sound, whenever and in whatever portions that arrives."""
    told: list[list[int]] = []
    portions: list[int] = []
    feed = LevelMeter.feed

    def feeding(meter: LevelMeter, samples: Samples) -> None:
        before = len(room.events.of(InputLevel))
        portions.append(len(samples))
        feed(meter, samples)
        if len(room.events.of(InputLevel)) > before:
            told.append(portions.copy())
            portions.clear()

    monkeypatch.setattr(LevelMeter, "feed", feeding)
    room.microphone = Microphone()
    room.send(MicrophoneTest(on=True))
    room.events.wait_until(lambda: len(room.events.of(InputLevel)) >= 20)
    room.send(MicrophoneTest(on=False))
    room.send(ListDevices())
    room.events.wait_for(DevicesListed)
    assert len(told) >= 20
    for one in told:
        assert sum(one) / RATE >= 1 / 25
        assert sum(one[:-1]) / RATE <= 1 / 12, "no later than with the portion that came then"


def test_devices_are_listed_between_turns_and_in_the_test_without_a_gap(sound: VirtualSound, room: Room) -> None:
    room.microphone = microphone = Microphone()
    microphone.open()
    room.send(ListDevices())
    listed = room.events.wait_for(DevicesListed)
    assert listed.microphones  # type: ignore[attr-defined]
    assert listed.speakers  # type: ignore[attr-defined]
    assert microphone.alive, "it is heard as before"
    room.send(MicrophoneTest(on=True))
    room.events.wait_for(InputLevel)
    room.send(ListDevices())
    before = len(room.events.of(InputLevel))
    room.events.wait_until(
        lambda: (
            bool(room.events.of(Failed))
            or (len(room.events.of(DevicesListed)) == 2 and len(room.events.of(InputLevel)) >= before + 3)
        )
    )
    assert not room.events.of(Failed)
    assert microphone.alive


def test_unused_devices_are_given_back_and_are_there_again_for_the_next_question(
    sound: VirtualSound, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "REST_SECONDS", 0.0)
    monkeypatch.setattr(engine, "LOOK_SECONDS", 0.01)
    microphone, speaker = Microphone(), SpeakerPlayback()
    rested = threading.Event()
    rest = engine.sound.rest

    def resting(parts: Parts) -> None:
        rest(parts)
        rested.set()

    monkeypatch.setattr(engine.sound, "rest", resting)
    room.speaks()
    room.microphone, room.playback = microphone, speaker  # type: ignore[assignment]
    for command in (Say("Hello."), WakeUp(), Say("Hello again.")):
        turn = room.send(command)
        if isinstance(command, Say):
            assert room.events.finished(turn).outcome is Outcome.COMPLETED
        rested.clear()
        assert rested.wait(WAIT)
        assert not microphone.alive
        assert not speaker.alive
    turn = room.send(StartListening())
    room.events.wait_for(InputLevel, turn)
    assert microphone.alive
    assert speaker.alive
    room.send(Interrupt())
    assert room.events.finished(turn).outcome is Outcome.INTERRUPTED


def test_a_list_of_devices_waits_for_the_turn_s_end(room: Room) -> None:
    playback = room.speaks(hears=10)
    room.llm.scripts = [["A long story begins. "]]
    number = room.send(Ask("Tell me a story."))
    assert playback.reached.wait(WAIT)
    room.send(ListDevices())
    assert not playback.stopped.is_set()
    room.send(Interrupt())
    room.events.wait_for(DevicesListed)
    names = happened(room)
    assert names.index("TurnFinished") < names.index("DevicesListed")
    assert room.events.finished(number).outcome is Outcome.INTERRUPTED


def test_rewinding_forgets_the_end_here_and_in_the_history(room: Room) -> None:
    room.llm.scripts = [["One."], [LlmError("The model failed; ask again.")], ["Three."], ["Three again."]]
    chat = room.turn(Ask("First?")).chat
    room.turn(Ask("Second?"))
    room.turn(Ask("Third?"))
    room.send(Rewind(2))
    assert room.turn(Ask("Third, in other words?")).chat == chat
    seen = [message.text.splitlines()[-1] for message in room.llm.streams[-1][1:]]
    assert seen == ["First?", "One.", "Third, in other words?"]
    history = History()
    assert [m.text for m in history.messages(chat or 0)] == [
        "First?", "One.", "Second?", "", "Third, in other words?", "Three again."
    ]  # fmt: skip
    assert history.search("Third")[0].snippet == "Third, in other words?"
    history.close()


def test_rewinding_in_a_new_chat_is_nothing(room: Room) -> None:
    room.send(Rewind(0))
    room.llm.scripts = [["Four."]]
    assert room.turn(Ask("Two and two?")).outcome is Outcome.COMPLETED
    assert not room.events.of(Failed)


def test_rewinding_a_chat_of_which_a_part_had_left_the_window(room: Room) -> None:
    room.llm.window = 1000
    room.llm.scripts = [[f"reply {n} " + "word " * 60] for n in range(20)]
    for n in range(14):
        room.turn(Ask(f"Question {n}?"))
    left = room.events.of(ContextChanged)[-1].messages_left_out // 2  # type: ignore[attr-defined]
    assert left > 3
    room.send(Rewind(left + 2))
    room.turn(Ask("Next?"))
    assert room.events.of(ContextChanged)[-1].messages_left_out == 2 * left, "what is cached stays"  # type: ignore[attr-defined]
    assert len(room.llm.streams[-1]) == 2 + 2 * 2
    room.send(Rewind(3))
    room.turn(Ask("And now?"))
    assert room.events.of(ContextChanged)[-1].messages_left_out == 0  # type: ignore[attr-defined]
    assert len(room.llm.streams[-1]) == 2 + 2 * 3


def test_a_conversation_that_is_not_kept_is_rewound_all_the_same() -> None:
    conversation = Conversation(None, [Exchange("a", "b"), Exchange("c", "d")], left_out=1)
    conversation.rewind(conversation.exchanges[:1])
    assert [message.text for message in conversation.seen()] == ["a", "b"]


@pytest.mark.parametrize("write", [lambda: Instructions().write("Be brief."), lambda: Memory().add("I live in Bern.")])
def test_what_changes_in_the_files_is_evaluated_before_the_next_turn(
    room: Room, write: object, looks: Callable[[int], None]
) -> None:
    room.send(NewChat())
    room.llm.scripts = [["Four."]]
    room.turn(Ask("Two and two?"))
    room.send(NewChat())
    room.send(ListDevices())
    room.events.wait_for(DevicesListed)
    before = len(room.llm.warmed)
    write()  # type: ignore[operator]
    looks(1)
    assert any("Be brief" in m[0].text or "Bern" in m[0].text for m in room.llm.warmed[before:])
    told = len(room.llm.warmed)
    looks(3)
    assert len(room.llm.warmed) == told, "once for each change"


@pytest.mark.fault(
    "there is no speaker when an answer is to be spoken",
    says="There is no speaker; plug one in.",
    intact="the answer, in text",
)
def test_without_a_speaker_the_answer_is_read_and_one_sentence_says_so(room: Room, says: Says) -> None:
    room.speaks()
    room.playback = Unplugged()
    room.llm.scripts = [["Four it is."], ["Five it is."]]
    finished = room.turn(Ask("Two and two?"))
    assert (finished.outcome, finished.reply) == (Outcome.COMPLETED, "Four it is.")
    assert room.turn(Ask("And two and three?")).outcome is Outcome.COMPLETED
    (noticed,) = room.events.of(Noticed)
    says(noticed.message)  # type: ignore[attr-defined]
    assert not room.events.of(Failed)
    assert not room.events.of(SpeechStarted)


def test_an_answer_that_could_only_be_read_is_kept_as_far_as_it_was_written(room: Room) -> None:
    room.speaks()
    room.playback = Unplugged()
    room.llm.scripts = [["One sentence is here. ", "And ", lambda: room.send(Interrupt()) and None, "more"]]
    finished = room.turn(Ask("Talk."))
    assert finished.outcome is Outcome.INTERRUPTED
    assert finished.reply == "One sentence is here. And"


class Unplugged(FakePlayback):
    def start(self, rate: int) -> None:
        raise NoSpeaker("There is no speaker; plug one in.")


@pytest.mark.fault(
    "the speaker is unplugged and comes back", says="", intact="the answers; the next one is heard again"
)
def test_a_speaker_that_comes_back_is_heard_again(
    sound: VirtualSound, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The microphone is open all the while, as it is in the window."""
    room.microphone = microphone = Microphone()
    microphone.open()
    room.speaks()
    room.playback = SpeakerPlayback()  # type: ignore[assignment]
    room.tts.rate = 22_050  # type: ignore[union-attr]
    room.llm.scripts = [["Four."], ["Four again."]]
    real = devices.find

    def no_speaker(kind: devices.Kind, name: str = "") -> devices.Device:
        if kind is devices.Kind.OUTPUT:
            raise AudioError("There is no speaker; plug one in, or use sound files instead.")
        return real(kind, name)

    monkeypatch.setattr(devices, "find", no_speaker)
    assert room.turn(Ask("Two and two?")).outcome is Outcome.COMPLETED
    assert not room.events.of(SpeechStarted)
    monkeypatch.setattr(devices, "find", real)
    assert room.turn(Ask("Again?")).outcome is Outcome.COMPLETED
    assert len(room.events.of(SpeechStarted)) == len(room.events.of(SpeechFinished)) == 1
    assert room.events.of(SentenceSpoken)
    assert microphone.alive


@pytest.mark.fault(
    "the microphone is unplugged in the middle of a question",
    says="The microphone is gone; plug it in again or choose another.",
    intact="the chat; the next press works once it is back",
)
def test_a_microphone_that_vanishes_fails_its_turn_and_the_next_press_works(room: Room, says: Says) -> None:
    room.microphone = microphone = Hum(blocks=3)
    assert room.turn(StartListening()).outcome is Outcome.FAILED
    (failed,) = room.events.of(Failed)
    says(failed.message)  # type: ignore[attr-defined]
    assert room.turn(StartListening()).outcome is Outcome.FAILED
    microphone.is_plugged, microphone.blocks = True, None
    room.stt.words = ""
    number = room.send(StartListening())
    room.events.wait_for(InputLevel, number)
    room.send(StopListening())
    finished = room.events.wait_for(TurnFinished, number)
    assert finished.outcome is Outcome.NO_SPEECH  # type: ignore[attr-defined]


def test_a_chat_that_was_deleted_meanwhile_goes_on_as_a_new_one(room: Room) -> None:
    room.llm.scripts = [["Hello Ann."], ["Ann."]]
    chat = room.turn(Ask("My name is Ann.")).chat
    history = History()
    history.delete(chat or 0)
    finished = room.turn(Ask("What is my name?"))
    assert finished.chat not in {None, chat}
    assert not room.events.of(Noticed)
    assert len(history.messages(finished.chat or 0)) == 2
    history.close()


def test_what_was_being_said_goes_with_the_chat_that_is_deleted(room: Room) -> None:
    room.llm.scripts = [["Hello Ann."], ["So much", lambda: room.send(NewChat()), " money."], ["Hello."]]
    chat = room.turn(Ask("My name is Ann.")).chat
    history = History()
    room.llm.scripts[0].insert(1, lambda: history.delete(chat or 0))
    finished = room.turn(Ask("What is my salary?"))
    assert (finished.outcome, finished.chat) == (Outcome.INTERRUPTED, None)
    assert history.chats() == []
    room.turn(Ask("Hello?"))
    assert [one.title for one in history.chats()] == ["Hello?"]
    history.close()


def test_the_first_turn_has_the_number_after_the_given_one(room: Room, own_home: Path) -> None:
    from assistant.engine import Assistant

    room.llm.scripts = [["Four."]]
    room.send(NewChat())
    parts = room.assistant._parts  # type: ignore[union-attr]
    room.assistant.close()  # type: ignore[union-attr]
    room.assistant = Assistant(parts, room.events, 41)
    assert room.turn(Ask("Two and two?")).turn == 42
