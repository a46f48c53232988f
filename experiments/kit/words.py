"""Names and sentences that tables and figures share, so that each is said once and the same everywhere."""

from __future__ import annotations

from experiments.kit.names import RMI_TABLE, VALID, VALID_12
from suite import scores
from suite.objectives.fitness import Fitness, parse_fitness
from suite.objectives.problem import describe_reference
from suite.tables.columns import DATASET_LABELS
from suite.tables.freerea import PROXY_LABELS

REPORTED_NOTE = (
    "Test accuracy (200 epochs, mean over trials; CIFAR-10: trained on train and validation data) is reported only; "
    "it selects nothing."
)
REFERENCE_NOTE = (
    f"Hypervolume by {describe_reference()}, published in results/reference-points; cells without a path from input to "
    "output add nothing. So a point of error weighs alike on every device."
)
"""Below every table of hypervolumes."""

UNMEASURED = "Edge TPU: 4,699 architectures have no measurement and are infeasible here"
UNMEASURED_NOTE = f"{UNMEASURED}."
EDGETPU_NOTE = f"{UNMEASURED}; the paper's figures show them at -1 ms."
BOUND_NOTE = "; an upper bound on what a fitness can know, not a replica of RMI"

LOOK_UPS = {
    VALID: "validation accuracy after 200 epochs (valid@200)",
    VALID_12: "validation accuracy after 12 epochs (valid@12)",
}
"""Fitness -> what is looked up."""


def seeds_note(seeds: int) -> str:
    """Return how many seeds stand behind a number and what the bands mean."""
    return f"Ours: median, smallest and largest over {seeds} seeds."


def dataset_name(dataset: str) -> str:
    """Return a data set's name for readers."""
    return DATASET_LABELS[dataset]


def fitness_text(fitness: Fitness | str) -> str:
    """Return the fitness as specifications name it."""
    return parse_fitness(fitness).text


def short(fitness: Fitness | str) -> str:
    """Return the short name of a fitness: "valid@200", or "RMI (reduced)" where its protocol is a reduced one.

    Raises:
        UnknownNameError: for a score table that is not at hand.
    """
    chosen = parse_fitness(fitness)
    if chosen.text in LOOK_UPS:
        return chosen.text.removesuffix(":mean")
    if chosen.proxy is not None:
        return PROXY_LABELS[chosen.proxy]
    selection = scores.parse_selection(str(chosen.column))
    what = "RMI" if selection.summed else "RMI loss"
    if selection.name != scores.parse_selection(RMI_TABLE).name:
        what += f" {selection.name}"  # not the table of the primary rows
    return f"{what} (reduced)" if scores.load(selection.name).reduced else what


def fitness_notes(*fitnesses: Fitness | str) -> list[str]:
    """Return a sentence on each fitness: what it is, what was reduced, and where scores are transferred."""
    said = []
    for fitness in fitnesses:
        chosen = parse_fitness(fitness)
        if chosen.text in LOOK_UPS:
            bound = BOUND_NOTE if chosen.epochs == 200 else ""
            said.append(f"'{short(fitness)}': {LOOK_UPS[chosen.text]}, mean over trials, looked up{bound}.")
            continue
        if chosen.proxy is not None:
            said.append(f"'{short(fitness)}': {chosen.describe()}; rows where the files were fetched.")
            continue
        table = scores.load(scores.parse_selection(str(chosen.column)).name)
        others = [name for dataset, name in DATASET_LABELS.items() if dataset != table.dataset]
        said.append(
            f"'{short(fitness)}': {chosen.describe()}. The same scores stand on every "
            f"data set: on {' and '.join(others)} they are transferred from {DATASET_LABELS[table.dataset]}."
        )
    return said
