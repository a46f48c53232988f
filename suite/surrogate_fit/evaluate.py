"""How well the surrogate ranks architectures that its fit did not see, and how well any model could."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from suite.errors import ConfigurationError, DataError
from suite.spaces.nasbench201 import NASBENCH201
from suite.surrogate_fit.fit import FitSettings, Table, fit_model, real_columns
from suite.tables.surrogate.tables import ACCURACY_KEYS, SurrogateModel, shipped_model

if TYPE_CHECKING:
    from suite.benchmark import Benchmark

Floats = NDArray[np.float64]

SPLITS = ("random", "class")
_N_DRAWS = 3


@dataclass(frozen=True)
class Quality:
    """The measured quality.

    Attributes:
        rows: per modelled column a dict with dataset, column, tau, Spearman and mean absolute error per split, tau of
            the shipped model on what it was fitted to, and the two yardsticks of :func:`yardsticks`.
        feasibility: per split (and ``"shipped"``) the share of cells whose Edge TPU feasibility is predicted right.
        n_parameters: fitted numbers of the models measured.
        n_held_out: held-out architectures per split.
        test_share: the share of architectures (or classes) held out.
    """

    rows: list[dict[str, Any]]
    feasibility: dict[str, float]
    n_parameters: int
    n_held_out: dict[str, int]
    test_share: float


def held_out(split: str, rng: np.random.Generator, test_share: float = 0.2) -> tuple[NDArray[np.int64], ...]:
    """Return the indices to fit and the indices to test, ``(n_fit,)`` and ``(n_test,)``, each sorted.

    Args:
        split: "random" holds out architectures; "class" holds out whole isomorphism classes, so that no equivalent
            twin of a tested cell was fitted.
        rng: decides which.
        test_share: share of the architectures, or of the classes, to hold out.

    Raises:
        ConfigurationError: for another split, or a share that leaves nothing to fit or to test.
    """
    if split not in SPLITS:
        raise ConfigurationError(f"unknown split '{split}': use one of {', '.join(SPLITS)}")
    groups = NASBENCH201.isomorphism_class() if split == "class" else np.arange(NASBENCH201.size)
    n_groups = int(groups.max()) + 1
    n_test = round(test_share * n_groups)
    if not 0 < n_test < n_groups:
        raise ConfigurationError(f"a held-out share of {test_share} leaves nothing to fit or to test: use 0.2")
    tested = np.isin(groups, rng.permutation(n_groups)[:n_test])
    return np.flatnonzero(~tested), np.flatnonzero(tested)


def evaluate(
    benchmark: Benchmark,
    seed: int,
    settings: FitSettings | None = None,
    on_epoch: Callable[[], None] | None = None,
) -> Quality:
    """Fit on four fifths and measure on the rest, for both splits, and measure the shipped model on all.

    Args:
        benchmark: the real tables.
        seed: decides the splits and the fits.
        settings: what is fitted, default as shipped.
        on_epoch: called after each epoch of each fit.

    Raises:
        DataError: if ``benchmark`` is the surrogate or lacks a column.
    """
    table = real_columns(benchmark)
    marks = yardsticks(benchmark, table, np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 99]))))
    rows: list[dict[str, Any]] = [dict(zip(("dataset", "column"), key.split("/"), strict=True)) for key in table]
    feasibility: dict[str, float] = {}
    n_held_out: dict[str, int] = {}
    everything = np.arange(NASBENCH201.size)
    n_parameters = 0
    for number, split in enumerate((*SPLITS, "shipped")):
        if split == "shipped":
            model, tested = shipped_model(), everything
        else:
            rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 100 + number])))
            fitted, tested = held_out(split, rng)
            model = fit_model(table, fitted, seed, settings, on_epoch)
            n_parameters, n_held_out[split] = model.n_parameters, len(tested)
        measured, feasibility[split] = _measure(model, table, tested)
        for row, values in zip(rows, measured, strict=True):
            names = ("tau",) if split == "shipped" else tuple(values)
            row.update({f"{name}_{split}": values[name] for name in names})
    for row in rows:
        row.update(marks[f"{row['dataset']}/{row['column']}"])
    return Quality(rows, feasibility, n_parameters, n_held_out, 0.2)


def _measure(model: SurrogateModel, table: Table, tested: NDArray[np.int64]) -> tuple[list[dict[str, float]], float]:
    """Return tau, Spearman and mean absolute error per column, and the accuracy of the feasibility.

    Edge TPU latencies are compared on all cells that were measured, whether or not they are predicted to be
    measurable.
    """
    from scipy.stats import kendalltau, spearmanr

    codes = NASBENCH201.codes(tested)
    predicted = model.predict(codes, keep_infeasible=True)
    result = []
    for key, values in table.items():
        known = tested[~np.isnan(values[tested])]
        ours, real = predicted[key][~np.isnan(values[tested])], values[known]
        result.append(
            {
                "tau": float(kendalltau(ours, real).statistic),
                "spearman": float(spearmanr(ours, real).statistic),
                "mae": float(np.abs(ours - real).mean()),
            }
        )
    missing = np.isnan(table["cifar10/edgetpu_latency_ms"][tested])
    return result, float((model.infeasible(codes) == missing).mean())


def yardsticks(benchmark: Benchmark, table: Table, rng: np.random.Generator) -> dict[str, dict[str, float]]:
    """Return per column two estimates of how well its values are known at all; NaN where the data do not say.

    ``tau_repeat`` is Kendall's tau between two runs: the trials 777 and 888 (200-epoch accuracies), or the
    measurements of the same device for CIFAR-10 and CIFAR-100, whose networks differ in the last layer only. On
    ImageNet16-120 and for 12 epochs there is no second run.
    ``tau_ceiling`` (200-epoch accuracies only) is tau between the means over the trials and the same means with the
    noise of such a mean added once more: about what a perfect model of the expected accuracy would reach. On
    CIFAR-100 and ImageNet16-120 the trials give both held-out halves together, whose noise is smaller: a bound.
    """
    result = {key: {"tau_repeat": float("nan"), "tau_ceiling": float("nan")} for key in table}
    for key in table:
        dataset, column = key.split("/")
        if (
            key in ACCURACY_KEYS
            and column.endswith("_200")
            and not (dataset == "cifar10" and column.startswith("test"))
        ):
            result[key] = _seed_noise(benchmark, dataset, rng)
        elif "latency" in column or "energy" in column:
            other = {"cifar10": "cifar100", "cifar100": "cifar10"}.get(dataset)
            if other:
                result[key]["tau_repeat"] = _tau(table[key], table[f"{other}/{column}"])
    return result


def _seed_noise(benchmark: Benchmark, dataset: str, rng: np.random.Generator) -> dict[str, float]:
    split = "valid" if dataset == "cifar10" else "validtest"
    try:
        names = [f"{split}_accuracy_200_seed{seed}" for seed in (777, 888, 999)]
        trials = np.stack([benchmark.column(name, dataset) for name in names])
    except DataError:  # tables imported from files without the single trials
        return {"tau_repeat": float("nan"), "tau_ceiling": float("nan")}
    n = (~np.isnan(trials)).sum(axis=0)
    mean = np.nanmean(trials, axis=0)
    spread = np.nanvar(trials, axis=0, ddof=1)
    smooth = np.empty_like(spread)
    for group in np.array_split(np.argsort(mean, kind="stable"), 125):  # the noise depends on the accuracy
        smooth[group] = spread[group].mean()
    noisy = [mean + rng.normal(size=len(mean)) * np.sqrt(smooth / n) for _ in range(_N_DRAWS)]
    return {
        "tau_repeat": _tau(trials[0], trials[1]),
        "tau_ceiling": float(np.mean([_tau(mean, values) for values in noisy])),
    }


def _tau(first: Floats, second: Floats) -> float:
    from scipy.stats import kendalltau

    known = ~np.isnan(first) & ~np.isnan(second)
    return float(kendalltau(first[known], second[known]).statistic)
