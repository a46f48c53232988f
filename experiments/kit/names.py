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

FIRST_TABLE = "rmi-n1-s8"
"""The project's first score table: one cell per stage, 8 steps, its own reference model."""

TEACHER_TABLE = "rmi-n5-s40-teacher"
"""RMI-NAS's reference model, five cells per stage, 40 of 150 steps."""

RMI_TABLE = TEACHER_TABLE
"""The score table that the papers' primary rows rest on."""

RMI = f"score:{RMI_TABLE}:sum"
"""MO-HDNAS's phi (its Eq. 2): the sum of the representation mutual information, by that score table."""

FIRST_RMI = f"score:{FIRST_TABLE}:sum"
PROXIES = ("score:logsynflow", "score:naswot")
"""Zero-cost proxies that all cells have on every data set, and that rank them best among the three."""

BESIDE = (FIRST_RMI, *PROXIES)
"""Fitnesses whose rows stand beside the primary ones: the first score and scores without training."""

VALID = "valid@200:mean"
"""Upper bound: what a search finds that knows the accuracy itself. Also the scale of gaps between fitnesses."""

VALID_12 = "valid@12:mean"
MAIN_FITNESSES = (RMI, VALID)
"""MO-HDNAS's and HW-EvRSNAS's kind of fitness, and the upper bound beside it."""
