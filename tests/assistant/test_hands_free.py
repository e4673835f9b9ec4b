"""Hands-free: a voice is a turn without a key, also over the answer, and Earsight's own voice is none."""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.clip import Clip, Samples
from assistant.audio.files import read_clip, resample, write_wav
from assistant.audio.microphone import RATE, Microphone
from assistant.audio.playback import SpeakerPlayback
from assistant.audio.vad import VoiceDetector
from assistant.commands import Ask, HandsFree, Interrupt, StartListening, StopListening
from assistant.errors import AudioError
from assistant.events import (
    Echo,
    Failed,
    HandsFreeChanged,
    ListeningStarted,
    ListeningStopped,
    Outcome,
    ReplyFinished,
    SentenceSpoken,
    SpeechStarted,
    Transcribed,
    TurnFinished,
)
from assistant.speech.stt import Whisper
from assistant.speech.tts import Piper
from tests.assistant.audio.conftest import sound
from tests.assistant.test_turn import Room, room
from tests.fakes import WAIT
from tests.virtual_sound import VirtualSound

__all__ = ["room", "sound"]

QUESTION = Path(__file__).parents[2] / "assistant" / "demo" / "question.wav"
VOICE = resample(read_clip(QUESTION), RATE).samples
SILENCE = np.zeros(RATE, np.float32)
LONG = "The tower was built for a fair. Seven million people visit it every year, and most take the lift."


