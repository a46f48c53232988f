"""The data sets, devices and fitnesses of the papers, named here because the suite's own lists may grow."""

from __future__ import annotations

DATASETS = ("cifar10", "cifar100", "ImageNet16-120")
DEVICES = ("edgegpu", "raspi4", "edgetpu", "pixel3", "eyeriss", "fpga")
"""The six devices of HW-NAS-Bench, in the order of its tables."""

FIGURE_DEVICES = ("eyeriss", "edgetpu", "edgegpu", "fpga", "pixel3", "raspi4")
"""The same in the order of MO-HDNAS's Figs. 2 and 4, which the experiments beside it keep."""

ENERGY_DEVICES = ("edgegpu", "eyeriss", "fpga")
"""Those whose energy is in the tables."""

PROBLEMS = tuple((dataset, device) for dataset in DATASETS for device in DEVICES)
"""Data set and device: 18."""

RMI = "score:rmi:sum"
"""MO-HDNAS's phi (its Eq. 2): the sum of the representation mutual information, by the default score table."""

VALID = "valid@200:mean"
"""Upper bound: what a search finds that knows the accuracy itself. Also the scale of gaps between fitnesses."""

VALID_12 = "valid@12:mean"
MAIN_FITNESSES = (RMI, VALID)
"""MO-HDNAS's and HW-EvRSNAS's kind of fitness, and the upper bound beside it."""
