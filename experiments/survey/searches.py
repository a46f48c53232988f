"""What estimation error does to the result of a search: rows of the runs, and tables over and by device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.kit import DEVICES, Case, Column, Study
from experiments.survey.runs import BUDGET, DATASET, QUANTILE, SOURCES, TRUE, for_fronts, source_name, within_limits
from suite.analysis.pairing import shared_by
from suite.analysis.statistics import bootstrap_ci
from suite.report.output import Output
from suite.study.record import Record

RESAMPLES = 2000
SETS = ("returned", "queried")
COST_SOURCE = Column("cost_source", show=source_name)
FRONT_ROWS = (
    kit.METHOD_KEY,
    *map(Column, ("device", "cost_source", "seed")),
    *(Column(f"{what}_{name}", ".6f") for name in SETS for what in ("volume", "loss")),
)
LIMIT_ROWS = (
    *map(Column, ("device", "cost_source", "seed", "index")),
    Column("limit_ms", ".3f", of="limit"),
    Column("latency_ms", ".5f", of="cost"),
    Column("violates"),
    Column("excess_percent", ".4f"),
    Column("valid_lost", ".4f"),
)


def of_true(runs: pd.DataFrame, column: str) -> pd.Series[Any]:
    """Return, row by row, the value of the search on true cost with the same seed; the true cost comes first."""
    pairs = [key for key in ("line", "device", "seed") if key in runs]
    return runs.groupby(pairs, sort=False)[column].transform("first")


def front_runs(study: Study) -> pd.DataFrame:
    """Return one row per multi-objective search: hypervolume on true cost, and what was lost to the one on true cost.

    Columns beside those of :meth:`Study.tidy`: ``volume_returned``, ``volume_queried`` relative to the exact front's;
    ``loss_returned``, ``loss_queried``: those of the search on true cost with the same seed minus these.
    """

    def measure(case: Case, record: Record) -> Mapping[str, float]:
        judged = study.judged(record)
        return {
            "volume_returned": judged.hypervolume_share(record.recommended),
            "volume_queried": judged.hypervolume_share(np.unique(record.indices)),
        }

    runs = study.tidy(for_fronts(study.benchmark), measure)
    for name in SETS:
        runs[f"loss_{name}"] = of_true(runs, f"volume_{name}") - runs[f"volume_{name}"]
    return runs


def limit_runs(study: Study) -> pd.DataFrame:
    """Return one row per search under a cost limit: what it found on true cost (:class:`experiments.kit.Found`).

    Further columns: ``violates``: above the limit; ``excess_percent``: by how much, 0 within; ``valid_lost``:
    validation accuracy of the search on true cost with the same seed minus this one's.
    """
    runs = study.tidy(within_limits(study.benchmark))
    runs["violates"] = ~runs["feasible"]
    runs["excess_percent"] = 100.0 * np.maximum(0.0, runs["cost"] / runs["limit"] - 1.0)
    runs["valid_lost"] = of_true(runs, "valid") - runs["valid"]
    return runs


def loss_interval(runs: pd.DataFrame, measure: str) -> Any:
    """Return the mean loss of one method on one cost source over devices and seeds with its 95 % interval."""
    run = runs.iloc[0]
    rng = kit.generator("survey", run["line"].key, run["cost_source"], measure)
    return bootstrap_ci(runs[measure].to_numpy(), rng, resamples=RESAMPLES)


def _interval(measure: str) -> Callable[[pd.DataFrame], str]:
    def text(runs: pd.DataFrame) -> str:
        found = loss_interval(runs, measure)
        return f"{found.low:.4f} to {found.high:.4f}"

    return text


def notes(seeds: int) -> list[str]:
    """Return what stands below every table of the searches."""
    return [
        f"{kit.dataset_name(DATASET)}, six devices, {seeds} seeds, {BUDGET.describe()} a run. The search sees "
        "estimated latency; what it found is scored on the tables' latency. Each seed draws measurements of its own "
        "and starts the search from the population of the search on true cost with the same seed.",
        "The paper's fitness is the representation similarity (RMI) to a ResNet-20. Here the search looks up "
        f"validation accuracy instead: {kit.LOOK_UPS[kit.VALID]}, mean over trials. A look-up of the 200-epoch "
        "validation accuracy is an upper bound on what a proxy can know, not a replica of RMI.",
        "'look-up, all-none' without Edge TPU, which has no such base. Number after the colon: measured architectures.",
    ]


def report(fronts: pd.DataFrame, limits: pd.DataFrame, seeds: int, output: Output) -> None:
    """Write the rows per run, the summary over devices, and loss and violations by device."""
    caption = (
        "One row per multi-objective search on true or estimated latency: hypervolume on true latency, and its loss."
    )
    kit.write_rows(output, "search-fronts", fronts, FRONT_ROWS, caption)
    caption = "One row per HW-EvRSNAS search under a latency limit, on true or estimated latency: what it found."
    kit.write_rows(output, "search-limits", limits, LIMIT_ROWS, caption)
    _by_device(fronts, limits, seeds, output)
    _losses(fronts, seeds, output)
    _violations(limits, seeds, output)


def _losses(fronts: pd.DataFrame, seeds: int, output: Output) -> None:
    columns = [
        kit.METHOD,
        COST_SOURCE,
        Column("runs", value=len),
        Column("volume", ".4f", "HV, returned", "mean", of="volume_returned"),
    ]
    for name in SETS:
        columns.append(Column(f"loss_{name}", ".4f", f"loss, {name}", "mean"))
        columns.append(Column(f"loss_{name}_ci", heading="95 % CI", value=_interval(f"loss_{name}")))
    columns.append(Column("worst", ".4f", value="largest", of="loss_returned"))
    tests = {line.key: _against_true(runs) for line, runs in fronts.groupby("line", sort=False)}

    def against_true(group: pd.DataFrame) -> dict[str, Any]:
        run = group.iloc[0]
        test = tests[run["line"].key].get(run["cost_source"], {})
        cells = ("holm_p", "smaller", "test", "shared", "correlation")
        return {name: test.get(name, float("nan")) for name in cells}

    rows = kit.summarise(fronts, ("line", "cost_source"), columns, against_true)
    caption = "Hypervolume lost by searching on estimated latency, against the same search on true latency."
    said = [
        "Hypervolume of (valid@200 error, true latency) relative to that of the exact front; loss = that of the "
        "search on true cost minus this one's, mean over devices and seeds with 95 % bootstrap interval. "
        "'Returned': the set that the method returns; 'queried': everything it asked for, as if all of it were "
        "measured afterwards. 'Worst': largest loss of a single run, returned set.",
        "p: of the returned sets' hypervolumes against the search on true cost, Holm-corrected within a method, over "
        "the sources that every device has. A12: chance that a search on this source has the smaller hypervolume, mean "
        "over the devices.",
        kit.tests_note(rows),
        kit.REFERENCE_NOTE,
        kit.sign_note(_sign_changes(fronts), "loss of the returned set against 0, by method"),
        *notes(seeds),
    ]
    every = (*columns, Column("holm_p", ".1e", "p (Holm)"), Column("smaller", ".2f", "A12"))
    kit.write_table(output, "search-loss", rows, every, caption, said)


def _against_true(runs: pd.DataFrame) -> dict[str, dict[str, float | str]]:
    """Return the tests by cost source, of those that every device has; devices and seeds stand in one order."""
    by_source = {str(keys["cost_source"]): group for keys, group in kit.groups(runs, ("cost_source",))}
    complete = {source: group for source, group in by_source.items() if len(group) == len(by_source[TRUE])}
    volumes = {source: group["volume_returned"].to_numpy() for source, group in complete.items()}
    devices = {source: group["device"].to_numpy() for source, group in complete.items()}
    shared = shared_by({source: group["spec"].iloc[0] for source, group in complete.items()})
    return kit.against(TRUE, volumes, shared, devices)


def _sign_changes(fronts: pd.DataFrame) -> dict[str, list[str]]:
    """Return, by method, the cost sources whose mean loss is a gain on some devices."""
    changes = {}
    for line, runs in fronts[fronts["cost_source"] != TRUE].groupby("line", sort=False):
        figures = {
            source_name(str(source)): kit.per_device(group, DEVICES, lambda rows: float(rows["loss_returned"].mean()))
            for source, group in runs.groupby("cost_source", sort=False)
        }
        nothing = dict.fromkeys(DEVICES, 0.0)
        pairs = [(name, "0") for name in figures]
        changes[line.label] = kit.sign_changes({**figures, "0": nothing}, pairs)
    return changes


def _violations(limits: pd.DataFrame, seeds: int, output: Output) -> None:
    def of(column: str, broken: bool, value: str) -> Callable[[pd.DataFrame], Any]:
        return lambda runs: getattr(runs.loc[runs["violates"] == broken, column], value)()

    columns = (
        COST_SOURCE,
        Column("runs", value=len),
        Column("violations", ".3f", "share breaking the limit", "mean", of="violates"),
        Column("excess_median", ".1f", "median excess (%)", of("excess_percent", True, "median")),
        Column("excess_max", ".1f", "largest excess (%)", of("excess_percent", True, "max")),
        Column("valid_lost", ".3f", "accuracy lost", of("valid_lost", False, "mean")),
        Column("valid_lost_max", ".3f", "largest", of("valid_lost", False, "max")),
    )
    caption = (
        f"HW-EvRSNAS under a latency limit (the {100 * QUANTILE:.0f} % quantile of the device), limit kept on "
        "estimated latency: how often the architecture found breaks it on true latency."
    )
    said = [
        "'Excess': by how many per cent those that break the limit exceed it. 'Accuracy lost': validation "
        "accuracy (points) of the search on true cost minus that of the one found, over the runs within the limit.",
        *notes(seeds),
    ]
    rows = kit.summarise(limits, ("cost_source",), columns)
    kit.write_table(output, "search-violations", rows, columns, caption, said)


def _by_device(fronts: pd.DataFrame, limits: pd.DataFrame, seeds: int, output: Output) -> None:
    lost = fronts.groupby(["cost_source", "device"])["loss_returned"].mean()
    broken = limits.groupby(["cost_source", "device"])["violates"].mean()
    rows = [
        {"cost_source": source}
        | {f"loss_{device}": lost.get((source, device)) for device in DEVICES}
        | {f"violations_{device}": broken.get((source, device)) for device in DEVICES}
        for source in SOURCES
    ]
    losses = [Column(f"loss_{device}", ".4f", kit.device_name(device)) for device in DEVICES]
    shares = [Column(f"violations_{device}", ".2f", f"{kit.device_name(device)}, violations") for device in DEVICES]
    caption = (
        "By device: hypervolume lost by the returned sets (mean over NSGA-II, MO-HDNAS and seeds), then the share of "
        "HW-EvRSNAS's runs that break the limit."
    )
    said = [kit.REFERENCE_NOTE, *notes(seeds)]
    kit.write_table(output, "search-loss-by-device", rows, (COST_SOURCE, *losses, *shares), caption, said)
