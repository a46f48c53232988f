"""Units of work: the same rows whatever else runs and however often a call is killed; the command end to end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from suite.errors import ConfigurationError, DataError, UnknownNameError
from suite.networks.beta_vae.protocols import BETAS, PROTOCOLS, SEEDS, SPARSITIES, Unit, protocol, units
from suite.networks.beta_vae.study import COLUMNS, FORMATS, checkpoint, compute, read_checkpoint, read_rows, write_rows
from suite.networks.images.sets import load_images
from tests.networks.image_files import write_mnist

ROOT = Path(__file__).resolve().parents[2]
TINY = replace(
    PROTOCOLS["mnist", "full"], epochs=2, tune_epochs=0.5, batch=16, channels=(2, 4), hidden=8, latent=3,
    sparsities=(0.0, 0.5, 0.9),
)  # fmt: skip


SHARED = ("dataset", "protocol", "train_images", "epochs", "tune_epochs", "device", "torch")


def numbers(sparsity: float) -> dict[str, float]:
    measured = {name: 1 if FORMATS[name] == "d" else 1.5 for name in FORMATS if name not in SHARED}
    return measured | {"target_sparsity": sparsity}


def test_protocols_cover_the_grid() -> None:
    assert BETAS == (0, 0.1, 1, 2, 4, 8, 16)
    assert (SPARSITIES[0], SPARSITIES[-1], SEEDS) == (0, 0.95, 3)
    assert protocol("mnist", "full").images is None
    assert protocol("cifar10", "reduced").images == 10_000
    planned = units(protocol("mnist", "full"))
    assert [(unit.seed, unit.beta) for unit in planned] == [(seed, beta) for seed in range(3) for beta in BETAS]
    assert len({unit.key for unit in planned}) == 21
    with pytest.raises(UnknownNameError, match="did you mean 'mnist'"):
        protocol("minst", "full")
    with pytest.raises(UnknownNameError, match="full"):
        protocol("mnist", "ful")


def test_other_settings_are_another_checkpoint() -> None:
    assert Unit(TINY, 1.0, 0).key != Unit(replace(TINY, latent=4), 1.0, 0).key
    assert TINY.steps(40, False) == 5
    assert TINY.steps(40, True) == 1
    assert replace(TINY, tune_epochs=0).all_steps(40) == 5
    for wrong in ((0.1, 0.5), (0.0, 0.5, 0.4), (0.0, 1.0), ()):
        with pytest.raises(ConfigurationError, match="sparsities begin at 0"):
            replace(TINY, sparsities=wrong)
    with pytest.raises(ConfigurationError, match="epochs above 0"):
        replace(TINY, epochs=0)


def test_checkpoints_are_trusted_only_if_they_fit(tmp_path: Path) -> None:
    unit, calls = Unit(TINY, 1.0, 0), []

    def train(each: Unit) -> list[dict[str, float]]:
        calls.append(each)
        return [numbers(sparsity) for sparsity in TINY.sparsities]

    first = compute(unit, tmp_path, "cpu", 40, "2.0", train)
    assert compute(unit, tmp_path, "cpu", 40, "2.0", train) == first
    assert len(calls) == 1
    path = checkpoint(tmp_path, unit, "cpu")
    content = json.loads(path.read_text())
    for altered in ({**content, "rows": content["rows"][:2]}, {**content, "unit": {}}, {"rows": []}, []):
        path.write_text(json.dumps(altered))
        with pytest.raises(DataError, match="remove it to compute the unit again"):
            read_checkpoint(path, unit)
    path.write_text("{")
    with pytest.raises(DataError, match="remove it"):
        compute(unit, tmp_path, "cpu", 40, "2.0", train)


def test_rows_of_other_protocols_stay(tmp_path: Path) -> None:
    def row(dataset: str, beta: str, accuracy: str) -> dict[str, str]:
        return {**{name: format(1) for name in COLUMNS}, "dataset": dataset, "protocol": "full", "beta": beta} | {
            "test_accuracy": accuracy
        }

    out = tmp_path / "rows.csv"
    write_rows(out, [row("mnist", "16", "1"), row("mnist", "2", "1")], {("mnist", "full")})
    write_rows(out, [row("cifar10", "0", "1")], {("cifar10", "full")})
    write_rows(out, [row("mnist", "2", "3")], {("mnist", "full")})
    found = [(each["dataset"], each["beta"], each["test_accuracy"]) for each in read_rows(out)]
    assert found == [("cifar10", "0", "1"), ("mnist", "2", "3")]
    out.write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="other columns"):
        write_rows(out, [], set())


@pytest.fixture
def images(tmp_path: Path) -> Path:
    return write_mnist(tmp_path / "images", train=80)


def test_a_unit_depends_on_nothing_else(images: Path) -> None:
    pytest.importorskip("torch", reason="needs the torch extra")
    from suite.networks.beta_vae.training import train_unit

    data = load_images("mnist", images)
    alone = train_unit(Unit(TINY, 4.0, 1), data)
    train_unit(Unit(TINY, 0.0, 0), data)
    steps: list[int] = []
    again = train_unit(Unit(TINY, 4.0, 1), data, progress=steps.append)
    assert again == alone
    assert sum(steps) == TINY.all_steps(80)
    assert [row["target_sparsity"] for row in alone] == list(TINY.sparsities)
    for row in alone:
        pruned = round(row["target_sparsity"] * row["pruned_weights"])
        assert row["pruned_weights"] - row["deployed_nonzero"] == pruned
    assert train_unit(Unit(TINY, 4.0, 2), data) != alone


def test_it_learns_and_beta_lowers_the_kl(images: Path) -> None:
    pytest.importorskip("torch", reason="needs the torch extra")
    from suite.networks.beta_vae.training import train_unit

    data = load_images("mnist", images)
    settings = replace(TINY, epochs=40, channels=(4, 8), hidden=32, latent=8, sparsities=(0.0,))
    low, high = (train_unit(Unit(settings, beta, 0), data)[0] for beta in (0.1, 16.0))
    assert low["test_accuracy"] >= 90
    assert high["test_kl"] < low["test_kl"]


def test_what_cannot_be_trained(images: Path) -> None:
    pytest.importorskip("torch", reason="needs the torch extra")
    from suite.networks.beta_vae.training import Unstable, train_unit

    data = load_images("mnist", images)
    with pytest.raises(ConfigurationError, match="no device 'nonsense'"):
        train_unit(Unit(TINY, 1.0, 0), data, device="nonsense")
    with pytest.raises(ConfigurationError, match="images of cifar10"):
        train_unit(Unit(replace(TINY, dataset="cifar10"), 1.0, 0), data)
    with pytest.raises(ConfigurationError, match="cannot prune 'head'"):
        train_unit(Unit(replace(TINY, prune="head"), 1.0, 0), data)
    with pytest.raises(Unstable, match="smaller learning rate"):
        train_unit(Unit(replace(TINY, learning_rate=1e30), 1.0, 0), data)


def test_without_torch_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from suite.cli.networks import networks

    monkeypatch.setitem(sys.modules, "torch", None)
    result = CliRunner().invoke(networks, ["beta-vae", *arguments(str(tmp_path), str(tmp_path))])
    assert isinstance(result.exception, ConfigurationError)
    assert 'pip install "hwnas-suite[torch]"' in str(result.exception)


SCRIPT = """
import os, signal, sys
from suite.networks.beta_vae import protocols
from suite.networks.beta_vae import training
from tests.networks.test_beta_vae_study import TINY, arguments

