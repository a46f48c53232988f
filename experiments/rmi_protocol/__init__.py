"""What steps, seed and errors of the score cost: representation mutual information as far as it is scored."""

from __future__ import annotations

import numpy as np

from experiments import kit
from experiments.kit import Column, Study, experiment
from experiments.rmi_protocol import (
    errors,
    figures,
    machines,
    margin,
    parts,
    removal,
    removal_tables,
    seeds,
    state,
    steps,
    strata,
    words,
)
from experiments.rmi_protocol.parts import LONG, SECOND, TABLE, Part
from suite.benchmark import Benchmark
from suite.report.output import Output

WORTH = (
    Column("tau", ".2f"),
    Column("decile", ".2f", "tau in the best decile, CIFAR-10"),
    *(Column(f"best {name}", ".2f", f"{kit.dataset_name(name)} (%)") for name in kit.DATASETS),
    Column("limits", ".2f", "limits (%)"),
)


def report(study: Study, output: Output) -> None:
    """Write every table and figure that the scores so far allow, and how far they came."""
    benchmark = study.benchmark
    kit.write_table(output, "state", state.rows(benchmark), state.COLUMNS, words.STATE, words.STATE_NOTES)
    kit.write_table(output, "margin", margin.worth(benchmark), WORTH, words.MARGIN_CAPTION, words.MARGIN_NOTES)
    table, long, second = (parts.read(name, benchmark) for name in (TABLE, LONG, SECOND))
    if long is not None:
        _steps(long, "tau-by-steps", benchmark, output)
    if table is not None:
        _steps(table, "tau-of-the-table", benchmark, output)
        _removal(table, benchmark, output)
    if table is not None and long is not None:
        compared = machines.rows(table, long, benchmark)
        notes = [words.machines_said(compared), words.MACHINES_NOTE]
        kit.write_table(output, "machines", compared, machines.COLUMNS, words.MACHINES, notes)
    if table is not None and second is not None:
        _seeds(table, second, benchmark, output)


def _steps(part: Part, stem: str, benchmark: Benchmark, output: Output) -> None:
    named = {**steps.of_steps(part), **steps.beside(part.cells, benchmark)}
    rows = steps.rows(part.cells, named, steps.last(part), benchmark)
    long = part.name == LONG
    compared = "40" if long else "20"
    said = words.steps_said(rows, compared, f"{part.steps[-1]}", len(part.cells))
    best = steps.per_region(rows, str(part.steps[-1])).get(strata.BEST)
    said += [words.target(best, part)] if best is not None and not long else []
    said += [words.verdict(rows, compared, state.SECONDS[LONG] * parts.EVERY / 3600)] if long else []
    caption = (
        f"Kendall's tau of representation mutual information by the number of steps, authors' reference model, "
        f"{part.told} ({part.name}), beside other scores of the same cells."
    )
    notes = [*said, words.REGIONS_NOTE, words.INTERVALS, words.MARGIN_NOTE]
    columns = steps.table_columns(f"{part.steps[-1]} steps, sum")
    kit.write_table(output, stem, rows, columns, caption, notes)
    if long:
        note = f"Bars: 95 % intervals; grey: the margin of ±{margin.MARGIN:g}. {words.REGIONS_NOTE}"
        figures.steps(rows, caption, note, output)


def _removal(part: Part, benchmark: Benchmark, output: Output) -> None:
    chosen = strata.sample(part.cells, strata.ALL, benchmark, ())
    ground = removal.Ground.of(benchmark, part.cells, chosen)
    score = part.score(part.steps[-1])
    beside = steps.beside(part.cells, benchmark)
    others = {label: beside["", label] for label in (f"{parts.OLD}, {steps.SUM}", "MACs")}
    shares, bias = errors.rows([(part.name, score), *others.items()], chosen, part.cells, benchmark)
    told = f" {part.name}: {part.told}."
    chance = words.SHARES_NOTE.format(chance=words.chance(len(part.cells)))
    kit.write_table(output, "shares", shares, errors.SHARES, words.SHARES + told, [chance])
    kit.write_table(output, "bias", bias, errors.BIAS, words.BIAS + told, [words.BIAS_NOTE])
    found = removal_tables.rows(removal.everything(ground, score, others))
    notes = [words.removal_said(found), *words.removal_notes(part)]
    kit.write_table(output, "removal", found, removal_tables.COLUMNS, words.removal_caption(part), notes)
    note = "Bars: one standard deviation over the draws; at the limits 95 % of the draws, mean over the nine limits."
    figures.removal(found, words.removal_caption(part), note, output)


def _seeds(first: Part, second: Part, benchmark: Benchmark, output: Output) -> None:
    found = seeds.reliability(first, second, benchmark)
    if not found:
        return
    cells = len(np.intersect1d(first.cells, second.cells))
    told = f" {cells} common cells; wanted: {parts.WANTED[SECOND]}."
    notes = [words.REGIONS_NOTE, words.INTERVALS]
    kit.write_table(
        output, "seeds", found, seeds.RELIABILITY, words.RELIABILITY + told, [words.RELIABILITY_NOTE, *notes]
    )
    gains = seeds.gains(first, second, benchmark)
    columns = steps.table_columns(seeds.FIRST)
    kit.write_table(output, "seeds-gain", gains, columns, words.GAINS + told, [*notes, words.MARGIN_NOTE])


EXPERIMENT = experiment(
    name="rmi-protocol",
    title="Representation mutual information with the authors' reference model: steps, seeds, and what the rows need",
    introduction=words.INTRODUCTION,
    seeds=1,
    cases=lambda _: (),
    report=report,
    needs=("core", "freerea"),
    scores=("rmi",),
)
