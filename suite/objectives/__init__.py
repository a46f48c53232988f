"""What a search sees: accuracies, scores and hardware costs, minimised, and problems made of them."""

from suite.objectives.problem import Problem, Reference
from suite.objectives.table import (
    Objective,
    ReportedMetric,
    TableObjective,
    accuracy_error,
    hardware_cost,
    reported_error,
    score_table,
)

__all__ = [
    "Objective",
    "Problem",
    "Reference",
    "ReportedMetric",
    "TableObjective",
    "accuracy_error",
    "hardware_cost",
    "reported_error",
    "score_table",
]
