"""Captions and notes; ``{seeds}`` and the like are filled in where they are written."""

from __future__ import annotations

from experiments.fbnet.space.search import EVALUATIONS
from suite.objectives.fbnet import CapacityProxy

INTRODUCTION = (
    "HW-NAS-Bench's look-up tables of FBNet blocks, recovered from the sums in HELP's files, and DNAS (tabular) on "
    "them. No accuracies exist on this space: a capacity proxy stands in, so nothing here says which network "
    "classifies better."
)
PROXY = (
    f"No accuracy exists on this space. In its place stands a {CapacityProxy().label}: it shows what the latency side "
    "does and says nothing on how well a network classifies."
)

ADDITIVITY = "A look-up table fitted by least squares to the latencies of 5,000 FBNets (CIFAR-100 variant), per device."
ADDITIVITY_NOTES = (
    "97 numbers: 12 shapes of layers x 8 blocks, each relative to the layer's skip, and the constant, which is "
    "the latency of the network that skips all layers; stem, header, pooling, classifier and the skips' own "
    "entries cannot be told apart in a sum. 'Per layer': 177 numbers, without tying layers of one shape.",
    "Residuals: root mean square (also in per cent of the median) and largest; 0 is below a picosecond: "
    "rounding. Held out: R² on the last 1,000 networks of a table fitted to the first 4,000.",
    "Raspberry Pi 4, Pixel 3, ASIC-Eyeriss, FPGA: residuals are rounding, so the table behind HW-NAS-Bench's "
    "sums is recovered exactly up to those constants. Its FPGA table charges nothing for a network without "
    "blocks. Phones other than the Pixel 3 were read to whole milliseconds. Latencies as published with HELP.",
)
COSTS = (
    "What a block costs per multiply-accumulate on each device, relative to k3_e6 on the same device; means "
    "over the 22 layers, both relative to skip."
)

SEARCH = "FBNet space: regret of FBNet's loss (%) with a capacity proxy for the cross-entropy, by device and method."


SEARCH_NOTES = (
    PROXY,
    "Loss: proxy · 0.2 · log(LAT)^0.6, LAT in µs by the look-up table. Regret: against the smallest loss known "
    "(networks of every price per MAC, improved one layer at a time; not proved optimal). Medians and range of "
    f"{{seeds}} seeds. DNAS returns the best of 6 networks drawn in the end; of its {EVALUATIONS:,} evaluations "
    "the first 177 measure the look-up table. The others return the best of everything evaluated.",
    "Fitted: the look-up table is a model of a device measured end to end, not its measurement.",
)


BLOCKS = "FBNet space: the blocks found for each device (capacity proxy, no accuracy)."
TRANSFER = "FBNet space: the network found for one device measured on another (capacity proxy, no accuracy)."
TRANSFER_NOTES = (
    "Ratio: latency on the column's device over that of the network found for it, median over seeds; "
    "reference: the same for the best networks known. Networks differ in size, too: MACs of both.",
    "The paper's statement, 1.4 times as fast on an iPhone X than the network found for a Samsung S8, is on "
    "ImageNet accuracy and phones and not comparable.",
    PROXY,
)
FIGURE = (
    "FBNet space (capacity proxy, no accuracy): blocks found for each device (median seed), and latency of "
    "each network on every device relative to the one found there."
)
