"""Where the time goes, as a picture: a bar for each question, a piece of it for each stage."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.bench.report import STAGES, shortened
from assistant.errors import EarsightError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KINDS = {".svg": "svg", ".png": "png"}
NAMES = ("hearing the last words", "the model's first word", "enough words to speak", "their sound")
"""What each stage waits for."""
COLOURS = ("#4a86e8", "#1fa187", "#d9902f", "#c8588e")
"""They stand out from white and from black alike, and differ in lightness for eyes that see few colours."""
TEXT, FAINT = "#7d8590", "#7d859040"
MOST_BARS = 60
LONGEST_LABEL = 44
"""Characters of a question beside its bar."""
WIDTH, BAR_HEIGHT, MARGINS = 10.0, 0.27, 1.4
"""Inches."""
LEGEND: dict[str, Any] = {"fontsize": 9, "handlelength": 1.0, "handletextpad": 0.5, "columnspacing": 1.4}


def check(file: Path) -> None:
    """Raises `EarsightError` where no picture could be drawn into a file of that name."""
    if file.suffix.lower() not in KINDS:
        raise EarsightError(f"{file} is neither an .svg nor a .png; give the picture one of these endings.")
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise EarsightError(
            'Drawing needs matplotlib; install it with `pip install "earsight[bench]"`, or leave out --plot.'
        ) from error


def draw(figures: Mapping[str, Any], kind: str) -> bytes:
    """The picture of a run's questions, longest at the bottom, as the bytes of an `.svg` or `.png`.

    Text and lines are of a grey that can be read on white and on black; the background is transparent.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    peers = figures.get("peer", {}).get("per_question", [{}] * len(figures["per_question"]))
    rows = sorted(zip(figures["per_question"], peers, strict=True), key=lambda row: row[0]["seconds"])
    rows = rows[:: -(-len(rows) // MOST_BARS)]
    with rc_context(
        {
            "font.family": "sans-serif",
            "font.size": 10,
            "text.color": TEXT,
            "text.parse_math": False,
            "axes.labelcolor": TEXT,
            "xtick.color": TEXT,
            "ytick.color": TEXT,
            "svg.hashsalt": "earsight",
        }
    ):
        figure = Figure(figsize=(WIDTH, MARGINS + BAR_HEIGHT * len(rows)))
        figure.set_layout_engine("constrained", w_pad=0.1, h_pad=0.1)
        axes = figure.subplots()
        _bars(axes, [row for row, _ in rows])
        _peer(axes, [peer for _, peer in rows])
        _frame(axes, [row for row, _ in rows])
        _heading(figure, axes, figures)
        picture = BytesIO()
        metadata = {"Date": None} if kind == ".svg" else None
        figure.savefig(picture, format=KINDS[kind], dpi=160, transparent=True, metadata=metadata)
    return picture.getvalue()


def _bars(axes: "Axes", rows: Sequence[Mapping[str, Any]]) -> None:
    for number, row in enumerate(rows):
        reached = [0.0, *(row[stage] for stage in STAGES if row[stage] is not None)]
        for (begin, end), colour in zip(pairwise(reached), COLOURS, strict=False):
            axes.barh(number, max(0.0, end - begin), left=begin, height=0.72, color=colour, linewidth=0)
        axes.annotate(
            f"{reached[-1]:.2f}",
            (reached[-1], number),
            xytext=(4, 0),
            textcoords="offset points",
            va="center_baseline",
            fontsize=8.5,
        )
    for colour, name in zip(COLOURS, NAMES, strict=True):
        axes.barh(0, 0, color=colour, label=name)


def _peer(axes: "Axes", rows: Sequence[Mapping[str, Any]]) -> None:
    heard = [(row["first_sound"], number) for number, row in enumerate(rows) if row.get("first_sound") is not None]
    if heard:
        seconds, places = zip(*heard, strict=True)
        axes.plot(seconds, places, "D", ms=5, mfc="white", mec=TEXT, mew=1.3, label="Pipecat's first sound")


def _frame(axes: "Axes", rows: Sequence[Mapping[str, Any]]) -> None:
    axes.set_yticks(range(len(rows)), [_label(row) for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel("seconds from the key's release to the first sound")
    axes.tick_params(length=0)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)


def _heading(figure: "Figure", axes: "Axes", figures: Mapping[str, Any]) -> None:
    ours = figures["first_sound"]["p50"]
    theirs = figures.get("peer", {}).get("first_sound", {}).get("p50")
    title = "Where the time goes"
    if ours is not None:
        title += f": first sound after {ours:.2f} s (median)"
    if theirs is not None:
        title += f", Pipecat {theirs:.2f} s"
    figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
    shapes, names = axes.get_legend_handles_labels()
    shapes, names = [*shapes[-len(NAMES) :], *shapes[: -len(NAMES)]], [*names[-len(NAMES) :], *names[: -len(NAMES)]]
    axes.legend(shapes, names, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=5, frameon=False, **LEGEND)


def _label(row: Mapping[str, Any]) -> str:
    return f"{shortened(row['question'], LONGEST_LABEL)}   {row['seconds']:4.1f} s"
