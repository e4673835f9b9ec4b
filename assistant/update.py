"""Whether there is a new version: asked only where the person turned that on, and nothing is fetched or installed."""

import logging
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from assistant.errors import EarsightError

log = logging.getLogger(__name__)

SECONDS = 10.0
"""That an answer may take."""
NO_RELEASES = "This build does not know where new versions are published."
REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Newer:
    version: str
    page: str
    """Where the person reads about it and gets it."""

    @property
    def sentence(self) -> str:
        return f"Earsight {self.version} is there; you have {installed()}."


def installed() -> str:
    """The version of this program."""
    import importlib.metadata

    return importlib.metadata.version("earsight")


def releases() -> str:
    """Where versions are published, as pyproject.toml says under `Releases`; empty where it does not say."""
    import importlib.metadata

    for one in importlib.metadata.metadata("earsight").get_all("Project-URL") or ():
        name, _, address = one.partition(", ")
        if name == "Releases":
            return str(address).rstrip("/")
    return ""


def newer(address: str | None = None) -> Newer | None:
    """The latest version if it is newer than this one. Raises `EarsightError` where nobody answers.

    `address` is a page of releases whose `/latest` leads on to the page of one of them, named by its version. That
    address is asked for, and nothing is said about this machine.
    """
    import httpx

    address = releases() if address is None else address
    if not address:
        raise EarsightError(NO_RELEASES)
    try:
        answer = httpx.get(f"{address}/latest", timeout=SECONDS, follow_redirects=False)
        page = urljoin(f"{address}/latest", answer.headers.get("location", ""))
    # An address that cannot be read is a ValueError, a proxy that needs what is not installed an ImportError.
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, ImportError) as error:
        raise EarsightError("The page with new versions cannot be reached; check the network.") from error
    found = _numbers(page.removeprefix(f"{address}/tag/"))
    if answer.status_code not in REDIRECTS or not page.startswith(f"{address}/tag/") or not found:
        log.info("%s answered %d, location %r", address, answer.status_code, page)
        raise EarsightError("The page with new versions gave no version; look at it yourself.")
    if _counted(found) <= _counted(_numbers(installed())):
        return None
    return Newer(".".join(map(str, found)), page)


def _numbers(version: str) -> tuple[int, ...]:
    """`v1.2.0` as (1, 2, 0); nothing where it is no plain version."""
    match = re.fullmatch(r"v?(\d{1,9}(?:\.\d{1,9}){1,3})", version)
    return tuple(map(int, match[1].split("."))) if match else ()


def _counted(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Without the zeros at the end: 1.2.0 is 1.2."""
    while numbers and not numbers[-1]:
        numbers = numbers[:-1]
    return numbers
