"""What can go wrong with weights, each as one plain sentence for the person.

ModelsError
├── UnknownModel       a name that is neither in the catalogue nor added
├── BadCatalogue       the catalogue, or the record of added models, cannot be understood
├── NotAModel          a path that is not a model Earsight can use
├── NoSpace            the disk is too full
├── CannotWrite        the models folder refuses to be written
└── SourceFailed       one source failed; another may serve
    ├── OutOfReach     it cannot be reached at all
    │   └── BadProxy   because of a proxy that cannot be used
    ├── Refused        it answers, but does not give the file
    ├── Stalled        it stopped in the middle
    └── WrongBytes     what it gave is not what the catalogue says

PullCancelled stands apart: it is not an error but the end that somebody asked for.
"""


class ModelsError(Exception):
    """Base of all; `str(error)` is one plain sentence that ends with a way on."""


class UnknownModel(ModelsError):
    """`name` is what was asked for, `nearest` the names that look like it."""

    def __init__(self, name: str, nearest: list[str]) -> None:
        hint = f"did you mean {' or '.join(nearest)}?" if nearest else "see: earsight models list."
        super().__init__(f"There is no model named {name}; {hint}")
        self.name = name
        self.nearest = nearest


class BadCatalogue(ModelsError):
    pass


class NotAModel(ModelsError):
    pass


class NoSpace(ModelsError):
    pass


class CannotWrite(ModelsError):
    pass


class SourceFailed(ModelsError):
    pass


class OutOfReach(SourceFailed):
    pass


class BadProxy(OutOfReach):
    pass


class Refused(SourceFailed):
    pass


class Stalled(SourceFailed):
    pass


class WrongBytes(SourceFailed):
    pass


class PullCancelled(Exception):
    """Raised where a pull was stopped; what was fetched is kept for the next time."""
