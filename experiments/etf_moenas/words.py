"""Captions, notes and reasons."""

from __future__ import annotations

import pandas as pd

INTRODUCTION = (
    "The NAS-Bench-201 table of E-TF-MOENAS (Luong et al., Information Sciences 2023), CIFAR-10: NSGA-II on FLOPs and "
    "training-free scores, 3,000 evaluations, 31 runs, measured by test error and FLOPs. Our searches see one table of "
    "the scores (NASLib's), the paper's scored every network anew. Added: another table, another NSGA-II, and searches "
    "without a network."
)
TABLE = (
    "E-TF-MOENAS on NAS-Bench-201, CIFAR-10: IGD, hypervolume and best test accuracy of the archive after 3,000 "
    "evaluations, published and ours."
)
PER_SEED = "Measures of every run: IGD, hypervolume, best test accuracy (%), and the number of cells in the archive."
NOTES = (
    "All searches minimise the FLOPs and the named scores; none sees test accuracy. Test error is the paper's measure "
    "of what was found, taken afterwards: points of the archive that test error and FLOPs leave non-dominated, their "
    "hypervolume against (0.9001, 220.1201) divided by its product, the mean distance of the exact front's points to "
    "them with FLOPs scaled to [0, 1], and the highest test accuracy.",
    "The archive holds what nothing else that was evaluated dominates in the objectives of the search.",
    "The table of the scores covers the 9,445 cells whose operations all lie on a path from input to output; any other "
    "cell has the score of the cell without its dead operations, which computes the same. A stated deviation: the "
    "published runs scored each network anew, at random weights of the run; a later version of their code looks the "
    "same table up. So published runs differ by the scores' noise, too, and ours see one draw of it.",
    "valid@12: the validation accuracy after 12 epochs of the benchmark's 12-epoch run, another stated deviation: the "
    "paper's is epoch 12 of the 200-epoch run, whose learning rate has hardly fallen. MOEA/D is pymoo's, with 20 "
    "weights; the paper's is not in the public code.",
    "Not to be had: the rows on losses and on training curves, which the tables do not hold. Not built: ENAS-TFI and "
    "the two local searches (MOENAS-PSI, MOENAS-TF-PSI).",
)
CRITERION = (
    "Published: means over 31 runs from the output of the authors' notebook. Primary: the published search on the same "
    "scores of a table, or on valid@12 in place of epoch 12 of the long run: stand-ins"
)
FRONTS = "E-TF-MOENAS on NAS-Bench-201, CIFAR-10: test error and FLOPs of what the run with the median IGD found."
FRONTS_NOTE = "Test error is reported only; the searches saw FLOPs and the scores named."


def why(key: str) -> str:
    """Return how a search differs from the published one."""
    return {
        "params": "no network: an archive of cells of which test error takes the best",
        "noise": "no network",
        "val_error": "valid@12 ends its own schedule of 12 epochs, epoch 12 of 200 does not",
        "moead-val_error": "valid@12 in place of epoch 12 of 200, and another MOEA/D",
        "valid200": "the accuracy after 200 epochs is close to the truth",
        "synflow_all": "another computation of SynFlow, every cell by itself",
        "naswot": "other scores",
        "nsga2": "another selection and crossover",
    }.get(key, "one table of the scores, where the paper scored every network anew")


def who_wins(found: pd.DataFrame) -> str:
    """Return in one sentence how two scores compare with one, and with none."""
    igd = found.groupby("search")["igd"].mean()
    size = found.groupby("search")["members"].mean()
    return (
        f"Mean IGD with both scores {igd['E-TF-MOENAS']:.4f}, with SynFlow alone {igd['synflow']:.4f}, with the "
        f"covariance alone {igd['jacov']:.4f}; with the number of parameters {igd['params']:.4f}, with random numbers "
        f"{igd['noise']:.4f}. The archive has no limit, and test error picks from it: parameters and FLOPs leave "
        f"{size['params']:,.0f} cells non-dominated, SynFlow and FLOPs {size['synflow']:.0f}."
    )
