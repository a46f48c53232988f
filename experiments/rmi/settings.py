"""What is compared: subsets of the space, scores, and where the numbers of the effects lie."""

from __future__ import annotations

from pathlib import Path

EXPERIMENT = "rmi"
SHARES = (1.0, 0.5, 0.2, 0.1, 0.05)
"""All architectures, and the best of them by the accuracy that a score is held against."""

TRUTHS = {"valid": "valid_accuracy_200", "test": "test_accuracy_200"}
"""Both are only described here: nothing is selected by either."""

EFFECTS_FILE = Path(__file__).resolve().parents[1] / "trained" / "rmi_effects.csv"
SHORTLISTS = (1, 10, 100)
"""Sizes of the lists of best-scored distinct cells of which the best accuracy is told."""

SHOWN_PROXIES = ("jacov", "nwot", "synflow")
"""Zero-cost proxies in the figure; the tables hold all."""


def share_text(share: float) -> str:
    """Return "all" or, for instance, "top 5 %"."""
    return "all" if share == 1.0 else f"top {100 * share:g} %"
