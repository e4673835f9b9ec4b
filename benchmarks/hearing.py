"""What hearing while somebody speaks costs in words: word error rates beside decoding each utterance whole at its end.

usage: python -m benchmarks.hearing [--out FILE]  (with the models and the voice of the settings, and jiwer)
Each utterance is heard in three ways: `while_spoken`, in blocks as from a microphone; `at_once`, all of it in one;
`whole_window`, by Whisper alone with the window of 30 s that it was trained with. The short ones are single questions;
each of the long ones is joined from several with pauses between them, so that segments end in it (`commits`).
"""

import argparse
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from jiwer import Compose, ReduceToListOfListOfWords, RemovePunctuation, Strip, ToLowerCase, wer

from assistant import paths
from assistant import settings as person
from assistant.audio.clip import Samples
from assistant.audio.files import resample
from assistant.bench.questions import HEAD_SECONDS, TAIL_SECONDS, spoken
from assistant.bench.texts import CONVERSATION, QUESTIONS
from assistant.cancel import CancelToken
from assistant.loading import load_stt, load_tts
from assistant.speech.hearing import Hearing
from assistant.speech.spoken import speakable
from assistant.speech.stt import MARGINS, RATE, Stt
from assistant.turn import LEVEL_SECONDS
from models.store import Store

OUT = Path("benchmarks/results/hearing-latest.json")
MOST = 0.005
"""By which hearing while it is spoken may be worse."""
LONG = (15, 18, 21, 24, 27, 30, 33, 36, 38, 40, 41, 42)
"""Seconds that each long utterance has at least; none has more than `LONGEST`."""
LONGEST = 45
PAUSES = (0.15, 0.3, 0.5, 0.8)
"""Seconds between the questions of a long utterance."""
LOUDNESS = {"clean": 0.0, "noise 20 dB below the voice": 0.1, "noise 12 dB below the voice": 0.25}
"""Of white noise, in multiples of the voice's own root mean square."""
SEED = 7
PLAIN = Compose([ToLowerCase(), RemovePunctuation(), Strip(), ReduceToListOfListOfWords()])


Way = Callable[[Samples], tuple[str, int]]
"""Hears a sound: its words, and how many segments were committed before the end."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    settings = person.load()
    store = Store(paths.models_folder())
    stt, tts = load_stt(settings, store, print), load_tts(settings, store, print)
    MARGINS.clear()  # a model that has no margin of its own sees the whole window
    whole = load_stt(settings, store, print)
    ways: dict[str, Way] = {
        "while_spoken": lambda sound: heard(stt, sound, LEVEL_SECONDS),
        "at_once": lambda sound: heard(stt, sound, len(sound) / RATE),
        "whole_window": lambda sound: (whole.transcribe(sound, "auto", CancelToken(), lambda _text: None).text, 0),
    }
    short = [(text, resample(clip, RATE).samples) for text, clip in spoken([*QUESTIONS, *CONVERSATION], tts)]
    chance = np.random.default_rng(SEED)
    figures: dict[str, object] = {"stt": settings.stt, "allowed": MOST}
    for name, utterances in (("short", short), ("long", joined(short, LONG))):
        figures[name] = measured(name, utterances, ways, chance)
        options.out.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    stt.close()
    whole.close()


def measured(
    name: str, utterances: Sequence[tuple[str, Samples]], ways: dict[str, Way], chance: np.random.Generator
) -> dict[str, object]:
    """Word error rates of utterances by loudness of the noise and way of hearing, and the commits while spoken."""
    texts = [text for text, _ in utterances]
    lengths = [round(len(sound) / RATE, 1) for _, sound in utterances]
    rates: dict[str, dict[str, float]] = {}
    commits = 0
    for noise, loudness in LOUDNESS.items():
        noisy = [with_noise(sound, loudness, chance) for _, sound in utterances]
        rates[noise] = {}
        for way, hear in ways.items():
            results = [hear(sound) for sound in noisy]
            rates[noise][way] = rate(texts, [words for words, _ in results])
            commits += sum(count for _, count in results) if way == "while_spoken" else 0
        print(f"{name}, {noise}: {rates[noise]}", flush=True)
    worse = {
        way: round(float(np.mean([one["while_spoken"] - one[way] for one in rates.values()])), 4)
        for way in ways
        if way != "while_spoken"
    }
    print(f"{name}: {len(texts)} utterances of {min(lengths)} to {max(lengths)} s each, {commits} commits;")
    print(f"while it is spoken worse than {worse} on average, allowed are {MOST}.", flush=True)
    return {
        "utterances": len(texts),
        "seconds": {"shortest": min(lengths), "longest": max(lengths)},
        "commits": commits,
        "worse_than": worse,
        "rates": rates,
    }


def joined(short: Sequence[tuple[str, Samples]], least: Sequence[float]) -> list[tuple[str, Samples]]:
    """Utterances of at least so many seconds each, made of questions in any order with pauses between them."""
    dice = random.Random(SEED)
    head, tail = (np.zeros(round(seconds * RATE), np.float32) for seconds in (HEAD_SECONDS, TAIL_SECONDS))
    made = []
    for seconds in least:
        texts: list[str] = []
        sound = head
        for text, clip in dice.sample(short, len(short)):
            pause = np.zeros(round(dice.choice(PAUSES) * RATE) if texts else 0, np.float32)
            longer = np.concatenate([sound, pause, clip[len(head) : -len(tail)]])
            if len(sound) < seconds * RATE and len(longer) + len(tail) <= LONGEST * RATE:
                texts.append(text)
                sound = longer
        made.append((" ".join(texts), np.concatenate([sound, tail])))
    return made


def heard(stt: Stt, sound: Samples, block: float) -> tuple[str, int]:
    """The words of a sound that comes in blocks of so many seconds, looked at as a turn does, and the commits."""
    hearing = Hearing(stt, "auto", CancelToken(), lambda _text: None)
    step = max(1, round(block * RATE))
    for at in range(0, len(sound), step):
        hearing.feed(sound[at : at + step])
        if hearing.is_pausing or hearing.is_worth_a_look:
            hearing.look()
    return hearing.finish().text, hearing.commits


def with_noise(voice: Samples, loudness: float, chance: np.random.Generator) -> Samples:
    strength = loudness * float(np.sqrt(np.mean(np.square(voice))))
    return (voice + strength * chance.standard_normal(len(voice))).astype(np.float32)


def rate(said: list[str], words: list[str]) -> float:
    """Word error rate over all, with numbers as they are spoken."""
    said, words = ([speakable(text, "en") or "nothing" for text in texts] for texts in (said, words))
    return round(float(wer(said, words, reference_transform=PLAIN, hypothesis_transform=PLAIN)), 4)


if __name__ == "__main__":
    main()
