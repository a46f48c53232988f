"""Captions, notes and reasons."""

from __future__ import annotations

import pandas as pd

from experiments import kit
from experiments.kit import VALID
from experiments.rmi_nas.runs import FITNESSES, RMI_LOSS
from suite import scores
from suite.objectives.fitness import parse_fitness

QUOTED = "another method, quoted from the same table"
CRITERION = (
    "The published number of runs is not known and counts as one. 'quoted': another method's row. Primary: the paper's "
    "own score; other fitnesses are sensitivity rows"
)
ACCURACY_ROWS = (
    "The paper's method is the row 'RMI-NAS (random forest exploring), sum'; 'lowest loss': the best-scored cell of "
    "the same run instead; random search: the best-scored of as many random cells. ± is the population standard "
    "deviation over {seeds} seeds."
)
TEACHERS = "Published teachers: ResNet-20 on CIFAR-10, ResNet-101 on CIFAR-100, cell 9930 on ImageNet16-120."
RETURNED = "RMI-NAS: the cell that each run returned."

EXPLORATION = "Added to RMI-NAS: how often the forest's choice is positive, and where the sum cell stands in the space."
EXPLORATION_COLUMNS = (
    "'Positive': share of the forest's choices below the threshold; 'by chance': share of the space below it; 'sum "
    "new': share of seeds whose sum cell had not been evaluated before.",
    "'Rank': how many cells of the space have a lower loss than the sum cell, or a higher validation accuracy, median "
    "over seeds. 'Edges': mean number of edges in which it differs from the cell of lowest loss. 'Not worse': share of "
    "seeds whose sum cell is at least as good as the lowest loss evaluated, by each.",
)
ANYTIME_NOTE = (
    "Regret to the highest validation accuracy of the space; a run that has ended keeps its last cell. The curves "
    "begin with the first positives, after the random cells that set the threshold."
)


def accuracy() -> str:
    """Return the caption of the paper's table."""
    return f"RMI-NAS on NAS-Bench-201: test accuracy (%) of the cell found, search on {kit.short(RMI_LOSS)} and others."


def anytime(seeds: int) -> str:
    """Return the caption of the anytime curves."""
    return (
        "RMI-NAS: validation regret (200 epochs) of the cell that each rule would return, median and quartiles over "
        f"{seeds} seeds; search on {kit.short(RMI_LOSS)} (top) and on a look-up of {kit.short(VALID)} (bottom)."
    )


def positives(dataset: str, seeds: int) -> str:
    """Return the caption of the distribution of positives."""
    shown = ", ".join(kit.short(each) for each in FITNESSES if each not in kit.BESIDE)
    return (
        f"RMI-NAS, {kit.dataset_name(dataset)}: operations on each edge of the positives that make the sum cell, mean "
        f"over {seeds} seeds, search on {shown}; ring: the cell of lowest loss in the "
        "space."
    )


def why(fitness: str) -> str:
    """Return how the search on ``fitness`` differs from the published one."""
    chosen = parse_fitness(fitness)
    if chosen.column is None:
        return "the fitness is a validation accuracy looked up, not a score of networks on one batch"
    if chosen.proxy is not None:
        return "the fitness is a zero-cost proxy, not a score of fitted networks"
    table = scores.load(scores.parse_selection(chosen.column).name)
    protocol = f"a reduced protocol ({scores.reductions(table)})" if table.reduced else "one protocol"
    return f"our scores are of {protocol} and one reference model for all data sets"


def how_picks_compare(rows: pd.DataFrame) -> str:
    """Return how the means of the picks compare, counted over fitnesses and data sets."""
    means = rows.pivot(index=["fitness", "dataset"], columns="pick", values="ours")
    labels = dict(zip(rows["pick"], rows["method"], strict=True))
    said = [
        f"than the row '{labels[pick]}' in {(means['sum'] > means[pick]).sum()} of {len(means)}"
        for pick in ("lowest_loss", "random")
    ]
    return f"The sum's mean test accuracy is higher {' and '.join(said)} pairs of fitness and data set."


def how_often_right(rows: pd.DataFrame) -> str:
    """Return in words what the rows on exploration say of the forest and of the sum."""
    some = rows[rows["chance"] > 0]
    lift = some["positive"] / some["chance"]
    by_loss, by_valid = ((rows[name] >= 0.5).sum() for name in ("not_worse_loss", "not_worse_valid"))
    return (
        f"The forest's choices are positive {lift.min():.0f} to {lift.max():.0f} times as often as random cells. The "
        "sum cell is at least as good as the lowest loss evaluated in half of the seeds or more in "
        f"{by_loss} of {len(rows)} lines by loss, and in {by_valid} by validation accuracy."
    )


def costs(runs: pd.DataFrame, published_seconds: float) -> str:
    """Return what a search costs: scoring where the table knows its speed, simulated training for look-ups."""
    said = [f"published {published_seconds:,.1f} s on an unnamed GPU"]
    for keys, group in kit.groups(runs, ("fitness",)):
        column, proxy = parse_fitness(keys["fitness"]).column, parse_fitness(keys["fitness"]).proxy
        if proxy is not None:
            continue  # whoever computed it did not say how long it took
        if column is None:
            seconds = 3600.0 * group["hours"].mean()
            said.append(f"{kit.short(keys['fitness'])}: {seconds:,.0f} s of simulated training")
            continue
        speed = scores.load(scores.parse_selection(column).name).speed
        if "seconds_per_architecture" in speed:
            seconds = group["distinct_classes"].mean() * float(speed["seconds_per_architecture"])
            where = f" ({speed['device']})" if "device" in speed else ""
            said.append(f"{kit.short(keys['fitness'])}: {seconds:,.0f} s of scoring its distinct networks{where}")
    return f"Search cost on CIFAR-10: {'; '.join(said)}. Costs depend on the machine and are not judged."
