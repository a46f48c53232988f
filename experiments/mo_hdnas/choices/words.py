"""Captions, notes, and the answer in words, from the tables."""

from __future__ import annotations

import pandas as pd

from experiments import kit
from experiments.kit import Line
from experiments.mo_hdnas.choices.runs import NSGA2, VARIANTS

OPERATOR_LABELS = {"real": "reals", "row": "rows", "codes": "codes"}


def line_of(chi: str, operators: str) -> Line:
    """Return the line of a way to keep chi and a set of operators; without chi on codes it is NSGA-II."""
    return VARIANTS.get((chi, operators), NSGA2)


INTRODUCTION = (
    "MO-HDNAS (arXiv 2404.12403v1) names neither operators nor the population within which a survivor's χ is taken, "
    "nor what its archive is for. Here every combination searches all 18 latency problems, and what it returns is held "
    "against random search with as many queries: is a result of the method, or of a choice?"
)
RUNS = "One row per run: hypervolume regret of the returned set and of the front of everything evaluated."
CHOICES = (
    "MO-HDNAS under the choices that its paper leaves open: hypervolume regret over all 18 latency problems (3 data "
    "sets x 6 devices), {seeds} seeds each, {budget}."
)
BY_DEVICE = (
    "The same by device (three data sets each): interquartile mean of the regret, and its difference to random "
    "search's."
)
SCALE = (
    "Regret: the share of the hypervolume of (valid@200 error, latency) that a set misses, by the fixed reference "
    "points (`reference-points`), whatever was searched; 0 is the exact front."
)
ARCHIVE = (
    "Returned: the first front of the last population in the method's own objectives. Front of all evaluated: of the "
    "searched fitness and latency, over all queries; no evaluation more is needed for it. Random search returns just "
    "that."
)
INTERVALS = (
    "IQM: interquartile mean over all runs of all problems. 95 % intervals: percentile bootstrap, 2,000 resamples of "
    "the seeds within each problem; that of a difference resamples both methods independently. 'Better', 'worse': the "
    "interval of the difference to random search's returned set leaves out 0; no correction for the number of rows."
)
SIGNS = (
    "A pooled figure can hide a change of sign between devices; what the returned sets of a line are on each device "
    "stands here."
)
FIGURE = (
    "MO-HDNAS under the choices that its paper leaves open: interquartile mean of the hypervolume regret over 18 "
    "problems, with 95 % bootstrap interval; {seeds} seeds each, {budget}."
)
FIGURE_NOTE = (
    "Filled: the returned set; open: the front of everything evaluated. Band: random search. Without χ on codes: "
    "NSGA-II."
)


def answer(rows: pd.DataFrame, devices: pd.DataFrame) -> str:
    """Return whether MO-HDNAS is worse than random search, in words that follow from the tables."""
    with_chi = [line.key for (chi, _), line in VARIANTS.items() if chi != "none"]
    said = []
    for fitness, of_fitness in rows.groupby("fitness", sort=False):
        chosen = of_fitness[[line.key in with_chi for line in of_fitness["line"]]]
        parts = []
        for name, text in (("returned", "returned set"), ("archive", "front of all evaluated")):
            there = chosen[chosen["set"] == name]
            by = []
            for statistic, label in (("iqm", "IQM"), ("mean", "mean")):
                counts = there[f"{statistic}_reading"].value_counts()
                by.append(
                    f"by {label} {counts.get('worse', 0)} worse, {counts.get('better', 0)} better, "
                    f"{counts.get('not told', 0)} not told"
                )
            parts.append(f"{text}: {'; '.join(by)}")
        changing = _changing(devices[devices["fitness"] == fitness], with_chi)
        said.append(
            f"search on {kit.short(str(fitness))}, {len(with_chi)} variants with χ against random search, "
            f"{', '.join(parts)}; by the returned set {changing} of them are better on one device and worse on another"
        )
    return "Is MO-HDNAS worse than random search? " + ". ".join(each[0].upper() + each[1:] for each in said) + "."


def _changing(devices: pd.DataFrame, lines: list[str]) -> int:
    """Return how many lines are better than random search on one device and worse on another, by returned sets."""
    mine = pd.Series([line.key in lines for line in devices["line"]], index=devices.index)
    there = devices[(devices["set"] == "returned") & mine]
    readings = there.groupby([line.key for line in there["line"]])["iqm_reading"].agg(set)
    return int(sum({"better", "worse"} <= each for each in readings))
