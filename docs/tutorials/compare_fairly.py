"""# Comparing methods fairly

One run of each method says little: it is a draw. Here three methods get the same problem, the same budget and the same
seeds, are measured against the exact front, and every difference comes with an interval and a test.

Small numbers keep this page quick; a study has 20 seeds or more. The command that does all of it, with tables and
figures, is `suite compare`.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from suite import load_benchmark
from suite.analysis.evaluation import Evaluator
from suite.analysis.statistics import probability_of_improvement, summarise
from suite.study.pool import BenchmarkSource, run_study
from suite.study.spec import Budget, RunSpec

# %%
# ## One problem, one budget
#
# Validation accuracy on CIFAR-10 against the FPGA's latency, 300 queries a run. The specification is all there is to a
# run: equal specifications give equal bytes. Methods that start from a random population share it, seed by seed.

METHODS = ("mo_hdnas", "nsga2", "random_search")
SEEDS = 6
problem = RunSpec(
    experiment="tutorial",
    algorithm="nsga2",
    dataset="cifar10",
    device="fpga",
    fitness="valid@200",
    budget=Budget(queries=300),
    seed=0,
)
specs = [replace(problem, algorithm=method, seed=seed) for method in METHODS for seed in range(SEEDS)]
records = run_study(specs, BenchmarkSource(), Path("records"), progress=False)
print(len(records), "runs; called again, they are read from their records")

# %%
# ## The same measure for all
#
# Everything that a run evaluated counts, not only what the method returns. The hypervolume regret is the share of the
# exact front's hypervolume that a run misses: 0 is perfect, and there is no reference point to be chosen by hand.

evaluator = Evaluator(problem, load_benchmark())
rows = [
    {"method": spec.algorithm, "seed": spec.seed, **vars(evaluator.of(record).evaluate(record))}
    for spec, record in zip(specs, records, strict=True)
]
runs = pd.DataFrame(rows)
print(runs.pivot(index="seed", columns="method", values="hypervolume_regret").round(4).to_string())

# %%
# ## Means with intervals
#
# By the bootstrap over seeds, from a generator that is passed in: the interval is the same whenever it is computed.

for method in METHODS:
    regret = runs.loc[runs["method"] == method, "hypervolume_regret"].to_numpy()
    found = summarise(regret, np.random.default_rng(0))
    print(f"{method:14} mean {found.mean:.4f}   95 % interval {found.ci_low:.4f} to {found.ci_high:.4f}")

# %%
# ## Is the difference one?
#
# The probability that a run of one method is better than a run of the other; 0.5 says that they are alike.

by_method = {name: group["hypervolume_regret"].to_numpy() for name, group in runs.groupby("method")}
for other in METHODS[1:]:
    better = probability_of_improvement(by_method["mo_hdnas"], by_method[other])
    print(f"mo_hdnas better than {other}: {better:.2f}")

# %%
# ## What is not fair
#
# - **Test accuracy** as the fitness: it is refused. It is reported for what the search's own fitness ranks best.
# - **Other budgets**: queries count what was asked, `distinct` what was new; both stand in every table.
# - **One seed, the best of several, or other seeds for each method.**
# - **Tests without a shared draw taken as paired**: [which test stands behind a p-value](../statistics.md).
#
# The whole comparison, with anytime curves, tests and a LaTeX table, is one command:
#
# ```
# suite compare --algorithms mo_hdnas,nsga2,random_search --device fpga --dataset cifar10 --budget 500 --seeds 20
# ```
