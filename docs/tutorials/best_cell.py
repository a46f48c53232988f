"""# The best cell for my device

Which cell should run on a Raspberry Pi 4 when an image may take 20 ms? All 15,625 cells are in the tables, so that the
answer is looked up and not searched. Then the same for a device that nobody has measured yet but you.

Without a download everything here runs on the [surrogate](../surrogate.md), a fitted model that says so; after
`suite data fetch` the same lines give measured numbers.
"""

import io
import shlex
from contextlib import redirect_stdout

import numpy as np
import pandas as pd

from suite import load_benchmark
from suite.cli.main import cli


def suite(line: str, show: int = 12) -> None:
    """Run a command of the suite, as a terminal would, and print the first lines of what it says."""
    with redirect_stdout(io.StringIO()) as said:
        cli(shlex.split(line), standalone_mode=False)
    print("\n".join([f"$ suite {line}", *said.getvalue().splitlines()[:show]]))


# %%
# ## Within a limit
#
# Validation accuracy decides; test accuracy is reported, and selects nothing.

suite("best --device raspi4 --dataset cifar10 --limit 20 --top 3")

# %%
# ## What else could be had
#
# The front shows what a millisecond more would bring. The CSV has every accuracy and the cost on every device.

suite("front --device raspi4 --dataset cifar10 --limit 40 --out front.csv --figure front.png")
front = pd.read_csv("front.csv")
shown = ["index", "raspi4_latency_ms", "valid_accuracy_200", "fpga_latency_ms"]
print(front[shown].tail(5).to_string(index=False))

# %%
# ## In Python
#
# The same question as arrays, for whatever the command has no option for.

benchmark = load_benchmark()
cells = np.arange(benchmark.space.size)
latency = benchmark.hardware_cost(cells, "cifar10", "raspi4")  # (15625,) in ms, NaN where not measured
accuracy = benchmark.accuracy(cells, "cifar10", "valid@200")  # (15625,) in per cent
best = int(np.argmax(np.where(latency <= 20.0, accuracy, -np.inf)))
print(benchmark.kind, best, benchmark.space.strings([best])[0])
print(f"{accuracy[best]:.2f} % on validation images, {latency[best]:.2f} ms")

# %%
# ## A device of your own
#
# Twenty-five cells are chosen for you to measure. Here a made-up device, a Pixel 3 that is half as fast with 5 %
# noise, stands for your stopwatch.

suite("estimate --plan 25 --out plan.csv")
plan = pd.read_csv("plan.csv")
pixel3 = benchmark.hardware_cost(plan["index"].to_numpy(), "cifar10", "pixel3")
noise = np.random.default_rng(0).normal(1.0, 0.05, len(plan))
plan.assign(cost_ms=2.0 * pixel3 * noise).to_csv("measured.csv", index=False)
print(pd.read_csv("measured.csv").head(3).to_string(index=False))

# %%
# From these 25 come the costs of all 15,625, with intervals and a cross-validated error. Without `--method` all
# estimators are compared first. The device is then named like one of the six.

suite("estimate --measurements measured.csv --method ridge,features=counts --out mine.csv")
suite("data import --device mine mine.csv --data-dir tables")
suite("best --device mine --dataset cifar10 --limit 20 --top 3 --data-dir tables")

# %%
# How good was the estimate? The made-up device is known, so it can be said: the rank correlation with its true costs.

estimated = pd.read_csv("mine.csv").sort_values("index")["cost_ms"].to_numpy()
truth = benchmark.hardware_cost(cells, "cifar10", "pixel3")
print(f"Spearman's rank correlation: {pd.Series(estimated).corr(pd.Series(truth), method='spearman'):.3f}")
