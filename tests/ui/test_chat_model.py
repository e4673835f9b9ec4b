"""The chat model: rows from the engine's events and from a stored chat, watched by Qt's own model tester."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assistant.chats import Json, StoredMessage
from assistant.events import (
    Change,
    ContextChanged,
    Ended,
    Event,
    Failed,
    ListeningStarted,
    MemoryChanged,
    Noticed,
    Outcome,
    ReplyDelta,
    ReplyFinished,
    ReplyStarted,
    SpeechStarted,
    ThinkingDelta,
    Timings,
    Transcribed,
    TranscriptChanged,
    TurnFinished,
    Usage,
)
from ui.chat_model import ChatModel
from ui.message_value import Kind, Message

TIMINGS = Timings(first_delta=0.2, first_audio=0.46)


@pytest.fixture
def model(qapp: QApplication) -> Iterator[ChatModel]:
    made = ChatModel()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield made
    del tester


def rows(model: ChatModel) -> list[Message]:
    return [model.message(row) for row in range(model.rowCount())]


def told(model: ChatModel) -> list[tuple[Kind, str]]:
    return [(message.kind, message.text) for message in rows(model)]


def stored(role: Literal["user", "assistant"], text: str, outcome: str = "completed") -> StoredMessage:
    return StoredMessage(1, role, text, "", datetime(2026, 1, 1, tzinfo=UTC), {"outcome": outcome})


def finished(turn: int, reply: str = "", outcome: Outcome = Outcome.COMPLETED, chat: int | None = 1) -> TurnFinished:
    return TurnFinished(turn, outcome, TIMINGS, chat, reply)


def spoken_turn(model: ChatModel, turn: int, question: str, reply: str) -> None:
    model.take(ListeningStarted(turn))
    model.take(Transcribed(turn, question, "en", 1.0))
    model.take(ReplyDelta(turn, reply))
    model.take(ReplyFinished(turn, reply, Ended.STOP, Usage(10, 5, 38)))
    model.take(finished(turn, reply))


def test_a_spoken_question_is_grey_while_it_is_heard_and_then_solid(model: ChatModel) -> None:
    model.take(ListeningStarted(1))
    model.take(TranscriptChanged(1, "how much"))
    assert [(m.text, m.growing) for m in rows(model)] == [("how much", True)]
    model.take(TranscriptChanged(1, "how much sugar"))
    model.take(Transcribed(1, "How much sugar?", "en", 1.0))
    assert [(m.kind, m.text, m.growing) for m in rows(model)] == [(Kind.YOU, "How much sugar?", False)]


def test_deltas_are_gathered_and_shown_together(qtbot: QtBot, model: ChatModel) -> None:
    model.take(Transcribed(1, "Why?", "en", 1.0))
    changes: list[int] = []
    model.dataChanged.connect(lambda first, _last: changes.append(first.row()))
    with qtbot.waitSignal(model.rowsInserted):
        for word in ("Because ", "it ", "is "):
            model.take(ReplyDelta(1, word))
        assert model.rowCount() == 1
    assert rows(model)[1].text == "Because it is "
    with qtbot.waitSignal(model.dataChanged):
        for word in ("so ", "and ", "stays so."):
            model.take(ReplyDelta(1, word))
    assert rows(model)[1].text == "Because it is so and stays so."
    assert changes == [1]


def test_a_reply_has_its_figures_at_the_end(model: ChatModel) -> None:
    spoken_turn(model, 1, "Why?", "So.")
    reply = rows(model)[1]
    assert (reply.timings, reply.tokens, reply.growing, reply.stopped) == (TIMINGS, 38, False, False)


def test_an_interrupted_reply_is_shown_as_far_as_it_was_kept(model: ChatModel) -> None:
    model.take(Transcribed(1, "Why?", "en", 1.0))
    model.take(ReplyDelta(1, "One. Two. Three."))
    model.take(finished(1, "One.", Outcome.INTERRUPTED))
    assert told(model) == [(Kind.YOU, "Why?"), (Kind.EARSIGHT, "One.")]
    assert rows(model)[1].stopped


def test_nothing_said_leaves_nothing(model: ChatModel) -> None:
    model.take(ListeningStarted(1))
    model.take(TranscriptChanged(1, "uh"))
    model.take(finished(1, outcome=Outcome.NO_SPEECH, chat=None))
    assert model.rowCount() == 0


def test_words_of_a_failed_turn_stay_and_count_where_they_were_stored(model: ChatModel) -> None:
    for turn, chat in ((1, None), (2, 7)):
        model.take(ListeningStarted(turn))
        model.take(TranscriptChanged(turn, "The blue key"))
        model.take(finished(turn, outcome=Outcome.FAILED, chat=chat))
    assert [(m.text, m.growing, m.kept) for m in rows(model)] == [
        ("The blue key", False, False),
        ("The blue key", False, True),
    ]


def test_thinking_is_kept_apart_from_the_reply(model: ChatModel) -> None:
    model.take(Transcribed(1, "Why?", "en", 1.0))
    model.take(ThinkingDelta(1, "Let me "))
    model.take(ThinkingDelta(1, "see."))
    model.take(ReplyDelta(1, "So."))
    model.flush()
    assert (rows(model)[1].thinking, rows(model)[1].text) == ("Let me see.", "So.")


def test_a_typed_question_is_there_at_once_and_gets_its_reply_below_it(model: ChatModel) -> None:
    spoken_turn(model, 1, "Why?", "So.")
    model.ask("And who?", (Path("a.png"),))
    assert rows(model)[-1].images == (Path("a.png"),)
    model.take(ReplyStarted(2))
    model.take(ReplyDelta(2, "You."))
    model.take(finished(2, "You."))
    assert told(model)[2:] == [(Kind.YOU, "And who?"), (Kind.EARSIGHT, "You.")]


def test_what_comes_late_of_the_turn_before_goes_to_its_own_reply(model: ChatModel) -> None:
    model.take(Transcribed(1, "Why?", "en", 1.0))
    model.take(ReplyDelta(1, "One. Two."))
    model.ask("Stop, who?")
    model.take(finished(1, "One.", Outcome.INTERRUPTED))
    model.take(ReplyDelta(2, "You."))
    model.take(finished(2, "You."))
    assert [text for _, text in told(model)] == ["Why?", "One.", "Stop, who?", "You."]


def test_speaking_a_reply_again_is_not_shown(model: ChatModel) -> None:
    spoken_turn(model, 1, "Why?", "So.")
    model.ask("And who?")
    model.take(SpeechStarted(2))
    model.take(finished(2, outcome=Outcome.INTERRUPTED, chat=None))
    model.take(ReplyDelta(3, "You."))
    model.take(finished(3, "You."))
    assert [text for _, text in told(model)] == ["Why?", "So.", "And who?", "You."]
    assert all(message.kept for message in rows(model))


def test_failures_and_notices_are_rows_below_their_turn(model: ChatModel) -> None:
    model.ask("Why?")
    model.take(Failed(1, "llm", "The model is gone; choose another."))
    model.take(finished(1, outcome=Outcome.FAILED))
    model.take(Noticed(0, "The microphone is another one now."))
    assert told(model)[1:] == [
        (Kind.FAILURE, "The model is gone; choose another."),
        (Kind.NOTICE, "The microphone is another one now."),
    ]
    assert rows(model)[1].spoken_name == "Problem: The model is gone; choose another."


def test_everything_that_was_added_to_the_memory_can_be_taken_back(model: ChatModel) -> None:
    for fact in ("I like tea", "I like rye", "I like fog"):
        model.take(MemoryChanged(1, Change.ADDED, fact, "model"))
    assert [m.undoable for m in rows(model)] == [True, True, True]
    model.take(MemoryChanged(0, Change.UNDONE, "I like rye", "person"))
    assert [m.change for m in rows(model)] == [Change.ADDED, Change.UNDONE, Change.ADDED]
    model.take(MemoryChanged(0, Change.UNDONE, "", "person"))
    assert [m.change for m in rows(model)] == [Change.ADDED, Change.UNDONE, Change.UNDONE]


def test_another_change_of_the_memory_can_be_taken_back_while_it_is_the_last(model: ChatModel) -> None:
    model.take(MemoryChanged(1, Change.FORGOTTEN, "I like tea", "person"))
    model.take(MemoryChanged(1, Change.ADDED, "I like rye", "model"))
    assert [m.undoable for m in rows(model)] == [False, True]


def test_what_was_forgotten_together_comes_back_together(model: ChatModel) -> None:
    model.take(MemoryChanged(1, Change.FORGOTTEN, "I like tea", "person"))
    model.take(MemoryChanged(1, Change.FORGOTTEN, "I like rye", "person"))
    model.take(MemoryChanged(0, Change.UNDONE, "", "person"))
    assert [m.change for m in rows(model)] == [Change.UNDONE, Change.UNDONE]


def test_a_stored_chat_has_its_pictures_and_figures(model: ChatModel) -> None:
    left: dict[str, Json] = {
        "outcome": "completed",
        "images": ["/pictures/label.png"],
        "timings": {"first_audio": 0.46, "done": 2, "transcript": None},
        "tokens": 38,
    }
    question, reply = stored("user", "How much?"), replace(stored("assistant", "12 g"), meta=left)
    model.load([question, reply, stored("user", "And now?")])
    you, earsight, last = rows(model)
    assert (you.images, last.images) == ((Path("/pictures/label.png"),), ())
    assert earsight.timings == Timings(first_audio=0.46, done=2.0)
    assert earsight.tokens == 38


def test_a_stored_chat_is_shown_without_empty_replies(model: ChatModel) -> None:
    model.load(
        [
            stored("user", "Why?"),
            stored("assistant", "So", "interrupted"),
            stored("user", "Who?"),
            stored("assistant", ""),
        ]
    )
    assert told(model) == [(Kind.YOU, "Why?"), (Kind.EARSIGHT, "So"), (Kind.YOU, "Who?")]
    assert rows(model)[1].stopped


def left_behind(*memories: tuple[str, str], thinking: str = "") -> StoredMessage:
    """A reply whose turn remembered and thought."""
    meta: dict[str, Json] = {
        "memory": [{"change": change, "entry": entry} for change, entry in memories],
        "thinking": thinking,
    }
    return replace(stored("assistant", "Noted."), meta=meta)


def test_a_stored_chat_has_its_memories_and_thoughts(model: ChatModel) -> None:
    facts = ("added", "I like tea"), ("added", "I like rye"), ("replaced", "I live in Bern"), ("forgotten", "Fog")
    reply = left_behind(*facts, thinking="Let me see.")
    model.load([stored("user", "Remember that"), reply], {"I like tea", "I live in Bern"})
    assert [(m.kind, m.text, m.change, m.undoable) for m in rows(model)[1:]] == [
        (Kind.MEMORY, "I like tea", Change.ADDED, True),
        (Kind.MEMORY, "I like rye", Change.ADDED, False),
        (Kind.MEMORY, "I live in Bern", Change.REPLACED, False),
        (Kind.EARSIGHT, "Noted.", None, False),
    ]
    assert rows(model)[-1].thinking == "Let me see."
    model.take(MemoryChanged(0, Change.UNDONE, "I like tea", "person"))
    assert [m.change for m in rows(model)[1:3]] == [Change.UNDONE, Change.ADDED]
    interrupted = replace(left_behind(thinking="Hm."), text="")
    model.load([stored("user", "Why?"), interrupted])
    assert [(m.text, m.thinking) for m in rows(model)[1:]] == [("", "Hm.")]


@pytest.mark.parametrize("meta", [{"memory": 7, "thinking": 7}, {"memory": [7, {}, {"change": "sung"}]}])
def test_what_is_stored_with_a_reply_may_be_anything(model: ChatModel, meta: dict[str, Json]) -> None:
    model.load([stored("user", "Why?"), replace(stored("assistant", "So."), meta=meta)])
    assert told(model) == [(Kind.YOU, "Why?"), (Kind.EARSIGHT, "So.")]
    assert rows(model)[1].thinking == ""


def test_what_was_remembered_after_its_chat_was_left_is_shown_with_undo(model: ChatModel) -> None:
    model.ask("Remember that I like tea")
    model.clear()
    model.take(MemoryChanged(1, Change.ADDED, "I like tea", "person"))
    model.take(ReplyDelta(1, "Noted."))
    model.take(finished(1, "Noted."))
    model.flush()
    assert [(m.kind, m.text, m.undoable) for m in rows(model)] == [(Kind.MEMORY, "I like tea", True)]
    model.take(MemoryChanged(0, Change.UNDONE, "I like tea", "person"))
    assert rows(model)[0].change is Change.UNDONE


def test_what_was_remembered_while_another_chat_was_read_stays_in_sight_once(model: ChatModel) -> None:
    model.take(Transcribed(1, "I like rye", "en", 1.0))
    model.take(MemoryChanged(1, Change.ADDED, "I like rye", "model"))
    model.ask("Remember that I like tea")
    model.leave()
    model.take(MemoryChanged(2, Change.ADDED, "I like tea", "person"))
    model.take(finished(2, "Noted."))
    model.load([stored("user", "Other?")])
    assert told(model) == [(Kind.YOU, "Other?"), (Kind.MEMORY, "I like tea")]
    assert rows(model)[1].undoable
    model.leave()
    model.load([stored("user", "Third?")])
    assert told(model) == [(Kind.YOU, "Third?")]


def test_after_another_chat_was_opened_the_old_turn_is_not_heard_of(model: ChatModel) -> None:
    model.take(Transcribed(1, "Why?", "en", 1.0))
    model.take(ReplyDelta(1, "So"))
    model.load([stored("user", "Other?")])
    model.take(ReplyDelta(1, " it is."))
    model.take(finished(1, "So", Outcome.INTERRUPTED))
    model.flush()
    assert told(model) == [(Kind.YOU, "Other?")]
    spoken_turn(model, 2, "Next?", "Yes.")
    assert [text for _, text in told(model)] == ["Other?", "Next?", "Yes."]


def test_a_typed_question_that_was_left_behind_takes_its_turn_with_it(model: ChatModel) -> None:
    model.ask("Why?")
    model.clear()
    model.ask("Who?")
    model.take(ReplyDelta(1, "So."))
    model.take(finished(1, "So."))
    model.take(ReplyDelta(2, "You."))
    model.take(finished(2, "You."))
    assert [text for _, text in told(model)] == ["Who?", "You."]


def test_asking_again_keeps_what_was_before_and_tells_how_much(model: ChatModel) -> None:
    spoken_turn(model, 1, "One?", "1.")
    model.ask("Two?", (Path("two.png"),))
    model.take(ContextChanged(2, 1, 1, 1, 1, 1, 1, 0))
    model.take(ReplyDelta(2, "2."))
    assert model.ask_again(2, "Two, then?") == 1
    assert [text for _, text in told(model)] == ["One?", "1.", "Two, then?"]
    assert rows(model)[2].images == (Path("two.png"),)
    model.take(finished(2, "2.", Outcome.INTERRUPTED))
    model.take(ReplyDelta(3, "II."))
    model.take(finished(3, "II."))
    assert [text for _, text in told(model)] == ["One?", "1.", "Two, then?", "II."]


def test_questions_that_were_not_stored_do_not_count(model: ChatModel) -> None:
    model.ask("Lost with the history?")
    model.take(finished(1, "Yes.", chat=None))
    spoken_turn(model, 2, "Stored?", "Yes.")
    model.ask("Last?")
    assert model.exchanges_before(model.rowCount() - 1) == 1


def test_a_row_is_text_for_everyone_and_a_message_for_the_window(model: ChatModel) -> None:
    model.ask("Why?")
    index = model.index(0)
    assert index.data() == "Why?"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "You: Why?"
    assert index.data(Qt.ItemDataRole.UserRole) == model.message(0)
    assert index.data(Qt.ItemDataRole.DecorationRole) is None


def _events() -> st.SearchStrategy[Event | str]:
    turns = st.integers(1, 4)
    text = st.sampled_from(["a", "b c", ""])
    return st.one_of(
        st.builds(TranscriptChanged, turns, text),
        st.builds(Transcribed, turns, text, st.just("en"), st.just(1.0)),
        st.builds(ReplyDelta, turns, text),
        st.builds(ThinkingDelta, turns, text),
        st.builds(MemoryChanged, turns, st.sampled_from(Change), text, st.just("person")),
        st.builds(Failed, turns, st.just("llm"), text),
        st.builds(TurnFinished, turns, st.sampled_from(Outcome), st.just(TIMINGS), st.sampled_from([1, None]), text),
        st.sampled_from(["ask", "clear", "load", "flush", "again"]),
    )


@given(st.lists(_events(), max_size=40))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_events_in_any_order_leave_a_sound_model(qapp: QApplication, happenings: list[Event | str]) -> None:
    model = ChatModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for happening in happenings:
        questions = [row for row, message in enumerate(rows(model)) if message.kind is Kind.YOU]
        match happening:
            case "ask":
                model.ask("Typed?")
            case "clear":
                model.clear()
            case "load":
                model.load([stored("user", "Stored?"), stored("assistant", "Yes.")])
            case "flush":
                model.flush()
            case "again" if questions:
                model.ask_again(questions[0], "Again?")
            case Event():
                model.take(happening)
        assert len({message.id for message in rows(model)}) == model.rowCount()
        assert sum(message.undoable and message.change is not Change.ADDED for message in rows(model)) <= 1
    del tester
