"""Examples in the help of commands whose own text has none; every one is parsed by a test."""

from __future__ import annotations

from typing import Final

EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "suite data remove": ("suite data remove --device mine",),
    "suite data status": ("suite data status", "suite data status --all", "suite data status --json"),
    "suite export": ("suite export --dataset cifar10 --out cifar10.parquet",),
    "suite compare": (
        "suite compare --algorithms nsga2,random_search --dataset cifar10 --device raspi4 --seeds 20",
        "suite compare --algorithms nsga2,mo_hdnas --devices all --datasets all --metric both --seeds 30",
        "suite compare output/NAME.toml",
        "suite compare output/NAME.toml --engine dask --scheduler tcp://HOST:8786",
        "suite compare --algorithms mo_hdnas,nsga2 --dataset cifar100 --device fpga --budget 500 --out results",
    ),
    "suite reproduce": (
        "suite reproduce --list",
        "suite reproduce mo-hdnas",
        "suite reproduce hw-evrsnas evnas --profile",
        "suite reproduce fbnet help --seeds 5 --out elsewhere",
        "suite reproduce mo-hdnas --engine slurm --jobs 50 --slurm partition=cpu --slurm timeout_min=120",
    ),
    "suite report": ("suite report results/mo-hdnas",),
    "suite doctor": ("suite doctor",),
    "suite networks meta-train": ("suite networks meta-train --work networks --seeds 1",),
    "suite networks evaluate-help": ("suite networks evaluate-help --work networks --out help.csv",),
    "suite networks help-ofa": ("suite networks help-ofa --work networks --seeds 3 --out help_ofa.csv",),
    "suite networks evaluate-brp-nas": (
        "suite networks evaluate-brp-nas --work networks --seeds 3 --out help_brp_nas.csv",
    ),
    "suite networks evaluate-estimators": ("suite networks evaluate-estimators --work networks --out survey.csv",),
    "suite networks train-reference": ("suite networks train-reference --dataset cifar10 --images images --epochs 8",),
    "suite networks train-supernet": (
        "suite networks train-supernet --dataset cifar10 --images images --protocol cmanas --epochs 8",
    ),
    "suite networks search-supernets": (
        "suite networks search-supernets --images images --method pevonas --method pevonas_no_inherit --out live.csv",
    ),
    "suite networks score rmi": ("suite networks score rmi --dataset cifar10 --images images --steps 8 --cells 1",),
    "suite networks score supernet": ("suite networks score supernet --checkpoint supernet.pt --images images",),
    "suite networks beta-vae": ("suite networks beta-vae --dataset mnist --images images --work networks",),
    "suite surrogate fit": ("suite surrogate fit --out surrogate_model.npz",),
    "suite surrogate evaluate": ("suite surrogate evaluate --seed 0",),
}
"""Command -> lines as they are typed."""
