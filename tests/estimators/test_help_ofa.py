"""HELP in once-for-all's space: the networks' bits, the evolution under a limit, and rows from made-up devices."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from suite.errors import ArchitectureError, ConfigurationError
from suite.estimators.help.encoding import OFA_BITS, ofa_features
from suite.estimators.help.ofa_search import Evolution, evolve
from suite.estimators.help.settings import SPACES
from suite.spaces.ofa_mobilenetv3 import DEPTHS, EXPANSIONS, KERNELS, OFA_MOBILENETV3, OFA_MOBILENETV3_224

SMALL = Evolution(population=20, generations=30)


def bits(config: dict[str, Any]) -> list[int]:
    """HELP's description, layer by layer: kernels of 20 layers, expansions of 20 layers, 25 resolutions."""
    there = [layer < depth for depth in config["d"] for layer in range(4)]
    kernels = [int(on and k == value) for k, on in zip(config["ks"], there, strict=True) for value in (3, 5, 7)]
    expansions = [int(on and e == value) for e, on in zip(config["e"], there, strict=True) for value in (3, 4, 6)]
    return [*kernels, *expansions, *(int(config["r"] == r) for r in range(128, 225, 4))]


def random_config(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "ks": rng.choice(KERNELS, 20).tolist(), "e": rng.choice(EXPANSIONS, 20).tolist(),
        "d": rng.choice(DEPTHS, 5).tolist(), "r": int(rng.choice(range(128, 225, 4))),
    }  # fmt: skip


def test_bits_are_those_of_a_description_by_layers() -> None:
    rng = np.random.default_rng(3)
    configs = [random_config(rng) for _ in range(50)]
    codes = OFA_MOBILENETV3_224.from_configs([{**config, "r": 224} for config in configs])
    found = ofa_features(codes, [config["r"] for config in configs])
    assert found.shape == (50, OFA_BITS)
    np.testing.assert_array_equal(found, [bits(config) for config in configs])
    layers = [sum(config["d"]) for config in configs]
    np.testing.assert_array_equal(found.sum(axis=1), 2 * np.array(layers) + 1)


def test_resolutions_of_other_steps_are_refused() -> None:
    code = OFA_MOBILENETV3_224.random(1, np.random.default_rng(0))
    for wrong in ([226], [100], [224, 224]):
        with pytest.raises(ArchitectureError, match="128 to 224 in steps of 4"):
            ofa_features(code, wrong)


def made_up(space: Any = OFA_MOBILENETV3) -> tuple[Any, Any]:
    """Accuracy and latency that grow with every choice; accuracy prefers kernels, latency charges expansions."""
    n = space.n_edges
    worth = np.concatenate([np.full(5, 3.0), np.full(20, 1.0), np.full(20, 0.1), np.full(n - 45, 0.5)])
    price = np.concatenate([np.full(5, 1.0), np.full(20, 0.1), np.full(20, 1.0), np.full(n - 45, 0.5)])
    return (lambda codes: codes @ worth), (lambda codes: 1.0 + codes @ price)


def test_evolution_keeps_the_limit_and_finds_what_is_worth_it() -> None:
    accuracy, latency = made_up()
    found = evolve(OFA_MOBILENETV3, accuracy, latency, 18.0, np.random.default_rng(0), SMALL)
    np.testing.assert_array_equal(found, OFA_MOBILENETV3.canonical(found[None])[0])
    assert latency(found[None])[0] <= 18.0
    drawn = OFA_MOBILENETV3.random(2000, np.random.default_rng(1))
    within = drawn[latency(drawn) <= 18.0]
    assert accuracy(found[None])[0] > accuracy(within).max()
    free = evolve(OFA_MOBILENETV3, accuracy, latency, 1e9, np.random.default_rng(0), SMALL)
    assert accuracy(free[None])[0] >= accuracy(found[None])[0]


def test_equal_seeds_find_the_same_and_an_impossible_limit_is_said() -> None:
    accuracy, latency = made_up()
    first, second = (
        evolve(OFA_MOBILENETV3, accuracy, latency, 20.0, np.random.default_rng(5), SMALL) for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)
    with pytest.raises(ConfigurationError, match=r"limit of 0\.5: raise it"):
        evolve(OFA_MOBILENETV3, accuracy, latency, 0.5, np.random.default_rng(0), SMALL)


@pytest.fixture
def files() -> Any:
    """Made-up measurements: what a network costs on a device is a sum over its layers, times a number of the device."""
    rng = np.random.default_rng(7)
    networks = [random_config(rng) for _ in range(5000)]
    work = np.array([np.array(bits(network)) @ np.linspace(0.2, 1.0, OFA_BITS) for network in networks])

    def latency(device: str) -> np.ndarray:
        own = np.random.default_rng(len(device) * 31 + sum(map(ord, device)))
        return work * own.uniform(0.5, 2.0) * (1 + 0.01 * own.random(5000))

    return SimpleNamespace(help_networks=networks, help_latency=latency)


def test_rows_of_a_short_meta_training(files: Any, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from suite.estimators.help.ofa import AdaptedPredictor, ofa_devices, ofa_inputs, ofa_training
    from suite.estimators.help.ofa_rows import LIMITS_MS, ofa_rows, settings_of, write_rows

    settings = settings_of(0, 60)
    training = ofa_training(files, settings).run()
    (device,) = ofa_devices(files, settings, SPACES["ofa"].test)
    references = np.array(SPACES["ofa"].references)
    predictor = AdaptedPredictor(settings, training.best["valid"], device, ofa_inputs(files), references)
    measured = predictor.of_inputs(training.inputs[references])
    assert np.abs(measured.mean() / device.latencies[references].mean() - 1) < 0.01  # the line goes through the middle
    scale = device.latencies.mean()
    benchmark: Any = SimpleNamespace(files=files, space=OFA_MOBILENETV3, accuracy=made_up()[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("suite.estimators.help.ofa_rows.LIMITS_MS", (float(scale),))
        patch.setattr("suite.estimators.help.ofa_rows.DRAWS", 1)
        correlations, searches = ofa_rows(training, benchmark, Evolution(population=8, generations=2))
    assert len(LIMITS_MS) == 3
    assert [row["measurements"] for row in correlations] == [10, 20]
    assert all(row["predicted_ms"] <= scale for row in searches)
    assert all(len(row["network"]) == OFA_MOBILENETV3.n_edges for row in searches)
    paths = write_rows(tmp_path, correlations, searches)
    assert [path.name for path in paths] == ["help_ofa.csv", "help_ofa_search.csv"]
    assert paths[1].read_text().splitlines()[0] == "seed,episode,measurements,draw,limit_ms,network,predicted_ms"
