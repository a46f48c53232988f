"""What the papers' experiments share, so that each paper's folder reads like its experiment section.

A folder holds ``runs.py`` (which runs), ``tables.py`` and ``figures.py`` (what comes of them), ``words.py`` (captions,
notes and reasons, where they are long), and ``__init__.py`` with ``EXPERIMENT``. It imports the kit and the suite,
never another paper's folder.

========================  =========================================================================================
noun                      what it is
========================  =========================================================================================
:class:`Line`             a line of a comparison: key, label, algorithm, parameters, look
:class:`Case`             one search repeated over the seeds, with the keys that tell it from others; from :func:`grid`
:class:`Study`            the runs of an experiment: ``runs(case)``, ``judged(case)``, ``found(run)``, ``tidy(cases)``
:class:`Judged`           the enumerated space as runs of one setting are judged: costs, accuracies, best within a limit
:class:`Found`            what one run found, beside the best within its limit
:class:`Column`           a column of a table: format, heading, how a group of runs becomes one value, how it is shown
:class:`Reading`          a published number with the error of reading it
========================  =========================================================================================

An experiment in full; with a line in ``experiments/__init__.py`` it is ``suite reproduce paper``::

    from experiments import kit
    from experiments.kit import Column, Line, Study
    from suite.report.output import Output
    from suite.study.spec import Budget, RunSpec

    OURS = Line("ours", "our method", "nsga2", {"population_size": 20})
    RANDOM = Line("random", "random search", "random_search")

    def search(line: Line, dataset: str, device: str, fitness: str) -> RunSpec:
        return line.spec("paper", dataset=dataset, device=device, fitness=fitness, budget=Budget(queries=500))

    CASES = kit.grid(search, fitness=(kit.RMI, kit.VALID), dataset=kit.DATASETS, device=("fpga",), line=(OURS, RANDOM))
    COLUMNS = (
        kit.DATASET,
        kit.FITNESS,
        kit.METHOD,
        Column("test", ".2f", "test (%)", "median"),
        Column("gap", ".2f", "gap (points)", "mean"),
    )

    def report(study: Study, output: Output) -> None:
        runs = study.tidy(CASES)  # one row per run: dataset, fitness, line, seed, what it spent and found
        rows = kit.summarise(runs, ("dataset", "fitness", "line"), COLUMNS)
        kit.write_table(output, "accuracy", rows, COLUMNS, "What was found.", [kit.seeds_note(study.seeds)])

    EXPERIMENT = kit.experiment(
        name="paper",
        title="Title of the page",
        introduction="What is reproduced.",
        seeds=20,
        cases=lambda _: CASES,
        report=report,
    )

Frames keep the raw values (lines, keys of data sets, texts of fitnesses), which sentences and figures select by; names
for readers appear in :func:`write_table` alone, by ``Column.show``; it also fills in the placeholders of captions and
notes, such as ``{seeds}``. A column that needs more than one of the runs' columns takes a function of the group's rows.
A published number stands beside ours by :func:`reading` and :func:`compared`, whose cells :func:`compared_columns`
describes; the rules of the verdicts are applied there alone.

A paper that knows more of its lines than a :class:`Line` does makes a subclass with further fields. Where the value of
an axis depends on the tables (limits at quantiles), ``cases`` makes the grid from the benchmark it is given. Searches
that several papers' folders show are here too: :mod:`.constrained` (HW-EvRSNAS), :mod:`.supernet_papers` (the four
papers that search on a trained supernet).
"""

from __future__ import annotations

from experiments.kit.against import PAIRS, TEST, against, holm_of_table, summarise_against, tests_note
from experiments.kit.by_device import Reduce, changes_of_runs, device_columns, per_device, sign_changes, sign_note
from experiments.kit.columns import (
    DATASET,
    DEVICE,
    DEVICE_IN_FULL,
    FITNESS,
    FITNESS_TEXT,
    FOUND,
    METHOD,
    METHOD_KEY,
    Column,
    finite,
    groups,
    of_line,
    rows_where,
    shown,
    summarise,
    write_rows,
    write_table,
)
from experiments.kit.figures import (
    Drawing,
    device_ticks,
    draw_band,
    draw_bars,
    draw_ground,
    draw_quartiles,
    draw_ranges,
    drawing,
    plain_ticks,
    quartiles,
    right_edge,
    title_datasets,
)
from experiments.kit.inventory import cell_of
from experiments.kit.judged import Floats, Found, Indices, Judged, contains_any
from experiments.kit.limits import QUANTILES, connected_cells, quantile_limit, quantile_of
from experiments.kit.lines import Case, Line, chosen, grid, specs_of
from experiments.kit.means import spread
from experiments.kit.names import (
    BESIDE,
    DATASETS,
    DEVICES,
    ENERGY_DEVICES,
    FIGURE_DEVICES,
    FIRST_RMI,
    FIRST_TABLE,
    MAIN_FITNESSES,
    PROBLEMS,
    PROXIES,
    RMI,
    RMI_TABLE,
    TEACHER_TABLE,
    VALID,
    VALID_12,
)
from experiments.kit.nulls import null_cells, null_sets, nulls_reached
from experiments.kit.published import (
    ARITHMETIC,
    LOOK_UP,
    NO_NETWORK,
    NULL,
    OWN_NETWORK,
    PILOT,
    PRIMARY,
    REPLAY,
    SENSITIVITY,
    STAND_IN,
    Basis,
    Reading,
    compared,
    compared_columns,
    judged,
    kind_of,
    looked_up,
    pilot_cells,
    pilot_columns,
    published,
    published_for,
    published_row,
    reading,
    verdict_note,
)
from experiments.kit.resampling import generator
from experiments.kit.study import Study, experiment, first_figure, told_limit
from experiments.kit.words import (
    EDGETPU_NOTE,
    LOOK_UPS,
    REFERENCE_NOTE,
    REPORTED_NOTE,
    UNMEASURED_NOTE,
    dataset_name,
    fitness_notes,
    seeds_note,
    short,
)
from suite.tables.columns import short_label as device_name
