"""Settings of the MO-HDNAS experiments (paper section 4.1) as data, and the runs that they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.benchmark import Benchmark
from suite.study.spec import Budget, RunSpec, Scalar

EXPERIMENT = "mo-hdnas"
SEEDS = 20
DATASETS = ("cifar10", "cifar100", "ImageNet16-120")
DEVICES = ("eyeriss", "edgetpu", "edgegpu", "fpga", "pixel3", "raspi4")
"""In the order of the paper's Figs. 2 and 4."""

POPULATION = 20
GENERATIONS = 100
BUDGET = Budget(queries=POPULATION * GENERATIONS)
"""The paper's 20 x 100; Algorithm 1 taken literally would evaluate one population more."""

MAIN_PROXY = "valid@200:mean"
CHEAP_PROXY = "valid@12:mean"
PROXIES = (MAIN_PROXY, CHEAP_PROXY)


@dataclass(frozen=True)
class Variant:
    """One method of the comparison: an algorithm with its parameters, and its name in tables."""

    name: str
    label: str
    algorithm: str
    params: tuple[tuple[str, Scalar], ...] = ()
    datasets: tuple[str, ...] = DATASETS


THREE = Variant("mo_hdnas", "MO-HDNAS (three objectives)", "mo_hdnas")
TWO = Variant("mo_hdnas_two", "MO-HDNAS without χ (two objectives)", "mo_hdnas", (("diversity", False),))
FRESH = Variant("mo_hdnas_fresh", "MO-HDNAS, χ fresh", "mo_hdnas", (("chi", "fresh"),))
BASELINES = (
    Variant("nsga2", "NSGA-II", "nsga2", (("population_size", POPULATION),)),
    Variant("random_search", "random search", "random_search"),
)
COMPARED = (THREE, TWO, *BASELINES)
"""The methods of the added front-quality tables, all with the same number of queries."""

PYMOO = Variant(
    "pymoo_nsga2", "NSGA-II (pymoo)", "pymoo_nsga2", (("population_size", POPULATION),), datasets=("cifar10",)
)
"""An outside implementation beside ours; on one data set, for it takes ten times as long as the other searches."""

FIG6_PANEL = ("cifar10", "fpga")
"""Data set and device of the ablation."""


def search(
    variant: Variant,
    dataset: str,
    device: str,
    seed: int,
    accuracy: str = MAIN_PROXY,
    unmeasured: str = "infeasible",
) -> RunSpec:
    """Return one search. Variants of one algorithm share their random stream, so they start from one population."""
    return RunSpec(
        experiment=EXPERIMENT,
        algorithm=variant.algorithm,
        params=variant.params,
        dataset=dataset,
        device=device,
        accuracy=accuracy,
        budget=BUDGET,
        seed=seed,
        unmeasured=unmeasured,
        record_population=variant.algorithm == "mo_hdnas" and (dataset, device) == FIG6_PANEL,
    )


def searches(
    variant: Variant,
    dataset: str,
    device: str,
    seeds: int,
    accuracy: str = MAIN_PROXY,
    unmeasured: str = "infeasible",
) -> list[RunSpec]:
    """Return one search per seed."""
    return [search(variant, dataset, device, seed, accuracy, unmeasured) for seed in range(seeds)]


def all_runs(benchmark: Benchmark, seeds: int) -> Sequence[RunSpec]:
    """Return every run of the MO-HDNAS tables and figures; HW-EvRSNAS's nine runs a seed are shared with its own."""
    from experiments.hw_evrsnas.settings import nine_constraints

    runs: list[RunSpec] = []
    for dataset in DATASETS:
        for device in DEVICES:
            for variant in (*COMPARED, PYMOO):
                if dataset not in variant.datasets:
                    continue
                runs += searches(variant, dataset, device, seeds)  # Fig. 4 and front quality; Figs. 2, 5, 6
            runs += searches(THREE, dataset, device, seeds, CHEAP_PROXY)
        runs += searches(THREE, dataset, "edgetpu", seeds, unmeasured="fastest")  # Fig. 4 as printed
    for device in DEVICES:
        runs += searches(TWO, "cifar10", device, seeds, CHEAP_PROXY)  # Fig. 2
    runs += searches(TWO, "cifar10", "edgetpu", seeds, unmeasured="fastest")  # Fig. 2 as printed
    runs += searches(FRESH, *FIG6_PANEL, seeds)  # Fig. 6, chi against the current parents and children
    runs += [spec for specs in nine_constraints(seeds).values() for spec in specs]  # Fig. 5, Table 1
    return runs
