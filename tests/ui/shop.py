"""A tiny catalogue, a scripted hub that has what a test puts there, and a models folder."""

import hashlib
import os
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tomli_w

from assistant import paths
from tests.models.server import Reply, ScriptedServer

EAR, MIND, SMALL, VOICE, EYE = (
    "faster-whisper-tiny.en",
    "qwen2.5-1.5b-instruct",
    "qwen2.5-coder-1.5b-instruct",
    "en_US-joe-medium",
    "qwen3-vl-2b-instruct",
)
KINDS = {EAR: "stt", MIND: "llm", SMALL: "llm", VOICE: "tts", EYE: "vlm"}
SIZE = 600_000


def data_of(name: str) -> bytes:
    return random.Random(name).randbytes(SIZE)


class Shop:
    def __init__(self, folder: Path, server: ScriptedServer) -> None:
        self.catalogue, self.server = folder / "catalogue.toml", server
        models = [self._entry(name, kind) for name, kind in KINDS.items()]
        self.catalogue.write_text(tomli_w.dumps({"sets": {"starter": [EAR, SMALL, VOICE]}, "model": models}))

    def has(self, name: str, *replies: Reply) -> None:
        """The hub gives this model, as the replies say."""
        self.server.serve(f"/someone/{name}/resolve/main/{name}.bin", data_of(name), *replies)

    def put(self, name: str, data: bytes | None = None) -> Path:
        """The model is on the disk."""
        path = paths.models_folder() / name / f"{name}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data_of(name) if data is None else data)
        return path

    def asked(self, name: str) -> list[str]:
        """The ranges that the hub was asked for, of this model."""
        return [begin for path, begin in self.server.seen if name in path]

    def _entry(self, name: str, kind: str) -> dict[str, object]:
        data = data_of(name)
        files = [{"name": f"{name}.bin", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}]
        if kind == "vlm":
            picture = b"picture part"
            sha = hashlib.sha256(picture).hexdigest()
            files[0]["role"] = "model"
            files.append({"name": "mmproj.bin", "size": len(picture), "sha256": sha, "role": "mmproj"})
        languages = ["en"] if kind == "tts" else ["multi"]
        about = {"title": f"The {name}", "repo": f"someone/{name}", "licence": "MIT", "ram_gb": 0.1, "commercial": True}
        return {"id": name, "kind": kind, "languages": languages, "files": files, **about}


@contextmanager
def open_shop(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A hub that answers, and no package index."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with ScriptedServer() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="scripted-server")
        thread.start()
        yield Shop(folder, server)
        server.over.set()
        server.shutdown()
        thread.join()
