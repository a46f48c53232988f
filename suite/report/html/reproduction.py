"""The page of a reproduction: verdicts by paper and table, then every experiment with its figures and tables."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from suite.report.html.block import Block, Prose, Section
from suite.report.html.matrix import JUDGING, Judged, VerdictMatrix
from suite.report.html.page import page
from suite.report.html.picture import Picture
from suite.report.html.results_folder import Item, Made
from suite.report.html.table import Column, Table
from suite.report.output import SURROGATE_TITLE
from suite.report.verdicts import EXACT_CRITERION, MEAN_CRITERION, ONE_RUN_CRITERION

WHOLE_FIGURES = 20
"""A page with more figures than this shows them in 128 colours, without PDF and plotted numbers, and says where they
are."""
SHOWN_ROWS = 200
"""Rows of a table on the page; its CSV holds all."""
EMBEDDED_BYTES = 200_000
"""A list of rows that is no table (one row a run, say) and larger than this stays in its folder."""
MARKS = {
    "reduced": "Reduced: what is marked 'reduced' was made by a smaller protocol than the paper's; the notes say how.",
    "predicted": "Predicted: accuracies or costs marked 'predicted' come from a fitted predictor, not from trainings.",
    "estimated": "Estimated: costs marked 'estimated' come from a model fitted to a few measurements.",
    "simulated": "Simulated: what is marked 'simulated' was drawn by a stated model, not measured.",
}


@dataclass(frozen=True)
class Published:
    """What is known of the published numbers beside the verdicts.

    Attributes:
        places: key of a published number -> paper, item and which number of it; others are named by their keys.
        others: paper and item -> state -> how many are not judged.
        judged: rows like verdicts for numbers that are judged by the row of another one.
    """

    places: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    others: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    judged: Sequence[Mapping[str, str]] = ()


def reproduction_page(experiments: Sequence[Made], published: Published) -> str:
    """Return the page of experiments as :func:`~suite.report.html.results_folder.read_results` gives them."""
    judged = _judged(experiments, published)
    counts: Counter[str] = sum((item.counts for item in judged), Counter())
    if len(experiments) == 1:
        title, lead = experiments[0].title, [f"Made by {experiments[0].command}. {experiments[0].provenance}"]
    else:
        title = f"Reproduction of {len(experiments)} experiments"
        tables = list(dict.fromkeys(made.provenance for made in experiments if made.provenance.startswith("Tables")))
        lead = ["Made by suite reproduce. " + " ".join(tables)]
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in reversed(JUDGING) if counts[outcome])
    lead.append(f"Published numbers that are judged here: {said}." if said else "No published number is judged here.")
    sections = []
    if judged:
        rules = [f"{text[0].upper()}{text[1:]}." for text in (MEAN_CRITERION, ONE_RUN_CRITERION, EXACT_CRITERION)]
        rules.append("Only primary rows judge; sensitivity and null rows show what another choice or none would give.")
        sections.append(Section("Verdicts", [VerdictMatrix("verdicts", judged), Prose("rules", rules, as_list=True)]))
    whole = sum(item.is_figure for made in experiments for item in made.items) <= WHOLE_FIGURES
    sections += [_experiment(made, whole) for made in experiments]
    return page(title, lead, _marks(experiments), sections)


def verdict_counts(experiments: Sequence[Made]) -> Counter[str]:
    """Return how many published cells the experiments judge, by outcome."""
    rows: dict[str, str] = {}
    for made in experiments:
        for row in made.verdicts:
            if row["role"] == "primary" and row["outcome"] in JUDGING and row["cell"]:
                rows.setdefault(row["cell"], row["outcome"])
    counts = Counter(rows.values())
    return Counter({outcome: counts[outcome] for outcome in reversed(JUDGING) if counts[outcome]})


def _marks(experiments: Sequence[Made]) -> list[str]:
    words = " ".join(
        text for made in experiments for text in (made.introduction, *(item.caption for item in made.items))
    ).lower()
    marks = [f"{SURROGATE_TITLE}."] if any(made.provenance.startswith("SURROGATE") for made in experiments) else []
    return marks + [said for word, said in MARKS.items() if re.search(rf"\b{word}\b", words)]


def _judged(experiments: Sequence[Made], published: Published) -> list[Judged]:
    shown = {made.name for made in experiments}
    verdicts = [row for made in experiments for row in made.verdicts if row["cell"]]
    known = {row["cell"] for row in verdicts if row["role"] == "primary" and row["outcome"] in JUDGING}
    # some cells print the same number of the same thing as another one, and are judged by its row
    verdicts += [row for row in published.judged if row["cell"] not in known and row["experiment"] in shown]
    found: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in verdicts:
        key = row["cell"]
        first, *rest = key.split("/")
        paper, item, which = published.places.get(key) or (row["experiment"], first, "/".join(rest))
        line = {**row, "key": key, "cell": which, "criterion": _criterion(row)}
        found.setdefault((paper, item), []).append(line)
    papers = {paper for paper, _ in found}
    order = dict.fromkeys(place[:2] for place in published.places.values())
    keys = [key for key in order if key in found or (key in published.others and key[0] in papers)]
    keys += [key for key in found if key not in order]
    return [Judged(*key, found.get(key, []), published.others.get(key, {})) for key in keys]


def _criterion(row: Mapping[str, str]) -> str:
    if row["kind"] in ("look-up", "arithmetic"):
        return f"equal within {row['margin']}" if row["margin"] else "equal"
    if not row["margin"]:
        return ""
    runs = "one published run" if row["published_n"] in ("", "1") else "two means"
    return f"{runs}, margin {row['margin']}"


def _experiment(made: Made, whole: bool) -> Section:
    blocks: list[Block] = []
    left: list[str] = []
    for item in made.items:
        block = _figure(made, item, whole) if item.is_figure else _table(made, item)
        if isinstance(block, str):
            left.append(block)
        else:
            blocks.append(block)
    blocks.sort(key=lambda block: not isinstance(block, Picture))
    if left:
        blocks.append(Prose(f"{made.name}-left", left, as_list=True))
    heading = made.title.partition(":")[0]
    texts = [made.title, made.introduction, f"Command: {made.command}. {made.provenance}"]
    return Section(f"{heading} ({made.name})", blocks, texts)


def _figure(made: Made, item: Item, whole: bool) -> Picture:
    kind = "png" if "png" in item.files else "gif"
    image = item.files[kind].read_bytes()
    key = f"{made.name}-{item.stem}-{'figure' if kind == 'png' else 'animation'}"
    if whole:
        files: dict[str, bytes | str] = {
            suffix: _content(path) for suffix, path in item.files.items() if suffix in ("pdf", "json")
        }
        return Picture(key, item.caption, image, kind, files=files)
    paths = ", ".join(f"{item.stem}.{suffix}" for suffix in item.files)
    image = few_colours(image) if kind == "png" else image
    return Picture(key, item.caption, image, kind, notes=[f"Files: figures/{made.name}/: {paths}"])


def few_colours(image: bytes, colours: int = 128) -> bytes:
    """Return a PNG with a palette of ``colours``, about a quarter of the bytes for a plot."""
    from PIL import Image

    whole = Image.open(io.BytesIO(image)).convert("RGB")
    reduced = whole.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    reduced.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _table(made: Made, item: Item) -> Block | str:
    if "md" not in item.files:
        size = item.files["csv"].stat().st_size
        where = f"results/{made.name}/{item.stem}.csv"
        if size > EMBEDDED_BYTES:
            return f"{where} ({size / 1000:.0f} kB, not on this page): {item.caption}"
        return _from_csv(made, item)
    titles, numeric, rows, notes = read_markdown(_text(item.files["md"]))
    if len(rows) > SHOWN_ROWS:
        notes = [f"The first {SHOWN_ROWS} of {len(rows)} rows; the CSV holds all.", *notes]
    columns = [Column(title, title, numeric=right) for title, right in zip(titles, numeric, strict=True)]
    files: dict[str, bytes | str] = {"tex": _text(item.files["tex"])} if "tex" in item.files else {}
    whole = _text(item.files["csv"])
    key = f"{made.name}-{item.stem}"
    return Table(key, item.caption, columns, rows[:SHOWN_ROWS], notes, files, whole, folded=True)


def _from_csv(made: Made, item: Item) -> Table:
    text = _text(item.files["csv"])
    lines = text.splitlines()
    shown = [line.split(",") for line in lines[1:21]] if '"' not in text else []
    titles = lines[0].split(",")
    columns = [Column(title, title.replace("_", " "), numeric=False) for title in titles]
    notes = [f"The first {len(shown)} of {len(lines) - 1} rows; the CSV holds all."]
    return Table(f"{made.name}-{item.stem}", item.caption, columns, shown, notes, {}, text, folded=True)


def read_markdown(text: str) -> tuple[list[str], list[bool], list[list[str]], list[str]]:
    """Return headings, which columns are numbers, rows and notes of a table that :mod:`suite.report.tables` wrote."""

    def cells(line: str) -> list[str]:
        parts = re.split(r"(?<!\\)\|", line.strip()[1:-1])
        return ["" if part.strip() == "–" else part.strip().replace("\\|", "|") for part in parts]

    lines = [line for line in text.splitlines() if line.startswith("| ")]
    notes = [line[2:] for line in text.splitlines() if line.startswith("- ")]
    numeric = [part.endswith(":") for part in cells(lines[1])]
    return cells(lines[0]), numeric, [cells(line) for line in lines[2:]], notes


def _content(path: Path) -> bytes | str:
    return _text(path) if path.suffix == ".json" else path.read_bytes()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
