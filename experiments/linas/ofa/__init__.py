"""LINAS / ConcurrentNAS in once-for-all's MobileNetV3 and ResNet50 spaces (arXiv 2205.10358, 2202.12954)."""

from __future__ import annotations

from experiments.kit import Case, Study, experiment
from experiments.linas.ofa import figures, moved, ratio, runs, tables, words
from experiments.linas.ofa.curves import judge, measured
from suite.report.output import Output


def report(study: Study, output: Output) -> None:
    """Write every table and figure."""
    output.no_tables = words.NO_TABLES
    fronts = sorted({f"{case['problem'].label}: {_front(study, case)}" for case in runs.COMPARISON})
    hypervolume = words.HYPERVOLUME.format(fronts=" ".join(f"{text}." for text in fronts))
    notes = [words.SEEDS_NOTE.format(seeds=study.seeds), words.PREDICTED, hypervolume]
    compared = measured(study, runs.COMPARISON)
    tables.hypervolume_table(compared, output, [words.LINES, *notes])
    tables.targets(tables.reaches(compared), output, [words.LINES, *notes])
    tables.table3(compared, output, notes)
    ratio.table2(compared, output, notes)
    tables.public_logs(compared, output, notes)
    shares = moved.transfer(study, output, notes)
    of_history = moved.with_history(study, output, notes)
    figures.curves(compared, output, f"{words.PREDICTED} {hypervolume}")
    figures.moved(shares, of_history, output, words.PREDICTED)


def _front(study: Study, case: Case) -> str:
    return judge(study, case).evaluator.best_known.describe()


EXPERIMENT = experiment(
    name=runs.NAME,
    title="LINAS / ConcurrentNAS in once-for-all's spaces: predicted accuracy, latency and MACs",
    introduction=words.INTRODUCTION,
    seeds=runs.SEEDS,
    cases=runs.cases,
    report=report,
    needs=("ofa",),
)
