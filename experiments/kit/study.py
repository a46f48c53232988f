"""An experiment's runs with all that belongs to them, and tables of them with one row per run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from experiments import Experiment, FirstFigure
from experiments.kit.judged import Found, Judged
from experiments.kit.lines import Case, specs_of
from suite.benchmark import Benchmark
from suite.objectives.fitness import parse_fitness
from suite.report.output import Output
from suite.study.record import Record
from suite.study.setting import Setting, setting_of
from suite.study.spec import RunSpec
from suite.tables.freerea import GROUP as PROXIES_GROUP
from suite.tables.upstream.fetch import group_present


class Study:
    """The runs of an experiment; tables and figures ask it instead of making specifications again.

    Attributes:
        benchmark: the tables.
        records: every run, by its specification.
        seeds: number of seeds.
    """

    def __init__(self, benchmark: Benchmark, records: Mapping[RunSpec, Record], seeds: int) -> None:
        self.benchmark, self.records, self.seeds = benchmark, records, seeds
        self._judged: dict[Setting, Judged] = {}

    def at_hand(self, cases: Iterable[Case]) -> tuple[Case, ...]:
        """Return the cases but those on a zero-cost proxy whose file was not fetched (:func:`at_hand`)."""
        return at_hand(cases, self.benchmark)

    def runs(self, search: Case | RunSpec) -> list[Record]:
        """Return the runs of a search, one per seed.

        Raises:
            KeyError: for a search that is in none of the experiment's cases.
        """
        case = search if isinstance(search, Case) else Case(search, {})
        return [self.records[spec] for spec in case.specs(self.seeds)]

    def judged(self, search: Case | RunSpec | Record | Setting, fitness: str | None = None) -> Judged:
        """Return what the runs of this setting are judged on; all methods on one problem share it.

        Args:
            search: any run of the setting, or the setting itself: ``Setting("cifar10", kit.VALID, "fpga")``.
            fitness: to judge by, in place of the searched one.
        """
        if not isinstance(search, RunSpec | Setting):
            search = search.spec
        setting = search if isinstance(search, Setting) else setting_of(search)
        setting = setting.judged() if fitness is None else replace(setting.judged(), fitness=parse_fitness(fitness))
        if not setting.drawn:
            setting = replace(setting, seed=0)
        if setting not in self._judged:
            self._judged[setting] = Judged(setting, self.benchmark)
        return self._judged[setting]

    def found(self, record: Record, limit: float | None = None) -> Found:
        """Return what a run returned, judged within a cost limit; by default the one that the method was told."""
        judged = self.judged(record)
        told = told_limit(record.spec) if limit is None else limit
        return judged.found(judged.returned(record, told), told)

    def tidy(
        self, cases: Iterable[Case], measure: Callable[[Case, Record], Mapping[str, Any]] | None = None
    ) -> pd.DataFrame:
        """Return one row per run.

        Args:
            cases: the searches; those on a zero-cost proxy that was not fetched are left out.
            measure: what to say of a run; by default what it returned (the fields of :class:`Found`).

        Returns:
            Columns: the keys of the case; seed, queries, distinct, distinct_classes, hours (of simulated training, NaN
            where the fitness needs none); those of ``measure``; spec (the search with seed 0).
        """
        rows = []
        for case in self.at_hand(cases):
            for record in self.runs(case):
                said = vars(self.found(record)) if measure is None else measure(case, record)
                rows.append({**case.keys, "seed": record.spec.seed, **_spent(record), **said, "spec": case.spec})
        return pd.DataFrame(rows)


def at_hand(cases: Iterable[Case], benchmark: Benchmark) -> tuple[Case, ...]:
    """Return the cases but those on a zero-cost proxy whose file was not fetched.

    The proxies are files of others, which stand beside a paper's own fitness and need a download of their own.
    """
    fetched = group_present(benchmark.data_dir, PROXIES_GROUP)
    return tuple(
        case
        for case in cases
        if fetched
        or case.spec.fitness.proxy is None
        or case.spec.fitness.column in benchmark.table_columns(case.spec.dataset)
    )


def told_limit(spec: RunSpec) -> float | None:
    """Return the cost limit that a method was told as a parameter, None if it was told none."""
    limit = dict(spec.params).get("cost_limit")
    return None if limit is None else float(limit)


def _spent(record: Record) -> dict[str, Any]:
    seconds = record.counts["simulated_seconds"]
    counts = {name: record.counts[name] for name in ("queries", "distinct", "distinct_classes")}
    return {**counts, "hours": float("nan") if seconds is None else float(seconds) / 3600.0}


def experiment(
    *,
    name: str,
    title: str,
    introduction: str,
    seeds: int,
    cases: Callable[[Benchmark], Iterable[Case]],
    report: Callable[[Study, Output], None],
    needs: tuple[str, ...] = (),
    beside: tuple[str, ...] = (),
    scores: tuple[str, ...] = (),
    first: FirstFigure | None = None,
) -> Experiment:
    """Return the experiment of a paper, as ``suite reproduce`` takes it.

    Args:
        name: on the command line, and of the folders below ``results/`` and ``figures/``.
        title: heading of its page.
        introduction: what is reproduced, for its page.
        seeds: number of seeds of the committed results.
        cases: every search that the tables and figures need; one that several grids name is made once.
        report: writes the tables and figures.
        needs: as in :class:`experiments.Experiment`; likewise ``beside``, ``scores`` and ``first``.
    """

    def runs(benchmark: Benchmark, count: int) -> Sequence[RunSpec]:
        return specs_of(at_hand(cases(benchmark), benchmark), count)

    def write(benchmark: Benchmark, records: Mapping[RunSpec, Record], count: int, output: Output) -> None:
        report(Study(benchmark, records, count), output)

    return Experiment(name, title, introduction, seeds, runs, write, needs, beside, scores, first=first)


def first_figure(
    stem: str, cases: Callable[[Benchmark], Iterable[Case]], draw: Callable[[Study, Output], None]
) -> FirstFigure:
    """Return a figure of runs with seed 0 alone, as :func:`experiment` takes it.

    Args:
        stem: name of the figure.
        cases: every search that it needs.
        draw: draws it.
    """

    def runs(benchmark: Benchmark) -> Sequence[RunSpec]:
        return specs_of(cases(benchmark), 1)

    def report(benchmark: Benchmark, records: Mapping[RunSpec, Record], output: Output) -> None:
        draw(Study(benchmark, records, 1), output)

    return FirstFigure(stem, runs, report)
