"""Options of the commands that search, and what they become."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from suite.cli.options import data_dir_option, dataset_option, renamed_option, source_option

if TYPE_CHECKING:
    from suite.study.spec import RunSpec

F = TypeVar("F", bound=Callable[..., Any])

EXPERIMENT = "command-line"
"""One experiment for ``run`` and ``compare``: seed 3 of a comparison is the run that ``--seed 3`` makes alone."""
DEFAULT_FITNESS = "valid@200"
DEFAULT_QUERIES = 2000

COST_LIMIT = click.option(
    "--cost-limit",
    type=float,
    default=None,
    help="Limit of the hardware cost, in its unit: for hw_evrsnas, and for one-objective methods as a penalty.",
)

METRIC = click.option(
    "--metric",
    default="latency",
    show_default=True,
    metavar="latency|energy|latency+energy",
    help="Hardware cost: latency (ms), energy (mJ), another metric of an added device, or a column of each.",
)

OPTIONS = (
    click.option(
        "--device",
        default=None,
        help="edgegpu, raspi4, edgetpu, pixel3, eyeriss, fpga, or one that you added ('suite data import'); several: "
        "each:raspi4,fpga (a column each), worst:raspi4,fpga or sum:raspi4,fpga (relative to each device's median; in "
        "physical units worst-ms:, sum-ms:, worst-mj:, sum-mj:). Without one the search sees the fitness alone.",
    ),
    dataset_option,
    METRIC,
    click.option(
        "--cost-source",
        default="table",
        show_default=True,
        metavar="table|ESTIMATOR:N",
        help="What the search sees as hardware cost: the tables, or an estimator after N measurements, e.g. ridge:50, "
        "help:10 (see 'suite estimate'). Results are always measured on the tables.",
    ),
    click.option(
        "--formulation",
        default=None,
        metavar="FORMULATION",
        help="Accuracy and cost as one objective, for any method that takes one: constrained:LIMIT[,WEIGHT or hard], "
        "weighted-sum:LAMBDA[,spans=ERROR/COST], weighted-product:TARGET,W[,hard], two-stage:TOLERANCE[,SHARE]; or "
        "pareto (the columns as they are). With it, --cost-limit only says where results are measured.",
    ),
    click.option(
        "--fitness",
        default=None,
        metavar="FITNESS",
        help="What is searched on: valid@200 (or valid200), valid@12, valid@200:777, valid12-trial; simulated ones: "
        "simulated-supernet:preset=one-shot (few-shot, no-saturation; or zc=,rho=,w=,additive=), rank-noise:tau=0.5; "
        "score tables: score:rmi, supernet:default, score:NAME@STEPS:sum ('suite data scores' lists them); "
        "supernet-live:cells=1,images=2000,limit=250 trains a supernet itself; "
        "staged:A/B/C for a fitness per stage. "
        f"Default {DEFAULT_FITNESS}, mean over trials; the output says it. On a table of another package: valid; "
        "in a once-for-all space: predicted.",
    ),
    click.option(
        "--budget",
        type=float,
        default=None,
        help=f"How much a run may spend. Default {DEFAULT_QUERIES:,} queries: MO-HDNAS's 100 generations of 20 "
        "(its loop, taken literally, evaluates 101: 2,020).",
    ),
    click.option(
        "--budget-kind",
        default="queries",
        show_default=True,
        metavar="queries|distinct|seconds|nb201-seconds|nats-seconds",
        help="Repetitions count, are free, or training time counts (simulated, by the tables); nb201-seconds and "
        "nats-seconds also charge repetitions and an estimated validation pass, as those benchmarks' scripts do.",
    ),
    click.option(
        "--unmeasured",
        default="infeasible",
        show_default=True,
        metavar="infeasible|fastest",
        help="Architectures without a measurement (Edge TPU); 'fastest' is the cost -1, as in MO-HDNAS's figures.",
    ),
    COST_LIMIT,
    data_dir_option,
    source_option,
    renamed_option("--accuracy", "--fitness"),
    renamed_option("--cost", "--cost-source"),
)


def out_option(help_text: str, file: bool = False) -> Callable[[F], F]:
    """Add ``--out``, a folder, or with ``file`` also a file."""
    kind = click.Path(path_type=Path, file_okay=file)
    return click.option("--out", type=kind, default=Path("output"), show_default=True, help=help_text)


def search_options(function: F) -> F:
    """Add the options that ``run`` and ``compare`` share."""
    return with_options(function, OPTIONS)


def with_options(function: F, options: Sequence[Callable[[F], F]]) -> F:
    """Add options; help shows them in their order."""
    for option in reversed(options):
        function = option(function)
    return function


def build_spec(
    algorithm: str,
    *,
    dataset: str,
    device: str | None,
    metric: str,
    fitness: str | None,
    budget: float | None,
    budget_kind: str,
    unmeasured: str,
    cost_limit: float | None,
    params: Sequence[str],
    cost_source: str = "table",
    formulation: str | None = None,
    seed: int = 0,
) -> RunSpec:
    """Return the specification that the options mean.

    Raises:
        SuiteError: for values that cannot be read or do not go together.
    """
    from suite.algorithms import registry
    from suite.errors import ConfigurationError
    from suite.study.spec import Budget, RunSpec

    algorithm = registry.canonical(algorithm)
    values = dict(parse_param(text) for text in params)
    if len(values) < len(params):
        raise ConfigurationError("a parameter is given twice with --param")
    chosen: str | None = formulation
    if cost_limit is not None and formulation is None:
        values, chosen = _apply_limit(algorithm, device, cost_limit, values)
    if budget is None:
        if budget_kind != "queries":
            raise ConfigurationError(f"a budget in {budget_kind} has no default: give --budget")
        budget = DEFAULT_QUERIES
    return RunSpec(
        experiment=EXPERIMENT,
        algorithm=algorithm,
        dataset=dataset,
        device=device,
        metric=metric,
        fitness=fitness or default_fitness(dataset),
        params=tuple(values.items()),
        budget=Budget.of(budget_kind, budget),
        seed=seed,
        unmeasured=unmeasured,
        formulation=chosen,
        cost_source=cost_source,
    )


def default_fitness(dataset: str) -> str:
    """Return what is searched on where nothing else is said."""
    from suite.objectives.fitness import PREDICTED, STATED
    from suite.ofa import OFA_SPACES
    from suite.tables.columns import DATASETS

    if dataset in OFA_SPACES:
        return PREDICTED
    return DEFAULT_FITNESS if dataset in DATASETS else STATED


def measured_limit(cost_limit: float | None, formulation: str | None) -> float | None:
    """Return the limit within which results are measured: the one given, else that of a constrained formulation."""
    from suite.objectives.formulation_text import parse_formulation

    chosen = parse_formulation(formulation)
    return cost_limit if cost_limit is not None or chosen is None else chosen.limit


def _apply_limit(
    algorithm: str, device: str | None, limit: float, params: dict[str, Any]
) -> tuple[dict[str, Any], str | None]:
    """Return parameters and formulation that impose a cost limit, by what the algorithm can do."""
    from suite.algorithms import registry
    from suite.errors import ConfigurationError

    if device is None:
        raise ConfigurationError("a cost limit needs a device: give --device")
    if "cost_limit" in registry.parameters(algorithm):
        return {"cost_limit": limit, **params}, None
    if registry.get(algorithm).n_objectives[0] == 1:
        return params, f"constrained:{limit!r}"
    raise ConfigurationError(f"{algorithm} searches a whole front and takes no cost limit: leave --cost-limit out")


def parse_param(text: str) -> tuple[str, Any]:
    """Return name and value of ``name=value``; the value as a number, true, false or none if it reads as one."""
    from suite.errors import ConfigurationError
    from suite.language import scalar

    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name or not value:
        raise ConfigurationError(f"write --param KEY=VALUE, not '{text}'")
    return name.replace("-", "_"), scalar(value)
