"""FBNet's own space, latency only: look-up tables recovered, blocks found per device and measured on the others."""

from __future__ import annotations

from experiments.fbnet.space import additivity, figures, tables, words
from experiments.fbnet.space.search import NAME, SEEDS
from experiments.kit import Study, experiment
from suite.report.output import Output
from suite.tables.fbnet_lut import fbnet_lut
from suite.tables.help_latencies import help_latencies


def report(study: Study, output: Output) -> None:
    """Write tables and figures. Networks of this space have no indices, so the searches are made here, not as runs."""
    folder = study.benchmark.data_dir
    files = help_latencies(folder)
    additivity.table(files, output)
    additivity.figure(files, output)
    luts = {device: fbnet_lut(device, folder) for device in tables.NAMES}
    runs = tables.per_run(luts, study.seeds)
    tables.report(luts, runs, study.seeds, output)
    figures.report(luts, runs, study.seeds, output)


EXPERIMENT = experiment(
    name=NAME,
    title="FBNet's own space: latency only",
    introduction=words.INTRODUCTION,
    seeds=SEEDS,
    cases=lambda _: (),
    report=report,
    needs=("help",),
)
