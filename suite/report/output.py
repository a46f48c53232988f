"""Where an experiment's tables and figures go, and what every one of them says about the data it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.files import write_atomically
from suite.report.animation import save_animation
from suite.report.figures import save_figure
from suite.report.latex import label_of
from suite.report.paper import figure_snippet, paper_table
from suite.report.paper_columns import paper_columns
from suite.report.tables import csv_text, write_table
from suite.report.venues import Venue

if TYPE_CHECKING:
    import pandas as pd

SURROGATE_MARK = "surrogate"
VERDICTS = "verdicts"
SURROGATE_TITLE = "SURROGATE: embedded stand-in, not measured tables"


@dataclass
class Output:
    """The folders of one experiment below ``root``.

    Real tables lead to ``results/<name>/`` and ``figures/<name>/``, the embedded surrogate to
    ``results/surrogate/<name>/`` and ``figures/surrogate/<name>/``, so that a run without the real tables never
    overwrites results made from them.

    Attributes:
        root: the clone's root, or any other folder.
        name: the experiment's name.
        edition: the editions of the tables, in one line.
        surrogate: whether the numbers come from the embedded stand-in.
        no_tables: set by an experiment that looks up no table, real or surrogate: where its numbers come from instead.
            They are then the same on both, and nothing is marked; the folders stay those of the kind of call.
        venue: LaTeX tables are then laid out for it (:mod:`suite.report.paper`), figures have a snippet beside.
        save: as :func:`suite.report.figures.save_figure`, which may leave the work to another process.
    """

    root: Path
    name: str
    edition: str
    surrogate: bool
    no_tables: str = ""
    venue: Venue | None = None
    save: Callable[[Any, Path, Mapping[str, Any]], list[Path]] = save_figure
    _written: list[tuple[str, str, list[Path]]] = field(default_factory=list)
    _verdicts: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def results(self) -> Path:
        """Folder of the tables."""
        return self.root / "results" / (SURROGATE_MARK if self.surrogate else "") / self.name

    @property
    def figures(self) -> Path:
        """Folder of the figures."""
        return self.root / "figures" / (SURROGATE_MARK if self.surrogate else "") / self.name

    @property
    def kind(self) -> str:
        """The last column of every CSV."""
        if self.no_tables:
            return "none"
        return SURROGATE_MARK if self.surrogate else "real"

    @property
    def provenance(self) -> str:
        """The sentence about the data that closes every list of notes."""
        if self.no_tables:
            return f"No tables: {self.no_tables}."
        if self.surrogate:
            return f"SURROGATE: made from the embedded stand-in ({self.edition}), a fitted model, not measured tables."
        return f"Tables: {self.edition}."

    def table(
        self,
        stem: str,
        frame: pd.DataFrame,
        caption: str,
        notes: Iterable[str] = (),
        *,
        headings: Mapping[str, str] | None = None,
        formats: Mapping[str, str] | None = None,
    ) -> None:
        """Write a table (see :func:`suite.report.tables.write_table`)."""
        marked = self._marked(caption)
        paths = write_table(
            frame,
            self.results / stem,
            marked,
            [*notes, self.provenance],
            headings=headings,
            formats=formats,
            csv_columns={"tables": self.kind},
        )
        if self.venue is not None and len(frame):
            columns, said = paper_columns(frame, headings, formats)
            path = self.results / f"{stem}.tex"
            text = paper_table(
                frame, columns, marked, label_of(self.results / stem), self.venue,
                [*said, *notes, self.provenance], f"{stem}.csv",
            )  # fmt: skip
            write_atomically(path, text)
        self._note(stem, marked, paths)

    def rows(self, stem: str, frame: pd.DataFrame, caption: str, formats: Mapping[str, str] | None = None) -> None:
        """Write raw rows, such as one per run, as CSV only."""
        path = write_atomically(self.results / f"{stem}.csv", csv_text(frame.assign(tables=self.kind), formats or {}))
        self._note(stem, self._marked(caption), [path])

    def verdicts(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take rows that judge a published cell; :meth:`index` writes them all to ``verdicts.csv`` for the ledger."""
        self._verdicts.extend(rows)

    def figure(self, stem: str, figure: Any, numbers: Mapping[str, Any], caption: str, note: str = "") -> None:
        """Write a figure with its numbers (see :func:`suite.report.figures.save_figure`); a surrogate one says so.

        Caption and ``note`` (what lines and bands mean) stand in the JSON; the caption also in the index.
        """
        if self._shows_surrogate:
            mark_surrogate(figure)
        marked = self._marked(caption)
        tables = self.no_tables or self.edition
        facts = {"caption": marked, "note": note, "tables": tables, "surrogate": self._shows_surrogate}
        paths = self.save(figure, self.figures / stem, {**facts, **numbers})
        if self.venue is not None:
            width, label = float(figure.get_size_inches()[0]), label_of(self.figures / stem, "fig")
            said = f"{marked} {note}".strip()
            snippet = figure_snippet(f"{stem}.pdf", said, label, self.venue, width)
            paths.append(write_atomically(self.figures / f"{stem}.tex", snippet))
        self._note(stem, marked, paths)

    def animation(self, stem: str, figure: Any, draw: Callable[[int], None], frames: int, caption: str) -> None:
        """Write an animation (see :func:`suite.report.animation.save_animation`); a surrogate one says so.

        Its numbers belong to a figure of the same runs, beside which it stands.
        """
        if self._shows_surrogate:
            mark_surrogate(figure)
        path = save_animation(figure, self.figures / stem, draw, frames)
        self._note(stem, self._marked(caption), [path])

    def index(self, title: str, introduction: str, command: str) -> Path:
        """Write ``README.md`` of the results folder: each file, what it shows, and the command that makes it."""
        if self._verdicts:
            import pandas as pd

            frame = pd.DataFrame(self._verdicts)
            formats = dict.fromkeys(frame.select_dtypes("number").columns, ".6g")
            frame = frame.astype({"published_n": "Int64", "n": "Int64"})
            self.rows(VERDICTS, frame, f"Every published cell that is judged here: {len(frame)} rows.", formats)
        up = "../" * len(self.results.relative_to(self.root).parts)
        lines = [f"# {title}", "", introduction, "", f"Made by `{command}`. {self.provenance}", ""]
        lines += ["| item | files | what it shows |", "| --- | --- | --- |"]
        for stem, caption, paths in self._written:
            links = ", ".join(f"[{path.suffix[1:]}]({self._link(path, up)})" for path in paths)
            lines.append(f"| {stem} | {links} | {caption.replace('|', chr(92) + '|')} |")
        return write_atomically(self.results / "README.md", "\n".join(lines) + "\n")

    def below(self, root: Path) -> Output:
        """Return an output below another root that goes on where this one is: its page will name the same files."""
        return replace(self, root=root, _written=list(self._written), _verdicts=list(self._verdicts))

    def _note(self, stem: str, caption: str, paths: list[Path]) -> None:
        self._written.append((stem, caption, [path.relative_to(self.root) for path in paths]))

    def _marked(self, caption: str) -> str:
        return f"{caption} [{SURROGATE_MARK}]" if self._shows_surrogate else caption

    @property
    def _shows_surrogate(self) -> bool:
        return self.surrogate and not self.no_tables

    def _link(self, path: Path, up: str) -> str:
        if self.root / path.parent == self.results:
            return path.name
        return up + path.as_posix()


