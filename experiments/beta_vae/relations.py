"""Does tolerance go with beta, or with a proxy of disentanglement? Rank correlations within seeds, with their tests."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.beta_vae.accuracy import KINDS
from experiments.beta_vae.dense import PROXIES, PROXY_NOTE
from experiments.beta_vae.tolerance import DEFINITION, losses_at_last, tolerances
from experiments.beta_vae.trained import METHOD_NOTE, Group, looks
from suite.analysis.statistics import holm
from suite.report.fronts import one_legend
from suite.report.output import Output
from suite.report.style import new_figure, publication_style

Floats = NDArray[np.float64]

PERMUTATIONS = 9_999
LEVEL = 0.05
TEST_NOTE = (
    "Spearman's rank correlation over the betas within each seed, mean over seeds. p: two-sided permutation test, the "
    f"betas permuted within each seed ({PERMUTATIONS:,} permutations); Holm's correction over the tests of one data "
    "set. A tolerance that was not reached ranks highest. With so few networks only strong relations can be seen, and "
    "beta drives the proxies too: a correlation is no cause."
)


def standard_ranks(values: Floats) -> Floats:
    """Return ranks along the last axis, centred and of length 1; NaN where all values are the same.

    The sum of products of two of these is Spearman's correlation.
    """
    from scipy.stats import rankdata

    ranks = rankdata(values, axis=-1)
    centred = ranks - ranks.mean(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.asarray(centred / np.sqrt((centred**2).sum(axis=-1, keepdims=True)))


def permutation_test(first: Floats, second: Floats, rng: np.random.Generator) -> tuple[Floats, float]:
    """Return the correlation of every seed and the p-value of their mean.

    Args:
        first: ``(seeds, betas)``; infinite values rank highest.
        second: the same shape.
        rng: draws the permutations.
    """
    a, b = standard_ranks(first), standard_ranks(second)
    found = np.asarray((a * b).sum(axis=-1))
    usable = np.isfinite(found)
    if not usable.any():
        return found, float("nan")
    shuffled = rng.permuted(np.broadcast_to(a[usable], (PERMUTATIONS, *a[usable].shape)), axis=-1)
    drawn = (shuffled * b[usable]).sum(axis=-1).mean(axis=-1)
    extreme = (np.abs(drawn) >= abs(found[usable].mean()) - 1e-12).sum()
    return found, float((1 + extreme) / (1 + PERMUTATIONS))


def outcomes(group: Group) -> dict[str, Floats]:
    """Return what is to be explained, larger being better, ``(seeds, betas)`` each."""
    found = {f"{kind} tolerance": tolerances(group, column) for column, kind in KINDS.items()}
    last = f"{100 * group.sparsities[-1]:.0f} %"
    found["accuracy before pruning"] = group.dense("test_accuracy")
    return found | {f"accuracy at {last} minus dense, {kind}": -losses_at_last(group, c) for c, kind in KINDS.items()}


def frame(group: Group) -> pd.DataFrame:
    """Return one row per outcome and explaining quantity."""
    explaining = {"beta": np.broadcast_to(np.array(group.betas), (len(group.seeds), len(group.betas)))}
    explaining |= {name: group.dense(column) for column, (name, _, _) in PROXIES.items()}
    rows: list[dict[str, Any]] = []
    for outcome, values in outcomes(group).items():
        for name, quantity in explaining.items():
            rng = np.random.default_rng(zlib.crc32(f"{group.name}/{outcome}/{name}".encode()))
            found, p = permutation_test(np.asarray(quantity, dtype=np.float64), values, rng)
            texts = ", ".join("constant" if np.isnan(each) else f"{round(each, 2) + 0.0:+.2f}" for each in found)
            mean = float(np.nanmean(found)) if np.isfinite(found).any() else float("nan")
            rows.append(
                {"images": group.label, "outcome": outcome, "against": name, "rho": mean, "by_seed": texts, "p": p}
            )
    table = pd.DataFrame(rows)
    known = table["p"].notna()
    table.loc[known, "p_holm"] = holm(table.loc[known, "p"].to_numpy())
    table["reading"] = [_reading(row.rho, row.p_holm) for row in table.itertuples()]
    return table


def _reading(rho: float, p: float) -> str:
    if np.isnan(p):
        return "cannot be tested: one side is constant"
    if p >= LEVEL:
        return "no relation seen"
    return "better where larger" if rho > 0 else "worse where larger"


def report(groups: list[Group], output: Output) -> None:
    """Write the table and the figure."""
    output.table(
        "relations",
        pd.concat([frame(group) for group in groups], ignore_index=True),
        "Pruning tolerance against beta and against the proxies of disentanglement of the dense network.",
        [METHOD_NOTE, TEST_NOTE, DEFINITION, PROXY_NOTE, *(group.note for group in groups)],
        headings={"rho": "mean rho", "by_seed": "rho by seed", "p_holm": "p (Holm)"},
        formats={"rho": "+.2f", "p": ".4f", "p_holm": ".4f"},
    )
    _figure(groups, output)


def _figure(groups: list[Group], output: Output) -> None:
    from matplotlib.ticker import MaxNLocator

    column = "one_shot_accuracy"
    numbers: dict[str, Any] = {}
    with publication_style():
        figure, grid = new_figure(len(groups), len(PROXIES), height_in=2.0 * len(groups) + 0.3, sharey="row")
        for row, group in enumerate(groups):
            style, tolerance = looks(group.betas), tolerances(group, column)
            numbers[group.name] = {"beta": group.betas, "tolerance": tolerance}
            for place, (proxy, (name, unit, _)) in enumerate(PROXIES.items()):
                axes, found = grid[row, place], group.dense(proxy)
                for at, beta in enumerate(group.betas):
                    axes.plot(
                        found[:, at], tolerance[:, at], linestyle="none", markersize=4, label=f"β = {beta:g}",
                        **style[beta],
                    )  # fmt: skip
                if proxy == "active_units":
                    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=1))
                axes.set_xlabel(f"{name}\n({unit})")
                axes.grid(linewidth=0.3, alpha=0.5)
                numbers[group.name][proxy] = found
            grid[row, 0].set_ylabel(f"{group.label}\none-shot tolerance (%)")
        one_legend(figure, [grid[0, 0]], columns=7)
        output.figure(
            "proxies",
            figure,
            numbers,
            "Sparsity at which one point of accuracy is lost without fine-tuning, against four proxies of "
            "disentanglement of the dense network; each marker is one network (beta, seed).",
            "A network that never lost one point has no marker (null here).",
        )
