"""Which runs: the lines of a comparison, and grids of specifications.

A paper's ``runs.py`` says in one function which search a line makes on a problem, and :func:`grid` calls it for every
combination. Each :class:`Case` keeps the values that it was made of; they become the first columns of a table of runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from suite.report.style import SERIES, SeriesStyle, series_style
from suite.study.spec import RunSpec, Scalar


@dataclass(frozen=True)
class Line:
    """One line of a comparison; a paper that knows more of its lines makes a subclass with further fields.

    Attributes:
        key: identifier in raw rows and in the numbers of figures.
        label: how tables call it.
        algorithm: name in the registry.
        params: hyper-parameters other than the defaults.
        settings: fields of the specification that belong to the line, such as ``fitness`` or ``budget``; they win over
            what :meth:`spec` is given.
        most: largest number of seeds; None takes all of the experiment's.
        style: in figures; None takes :data:`suite.report.style.SERIES` by ``key``, or one made of the key.
    """

    key: str
    label: str
    algorithm: str
    params: Mapping[str, Scalar] = field(default_factory=dict, hash=False)
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    most: int | None = None
    style: SeriesStyle | None = field(default=None, hash=False)

    def spec(self, experiment: str, params: Mapping[str, Scalar] | None = None, **fields: Any) -> RunSpec:
        """Return the search of this line with seed 0.

        The random stream depends on experiment, algorithm, data set and device, so lines of one algorithm start alike.

        Args:
            experiment: name of the experiment.
            params: further hyper-parameters.
            fields: of the specification: ``dataset``, ``device``, ``fitness``, ``budget``, ...
        """
        values = {"seed": 0, **fields, **self.settings}
        pairs = tuple({**self.params, **(params or {})}.items())
        return RunSpec(experiment=experiment, algorithm=self.algorithm, params=pairs, **values)

    @property
    def look(self) -> SeriesStyle:
        """Colour, marker and line in every figure."""
        return self.style or SERIES.get(self.key) or replace(series_style(self.key), label=self.label)


@dataclass(frozen=True)
class Case:
    """One search, repeated over the seeds.

    Attributes:
        spec: the search with seed 0.
        keys: what tells it from the other cases of its grid, in the order of the columns; ``case[key]`` reads one.
        most: largest number of seeds; None takes all.
        times: how many times the experiment's number of seeds, where a number needs more of them than the others.
    """

    spec: RunSpec
    keys: Mapping[str, Any] = field(hash=False)
    most: int | None = None
    times: int = 1

    def __getitem__(self, key: str) -> Any:
        return self.keys[key]

    def specs(self, seeds: int) -> list[RunSpec]:
        """Return one specification per seed."""
        count = self.times * (seeds if self.most is None else min(seeds, self.most))
        return [replace(self.spec, seed=seed) for seed in range(count)]


def grid(search: Callable[..., RunSpec | None], **axes: Iterable[Any]) -> tuple[Case, ...]:
    """Return a case for every combination of the values of ``axes``, the last axis fastest.

    Args:
        search: called with one value of each axis by name; None leaves the combination out.
        axes: values by name. A :class:`Line` under the name ``line`` limits the number of seeds.
    """
    cases = []
    for values in product(*axes.values()):
        keys = dict(zip(axes, values, strict=True))
        spec = search(**keys)
        if spec is not None:
            line = keys.get("line")
            cases.append(Case(spec, keys, line.most if isinstance(line, Line) else None))
    return tuple(cases)


def specs_of(cases: Iterable[Case], seeds: int) -> list[RunSpec]:
    """Return the specifications of all seeds of all cases, case by case, each once."""
    return list(dict.fromkeys(spec for case in cases for spec in case.specs(seeds)))


def chosen(cases: Sequence[Case], **where: Any) -> tuple[Case, ...]:
    """Return the cases whose keys have these values."""
    return tuple(case for case in cases if all(case.keys.get(key) == value for key, value in where.items()))
