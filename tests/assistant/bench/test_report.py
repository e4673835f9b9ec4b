"""The figures of a run: percentiles, the peer's side, and lines that leave out what was not measured."""

from dataclasses import replace
from typing import Any

from assistant.bench.report import STAGES, beside, line, lines, percentiles, shortened, summary
from assistant.bench.run import Measured

MEMORY = {"peak": 3 << 30, "ours": 900 << 20, "models": 800 << 20, "overhead": 100 << 20}
SPEED = {"ours": 19.0, "raw": 20.0, "raw_threads": 2, "ratio": 0.95}


def measured(question: str, sound: float | None, *, outcome: str = "completed") -> Measured:
    return Measured(
        question=question,
        seconds=2.5,
        transcript=0.1,
        first_delta=0.2,
        first_sentence=0.3,
        first_sound=sound,
        done=1.0,
        evaluated=9,
        prompt=120,
        outcome=outcome,
        heard="Why?",
        reply="So.",
    )


def figures(**more: Any) -> dict[str, Any]:
    ours = [measured("one", 0.4), measured("two", 0.6)]
    return {**summary(ours), "tokens_per_second": {"ours": 19.0}, "memory": {"peak": 3 << 30}, **more}


def test_percentiles_are_of_what_happened() -> None:
    assert percentiles([1.0, None, 3.0]) == {"p50": 2.0, "p95": 2.9}
    assert percentiles([None]) == percentiles([]) == {"p50": None, "p95": None}


def test_a_summary_has_every_stage_and_every_question() -> None:
    made = summary([measured("one", 0.4), measured("two", None)])
    assert made["first_sound"] == {"p50": 0.4, "p95": 0.4}
    assert made["left_out"] == 0
    assert made["transcript"] == {"p50": 0.1, "p95": 0.1}
    assert made["evaluated_tokens"] == {"p50": 9.0, "p95": 9.0}
    assert [one["question"] for one in made["per_question"]] == ["one", "two"]


def test_the_peers_figures_stand_beside_ours_with_the_ratio() -> None:
    theirs = [{"transcript": 0.5, "first_delta": 0.7, "first_sound": 1.0}, {"transcript": 0.5}]
    made = beside([measured("one", 0.4), measured("two", 0.6)], theirs)
    assert made["first_sound"] == {"p50": 1.0, "p95": 1.0}
    assert made["ratio"] == {"p50": 0.5, "p95": 0.59}
    assert made["per_question"][1] == {"question": "two", "transcript": 0.5}
    assert beside([measured("one", 0.4)], [{}])["ratio"] == {"p50": None, "p95": None}


def test_what_got_no_answer_counts_in_no_percentile() -> None:
    unheard = replace(measured("hush", None, outcome="no_speech"), transcript=9.0, evaluated=0)
    ours = [measured("one", 0.4), unheard, measured("three", 0.6, outcome="failed")]
    made = summary(ours)
    assert made["transcript"] == {"p50": 0.1, "p95": 0.1}
    assert made["evaluated_tokens"] == {"p50": 9.0, "p95": 9.0}
    assert made["first_sound"] == {"p50": 0.4, "p95": 0.4}
    assert made["left_out"] == 2
    assert len(made["per_question"]) == 3
    peer = beside(ours, [{"first_sound": 1.0}, {"first_sound": 7.0}, {"first_sound": 7.0}])
    assert peer["first_sound"] == {"p50": 1.0, "p95": 1.0}
    assert peer["ratio"] == {"p50": 0.4, "p95": 0.4}
    assert len(peer["per_question"]) == 3
    assert "without 2 of 3, which got no answer" in "\n".join(lines(figures(**made)))


def test_a_run_without_any_answer_has_the_same_shape() -> None:
    silent = [measured("hush", None, outcome="no_speech")]
    made = {**summary(silent), "peer": beside(silent, [{}])}
    some = {**summary([measured("one", 0.4)]), "peer": beside([measured("one", 0.4)], [{"first_sound": 1.0}])}
    for stage in (*STAGES, "evaluated_tokens"):
        assert made[stage] == {"p50": None, "p95": None}
    assert made.keys() == some.keys()
    assert made["peer"]["ratio"].keys() == some["peer"]["ratio"].keys()
    shown = "\n".join(lines(figures(**made)))
    assert "tokens evaluated in a turn: - and -" in shown
    assert "ours in multiples of it: - and -." in shown


def test_a_question_is_one_line_with_what_went_wrong() -> None:
    assert line(measured("Why is the sky blue in the morning?", 0.4)).startswith("Why is the sky blue in…")
    assert line(measured("one", 0.4)).endswith("first_sound  0.400")
    assert line(measured("one", None, outcome="failed")).endswith("first_sound    -    failed")
    assert line(measured("one", 0.4), {"first_sound": 1.25}).endswith("peer's first sound  1.250")


def test_lines_say_what_was_measured_and_nothing_else() -> None:
    short = "\n".join(lines(figures()))
    assert "first_sound      0.500   0.590" in short
    assert "Tokens written per second: 19.0." in short
    assert "Memory at most: 3,072 MiB." in short
    for other in ("conversation", "peer", "raw", "engine"):
        assert other not in short
    theirs = [{"first_sound": 1.0}, {"first_sound": 1.2}]
    whole = "\n".join(
        lines(
            figures(
                tokens_per_second=SPEED,
                memory=MEMORY,
                conversation={"memory_tokens": 1013, **summary([measured("one", 0.4)])},
                peer=beside([measured("one", 0.4), measured("two", 0.6)], theirs),
                long={
                    "turns": 200,
                    "span": 20,
                    "seconds": {"first": 1.0, "last": 1.05, "ratio": 1.05, "slowest": 9.0},
                    "context_tokens": {"first": 500.0, "last": 4000.0, "most_evaluated": 3500},
                    "memory": {"first": 1 << 30, "last": 1 << 30, "growth_percent": 0.0},
                },
            )
        )
    )
    assert "a conversation of 1 turns, with 1,013 tokens of memory" in whole
    assert "raw llama.cpp 20.0; ours in multiples of it: 0.95." in whole
    assert "the engine takes 100 MiB." in whole
    assert "ours in multiples of it: 0.455 and" in whole
    assert "1.0 and 1.05 s a turn, ratio 1.05, with 500 and 4000 tokens of context; the slowest 9.0 s;" in whole
    assert "; 1,024 MiB and 1,024 MiB, growth 0.0 %." in whole


def test_only_long_texts_are_shortened() -> None:
    assert shortened("Why?", 4) == "Why?"
    assert shortened("Why not?", 5) == "Why…"