class ScriptedMicrophone:
    """Hears what a test gives it, as fast as it is given."""

    def __init__(self) -> None:
        self.blocks: queue.SimpleQueue[Samples | AudioError | None] = queue.SimpleQueue()
        self.closed = False
        self._given = self._taken = self._used = 0
        """Blocks that are to be heard, that were read, and after which the next was asked for."""
        self._changed = threading.Condition()

    def hear(self, *sounds: Samples) -> None:
        for one in sounds:
            for block in np.array_split(one, max(1, len(one) // 320)):
                with self._changed:
                    self._given += 1
                self.blocks.put(block)

    def until_heard(self) -> None:
        """Wait until the ear has done with all that it was given."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._used == self._given, WAIT)

    def start(self) -> "ScriptedMicrophone":
        return self

    def read(self, timeout: float) -> Samples | None:
        with self._changed:
            self._used = self._taken
            self._changed.notify_all()
        try:
            block = self.blocks.get(timeout=timeout)
        except queue.Empty:
            return np.zeros(0, np.float32)
        if isinstance(block, AudioError):
            raise block
        with self._changed:
            self._taken += 1
        return block

    def stop(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def desk(room: Room) -> ScriptedMicrophone:
    desk = ScriptedMicrophone()
    room.microphone = desk
    return desk


def changes(room: Room) -> list[tuple[bool, Echo | None]]:
    return [(e.on, e.echo) for e in room.events.of(HandsFreeChanged) if isinstance(e, HandsFreeChanged)]


def test_a_question_without_a_key_is_answered_and_so_is_the_next(room: Room, desk: ScriptedMicrophone) -> None:
    room.speaks()
    room.llm.scripts = [["Because of scattering."] for _ in range(8)]
    room.send(HandsFree(on=True))
    for turn in (1, 2):
        desk.hear(SILENCE, VOICE, SILENCE)
        finished = room.events.finished(turn)
        assert finished.outcome is Outcome.COMPLETED
        assert finished.reply == "Because of scattering."
    assert changes(room) == [(True, Echo.CANCELLED)]


def test_no_first_word_and_no_last_is_lost(room: Room, desk: ScriptedMicrophone) -> None:
    room.llm.scripts = [["Yes."] for _ in range(4)]
    room.send(HandsFree(on=True))
    desk.hear(SILENCE, VOICE, SILENCE)
    room.events.finished(1)
    stopped = room.events.wait_for(ListeningStopped)
    assert isinstance(stopped, ListeningStopped)
    detector = VoiceDetector()
    detector.feed(VOICE)
    spoken = (detector.spans[-1].end - detector.spans[0].start) / RATE
    heard = room.events.wait_for(Transcribed)
    assert isinstance(heard, Transcribed)
    assert heard.seconds == pytest.approx(spoken, abs=0.15)
    assert stopped.seconds == pytest.approx(spoken + 0.5 + 0.7, abs=0.2)


def test_a_noise_that_is_no_voice_begins_nothing(room: Room, desk: ScriptedMicrophone) -> None:
    noise = (0.1 * np.random.default_rng(1).standard_normal(3 * RATE)).astype(np.float32)
    room.send(HandsFree(on=True))
    desk.hear(noise, SILENCE)
    desk.until_heard()
    room.send(HandsFree(on=False))
    room.events.wait_until(lambda: (False, None) in changes(room))
    assert not room.events.of(ListeningStarted)


def test_a_voice_over_the_answer_interrupts_it_and_is_the_next_question(room: Room, desk: ScriptedMicrophone) -> None:
    playback = room.speaks(hears=2000)
    room.llm.scripts = [["A long answer to a question. " * 3], *(["Short."] for _ in range(4))]
    room.send(HandsFree(on=True))
    room.send(Ask("What is this?"))
    assert playback.reached.wait(WAIT)
    desk.hear(VOICE, SILENCE)
    assert room.events.finished(1).outcome is Outcome.INTERRUPTED
    room.events.wait_for(ReplyFinished, 2)
    room.send(Interrupt())
    room.events.finished(2)


def test_the_key_still_works_and_is_left_to_the_finger_on_it(room: Room, desk: ScriptedMicrophone) -> None:
    room.llm.scripts = [["Yes."] for _ in range(4)]
    room.send(HandsFree(on=True))
    room.send(StartListening())
    room.events.wait_for(ListeningStarted, 1)
    desk.hear(VOICE, SILENCE, SILENCE)
    desk.until_heard()
    assert not room.events.of(ListeningStopped)
    room.send(StopListening())
    desk.hear(SILENCE)
    assert room.events.finished(1).outcome is Outcome.COMPLETED
    assert len(room.events.of(TurnFinished)) == 1


def test_off_leaves_the_microphone_to_the_key_and_on_again_hears(room: Room, desk: ScriptedMicrophone) -> None:
    room.llm.scripts = [["Yes."] for _ in range(4)]
    for on in (True, True, False, False, True):
        room.send(HandsFree(on=on))
    room.events.wait_until(lambda: len(changes(room)) == 3)
    assert [on for on, _ in changes(room)] == [True, False, True]
    desk.hear(VOICE, SILENCE)
    assert room.events.finished(1).outcome is Outcome.COMPLETED


def test_switching_it_off_while_somebody_speaks_answers_what_was_said(room: Room, desk: ScriptedMicrophone) -> None:
    room.llm.scripts = [["Yes."] for _ in range(4)]
    room.send(HandsFree(on=True))
    desk.hear(VOICE)
    room.events.wait_for(ListeningStarted, 1)
    desk.until_heard()
    room.send(HandsFree(on=False))
    assert room.events.finished(1).outcome is Outcome.COMPLETED


def test_a_microphone_that_goes_away_is_one_sentence_and_hands_free_is_off(
    room: Room, desk: ScriptedMicrophone
) -> None:
    room.send(HandsFree(on=True))
    desk.blocks.put(AudioError("The microphone is gone; plug it in again or choose another."))
    room.events.wait_until(lambda: len(changes(room)) == 2)
    assert [str(e.message) for e in room.events.of(Failed) if isinstance(e, Failed)] == [
        "The microphone is gone; plug it in again or choose another."
    ]
    assert changes(room)[-1] == (False, None)
    room.send(HandsFree(on=True))
    room.llm.scripts = [["Yes."] for _ in range(4)]
    desk.hear(VOICE, SILENCE)
    assert room.events.finished(1).outcome is Outcome.COMPLETED


def test_a_microphone_that_goes_away_in_a_question_fails_that_turn_only_once(
    room: Room, desk: ScriptedMicrophone
) -> None:
    room.send(HandsFree(on=True))
    desk.hear(VOICE)
    room.events.wait_for(ListeningStarted, 1)
    desk.blocks.put(AudioError("The microphone is gone; plug it in again or choose another."))
    assert room.events.finished(1).outcome is Outcome.FAILED
    room.events.wait_until(lambda: len(changes(room)) == 2)
    assert len(room.events.of(Failed)) == 1


def test_without_a_microphone_it_is_one_sentence(room: Room) -> None:
    room.send(HandsFree(on=True))
    failed = room.events.wait_for(Failed)
    assert isinstance(failed, Failed)
    assert (failed.turn, failed.code) == (0, "audio")
    room.events.wait_until(lambda: changes(room) == [(False, None)])


def test_closing_while_it_listens_ends_all(room: Room, desk: ScriptedMicrophone) -> None:
    room.send(HandsFree(on=True))
    desk.hear(VOICE)
    room.events.wait_for(ListeningStarted)
    assert room.assistant is not None
    room.assistant.close()
    assert desk.closed
    assert len(room.events.of(TurnFinished)) == 1
    assert room.send(StartListening()) == 1, "nothing begins after the end"


@pytest.fixture
def loud(room: Room, sound: VirtualSound, model: Callable[[str], Path]) -> Iterator[Room]:
    """An assistant with a real voice and real ears in one room, hands-free, and a scripted model."""
    room.stt = Whisper(model("faster-whisper-tiny.en"), threads=1)  # type: ignore[assignment]
    room.tts = Piper(model("en_US-joe-medium"), threads=1)  # type: ignore[assignment]
    room.playback = SpeakerPlayback()  # type: ignore[assignment]
    room.microphone = Microphone()
    with sound.hears_itself():
        room.send(HandsFree(on=True))
        room.events.wait_for(HandsFreeChanged)
        yield room
        assert room.assistant is not None
        room.assistant.close()


def test_a_spoken_question_is_answered_and_its_own_long_answer_does_not_interrupt_it(
    loud: Room, sound: VirtualSound
) -> None:
    loud.llm.scripts = [[LONG] for _ in range(6)]
    with sound.record("feed") as feed:
        sound.say(QUESTION)
        finished = loud.events.finished(1)
    heard = loud.events.wait_for(Transcribed)
    assert isinstance(heard, Transcribed)
    assert "sky blue" in heard.text.lower()
    assert finished.outcome is Outcome.COMPLETED
    assert finished.reply == LONG
    assert [event.turn for event in loud.events.of(ListeningStarted)] == [1]
    detector = VoiceDetector()
    detector.feed(resample(feed.clip(), RATE).samples)
    voice = sum(span.end - span.start for span in detector.spans) / RATE
    assert voice > 4, "the microphone did hear the answer"


def test_a_person_who_speaks_over_the_answer_stops_it_and_is_answered(
    loud: Room, sound: VirtualSound, tmp_path: Path
) -> None:
    # Said twice in one breath: where both speak, the canceller spoils the first words.
    begin, end = round(0.3 * RATE), round(1.7 * RATE)
    said = np.concatenate([VOICE[:end], VOICE[begin:]])
    write_wav(tmp_path / "said.wav", Clip(said, RATE))
    loud.llm.scripts = [[LONG], *(["It scatters light."] for _ in range(6))]
    loud.send(Ask("Tell me about the tower."))
    loud.events.wait_for(SpeechStarted, 1)
    loud.events.wait_for(SentenceSpoken, 1)
    sound.say(tmp_path / "said.wav", wait=False)
    loud.events.wait_for(ListeningStarted, 2)
    first = loud.events.finished(1)
    assert first.outcome is Outcome.INTERRUPTED
    assert LONG.startswith(first.reply)
    second = loud.events.finished(2)
    assert second.outcome is Outcome.COMPLETED
    assert second.reply == "It scatters light."
    heard = loud.events.wait_for(Transcribed, 2)
    assert isinstance(heard, Transcribed)
    # The person's words and not the answer's; what was said while both spoke may come out blurred.
    assert "why is the" in heard.text.lower()
    assert [event.turn for event in loud.events.of(ListeningStarted)] == [2]
