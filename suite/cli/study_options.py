"""Options of the searches as ``suite compare`` takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from suite.cli.options import dataset_option
from suite.cli.search_options import COST_LIMIT, METRIC, OPTIONS, with_options

F = TypeVar("F", bound=Callable[..., Any])


def study_options(function: F) -> F:
    """Add the options of :func:`search_options` as ``compare`` takes them: for several data sets and devices, too."""
    replaced: dict[Any, Callable[[F], F]] = {
        dataset_option: click.option("--dataset", default=None, help="One data set, as for 'suite run'."),
        METRIC: click.option(
            "--metric",
            default="latency",
            show_default=True,
            metavar="latency|energy|both",
            help="Hardware cost: latency (ms), energy (mJ), both (problems of each), another metric of an added "
            "device, or latency+energy (a column of each in one search).",
        ),
        COST_LIMIT: click.option(
            "--cost-limit",
            type=CostLimit(),
            default=None,
            help="Limit of the hardware cost, in its unit, or quantile:Q of each problem's own costs: results are "
            "measured within it; for methods that take one, and for one-objective methods as a penalty.",
        ),
    }
    return with_options(function, [replaced.get(option, option) for option in OPTIONS])


class CostLimit(click.ParamType):  # type: ignore[type-arg]  # generic in the stubs alone
    """A number, or ``quantile:Q``."""

    name = "LIMIT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float | str:
        """Return the number, or the text of a quantile."""
        from suite.comparison.study import quantile_of
        from suite.errors import ConfigurationError

        try:
            return float(value)
        except ValueError:
            try:
                quantile_of(value)
            except ConfigurationError as error:
                self.fail(str(error), param, ctx)
            return str(value)
