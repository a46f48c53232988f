"""# Reproducing a paper

MO-HDNAS's Fig. 5 shows nine runs of HW-EvRSNAS, one per latency limit on an FPGA. Here those nine are run again, set
beside the digitised points, and judged by a stated rule. This is what `suite reproduce hw-evrsnas` does with 20 seeds;
two seeds keep this page quick.

The page needs a clone: the papers' experiments are not part of the installed package.
"""

import sys
from pathlib import Path

import pandas as pd

CLONE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CLONE))

from experiments import kit
from experiments.kit.constrained import NINE, NINE_LIMITS_MS
from suite import load_benchmark
from suite.report.verdicts import ACCURACY
from suite.study.pool import BenchmarkSource, run_study

# %%
# ## Published numbers
#
# They lie in `experiments/reported/`, as printed or digitised, with the error of reading them, and are never copied
# into code. A reading carries its key in the ledger.

published = [
    kit.reading("hw_evrsnas_fpga_cifar100", "test_accuracy", "accuracy_error", latency_limit_ms=limit)
    for limit in NINE_LIMITS_MS
]
for limit, number in zip(NINE_LIMITS_MS, published, strict=True):
    print(f"limit {limit:.1f} ms: {number.value:.1f} ± {number.error:.1f} %   {number.cell}")

# %%
# ## Which runs
#
# A grid of searches: nine limits, on a look-up of validation accuracy. The paper's own fitness, representation mutual
# information, is another value of the same axis.

SEEDS = 2
cases = kit.chosen(NINE, fitness=kit.VALID, penalty="one-sided")
specs = kit.specs_of(cases, SEEDS)
records = run_study(specs, BenchmarkSource(), Path("records"), progress=False)
study = kit.Study(load_benchmark(), dict(zip(specs, records, strict=True)), SEEDS)
print(len(specs), "runs of", specs[0].budget.queries, "queries")

# %%
# ## What they found
#
# One row a run. `gap` is what the search missed: validation points below the best architecture within the limit, which
# is known, because the space is enumerated.

runs = study.tidy(cases)
print(runs[["limit_ms", "seed", "cost", "feasible", "valid", "gap", "test"]].round(2).head(6).to_string(index=False))

# %%
# ## Judged by a rule
#
# Equal, equivalent, inconclusive or different: the margin is stated before the runs are made, and what our numbers are
# (here a stand-in for the paper's fitness) stands beside the outcome.

basis, margin = kit.Basis(kit.STAND_IN, kit.SENSITIVITY), ACCURACY["cifar100"]
found = {limit: group["test"] for limit, group in runs.groupby("limit_ms")}
rows = [
    {"limit (ms)": limit, **kit.compared(number, found[limit], margin, basis)}
    for limit, number in zip(NINE_LIMITS_MS, published, strict=True)
]
print(pd.DataFrame(rows)[["limit (ms)", "published", "ours", "low", "high", "outcome"]].round(2).to_string(index=False))

# %%
# On the surrogate these numbers say nothing about the paper, and the suite's own commands mark them so. With the real
# tables, `suite reproduce hw-evrsnas` writes the table with every seed, note and reason:
# [its page](../../results/hw-evrsnas/README.md), [the rules](../verdicts.md), [all published
# numbers](../../results/ledger.md). A paper of your own is a folder on the same kit: `experiments/kit/__init__.py`
# shows one in full.
