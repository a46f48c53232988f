"""The writing commands, small enough to be killed a hundred times."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from tests.faults.harness import suite

Call = Callable[[], None]
SEARCH = ("--dataset", "cifar10", "--device", "raspi4", "--source", "surrogate")
SUPERNET = ("--epochs", "3", "--cells", "1", "--channels", "4", "--train-images", "48", "--batch", "8")
NAME = "supernet-uniform-n1-e3-i48-b8-c4"


@dataclass(frozen=True)
class Scenario:
    """A command that writes.

    Attributes:
        name: of the row.
        prepare: makes what the command reads, once, in a folder.
        call: the command, given that folder and the folder that it writes to.
        changing: ends of the names of files that are replaced while the command goes on, such as checkpoints: they
            are compared at the end alone.
        timed: ends of the names of files that say how long something took: they are not compared.
        needs: "mirror" or "torch", or "".
    """

    name: str
    prepare: Callable[[Path], None]
    call: Callable[[Path, Path], Call]
    changing: tuple[str, ...] = ()
    timed: tuple[str, ...] = ()
    needs: str = ""

    def possible(self) -> bool:
        """Return whether what it needs is here."""
        if self.needs == "mirror":
            from tests.conftest import find_mirror

            return find_mirror() is not None
        if self.needs == "torch":
            return all(importlib.util.find_spec(name) for name in ("torch", "safetensors"))
        return True


def _nothing(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def compare(*options: object) -> Callable[[Path, Path], Call]:
    """Return the comparison of two methods with 12 seeds."""
    options = ("--algorithms", "random_search,nsga2", *SEARCH, "--seeds", 12, "--budget", 200, *options)
    return lambda given, out: suite(["compare", *options, "--out", out], given)


def _fetch(given: Path, out: Path, options: tuple[str, ...] = ()) -> Call:
    from tests.conftest import find_mirror  # it needs pytest, which an interpreter that only computes may lack

    return suite(["data", "fetch", "--mirror", find_mirror(), "--data-dir", out, "--no-progress", *options], given)


def _device(folder: Path) -> None:
    _nothing(folder)
    costs = 1.0 + np.random.default_rng(5).random((15_625, 2)).round(6)
    lines = ["index,cifar10,cifar100", *(f"{index},{a},{b}" for index, (a, b) in enumerate(costs))]
    (folder / "mine.csv").write_text("\n".join(lines) + "\n")


def _measurements(folder: Path) -> None:
    _nothing(folder)
    rng = np.random.default_rng(6)
    rows = [f"{index},{1 + rng.random():.4f}" for index in rng.permutation(15_625)[:30]]
    (folder / "mine.csv").write_text("\n".join(["architecture,cost_ms", *rows]) + "\n")


def _nats(folder: Path) -> None:
    from tests.tables.official_files import nats_folder

    _nothing(folder)
    nats_folder(folder / "NATS-tss-v1_0-3ffb9-simple", dict.fromkeys(range(3), (777, 888)))


def _merge_folders(folder: Path) -> None:
    from suite.study.pool import BenchmarkSource, run_study
    from suite.study.spec import Budget, RunSpec

    specs = [
        RunSpec(experiment="x", algorithm="random_search", dataset="cifar10", device="raspi4", fitness="valid@200:mean",
                budget=Budget(queries=20), seed=seed)
        for seed in range(60)
    ]  # fmt: skip
    source = BenchmarkSource(str(folder), "surrogate")
    for shard in (1, 2):
        run_study(specs, source, folder / f"shard{shard}", shard=(shard, 2), progress=False)


def _merge(given: Path, out: Path) -> Call:
    return suite(["records", "merge", given / "shard1", given / "shard2", "--out", out], given)


def _images(folder: Path) -> None:
    from tests.networks.image_files import write_cifar10

    _nothing(folder)
    write_cifar10(folder / "images", 60)


def _supernet(folder: Path) -> None:
    from tests.faults.harness import finish

    _images(folder)
    ended = finish(_train(folder, folder / "work"), folder / "log")
    if ended.status != 0:
        raise RuntimeError(ended.output)


def _train(given: Path, out: Path) -> Call:
    return suite(["networks", "train-supernet", "--images", given / "images", *SUPERNET, "--work", out], given)


def _score_supernet(given: Path, out: Path) -> Call:
    options = ("--checkpoint", given / "work" / f"{NAME}.pt", "--first", 40, "--limit", 20)
    return suite(["networks", "score", "supernet", *options, "--images", given / "images", "--work", out], given)


def _score_rmi(given: Path, out: Path) -> Call:
    options = ("--cells", 1, "--steps", 0, "--batch", 4, "--first", 48)
    return suite(
        ["networks", "score", "rmi", *options, "--images", given / "images", "--work", out],
        given,
        SUITE_DATA_DIR=str(given),
    )


def _reference(given: Path, out: Path) -> Call:
    return suite(["networks", "train-reference", "--epochs", 2, "--images", given / "images", "--work", out], given)


def _clone(folder: Path) -> None:
    from tests.experiments.test_reproduce_command import EXPERIMENTS

    (folder / "experiments").mkdir(parents=True)
    (folder / "experiments" / "__init__.py").write_text(EXPERIMENTS)
    (folder / "pyproject.toml").write_text("")


def _reproduce(given: Path, out: Path) -> Call:
    options = ("--seeds", 60, "--jobs", 1, "--source", "surrogate", "--out", out, "--records", out / "records")
    return suite(["reproduce", "tiny", *options], given, SUITE_DATA_DIR=str(given))


SCENARIOS = (
    Scenario("run", _nothing, lambda given, out: suite(["run", "nsga2", *SEARCH, "--out", out], given)),
    Scenario("compare", _nothing, compare()),
    Scenario("compare --shard", _nothing, compare("--shard", "1/1")),
    Scenario("compare --shard, 2 jobs", _nothing, compare("--shard", "1/1", "--jobs", 2)),
    Scenario("export", _nothing, lambda given, out: suite(
        ["export", "--dataset", "cifar10", "--source", "surrogate", "--out", out / "a.parquet"], given)),
    Scenario("estimate", _measurements, lambda given, out: suite(
        ["estimate", "--measurements", "mine.csv", "--method", "ridge", "--out", out / "p.csv"], given)),
    Scenario("data import, a device", _device, lambda given, out: suite(
        ["data", "import", "--device", "mine", "mine.csv", "--unit", "ms", "--force", "--data-dir", out], given)),
    Scenario("data import, NATS-Bench", _nats, lambda given, out: suite(
        ["data", "import", "--nats-bench", "NATS-tss-v1_0-3ffb9-simple", "--allow-partial", "--no-progress",
         "--data-dir", out], given)),
    Scenario("data fetch", _nothing, _fetch, needs="mirror"),
    Scenario("data fetch --force", _nothing, partial(_fetch, options=("--force",)), needs="mirror"),
    Scenario("data fetch --group help", _nothing, partial(_fetch, options=("--group", "help")), needs="mirror"),
    Scenario("records merge", _merge_folders, _merge),
    Scenario("reproduce", _clone, _reproduce),
    Scenario("networks train-supernet", _images, _train, (".pt",), needs="torch"),
    Scenario("networks train-reference", _images, _reference, (".pt",), needs="torch"),
    Scenario("networks score supernet", _supernet, _score_supernet, (), (".speed.json", ".seconds.json"), "torch"),
    Scenario("networks score rmi", _images, _score_rmi, (), (".speed.json", ".seconds.json"), "torch"),
)  # fmt: skip


def named(name: str) -> Scenario:
    """Return a scenario by its name."""
    return next(each for each in SCENARIOS if each.name == name)


def empty(folder: Path) -> Path:
    """Return ``folder``, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
