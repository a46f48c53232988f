"""The definition of a comparison: which methods, on which problems, with which fitness, budget and seeds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from suite.errors import ConfigurationError
from suite.language import Scalar, split_head
from suite.objectives.devices import parse_devices
from suite.study.budget import Budget
from suite.study.spec import canonical_json
from suite.tables.columns import DATASET_LABELS

EXPERIMENT = "command-line"
"""What runs belong to unless a study says otherwise: seed 3 of a comparison is what ``suite run --seed 3`` makes."""
LIMIT = "limit"
"""Stands in a method's formulation for the cost limit of each problem."""
MEDIAN_LIMIT = "quantile:0.5"
"""Limit of methods that take one, where the study names none: half of the connected cells keep it."""


@dataclass(frozen=True)
class StudyProblem:
    """Data set, device and metric; without a device the fitness alone."""

    dataset: str
    device: str | None = None
    metric: str = "latency"

    @property
    def name(self) -> str:
        """Name in tables and files, such as "cifar10-raspi4-latency"."""
        parts = [self.dataset, "fitness"] if self.device is None else [self.dataset, self.device, self.metric]
        return "-".join(re.sub(r"[^\w.]+", "-", part) for part in parts)

    def title(self, label: str | None = None) -> str:
        """Return the name for people, such as "CIFAR-10, Raspberry Pi 4, latency".

        Args:
            label: the device's name for people; by default the text that names it.
        """
        dataset = DATASET_LABELS.get(self.dataset, self.dataset)
        if self.device is None:
            return f"{dataset}, fitness alone"
        return f"{dataset}, {label or self.device}, {self.metric.replace('+', ' and ')}"


@dataclass(frozen=True)
class StudyMethod:
    """One line of a comparison.

    Attributes:
        algorithm: name in the registry; of imported runs the name that they were imported under.
        label: how tables call it; two methods of a study never share it.
        params: hyper-parameters other than the defaults, by name.
        formulation: how a method of one objective joins a problem of several; None: the columns as they are. The word
            "limit" in it stands for each problem's cost limit.
        seeds: number of runs per problem, where it is not the study's.
        budget: of each run, where it is not the study's.
        imported: whether the runs were made elsewhere.
    """

    algorithm: str
    label: str = ""
    params: tuple[tuple[str, Scalar], ...] = ()
    formulation: str | None = None
    seeds: int | None = None
    budget: Budget | None = None
    imported: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", self.label or self.algorithm)
        object.__setattr__(self, "params", tuple(sorted(self.params)))

    def formulation_within(self, limit: float | None) -> str | None:
        """Return the formulation on a problem with this cost limit.

        Raises:
            ConfigurationError: if it needs a limit and there is none.
        """
        if self.formulation is None or not re.search(rf"\b{LIMIT}\b", self.formulation):
            return self.formulation
        if limit is None:
            raise ConfigurationError(
                f"the formulation of {self.label} needs a cost limit, this problem has no one cost"
            )
        return re.sub(rf"\b{LIMIT}\b", repr(limit), self.formulation)


@dataclass(frozen=True)
class ComparisonStudy:
    """A comparison, fully specified; together with the tables it determines every number.

    Attributes:
        name: names of files begin with it.
        problems: in the order of tables.
        methods: in the order of tables; tests are against the first.
        fitness: what every search sees as accuracy, a text (docs/language.md).
        budget: of every run.
        seeds: runs of each method on each problem.
        experiment: part of every run's random stream.
        unmeasured: "infeasible", or "fastest".
        cost_source: what searches see as cost: "table", or an estimator; results are measured on the tables.
        limit: cost limit of every problem, for methods that take one and for ``limit_regret``: a number in the cost's
            unit, or "quantile:0.5" of each problem's own costs. None: methods are told :data:`MEDIAN_LIMIT`, and the
            regret is the mean over three points of each front.
        measure: the main one; None: what the command chooses (:func:`suite.comparison.building.main_measure`).

    Raises:
        ConfigurationError: for no problem or method, one twice, or values out of range.
    """

    name: str
    problems: tuple[StudyProblem, ...]
    methods: tuple[StudyMethod, ...]
    fitness: str
    budget: Budget
    seeds: int
    experiment: str = EXPERIMENT
    unmeasured: str = "infeasible"
    cost_source: str = "table"
    limit: float | str | None = None
    measure: str | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w][\w.+-]*", self.name):
            raise ConfigurationError(
                f"the name of a study is of letters, digits, '.', '+', '-' and '_', not '{self.name}'"
            )
        for kind, names in (
            ("problem", [problem.name for problem in self.problems]),
            ("method", [method.label for method in self.methods]),
        ):
            if not names:
                raise ConfigurationError(f"a study needs a {kind}: it has none")
            twice = [name for name in names if names.count(name) > 1]
            if twice:
                remedy = ": give each a label of its own" if kind == "method" else ""
                raise ConfigurationError(f"the {kind} {twice[0]} stands twice in the study{remedy}")
        counts = [self.seeds, *(method.seeds for method in self.methods if method.seeds is not None)]
        if any(isinstance(count, bool) or not isinstance(count, int) or count < 1 for count in counts):
            raise ConfigurationError(f"the number of seeds is a whole number from 1, not {counts}")
        quantile_of(self.limit)

    def seeds_of(self, method: StudyMethod) -> int:
        """Return how many runs a method has on each problem."""
        return self.seeds if method.seeds is None else method.seeds

    def budget_of(self, method: StudyMethod) -> Budget:
        """Return the budget of each run of a method."""
        return self.budget if method.budget is None else method.budget

    def named(self, name: str | None = None) -> ComparisonStudy:
        """Return the study by another name; by default one that tells it from every other study."""
        return replace(self, name=name or f"{self._subject()}-{self.digest[:6]}")

    @property
    def digest(self) -> str:
        """Identity of all but the name: sha256, 64 hexadecimal digits."""
        from suite.comparison.study_text import as_dict

        content = {key: value for key, value in as_dict(self).items() if key != "name"}
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()

    def _subject(self) -> str:
        if len(self.problems) == 1:
            where = self.problems[0].name
        else:
            datasets, devices, metrics = (
                _short([getattr(problem, key) for problem in self.problems]) for key in ("dataset", "device", "metric")
            )
            where = "-".join(part for part in (datasets, devices, metrics, f"{len(self.problems)}-problems") if part)
        budget = f"{self.budget.limit:g}-{self.budget.kind}"
        return re.sub(r"[^\w.+-]+", "-", f"compare-{where}-{self.fitness}-{budget}")


def _short(values: Sequence[str | None]) -> str:
    """Return the value that all share, "" if they differ."""
    return next(iter(values)) or "" if len(set(values)) == 1 else ""


def quantile_of(limit: float | str | None) -> float | None:
    """Return q of "quantile:q"; None for a number or no limit.

    Raises:
        ConfigurationError: for any other text, or a number that is no cost.
    """
    if limit is None or (isinstance(limit, int | float) and not isinstance(limit, bool) and 0 < limit < float("inf")):
        return None
    if isinstance(limit, str):
        head, rest = split_head(limit)
        try:
            q = float(rest or "")
        except ValueError:
            q = -1.0
        if head == "quantile" and 0 < q < 1:
            return q
    raise ConfigurationError(f"a cost limit is a positive number, or quantile:Q with Q between 0 and 1, not {limit!r}")


def canonical_device(text: str | None) -> str | None:
    """Return the one spelling of a device text."""
    return None if text is None else parse_devices(text).text
