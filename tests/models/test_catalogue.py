"""The catalogue as it is shipped, and what is said of one that is wrong."""

from pathlib import Path

import pytest

from models.catalogue import load_catalogue
from models.errors import BadCatalogue, UnknownModel

ENTRY = """
[[model]]
id = "{id}"
kind = "{kind}"
title = "T"
repo = "a/b"
licence = "MIT"
languages = ["en"]
files = [{{ name = "m.bin", size = 1, sha256 = "{sha}" }}]
"""
SHA = "0" * 64


def entry(name: str = "m", kind: str = "llm", sha: str = SHA) -> str:
    return ENTRY.format(id=name, kind=kind, sha=sha)


def test_the_shipped_sets_are_one_model_for_each_stage():
    catalogue = load_catalogue()
    for name in ("starter", "tests"):
        assert [model.kind for model in catalogue.members(name)] == ["stt", "llm", "tts"]


def test_the_shipped_starter_and_tests_can_be_had_from_two_sources():
    for model in load_catalogue().resolve(["starter", "tests"]):
        assert model.packages, model.id


def test_the_shipped_voices_speak_ten_languages_and_more():
    voices = [model for model in load_catalogue().models if model.kind == "tts"]
    assert len({language for voice in voices for language in voice.languages}) >= 10
    for voice in voices:
        assert [file.name for file in voice.files] == [f"{voice.id}.onnx", f"{voice.id}.onnx.json"]


def test_the_shipped_speech_models_bring_their_tokenizer():
    for model in load_catalogue().models:
        if model.kind == "stt":
            assert {"config.json", "model.bin", "tokenizer.json"} <= {file.name for file in model.files}


def test_the_shipped_packages_carry_about_the_size_of_the_model():
    for model in load_catalogue().models:
        if model.packages:
            assert model.size is not None
            assert 0.5 < sum(package.wheel_size for package in model.packages) / model.size <= 1.01


def test_a_file_of_unknown_size_makes_the_models_size_unknown():
    model = load_catalogue().get("hi_IN-pratham-medium")
    assert model is not None
    assert model.size is None


def test_a_wrong_name_brings_the_nearest():
    with pytest.raises(UnknownModel, match="did you mean en_US-joe-medium") as caught:
        load_catalogue().resolve(["Joe"])
    assert caught.value.nearest == ["en_US-joe-medium"]
    with pytest.raises(UnknownModel, match="earsight models list"):
        load_catalogue().resolve(["xyzzy"])


def test_sets_and_names_give_each_model_once():
    models = load_catalogue().resolve(["starter", "en_US-joe-medium", "tests"])
    assert len(models) == 4
    assert len({model.id for model in models}) == 4


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("model = [", "not valid"),
        (entry() + entry(), "m is there twice"),
        (entry(kind="nose"), "nose"),
        (entry(sha="xyz"), r"model\[0\]\.files\[0\]\.sha256"),
        (entry(name="../m"), r"model\[0\]\.id"),
        (entry(kind="vlm"), "role mmproj"),
        (entry() + 'size = "big"', "size"),
        ('[sets]\ns = ["x"]\n' + entry(), "set s names x"),
        ('[sets]\nm = ["m"]\n' + entry(), "both a set and a model"),
        (
            entry() + f'[[model.packages]]\nrequirement = "p==1"\nwheel_size = 1\nwheel_sha256 = "{SHA}"\n'
            'members = [{ path = "p/x", file = "other.bin" }]',
            "packages of m do not give exactly its files",
        ),
    ],
)
def test_a_wrong_catalogue_says_what_is_wrong_and_where(tmp_path: Path, text: str, reason: str):
    path = tmp_path / "catalogue.toml"
    path.write_text(text)
    with pytest.raises(BadCatalogue, match=reason):
        load_catalogue(path)


def test_a_catalogue_that_is_not_there_is_one_sentence(tmp_path: Path):
    with pytest.raises(BadCatalogue, match="cannot be read"):
        load_catalogue(tmp_path / "none.toml")
