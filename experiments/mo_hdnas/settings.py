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

RMI = "score:rmi:sum"
"""The paper's phi (Eq. 2): the sum of the representation mutual information, by the default score table."""

UPPER = "valid@200:mean"
"""Upper bound: what a search finds that knows the accuracy itself."""

CHEAP_PROXY = "valid@12:mean"
MAIN = (RMI, UPPER)
"""The fitnesses of every comparison."""

PROXIES = (*MAIN, CHEAP_PROXY)


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
"""An outside implementation beside ours; on one data set and fitness, for it takes ten times as long as ours."""

FIG6_PANEL = ("cifar10", "fpga")
"""Data set and device of the ablation."""


def search(
    variant: Variant,
    dataset: str,
    device: str,
    seed: int,
    accuracy: str = RMI,
    unmeasured: str = "infeasible",
) -> RunSpec:
    """Return one search. Variants of one algorithm share their random stream, so they start from one population."""
    return RunSpec(
        experiment=EXPERIMENT,
        algorithm=variant.algorithm,
        params=variant.params,
        dataset=dataset,
        device=device,
        fitness=accuracy,
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
    accuracy: str = RMI,
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
            for accuracy in MAIN:  # Fig. 4 and front quality; Figs. 2, 5, 6
                runs += [spec for variant in COMPARED for spec in searches(variant, dataset, device, seeds, accuracy)]
            runs += searches(THREE, dataset, device, seeds, CHEAP_PROXY)
            if dataset in PYMOO.datasets:
                runs += searches(PYMOO, dataset, device, seeds, UPPER)
        for accuracy in MAIN:  # Fig. 4 as printed
            runs += searches(THREE, dataset, "edgetpu", seeds, accuracy, unmeasured="fastest")
    for device in DEVICES:
        runs += searches(TWO, "cifar10", device, seeds, CHEAP_PROXY)  # Fig. 2
    for accuracy in MAIN:
        runs += searches(TWO, "cifar10", "edgetpu", seeds, accuracy, unmeasured="fastest")  # Fig. 2 as printed
        runs += searches(FRESH, *FIG6_PANEL, seeds, accuracy)  # Fig. 6, chi against the current parents and children
        runs += [spec for specs in nine_constraints(seeds, accuracy=accuracy).values() for spec in specs]  # Fig. 5
    return runs
