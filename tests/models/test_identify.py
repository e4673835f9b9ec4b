"""A person's own models: told by content, and refused with a reason."""

import contextlib
import json
import os
import struct
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import NotAModel
from models.gguf import read_head
from models.identify import identify


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def entry(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def gguf(architecture: str = "llama", *, version: int = 3, tensors: int = 2, align: int = 32) -> bytes:
    """A whole GGUF with two tensors, Q4_0 and F32, and one entry of most kinds."""
    entries = [
        entry("general.architecture", 8, text(architecture)),
        entry("llama.context_length", 10, struct.pack("<Q", 4096)),
        entry("general.alignment", 4, struct.pack("<I", align)),
        entry("x.eps", 6, struct.pack("<f", 1e-5)),
        entry("x.flag", 7, b"\1"),
        entry("x.words", 9, struct.pack("<IQ", 8, 2) + text("a") + text("bc")),
        entry("x.numbers", 9, struct.pack("<IQ", 5, 3) + struct.pack("<3i", 1, 2, 3)),
    ]
    head = struct.pack("<4sIQQ", b"GGUF", version, tensors, len(entries)) + b"".join(entries)
    infos = [
        text("one") + struct.pack("<IQQIQ", 2, 32, 4, 2, 0),
        text("two") + struct.pack("<IQIQ", 1, 8, 0, 96),
    ]
    head += b"".join(infos[:tensors])
    return head + b"\0" * (-len(head) % align) + b"\0" * (96 + 32)


WHOLE = gguf()


@pytest.fixture
def whisper(tmp_path: Path) -> Path:
    """A folder that looks like a Whisper model made for CTranslate2."""
    folder = tmp_path / "my whisper"
    folder.mkdir()
    (folder / "model.bin").write_bytes(struct.pack("<IH", 6, 12) + b"WhisperSpec\0" + b"\0" * 100)
    for name in ("config.json", "tokenizer.json"):
        (folder / name).write_text("{}")
    return folder


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    path = tmp_path / "my-voice.onnx"
    path.write_bytes(b"\x08\x07more")
    path.with_name("my-voice.onnx.json").write_text(
        json.dumps({"audio": {"sample_rate": 22050}, "phoneme_id_map": {"_": [0]}})
    )
    return path


def test_a_gguf_is_known_by_content_whatever_its_name(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(WHOLE)
    assert identify(path) == "llm"
    assert read_head(path).architecture == "llama"


def test_the_window_a_model_was_trained_on_is_known(tmp_path, model):
    path = tmp_path / "model.gguf"
    path.write_bytes(WHOLE)
    assert read_head(path).context_length == 4096
    path.write_bytes(gguf(architecture="other"))
    assert read_head(path).context_length == 0
    assert read_head(model("smollm2-135m-instruct")).context_length == 8192


@pytest.mark.parametrize("at_once", range(8, 40))
def test_a_vocabulary_is_stepped_over_however_it_lies_in_what_is_read_together(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr("models.gguf.AT_ONCE", at_once)
    path = tmp_path / "model.gguf"
    path.write_bytes(WHOLE)
    assert read_head(path).architecture == "llama"
    path.write_bytes(WHOLE.replace(text("bc"), struct.pack("<Q", 2**64 - 1) + b"bc"))
    with pytest.raises(NotAModel, match="head cannot be read"):
        read_head(path)


def test_more_texts_than_any_model_has_are_refused_before_they_are_read(tmp_path, monkeypatch):
    """Where a file is sparse it has as many empty ones as it says; here as few as all its arrays have together."""
    texts = entry("x.words", 9, struct.pack("<IQ", 8, 2) + text("a") + text("bc"))
    more = entry("x.more", 9, struct.pack("<IQ", 8, 1) + text("d"))
    path = tmp_path / "model.gguf"
    path.write_bytes(
        struct.pack("<4sIQQ", b"GGUF", 3, 1, 3)
        + entry("general.architecture", 8, text("llama")) + texts + more
        + text("one") + struct.pack("<IQIQ", 1, 8, 0, 0) + b"\0" * 128
    )  # fmt: skip
    for most, is_read in ((3, True), (2, False), (1, False)):
        monkeypatch.setattr("models.gguf.MOST_TEXTS", most)
        with contextlib.nullcontext() if is_read else pytest.raises(NotAModel, match="head cannot be read"):
            assert read_head(path).architecture == "llama"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("name", ["pipe", "voice.onnx"])
def test_a_pipe_is_no_model_and_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    with pytest.raises(NotAModel, match=f"{name} is not a plain file; save the model to a file first"):
        identify(tmp_path / name)


def test_folder_and_voice_are_known(whisper, voice):
    assert identify(whisper) == "stt"
    assert identify(voice) == "tts"


@given(length=st.integers(4, len(WHOLE) - 1))
def test_a_gguf_cut_anywhere_is_refused(tmp_path_factory, length):
    path = tmp_path_factory.mktemp("cut") / "cut.gguf"
    path.write_bytes(WHOLE[:length])
    with pytest.raises(NotAModel, match=r"cut off|its head cannot be read"):
        identify(path)


@given(tail=st.binary(max_size=300))
def test_noise_behind_the_magic_is_refused_and_nothing_worse(tmp_path_factory, tail):
    path = tmp_path_factory.mktemp("noise") / "noise.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<I", 3) + tail)
    with pytest.raises(NotAModel):
        identify(path)


@given(at=st.integers(4, len(WHOLE) - 129), value=st.integers(0, 255))
def test_a_flipped_byte_in_the_head_is_never_a_crash(tmp_path_factory, at, value):
    path = tmp_path_factory.mktemp("flip") / "flip.gguf"
    path.write_bytes(WHOLE[:at] + bytes([value]) + WHOLE[at + 1 :])
    with contextlib.suppress(NotAModel):
        assert identify(path) == "llm"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is not a model"),
        (b"PK\3\4 not a model", "is not a model"),
        (gguf(architecture="clip"), "only the picture part"),
        (gguf(version=1), "version 1"),
        (gguf(tensors=0), "only a vocabulary"),
    ],
)
def test_what_is_no_language_model_is_refused_with_the_reason(tmp_path, data, reason):
    path = tmp_path / "some.gguf"
    path.write_bytes(data)
    with pytest.raises(NotAModel, match=reason):
        identify(path)


