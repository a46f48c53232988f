"""Files of a front: CSV names that are checked early, and the figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.errors import ConfigurationError

if TYPE_CHECKING:
    from suite.cli.answers import Question


def check_csv(path: Path) -> None:
    """Raise ConfigurationError unless a name ends in .csv."""
    if path.suffix != ".csv":
        raise ConfigurationError(f"cannot write '{path.name}': give a file name that ends in .csv")


def figure_stem(path: Path) -> Path:
    """Return the path of a figure without its suffix.

    Raises:
        ConfigurationError: for another suffix than .pdf and .png.
    """
    if path.suffix not in (".pdf", ".png"):
        raise ConfigurationError(f"cannot draw '{path.name}': give a file name that ends in .pdf or .png")
    return path.with_suffix("")


def write_front_figure(stem: Path, question: Question, found: Any, allowed: Any = None) -> list[Path]:
    """Draw the exact front that answers a question and return the three files.

    Args:
        stem: path without a suffix.
        question: what was asked.
        found: ``(n,)`` indices of the front.
        allowed: which architectures could be on it; default all.
    """
    from suite.report.exact_fronts import Cost, front_figure

    error = question.error.values
    most = {limit.cost.name: limit.most for limit in question.limits}
    costs = [
        Cost(title, cost.values[found], cost.values, two_way(error, cost.values, allowed), most.get(cost.name))
        for title, cost in zip(question.titles, question.costs, strict=True)
    ]
    label = "its architectures" if len(costs) == 1 else "on the front of all objectives"
    figure, numbers = front_figure(error[found], question.error.label, costs, space=error, label=label)
    caption = f"Exact Pareto front: {'; '.join(objective.label for objective in question.problem.objectives)}"
    if question.limits:
        caption += f"; within {'; '.join(map(str, question.limits))}"
    return save(stem, figure, {"index": found, **numbers}, caption, question.benchmark)


def two_way(error: Any, cost: Any, allowed: Any = None) -> tuple[Any, Any]:
    """Return costs and errors ``(k,)`` of the exact front of one cost and the error, cheapest first."""
    import numpy as np

    from suite.analysis.fronts import front

    points = np.stack([cost, error], axis=1)
    exact = front(points if allowed is None else points[allowed])
    return exact[:, 0], exact[:, 1]


def save(stem: Path, figure: Any, numbers: dict[str, Any], caption: str, benchmark: Any = None) -> list[Path]:
    """Write a figure with its numbers; one from the surrogate says so on its face, in the caption, and in the JSON.

    Args:
        stem: path without a suffix.
        figure: a matplotlib figure.
        numbers: what is plotted.
        caption: without a full stop.
        benchmark: the tables that it shows; None if it shows none.
    """
    from suite.report.figures import save_figure
    from suite.report.output import SURROGATE_MARK, mark_surrogate

    facts: dict[str, Any] = {"caption": caption}
    if benchmark is not None:
        surrogate = bool(benchmark.is_surrogate)
        if surrogate:
            mark_surrogate(figure)
            facts["caption"] = f"{caption} [{SURROGATE_MARK}]"
        facts |= {"tables": benchmark.edition, "surrogate": surrogate}
    return save_figure(figure, stem, {**facts, **numbers})
