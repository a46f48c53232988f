"""How often each rule of the verdicts says what, when the truth is known: its operating characteristics, simulated."""

from __future__ import annotations

from experiments import kit
from experiments.verdict_rules import figures, simulation, words
from suite.report.output import Output


def report(study: kit.Study, output: Output) -> None:
    """Write the table and the figure; no table of a benchmark is looked up."""
    output.no_tables = words.NO_TABLES
    rows = simulation.rows()
    kit.write_table(output, "operating-characteristics", rows, simulation.COLUMNS, words.CAPTION, words.NOTES)
    figures.report(output)


EXPERIMENT = kit.experiment(
    name="verdict-rules",
    title="The rules of the verdicts: how often they are right",
    introduction=(
        "Simulated: how often the rules by which published numbers are judged say 'equivalent' or 'different' when the "
        "truth is equal, one margin away and two margins away, by the number of published runs and of ours."
    ),
    seeds=1,
    cases=lambda _: (),
    report=report,
)