def test_nothing_there_is_said(tmp_path):
    with pytest.raises(NotAModel, match="There is nothing at"):
        identify(tmp_path / "none.gguf")


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json"])
def test_a_whisper_folder_without_a_file_names_it(whisper, name):
    (whisper / name).unlink()
    with pytest.raises(NotAModel, match=f"has no {name}"):
        identify(whisper)


@pytest.mark.parametrize("data", [b"", b"\6\0\0\0\x10\0TransformerSpec\0", b"\xff" * 64])
def test_another_model_in_the_folder_is_refused(whisper, data):
    (whisper / "model.bin").write_bytes(data)
    with pytest.raises(NotAModel, match="not a Whisper model"):
        identify(whisper)


def test_a_voice_needs_its_description(voice):
    voice.with_name("my-voice.onnx.json").unlink()
    with pytest.raises(NotAModel, match=r"needs its description my-voice\.onnx\.json"):
        identify(voice)


@pytest.mark.parametrize("about", ["", "[]", "3", "{}", '{"phoneme_id_map": {}, "audio": 3}', "\xff"])
def test_a_description_of_something_else_is_refused(voice, about):
    voice.with_name("my-voice.onnx.json").write_text(about, "latin-1")
    with pytest.raises(NotAModel, match="does not describe a Piper voice"):
        identify(voice)


def test_an_empty_voice_is_refused(voice):
    voice.write_bytes(b"")
    with pytest.raises(NotAModel, match="not an ONNX file"):
        identify(voice)


def test_the_real_models_are_known(model):
    assert identify(model("faster-whisper-tiny.en")) == "stt"
    assert identify(model("smollm2-135m-instruct")) == "llm"
    assert identify(model("en_US-joe-medium")) == "tts"
