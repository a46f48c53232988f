"""Caption and notes."""

from __future__ import annotations

from experiments.verdict_rules.simulation import STUDIES

NO_TABLES = "simulated normal runs, no benchmark"
CAPTION = (
    "How often the rules of the verdicts say 'equivalent' and 'different' when the true means are equal, one margin "
    "apart and two margins apart; simulated."
)
NOTES = (
    f"{STUDIES:,} pairs of studies per row and distance; runs are normal with the same spread on both sides, in units "
    "of the margin. What is neither is 'inconclusive'.",
    "3, 30 and 500 published runs: Welch's two one-sided tests at 5 %. Means one margin apart are the edge of "
    "equivalence: there 'equivalent' is wrong, and at most 5 % say so. One published run: the rule for one run, in "
    "which one number stands for a mean that nobody printed. It is the weaker evidence: means one margin apart are "
    "called 'equivalent' in up to half of the studies, and means two margins apart in up to a quarter where runs "
    "spread by two margins.",
)
FIGURE = (
    "How often a verdict says 'equivalent' (lines) and 'different' (dashed) against the true distance of the means, by "
    "number of published runs; 30 runs of ours, spread of a run as large as the margin; simulated."
)
