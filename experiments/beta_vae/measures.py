"""Pruning tolerance, and whether it goes with beta or a proxy of disentanglement: rank correlations within seeds."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pandas as pd

from experiments import kit
from experiments.beta_vae.trained import Group
from experiments.kit import Floats

KINDS = {"test_accuracy": "fine-tuned", "one_shot_accuracy": "one-shot"}
"""Column of the rows -> how the network was pruned."""
QUALITY = {
    "test_accuracy": ("accuracy", "%", 2),
    "test_cross_entropy": ("cross-entropy", "nats", 3),
    "test_reconstruction": ("reconstruction", "nats per image", 1),
    "test_kl": ("KL", "nats per image", 2),
    "test_pixel_mse": ("pixel error", "mean square", 4),
}
"""Column -> name, unit, decimals of what a dense network is worth."""
PROXIES = {
    "total_correlation": ("total correlation", "nats", 3),
    "class_gap": ("class gap", "share of the label entropy", 3),
    "class_information": ("class information", "bits", 3),
    "active_units": ("active units", "number", 0),
}
"""The same of the proxies of disentanglement, which are this project's addition."""

LOSS = 1.0
"""Points of accuracy below the dense network of the same beta and seed."""
PERMUTATIONS = 9_999
LEVEL = 0.05


def tolerated(sparsities: Floats, accuracies: Floats, loss: float = LOSS) -> float:
    """Return the sparsity at which a curve first falls ``loss`` below its first point; infinite if it never does.

    Args:
        sparsities: ``(k,)``, increasing from 0.
        accuracies: ``(k,)`` in per cent.
        loss: points.
    """
    limit = accuracies[0] - loss
    for at in range(1, len(sparsities)):
        if accuracies[at] <= limit:
            before, after = accuracies[at - 1], accuracies[at]
            share = (before - limit) / (before - after)
            return float(sparsities[at - 1] + share * (sparsities[at] - sparsities[at - 1]))
    return float("inf")


def tolerances(group: Group, column: str) -> Floats:
    """Return the tolerance of every network in per cent, ``(seeds, betas)``; infinite where not reached."""
    x = np.array(group.sparsities)
    return np.array([[100 * tolerated(x, line) for line in group.curve(beta, column)] for beta in group.betas]).T


def losses_at_last(group: Group, column: str) -> Floats:
    """Return the points of accuracy lost at the highest sparsity, ``(seeds, betas)``."""
    return np.array([group.curve(beta, column)[:, 0] - group.curve(beta, column)[:, -1] for beta in group.betas]).T


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


def explaining(group: Group) -> dict[str, Floats]:
    """Return what may explain it, ``(seeds, betas)`` each: beta, and the proxies of the dense network."""
    beta = np.broadcast_to(np.array(group.betas), (len(group.seeds), len(group.betas)))
    return {"beta": beta, **{name: group.dense(column) for column, (name, _, _) in PROXIES.items()}}


def relations(group: Group) -> pd.DataFrame:
    """Return one row per outcome and explaining quantity: mean rho, rho by seed, p before and after correction."""
    rows: list[dict[str, Any]] = []
    for outcome, values in outcomes(group).items():
        for name, quantity in explaining(group).items():
            rng = np.random.default_rng(zlib.crc32(f"{group.name}/{outcome}/{name}".encode()))
            found, p = permutation_test(np.asarray(quantity, dtype=np.float64), values, rng)
            texts = ", ".join("constant" if np.isnan(rho) else f"{round(rho, 2) + 0.0:+.2f}" for rho in found)
            mean = float(np.nanmean(found)) if np.isfinite(found).any() else float("nan")
            rows.append(
                {"images": group.label, "outcome": outcome, "against": name, "rho": mean, "by_seed": texts, "p": p}
            )
    table = pd.DataFrame(rows)
    table["p_holm"] = kit.holm_of_table(table["p"])
    table["reading"] = [_reading(row.rho, row.p_holm) for row in table.itertuples()]
    return table


def _reading(rho: float, p: float) -> str:
    if np.isnan(p):
        return "cannot be tested: one side is constant"
    if p >= LEVEL:
        return "no relation seen"
    return "better where larger" if rho > 0 else "worse where larger"
