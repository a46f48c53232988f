"""How a cost is known: the strategies of the survey, and from how many measurements."""

from __future__ import annotations

from dataclasses import dataclass

from suite.errors import UnknownNameError
from suite.report.style import OKABE_ITO, SeriesStyle

DRAWS = {10: 3, 25: 3, 50: 3, 124: 3, 300: 2, 900: 2}
"""Draws of the measured architectures by their number: as many as minutes allow, times three data sets."""

SIZES = (10, 25, 50, 124, 300, 900)
"""Numbers of measurements. 25 is the size of a look-up table, 124 and 900 those of the public comparisons."""

LOOK_UP_SIZE = 25
"""Measurements of a look-up table: its base and 24 neighbours."""


@dataclass(frozen=True)
class Strategy:
    """One way to know a cost.

    Attributes:
        name: in tables of numbers.
        label: for readers.
        kind: one of the survey's four: measurement, look-up table, analytical, prediction model.
        estimator: text in front of the number of measurements, or the whole text if ``sizes`` is None.
        sizes: numbers of measurements, or None if the strategy measures what it needs (25).
    """

    name: str
    label: str
    kind: str
    estimator: str
    sizes: tuple[int, ...] | None = SIZES

    @property
    def designed(self) -> bool:
        """Whether the strategy itself says what it measures, always the same."""
        return self.sizes is None

    def draws(self, seeds: int) -> dict[str, int]:
        """Return cost source, as ``--cost-source`` takes it -> number of draws; a look-up table has one."""
        if self.sizes is None:
            return {self.estimator: 1}
        return {f"{self.estimator}:{size}": min(seeds, DRAWS[size]) for size in self.sizes}


ANALYTICAL = (
    Strategy("macs", "MACs", "analytical", "macs"),
    Strategy("params", "parameters", "analytical", "params"),
)
LOOK_UP = (
    Strategy("lut_none", "look-up, all-none", "look-up table", "lut:none", None),
    Strategy("lut_skip", "look-up, all-skip", "look-up table", "lut:skip", None),
    Strategy("lut_3x3", "look-up, all-3x3", "look-up table", "lut:3x3", None),
)
LEARNED = (
    Strategy("ridge", "ridge", "prediction model", "ridge"),
    Strategy("svr", "support vector", "prediction model", "svr"),
    Strategy("random_forest", "random forest", "prediction model", "random_forest"),
    Strategy("gradient_boosting", "gradient boosting", "prediction model", "gradient_boosting"),
    Strategy("mlp", "MLP", "prediction model", "mlp"),
)
NETWORKS = (
    Strategy("brp_nas", "BRP-NAS", "prediction model", "brp_nas"),
    Strategy("help", "HELP", "prediction model", "help"),
)
"""Those that need torch: their rows are read from ``experiments/trained/survey.csv``."""

STRATEGIES = (*ANALYTICAL, *LOOK_UP, *LEARNED)
BY_NAME = {strategy.name: strategy for strategy in (*STRATEGIES, *NETWORKS)}


def label(name: str) -> str:
    """Return a strategy's name for readers."""
    return BY_NAME[name].label


def designed(name: str) -> bool:
    """Return whether a strategy itself says what it measures."""
    return BY_NAME[name].designed


def of_source(source: str) -> tuple[Strategy, int]:
    """Return the strategy behind a cost source such as "ridge:50" or "lut:skip", and its number of measurements.

    Raises:
        UnknownNameError: for a source that is none of the strategies here.
    """
    for strategy in BY_NAME.values():
        if strategy.designed and source == strategy.estimator:
            return strategy, LOOK_UP_SIZE
        name, _, size = source.rpartition(":")
        if not strategy.designed and name == strategy.estimator:
            return strategy, int(size)
    raise UnknownNameError(f"'{source}' is none of the survey's strategies")


STYLES: dict[str, SeriesStyle] = {
    "macs": SeriesStyle("MACs (parameters alike)", "#555555", "", (0, (4, 2))),
    "lut_none": SeriesStyle("look-up, all-none", OKABE_ITO["black"], "x", "none"),
    "lut_skip": SeriesStyle("look-up, all-skip", OKABE_ITO["black"], "+", "none"),
    "lut_3x3": SeriesStyle("look-up, all-3x3", OKABE_ITO["black"], "1", "none"),
    "ridge": SeriesStyle("ridge", OKABE_ITO["blue"], "o", "-"),
    "svr": SeriesStyle("support vector", OKABE_ITO["sky"], "s", "--"),
    "random_forest": SeriesStyle("random forest", OKABE_ITO["green"], "D", "-."),
    "gradient_boosting": SeriesStyle("gradient boosting", OKABE_ITO["orange"], "^", (0, (5, 1, 1, 1, 1, 1))),
    "mlp": SeriesStyle("MLP", OKABE_ITO["purple"], "v", (0, (3, 1))),
    "brp_nas": SeriesStyle("BRP-NAS", OKABE_ITO["vermilion"], "P", ":"),
    "help": SeriesStyle("HELP", "#CC0000", "*", "-"),
}
