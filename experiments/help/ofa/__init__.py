"""HELP in once-for-all's MobileNetV3 space: Table 5's searches under latency limits."""

from __future__ import annotations

from experiments.help.ofa import figures, tables, words
from experiments.kit import Study, experiment
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and the figure. No searches are run: the rows come from ``suite networks help-ofa``."""
    output.no_tables = words.NO_TABLES
    tables.table5(study, output)
    tables.networks(study, output)
    tables.correlations(study, output)
    figures.searched(study, output)


EXPERIMENT = experiment(
    name="help-ofa",
    title="HELP: searches under latency limits in once-for-all's space, ten and twenty measurements",
    introduction=words.INTRODUCTION,
    seeds=4,
    cases=lambda _: (),
    report=report,
    needs=("ofa",),
)