def results_folder(root: Path, surrogate: bool) -> Path:
    """Return the folder below ``root`` that holds a folder of tables for each experiment."""
    return root / "results" / SURROGATE_MARK if surrogate else root / "results"


def mark_surrogate(figure: Any) -> None:
    """Say on the figure's face that it shows no measured tables: above the legend, or as its title."""
    text = "SURROGATE: embedded stand-in, not measured tables"
    if figure.legends:
        figure.legends[0].set_title(text, prop={"size": 7})
        figure.legends[0].get_title().set_color("#CC0000")
    else:
        figure.suptitle(text, fontsize=7, color="#CC0000")


def write_overview(root: Path, surrogate: bool, experiments: Iterable[tuple[str, str]]) -> Path:
    """Write ``README.md`` of the results folder: one line per experiment whose page is there.

    Args:
        root: as for :class:`Output`.
        surrogate: which of the two results folders.
        experiments: name and title of each.
    """
    folder = root / "results" / (SURROGATE_MARK if surrogate else "")
    kind = "the embedded SURROGATE (a fitted model, not measured tables)" if surrogate else "the real tables"
    figures = f"figures/{SURROGATE_MARK}/" if surrogate else "figures/"
    lines = ["# Results", "", f"Made from {kind} by `suite reproduce`; figures are in `{figures}`.", ""]
    lines += [
        "Every comparison table holds the published or digitised value, ours with a 95 % interval, the margin and an"
    ]
    lines += ["outcome. Its rule stands below the table; the published values are in `experiments/reported/`.", ""]
    lines += ["| experiment | what | command |", "| --- | --- | --- |"]
    for name, title in experiments:
        if (folder / name / "README.md").is_file():
            lines.append(f"| [{name}]({name}/README.md) | {title} | `suite reproduce {name}` |")
    if not surrogate:
        lines += ["", "`suite reproduce --check` makes everything again and reports every difference."]
        said = "Every published number with its state and outcome: [ledger](ledger.md), by `suite reproduce --ledger`."
        lines += ["", said]
    return write_atomically(folder / "README.md", "\n".join(lines) + "\n")
