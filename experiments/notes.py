"""Sentences that tables and figures share, so that each is said once and the same everywhere."""

from __future__ import annotations

from suite import scores
from suite.objectives.fitness import parse_fitness
from suite.tables.columns import DATASET_LABELS

REPORTED_NOTE = (
    "Test accuracy (200 epochs, mean over trials; CIFAR-10: trained on train and validation data) is reported only; "
    "it selects nothing."
)

PROXY_NOTE = (
    "The paper's fitness is the representation similarity (RMI) to a ResNet-20. Here the search looks up validation "
    "accuracy instead: {proxies}, mean over trials. A look-up of the 200-epoch validation accuracy is an upper bound "
    "on what a proxy can know, not a replica of RMI."
)

PROXY_NAMES = {
    "valid@200:mean": "validation accuracy after 200 epochs (valid@200)",
    "valid@12:mean": "validation accuracy after 12 epochs (valid@12)",
}

PROXY_SHORT = {"valid@200:mean": "valid@200", "valid@12:mean": "valid@12"}

LOOK_UP_NOTE = "'{short}': {name}, mean over trials, looked up"
BOUND_NOTE = "; an upper bound on what a fitness can know, not a replica of RMI"

EDGETPU_NOTE = (
    "Edge TPU: 4,699 architectures have no measurement and are infeasible here; the paper's figures show them at -1 ms."
)


def proxy_note(*protocols: str) -> str:
    """Return the sentence on the accuracy proxy for the given protocols."""
    return PROXY_NOTE.format(proxies=" or ".join(PROXY_NAMES[protocol] for protocol in protocols))


def seeds_note(seeds: int) -> str:
    """Return how many seeds stand behind a number and what the bands mean."""
    return f"Ours: median, smallest and largest over {seeds} seeds."


def short(fitness: str) -> str:
    """Return the short name of a fitness: "valid@200", or "RMI (reduced)" where its protocol is a reduced one.

    Raises:
        UnknownNameError: for a score table that is not at hand.
    """
    text = parse_fitness(fitness).text
    if text in PROXY_SHORT:
        return PROXY_SHORT[text]
    selection = scores.parse_selection(str(parse_fitness(fitness).column))
    what = "RMI" if selection.summed else "RMI loss"
    return f"{what} (reduced)" if scores.load(selection.name).reduced else what


def fitness_notes(*fitnesses: str) -> list[str]:
    """Return a sentence on each fitness: what it is, what was reduced, and where scores are transferred."""
    found = []
    for fitness in fitnesses:
        chosen = parse_fitness(fitness)
        if chosen.text in PROXY_NAMES:
            bound = BOUND_NOTE if chosen.epochs == 200 else ""
            found.append(LOOK_UP_NOTE.format(short=short(fitness), name=PROXY_NAMES[chosen.text]) + f"{bound}.")
            continue
        table = scores.load(scores.parse_selection(str(chosen.column)).name)
        others = [label for name, label in DATASET_LABELS.items() if name != table.dataset]
        found.append(
            f"'{short(fitness)}': {chosen.describe()}. The same scores stand on every "
            f"data set: on {' and '.join(others)} they are transferred from {DATASET_LABELS[table.dataset]}."
        )
    return found


def compared(count: float, other: float) -> str:
    """Return how a count stands to another: "more than", "fewer than" or "as many as"."""
    return "more than" if count > other else "fewer than" if count < other else "as many as"
