"""What the settings can choose from: the models that are on this machine, read from the disk away from the window."""

import json
from dataclasses import dataclass

from assistant import paths
from assistant.errors import EarsightError
from models.catalogue import Kind
from models.errors import ModelsError
from models.store import Installed, Store


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that can be chosen."""

    id: str
    title: str
    language: str
    """Two-letter code; empty for many or where it is not known."""
    thinks: bool | None
    """Whether it can think before it answers; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Shelf:
    llm: tuple[Offer, ...] = ()
    vlm: tuple[Offer, ...] = ()
    """Those of the language models that see."""
    stt: tuple[Offer, ...] = ()
    tts: tuple[Offer, ...] = ()
    trouble: str = ""
    """A sentence, where the disk could not be read."""


def look() -> Shelf:
    """What is here now."""
    try:
        store = Store(paths.models_folder())
        return Shelf(_offers(store, "llm", "vlm"), _offers(store, "vlm"), _offers(store, "stt"), _offers(store, "tts"))
    except (ModelsError, EarsightError) as error:
        return Shelf(trouble=str(error))
    except OSError as error:
        return Shelf(trouble=f"The models folder cannot be read: {error.strerror}.")


def _offers(store: Store, *kinds: Kind) -> tuple[Offer, ...]:
    return tuple(_offer(store, one) for kind in kinds for one in store.installed(kind))


def _offer(store: Store, installed: Installed) -> Offer:
    known = store.catalogue.get(installed.id)
    if known is None:
        return Offer(installed.id, installed.title, _language_of(installed), None)
    language = known.languages[0] if len(known.languages) == 1 and known.languages != ("multi",) else ""
    return Offer(installed.id, installed.title, language, known.thinking)


def _language_of(installed: Installed) -> str:
    """As a voice's own description says; nothing where it does not."""
    if installed.kind != "tts":
        return ""
    try:
        about = json.loads(installed.path.with_name(f"{installed.path.name}.json").read_text("utf-8"))
        return str(about["language"]["code"]).replace("-", "_").split("_")[0]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
