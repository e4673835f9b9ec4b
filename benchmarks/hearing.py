"""What hearing while somebody speaks costs in words: word error rates beside decoding each utterance whole at its end.

usage: python -m benchmarks.hearing [--out FILE]  (with the models and the voice of the settings, and jiwer)
"""

import argparse
import json
from pathlib import Path

import numpy as np
from jiwer import Compose, ReduceToListOfListOfWords, RemovePunctuation, Strip, ToLowerCase, wer

from assistant import paths
from assistant import settings as person
from assistant.audio.clip import Samples
from assistant.audio.files import resample
from assistant.bench.questions import spoken
from assistant.bench.texts import CONVERSATION, QUESTIONS
from assistant.cancel import CancelToken
from assistant.loading import load_stt, load_tts
from assistant.speech.hearing import Hearing
from assistant.speech.spoken import speakable
from assistant.speech.stt import RATE, Stt
from assistant.turn import LEVEL_SECONDS
from models.store import Store

OUT = Path("benchmarks/results/hearing-latest.json")
MOST = 0.005
"""By which hearing while it is spoken may be worse."""
LOUDNESS = {"clean": 0.0, "noise 20 dB below the voice": 0.1, "noise 12 dB below the voice": 0.25}
"""Of white noise, in multiples of the voice's own root mean square."""
SEED = 7
PLAIN = Compose([ToLowerCase(), RemovePunctuation(), Strip(), ReduceToListOfListOfWords()])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    settings = person.load()
    texts = [*QUESTIONS, *CONVERSATION]
    store = Store(paths.models_folder())
    stt, tts = load_stt(settings, store, print), load_tts(settings, store, print)
    clips = [resample(clip, RATE).samples for _, clip in spoken(texts, tts)]
    chance = np.random.default_rng(SEED)
    figures: dict[str, dict[str, float]] = {}
    for name, loudness in LOUDNESS.items():
        noisy = [with_noise(clip, loudness, chance) for clip in clips]
        figures[name] = {
            "while_spoken": rate(texts, [heard(stt, clip, LEVEL_SECONDS) for clip in noisy]),
            "at_once": rate(texts, [heard(stt, clip, len(clip) / RATE) for clip in noisy]),
        }
        print(f"{name}: {figures[name]}")
    worse = float(np.mean([one["while_spoken"] - one["at_once"] for one in figures.values()]))
    print(f"{len(clips)} utterances each; while it is spoken worse by {worse:+.4f} on average, allowed are {MOST}.")
    whole = {"stt": settings.stt, "utterances": len(clips), "worse": round(worse, 4), "rates": figures}
    options.out.write_text(json.dumps(whole, indent=1) + "\n", "utf-8")
    stt.close()


def heard(stt: Stt, sound: Samples, block: float) -> str:
    """The words of a sound that comes in blocks of so many seconds, looked at as a turn does."""
    hearing = Hearing(stt, "auto", CancelToken(), lambda _text: None)
    step = max(1, round(block * RATE))
    for at in range(0, len(sound), step):
        hearing.feed(sound[at : at + step])
        if hearing.is_pausing or hearing.is_worth_a_look:
            hearing.look()
    return hearing.finish().text


def with_noise(voice: Samples, loudness: float, chance: np.random.Generator) -> Samples:
    strength = loudness * float(np.sqrt(np.mean(np.square(voice))))
    return (voice + strength * chance.standard_normal(len(voice))).astype(np.float32)


def rate(said: list[str], words: list[str]) -> float:
    """Word error rate over all, with numbers as they are spoken."""
    said, words = ([speakable(text, "en") or "nothing" for text in texts] for texts in (said, words))
    return round(float(wer(said, words, reference_transform=PLAIN, hypothesis_transform=PLAIN)), 4)


if __name__ == "__main__":
    main()
