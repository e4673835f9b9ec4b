"""Fetching a model: each source in its turn, until its files are here and right."""

from collections.abc import Callable, Sequence

from models.catalogue import Model
from models.errors import OutOfReach, SourceFailed
from models.looked import LOOKED, remember
from models.sources import Cancelled, Progress, Source, default_sources
from models.space import writing
from models.store import Store


def pull(
    model: Model,
    store: Store,
    *,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
    say: Callable[[str], None] = lambda _: None,
    sources: Sequence[Source] | None = None,
) -> None:
    """Bring every file of `model` into the store; returns at once if they are there.

    A source that fails costs one sentence through `say`, and the next is tried; give the same `sources` to
    several pulls and one that is out of reach is waited for only once. Raises `OutOfReach` if none serves,
    `NoSpace`, `CannotWrite` or `PullCancelled`; what was fetched is kept for the next time.
    """
    if store.state(model) == "ready":
        return
    folder = store.folder_of(model)

    def waiting() -> None:
        say(f"Another Earsight is fetching {model.id}; waiting for it.")

    with store.lock(model.id, waiting=waiting, cancelled=cancelled):
        if store.state(model) == "ready":
            return
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            missing = store.missing_files(model)
            for file in missing:  # one of a wrong size is there under its name
                (folder / file.name).unlink(missing_ok=True)
        every = default_sources() if sources is None else sources
        usable = [source for source in every if source.offers(model) and not source.out_of_reach]
        for source, following in zip(usable, [*usable[1:], None], strict=False):  # none may be usable
            try:
                source.fetch(model, folder, progress=progress, cancelled=cancelled)
            except SourceFailed as error:
                source.out_of_reach = isinstance(error, OutOfReach)
                say(f"{error} Trying {following.name}." if following else str(error))
            else:
                with store.lock(LOOKED):
                    remember(store.folder, model, missing)
                return
    raise OutOfReach(
        f"{model.id} cannot be had now: no source gave it. Check the network and pull again, "
        "or copy the model here from elsewhere and use: earsight models add PATH."
    )


def alternatives(model: Model, store: Store, sources: Sequence[Source]) -> list[Model]:
    """Models of the same kind that may stand in for one that cannot be had, from sources not out of reach.

    Those already here come first; then the nearest in size, smaller ones before bigger ones.
    """
    size = model.size or 0

    def order(other: Model) -> tuple[bool, bool, int]:
        theirs = other.size or size
        return store.state(other) != "ready", theirs > size, abs(theirs - size)

    def can_be_had(other: Model) -> bool:
        return store.state(other) == "ready" or any(
            source.offers(other) and not source.out_of_reach for source in sources
        )

    others = [one for one in store.catalogue.models if one.kind == model.kind and one.id != model.id]
    return sorted(filter(can_be_had, others), key=order)
