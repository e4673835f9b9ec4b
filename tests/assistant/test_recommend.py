"""Which models are recommended for which machine, and what is said about each."""

import pytest

from assistant import recommend
from assistant.recommend import GIB, Fit, Machine, advise, choices
from models.catalogue import Catalogue, load_catalogue

OLD, SMALL, USUAL, BIG = (Machine(g * GIB, cores, gpu=False) for g, cores in ((2, 2), (4, 2), (8, 4), (16, 8)))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize(
    ("machine", "names"),
    [
        (OLD, ["faster-whisper-base.en", "smollm2-135m-instruct"]),
        (SMALL, ["faster-whisper-base.en", "qwen2.5-1.5b-instruct"]),
        (USUAL, ["faster-whisper-base.en", "qwen3-1.7b-q4_k_m"]),
        (BIG, ["faster-whisper-small.en", "qwen3-4b-instruct-2507"]),
        (Machine(16 * GIB, 2, gpu=False), ["faster-whisper-base.en", "qwen3-1.7b-q4_k_m"]),
        (Machine(16 * GIB, 2, gpu=True), ["faster-whisper-base.en", "qwen3-4b-instruct-2507"]),
        (Machine(int(7.6 * GIB), 4, gpu=False), ["faster-whisper-base.en", "qwen3-1.7b-q4_k_m"]),
    ],
)
def test_each_machine_is_recommended_what_answers_quickly_on_it(
    catalogue: Catalogue, machine: Machine, names: list[str]
) -> None:
    said = advise(catalogue.models, machine)
    chosen = {model.kind: model.id for model in catalogue.models if said[model.id].recommended}
    assert [chosen["stt"], chosen["llm"]] == names
    assert chosen["tts"] == "en_US-ljspeech-medium"
    assert list(choices(catalogue, machine)[0].models)[:2] == catalogue.resolve(names)


@pytest.mark.parametrize(
    ("name", "machine", "fit", "reason"),
    [
        (
            "qwen3-1.7b-q4_k_m",
            BIG,
            Fit.FITS,
            "Fits this machine: needs 2.1 GB of your 16 GB and answers quickly.",
        ),
        (
            "gemma-4-e4b-it-qat",
            SMALL,
            Fit.TOO_LARGE,
            "Too large for this machine: needs 6.7 GB, you have 4 GB.",
        ),
        (
            "gemma-4-e4b-it-qat",
            USUAL,
            Fit.TIGHT,
            "Tight on this machine: needs 6.7 GB of your 8 GB, which leaves other programs little.",
        ),
        (
            "qwen3-4b-instruct-2507",
            Machine(16 * GIB, 1, gpu=False),
            Fit.SLOW,
            "Fits this machine: needs 3.5 GB of your 16 GB, but answers more slowly than it speaks.",
        ),
        (
            "qwen3-4b-instruct-2507",
            Machine(16 * GIB, 2, gpu=False),
            Fit.FITS,
            "Fits this machine: needs 3.5 GB of your 16 GB; answers about as fast as it speaks.",
        ),
        (
            "qwen3-4b-thinking-2507",
            BIG,
            Fit.SLOW,
            "Fits this machine: needs 3.5 GB of your 16 GB, but thinks before every answer: too slow for talking.",
        ),
        (
            "qwen3-vl-2b-instruct",
            BIG,
            Fit.FITS,
            "Fits this machine: needs 2.6 GB of your 16 GB; a picture takes some seconds without a graphics card.",
        ),
        (
            "faster-whisper-tiny.en",
            USUAL,
            Fit.FITS,
            "Fits this machine: needs 0.4 GB of your 8 GB; understands a question within half a second.",
        ),
        (
            "faster-whisper-large-v3-turbo",
            Machine(24 * GIB, 2, gpu=False),
            Fit.SLOW,
            "Fits this machine: needs 2.5 GB of your 24 GB; understands a question in about 5 s.",
        ),
        (
            "en_US-joe-medium",
            OLD,
            Fit.FITS,
            "Fits this machine: needs 0.1 GB of your 2 GB and speaks at once.",
        ),
    ],
)
def test_the_reason_is_one_plain_sentence(
    catalogue: Catalogue, name: str, machine: Machine, fit: Fit, reason: str
) -> None:
    said = advise(catalogue.models, machine)[name]
    assert (said.fit, said.reason) == (fit, reason)


def test_what_does_not_fit_or_may_not_be_used_freely_is_never_recommended(catalogue: Catalogue) -> None:
    for machine in (SMALL, USUAL, BIG):
        said = advise(catalogue.models, machine)
        for model in catalogue.models:
            if said[model.id].recommended:
                assert said[model.id].fit is Fit.FITS
                assert model.commercial


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk"])
def test_another_language_gets_ears_and_a_voice_for_it(catalogue: Catalogue, language: str) -> None:
    ear, _, voice = choices(catalogue, USUAL, language)[0].models
    assert ear.languages == ("multi",)
    assert voice.languages == (language,)


def test_a_language_without_a_voice_is_at_least_understood(catalogue: Catalogue) -> None:
    ear, _, voice = choices(catalogue, USUAL, "fi")[0].models
    assert ear.languages == ("multi",)
    assert voice.languages == ("en",)


def test_the_sets_to_begin_with_are_recommended_smaller_larger_and_starter(catalogue: Catalogue) -> None:
    found = choices(catalogue, USUAL)
    assert [choice.name for choice in found] == ["Recommended", "Smaller", "Larger", "Starter"]
    recommended, smaller, larger, starter = found
    assert smaller.size < recommended.size < larger.size
    assert starter.models == tuple(catalogue.members("starter"))


def test_no_set_is_offered_twice_and_the_starter_always(catalogue: Catalogue) -> None:
    for machine in (OLD, SMALL, USUAL, BIG):
        found = choices(catalogue, machine)
        assert len({frozenset(model.id for model in choice.models) for choice in found}) == len(found)
        assert found[-1].name == "Starter"


def test_all_that_may_be_recommended_is_in_the_catalogue(catalogue: Catalogue) -> None:
    ranked = (recommend.LANGUAGE_MODELS, recommend.SEEING, recommend.ENGLISH_EARS, recommend.EARS, recommend.VOICES)
    assert [name for names in (*ranked, recommend.THINKS_FIRST) for name in names if catalogue.get(name) is None] == []


def test_this_machine_is_described() -> None:
    machine = recommend.this_machine()
    assert machine.memory > GIB // 2
    assert machine.cores >= 1
