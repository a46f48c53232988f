"""What was fair and what a reader has to weigh, and where the numbers come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from suite.comparison.report.words import Names
from suite.comparison.results import Results
from suite.comparison.study import ComparisonStudy
from suite.objectives.fitness import parse_fitness
from suite.report.html.block import Block, Code, Prose, Section
from suite.report.html.checklist import Checklist, Point
from suite.report.html.table import Column, Table
from suite.report.output import SURROGATE_TITLE

TABLE = "table"


def marks_of(results: Results, study: ComparisonStudy) -> list[str]:
    """Return what a reader must know before any number."""
    marks = [f"{SURROGATE_TITLE}."] if results.surrogate else []
    if study.cost_source != TABLE:
        marks.append(f"Estimated: searches saw costs by {study.cost_source}; results are measured on the tables.")
    head = study.fitness.partition(":")[0]
    if head in ("simulated-supernet", "rank-noise"):
        marks.append(f"Simulated: searches saw the fitness {study.fitness}, drawn by a stated model.")
    if head == "predicted":
        marks.append("Predicted: accuracies come from a published predictor; no network was trained.")
    if head == "score" and "rmi" in study.fitness:
        marks.append(f"Reduced: searches saw {study.fitness}, scores by a smaller protocol than the paper's.")
    if results.imported:
        marks.append(f"Imported: runs of {', '.join(results.imported)} were made elsewhere and are evaluated here.")
    return marks


def fairness_section(results: Results, study: ComparisonStudy, names: Names) -> Section:
    """Return the checklist."""
    label = names.methods
    budgets = {method.label: study.budget_of(method).describe() for method in study.methods}
    seeds = {method.label: study.seeds_of(method) for method in study.methods}
    tuned = {method.label: dict(method.params) for method in study.methods if method.params}
    joined = {method.label: method.formulation for method in study.methods if method.formulation is not None}
    stops = Counter(str(stop) for stop in results.runs["stop"])
    fitness = f"{study.fitness}: {parse_fitness(study.fitness).describe(results.problems[0].dataset)}"
    points = [
        _same("Had all methods the same budget?", budgets, names),
        _same("Had all methods the same number of runs?", {key: f"{n} runs" for key, n in seeds.items()}, names),
        Point(
            "Did all methods run with their default parameters?",
            not tuned,
            "; ".join(f"{label[key]}: {_said(params)}" for key, params in tuned.items()) or "none was changed",
        ),
        Point("What was searched on as accuracy?", None, fitness),
        Point(
            "Were the costs that searches saw those of the tables?",
            study.cost_source == TABLE,
            "the tables' own" if study.cost_source == TABLE else f"estimated by {study.cost_source}",
        ),
        Point("Did test accuracy select nothing?", True, "it is reported only, for what was chosen by validation"),
        Point(
            "Had all methods the same objectives?",
            None if joined else True,
            "; ".join(f"{label[key]} minimised {text}" for key, text in joined.items()) or "error and cost as they are",
        ),
        Point(
            "Were all runs made here?",
            not results.imported,
            f"imported: {', '.join(label[name] for name in results.imported)}" if results.imported else "all of them",
        ),
        Point(
            "Are the tables measurements?",
            not results.surrogate,
            SURROGATE_TITLE if results.surrogate else ", ".join(results.provenance.get("editions", ())),
        ),
        Point("How did the runs end?", None, ", ".join(f"{count} by {stop}" for stop, count in sorted(stops.items()))),
        Point("Are p-values corrected for the number of pairs?", True, "by Holm's method, in the table of pairs"),
    ]
    return Section("What was fair", [Checklist("fair", points), _method_table(results, names), _notes(results)])


def _same(question: str, values: dict[str, str], names: Names) -> Point:
    counts = Counter(values.values())
    usual = counts.most_common(1)[0][0]
    others = [f"{names.methods[key]}: {value}" for key, value in values.items() if value != usual]
    return Point(
        question,
        not others,
        "; ".join([f"{usual} for each" if not others else f"{usual}, but {others[0]}", *others[1:]]),
    )


def _said(params: Mapping[str, object]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in params.items())


def _method_table(results: Results, names: Names) -> Table:
    """Return what the methods spent and found, in the mean over all runs."""
    runs = results.runs
    kept = ["queries", "distinct", "simulated_hours", "best_accuracy", "test_accuracy"]
    means = runs.groupby("method", sort=False)[kept].mean().reindex(results.methods)
    rows = [
        [names.methods[method], int((runs["method"] == method).sum()), *row]
        for method, row in zip(means.index, means.to_numpy().tolist(), strict=True)
    ]
    columns = [
        Column("method", "method"),
        Column("runs", "runs"),
        Column("queries", "queries", ".1f", numeric=True),
        Column("distinct", "distinct architectures", ".1f", numeric=True),
        Column("simulated_hours", "simulated training (h)", ".1f", numeric=True),
        Column("best_accuracy", "best validation accuracy (%)", ".2f", numeric=True),
        Column("test_accuracy", "its test accuracy (%), reported only", ".2f", numeric=True),
    ]
    whole = runs.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    notes = ["The CSV holds one row per run, with all measures."]
    return Table("runs", "Mean over the runs of all problems.", columns, rows, notes, whole=whole)


def _notes(results: Results) -> Prose:
    return Prose("notes", results.notes, as_list=True)


def provenance_section(results: Results, names: Names, command: str, study: str) -> Section:
    """Return versions, tables, total compute, the command and the study."""
    known = results.provenance
    hours = known.get("simulated_hours")
    facts = [
        ("suite", known.get("suite", "")),
        ("study", f"{results.name}, sha256 {known.get('digest', '')}"),
        ("editions of the tables", ", ".join(known.get("editions", ()))),
        ("sha256 of the tables", ", ".join(known.get("data_hashes", ()))),
        ("runs", known.get("runs", "")),
        ("evaluations by runs made here", known.get("evaluations", "")),
        ("simulated training in all (h)", "" if hours is None else f"{hours:.4g}"),
    ]
    for label, versions in known.get("versions", {}).items():
        said = versions if isinstance(versions, str) else ", ".join(f"{key} {value}" for key, value in versions.items())
        facts.append((f"versions of {names.methods.get(label, label)}", said))
    rows = [[name, str(value)] for name, value in facts if value not in ("", None)]
    blocks: list[Block] = [
        Table("provenance", "What made these numbers.", (Column("what", "what"), Column("value", "value")), rows)
    ]
    if command:
        blocks.append(Code("command", "Command", command, "txt"))
    if study:
        blocks.append(Code("study", "Study", study, "toml"))
    return Section("Provenance", blocks)
