"""What ``suite reproduce --list`` shows: each experiment with its paper, a rough time, and how its numbers came out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from experiments.ledger.join import OUTCOMES, TIMES, judging, read, verdicts

PAPERS = {
    "rmi": "RMI-NAS, CVPR 2022 (the score)",
    "rmi-protocol": "RMI-NAS, CVPR 2022 (steps, seeds, errors of the score)",
    "mo-hdnas": "MO-HDNAS, CVPRW 2024, arXiv 2404.12403",
    "mo-hdnas-choices": "MO-HDNAS, CVPRW 2024 (what it leaves open)",
    "mo-hdnas-inference": "MO-HDNAS, CVPRW 2024 (what its print speaks for)",
    "hw-evrsnas": "HW-EvRSNAS, WACV 2024, arXiv 2311.03923",
    "rmi-nas": "RMI-NAS, CVPR 2022 (the search)",
    "cmanas": "CMANAS, Evol. Comp. 2024, arXiv 2107.07266",
    "evnas": "EvNAS, GECCO 2021, arXiv 2012.12540",
    "pevonas": "pEvoNAS, GECCO 2022",
    "nevonas": "NEvoNAS, GECCO 2022",
    "nas-bench-201": "NAS-Bench-201, ICLR 2020, and the four above",
    "supernet": "CMANAS, EvNAS, pEvoNAS, NEvoNAS (trained supernets)",
    "help": "HELP, NeurIPS 2021, arXiv 2106.08630",
    "help-ofa": "HELP, NeurIPS 2021 (once-for-all's space)",
    "fbnet": "FBNet, CVPR 2019, arXiv 1812.03443",
    "fbnet-space": "FBNet, CVPR 2019 (its own space)",
    "mobilenetv3": "MobileNetV3, ICCV 2019, arXiv 1905.02244",
    "mobilenetv3-ofa": "MobileNetV3, ICCV 2019 (once-for-all's space)",
    "survey": "HW-NAS survey, 2021, arXiv 2101.09336",
    "survey-fbnet": "HW-NAS survey, 2021 (FBNet space)",
    "survey-formulations": "HW-NAS survey, 2021 (formulations)",
    "beta-vae": "pruning with beta-VAE, 2023, arXiv 2307.09994",
    "linas": "LINAS, 2022, arXiv 2205.10358 and 2202.12954",
    "linas-ofa": "LINAS, 2022 (once-for-all's spaces)",
    "etf-moenas": "E-TF-MOENAS, Information Sciences 2023",
    "reference-points": "this project",
    "verdict-rules": "this project",
    "arena": "this project",
}
"""Name -> the paper whose numbers are reproduced."""


@dataclass(frozen=True)
class Entry:
    """One experiment.

    Attributes:
        name: on the command line.
        paper: as in :data:`PAPERS`; "" for one that is not in it.
        seconds: measured once with all runs made anew (:mod:`experiments.ledger.times`); None where it was not.
        outcomes: outcome -> published cells that its results judge; empty where none is judged.
    """

    name: str
    paper: str
    seconds: int | None
    outcomes: dict[str, int]


def entries(names: list[str], results: Path) -> list[Entry]:
    """Return an entry per name, with the outcomes that stand in the folder ``results``."""
    seconds = {row["experiment"]: int(row["seconds"]) for row in read(TIMES)}
    counts: dict[str, Counter[str]] = {}
    for row in judging(verdicts(results)):
        counts.setdefault(row["experiment"], Counter())[row["outcome"]] += 1
    found = []
    for name in names:
        counted = counts.get(name, Counter())
        outcomes = {each: counted[each] for each in OUTCOMES if counted[each]}
        found.append(Entry(name, PAPERS.get(name, ""), seconds.get(name), outcomes))
    return found
