"""Fuzzes one target with atheris, which is led by the code that an input reaches.

usage: python -m tests.fuzz.run TARGET INPUTS FOLDER
"""

import sys
from contextlib import suppress
from pathlib import Path

import atheris


def main() -> None:
    name, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    with atheris.instrument_imports(include=["assistant", "models"], enable_loader_override=False):
        from tests.fuzz.check import check
        from tests.fuzz.targets import OURS, TARGETS

        (target,) = [target for target in TARGETS if target.name == name]
        with suppress(*OURS):  # what is loaded at the first use is loaded now
            target.run(target.seeds[0])
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(seed)
    limits = [f"-runs={count}", "-seed=1", "-max_len=4096", "-timeout=60", "-rss_limit_mb=4096"]
    told = [f"-artifact_prefix={folder}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits, *told, str(corpus)], lambda data: check(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