protocols.PROTOCOLS["mnist", "full"] = TINY
made, real = 0, training.train_unit

def dying(unit, images, device, progress):
    def step(n):
        global made
        made += n
        if made == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        progress(n)
    return real(unit, images, device, progress=step)

training.train_unit = dying
from suite.cli.network_beta_vae import beta_vae
beta_vae(arguments(sys.argv[2], sys.argv[3]))
"""


def arguments(images: str, work: str) -> list[str]:
    return [
        "--images", images, "--work", work, "--out", f"{work}/rows.csv", "--seeds", "1", "--beta", "0", "--beta", "4"
    ]  # fmt: skip


def test_a_killed_call_goes_on_with_the_same_bytes(
    images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch", reason="needs the torch extra")
    from click.testing import CliRunner

    from suite.cli.networks import networks

    monkeypatch.setitem(PROTOCOLS, ("mnist", "full"), TINY)
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    command = [sys.executable, "-c", SCRIPT, str(TINY.all_steps(80) + 5), str(images), str(killed)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(list(killed.glob("*.json"))) == 1
    assert not (killed / "rows.csv").exists()
    for folder, finished in ((killed, 1), (whole, 0)):
        result = CliRunner().invoke(networks, ["beta-vae", *arguments(str(images), str(folder))])
        assert result.exit_code == 0, result.output
        assert f"2 units ({finished} from" in result.output
    assert {path.name for path in whole.iterdir()} == {path.name for path in killed.iterdir()}
    for path in whole.iterdir():
        assert (killed / path.name).read_bytes() == path.read_bytes()
    assert len(read_rows(whole / "rows.csv")) == 2 * len(TINY.sparsities)
