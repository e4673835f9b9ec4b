"""When a voice takes a turn and when it has ended: scripted voices, second by second."""

import pytest

from assistant.turn_taking import HINT, INTERRUPTS, RESTS, Act, Attention, TurnTaking

STEP = 0.032
IDLE, LISTENING, ANSWERING = Attention.IDLE, Attention.LISTENING, Attention.ANSWERING
VOICE, SILENCE = True, False

Stretch = tuple[float, bool, Attention]
"""Seconds, whether of voice, and what the assistant does where our finger is not on the key."""


def follow(*script: Stretch) -> list[tuple[str, float]]:
    """What the finger does and when, the assistant listening while it holds the key."""
    taking = TurnTaking()
    acts: list[tuple[str, float]] = []
    now = 0.0
    holds = False
    for seconds, is_voice, attention in script:
        for _ in range(round(seconds / STEP)):
            now += STEP
            act = taking.follow(STEP, LISTENING if holds else attention, is_voice=is_voice, probability=float(is_voice))
            if act is not None:
                holds = act is Act.PRESS
                acts.append((act.name.lower(), now))
    return acts


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param([(5, SILENCE, IDLE)], [], id="silence is no turn"),
        pytest.param([(0.06, VOICE, IDLE), (2, SILENCE, IDLE)], [], id="a click is no turn"),
        pytest.param(
            [(1, SILENCE, IDLE), (2, VOICE, IDLE), (2, SILENCE, ANSWERING)],
            [("press", 1.1), ("release", 3.7)],
            id="a voice is a turn until the silence after it",
        ),
        pytest.param(
            [(1, VOICE, IDLE), (0.5, SILENCE, IDLE), (1, VOICE, IDLE), (1, SILENCE, ANSWERING)],
            [("press", 0.1), ("release", 3.2)],
            id="a pause for thought does not end it",
        ),
        pytest.param(
            [(0.3, VOICE, IDLE), (2, SILENCE, IDLE), (0.3, VOICE, IDLE), (2, SILENCE, IDLE)],
            [("press", 0.1), ("release", 1.0), ("press", 2.4), ("release", 3.3)],
            id="one after another",
        ),
        pytest.param([(0.2, VOICE, ANSWERING), (3, SILENCE, ANSWERING)], [], id="a cough does not interrupt"),
        pytest.param(
            [(0.15, VOICE, ANSWERING), (1, SILENCE, ANSWERING)] * 5, [], id="knocks now and then do not interrupt"
        ),
        pytest.param(
            [(1, SILENCE, ANSWERING), (1, VOICE, ANSWERING), (1, SILENCE, ANSWERING)],
            [("press", 1.25), ("release", 2.7)],
            id="a voice interrupts",
        ),
        pytest.param(
            [(0.16, VOICE, ANSWERING), (0.1, SILENCE, ANSWERING), (0.32, VOICE, ANSWERING)],
            [("press", 0.39)],
            id="a voice in pieces interrupts",
        ),
        pytest.param([(3, VOICE, LISTENING)], [], id="whoever holds the key is left alone"),
        pytest.param(
            [(3, VOICE, LISTENING), (0.3, VOICE, ANSWERING), (1, SILENCE, ANSWERING)],
            [],
            id="the last sound before the key goes up does not interrupt the answer",
        ),
        pytest.param(
            [(1, VOICE, LISTENING), (0.4, SILENCE, ANSWERING), (0.5, VOICE, ANSWERING)],
            [("press", 1.65)],
            id="after the key's turn a new voice interrupts",
        ),
    ],
)
def test_the_finger_follows_the_voice(script: list[Stretch], expected: list[tuple[str, float]]) -> None:
    acts = follow(*script)
    assert [name for name, _ in acts] == [name for name, _ in expected]
    for (_, at), (_, wanted) in zip(acts, expected, strict=True):
        assert at == pytest.approx(wanted, abs=3 * STEP)


def test_a_hint_of_a_voice_makes_wary_for_a_moment_or_until_it_has_the_turn() -> None:
    taking = TurnTaking()

    def wary_after(seconds: float, *, is_voice: bool, probability: float) -> bool:
        for _ in range(round(seconds / STEP)):
            taking.follow(STEP, ANSWERING, is_voice=is_voice, probability=probability)
        return taking.is_wary

    assert not wary_after(1, is_voice=False, probability=HINT - 0.1)
    assert wary_after(STEP, is_voice=False, probability=HINT)
    assert wary_after(0.2, is_voice=False, probability=0.0)
    assert not wary_after(0.3, is_voice=False, probability=0.0)
    assert wary_after(0.2, is_voice=True, probability=0.9)
    assert not wary_after(2 * STEP, is_voice=True, probability=0.9), "the turn is taken"


@pytest.mark.parametrize("attention", [IDLE, ANSWERING])
def test_a_turn_that_a_key_ended_takes_the_rest_of_its_sentence_with_it(attention: Attention) -> None:
    taking = TurnTaking()

    def feed(seconds: float, attention: Attention, *, is_voice: bool) -> list[Act | None]:
        return [
            taking.follow(STEP, attention, is_voice=is_voice, probability=float(is_voice))
            for _ in range(round(seconds / STEP))
        ]

    assert Act.PRESS in feed(0.13, IDLE, is_voice=True)
    assert not any(feed(1.0, LISTENING, is_voice=True))
    assert not any(feed(2.0, attention, is_voice=True)), "the voice goes on, its turn was stopped"
    assert not any(feed(RESTS + STEP, attention, is_voice=False))
    assert Act.PRESS in feed(INTERRUPTS + STEP, attention, is_voice=True)
