"""The question for a new version: one request, an honest answer, nothing fetched."""

import importlib
import importlib.metadata
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant import update
from assistant.errors import EarsightError

PACKAGING = Path(__file__).parents[2] / "packaging"


@pytest.fixture
def releases() -> Iterator[Callable[[str], str]]:
    """`releases(location)`: the address of a page whose `/latest` leads there; `{}` is the address itself."""
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        location = ""

        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302 if self.location else 200)
            self.send_header("Location", self.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="releases")
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/me/it/releases"

        def make(location: str) -> str:
            Page.location = location.replace("{}", address)
            return address

        yield make
        server.shutdown()
        thread.join()
    assert asked in ([], ["/me/it/releases/latest"])


@pytest.mark.parametrize("location", ["{}/tag/v99.1.0", "/me/it/releases/tag/v99.1.0", "{}/tag/99.1.0"])
def test_a_newer_version_is_told_with_its_page(releases: Callable[[str], str], location: str) -> None:
    address = releases(location)
    found = update.newer(address)
    assert found is not None
    assert (found.version, found.page.startswith(address)) == ("99.1.0", True)
    assert found.sentence == f"Earsight 99.1.0 is there; you have {update.installed()}."


@pytest.mark.parametrize("version", ["0.0.1", "0.0", update.installed(), f"{update.installed()}.0"])
def test_the_same_or_an_older_version_is_no_news(releases: Callable[[str], str], version: str) -> None:
    assert update.newer(releases(f"{{}}/tag/v{version}")) is None


@pytest.mark.parametrize(
    "location",
    [
        "",
        "{}",
        "{}/tag/nightly",
        "{}/tag/v2.0.0-rc1",
        "http://elsewhere.invalid/releases/tag/v99.0.0",
        "{}.evil/tag/v99.0",
        "{}/../../evil/releases/tag/v99.0",
        "{}/tag/../../tag/v99.0",
        "{}/tag/more/v99.0",
        "{}/v99.0",
        "{}/tag/v99.0?to=elsewhere",
        "/me/it/releases/../../evil/releases/tag/v99.0",
    ],
)
def test_what_is_no_version_of_that_page_is_one_sentence(releases: Callable[[str], str], location: str) -> None:
    with pytest.raises(EarsightError, match="gave no version"):
        update.newer(releases(location))


def test_a_page_out_of_reach_is_one_sentence() -> None:
    with pytest.raises(EarsightError, match="cannot be reached"):
        update.newer("http://127.0.0.1:1/releases")


@pytest.mark.parametrize("location", ["http://[broken", "//[broken"])
def test_an_address_that_cannot_be_read_is_one_sentence(releases: Callable[[str], str], location: str) -> None:
    with pytest.raises(EarsightError, match="cannot be reached"):
        update.newer(releases(location))


@pytest.mark.parametrize("error", [ImportError("socksio"), ValueError("scheme"), OSError("disk"), ssl.SSLError("bad")])
def test_a_client_that_cannot_be_made_is_one_sentence(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def get(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("httpx.get", get)
    with pytest.raises(EarsightError, match="cannot be reached"):
        update.newer("http://127.0.0.1:1/releases")


def test_a_build_that_names_no_page_says_so() -> None:
    with pytest.raises(EarsightError, match="does not know"):
        update.newer("")


@pytest.mark.parametrize("runner", [{"GITHUB_SERVER_URL": "https://code.invalid", "GITHUB_REPOSITORY": "me/it"}, {}])
def test_a_release_knows_where_the_next_one_will_be(
    runner: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in runner.items():
        monkeypatch.setenv(name, value)
    for name in ("freeze", "llama", "project"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    metadata = tmp_path / "earsight.egg-info" / "PKG-INFO"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.4\nName: earsight\nVersion: 0.1.0\n", "utf-8")
    importlib.import_module("freeze").tell_releases(tmp_path)
    (found,) = importlib.metadata.distributions(path=[str(tmp_path)])
    monkeypatch.setattr(importlib.metadata, "metadata", lambda _name: found.metadata)
    assert update.releases() == ("https://code.invalid/me/it/releases" if runner else "")
    assert found.version == "0.1.0"
