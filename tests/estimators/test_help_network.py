"""HELP's networks: sizes, the graph convolution by its definition, the modulator by hand."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ArchitectureError  # noqa: E402
from suite.estimators.help import encoding  # noqa: E402
from suite.estimators.help.network import N_Z, Layout, divergence, modulate, posterior, predict  # noqa: E402
from suite.estimators.help.settings import SPACES, HelpSettings  # noqa: E402
from suite.estimators.help.tasks import for_tasks, inputs_of  # noqa: E402
from suite.spaces.nasbench201 import NASBENCH201  # noqa: E402


def weights_of(layout: Layout, tasks: int, rng: np.random.Generator) -> torch.Tensor:
    return torch.from_numpy(rng.normal(0.0, 0.2, (tasks, layout.n_weights)))


def test_sizes_are_those_of_the_released_checkpoint() -> None:
    layout = Layout(HelpSettings())
    assert layout.n_weights == 123_001
    assert layout.size == 2 * 123_001 + 13_376
    assert Layout(HelpSettings(method="maml")).size == Layout(HelpSettings(method="maml")).n_weights
    start = layout.initial(np.random.default_rng(0))
    assert start.shape == (layout.size,)
    assert np.abs(start[: 8 * 100]).max() <= 0.05  # the first graph convolution
    assert (start[layout.n_weights : 2 * layout.n_weights] == np.float32(1e-3)).all()


def test_graph_convolution_by_definition() -> None:
    rng = np.random.default_rng(1)
    layout = Layout(HelpSettings())
    codes = NASBENCH201.codes(rng.integers(NASBENCH201.size, size=6))
    weights = layout.named(weights_of(layout, 1, rng))
    embedding = torch.from_numpy(rng.random((1, 10)))
    inputs = torch.from_numpy(for_tasks(inputs_of("nasbench201", codes)[None]).astype(np.float64))
    found = predict(weights, inputs, embedding)[0]
    plain = {name: value[0].numpy() for name, value in weights.items()}
    adjacency = encoding.adjacency().astype(np.float64)

    def relu(values: np.ndarray) -> np.ndarray:
        return np.maximum(values, 0.0)

    for cell, expected in zip(encoding.cell_features(codes), found, strict=True):
        rows = cell.astype(np.float64)
        for name in ("gc1", "gc2", "gc3", "gc4"):
            rows = relu(adjacency @ (rows @ plain[f"{name}.weight"]) + plain[f"{name}.bias"])
        hardware = embedding[0].numpy()
        for name in ("hw1", "hw2"):
            hardware = relu(hardware @ plain[f"{name}.weight"] + plain[f"{name}.bias"])
        joint = np.concatenate([plain["fc3.weight"], plain["fc3h.weight"]])
        hidden = relu(np.concatenate([rows[-1:], hardware], axis=1) @ joint + plain["fc3.bias"])
        hidden = relu(hidden @ plain["fc4.weight"] + plain["fc4.bias"])
        value = hidden @ plain["fc5.weight"] + plain["fc5.bias"]
        assert float(expected) == pytest.approx(value.item(), rel=1e-9)


def test_features_of_a_cell() -> None:
    (cell,) = encoding.cell_features([[4, 0, 1, 2, 3, 3]])
    assert cell.argmax(axis=1).tolist() == [0, 1, 5, 4, 2, 3, 3, 6, 7]
    matrix = encoding.adjacency()
    assert matrix[8].tolist() == [1] * 9  # the global node hears all
    assert matrix[:8, 8].tolist() == [0] * 8
    assert matrix[7].tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 0]  # the output hears the edges into the last node


def test_fbnet_bits() -> None:
    bits = encoding.fbnet_features([[0, 3, 4, 7, 8] + [8] * 17]).reshape(22, 6)
    assert bits[:5].tolist() == [
        [1, 0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0, 1],
        [0, 1, 1, 0, 0, 0],
        [0, 1, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0],
    ]
    for wrong in ([[9] * 22], [[0] * 21], [0] * 22):
        with pytest.raises(ArchitectureError):
            encoding.fbnet_features(wrong)


def test_modulator_by_hand() -> None:
    layout = Layout(HelpSettings(modulation=0.01))
    rng = np.random.default_rng(2)
    weights = torch.from_numpy(rng.normal(size=layout.n_weights))
    sample = torch.from_numpy(rng.normal(size=(2, N_Z)))
    before, after = layout.named(weights[None]), layout.named(modulate(layout, weights, sample))
    z = sample[1].numpy()

    def pair(name: str) -> tuple[np.ndarray, np.ndarray]:
        return before[name][0].numpy(), after[name][1].numpy()

    for name, part in (("fc3", z[:100]), ("fc3h", z[100:200]), ("fc4", z[200:400]), ("fc5", z[400:600])):
        old, new = pair(f"{name}.weight")
        assert new == pytest.approx(old * (1 + 0.01 * part)[:, None], rel=1e-12)
    for name, shift in (("fc3", z[600]), ("fc4", z[601]), ("fc5", z[602])):
        old, new = pair(f"{name}.bias")
        assert new == pytest.approx(old + 0.01 * shift, rel=1e-12)
    for name in ("gc1.weight", "gc4.bias", "hw2.weight"):
        old, new = pair(name)
        assert (new == old).all()


def test_divergence_is_the_library_s() -> None:
    layout = Layout(HelpSettings())
    vector = torch.from_numpy(layout.initial(np.random.default_rng(3)))
    embedding = torch.from_numpy(np.random.default_rng(4).random((3, 10), dtype=np.float32))
    mean, spread = posterior(layout.split(vector)[2], embedding)
    assert mean.shape == spread.shape == (3, N_Z)
    normal = torch.distributions.Normal
    expected = torch.distributions.kl_divergence(normal(mean, spread), normal(0.0, 1.0)).sum(dim=1)
    assert torch.allclose(divergence(mean, spread), expected, rtol=1e-5)


def test_split_and_references_are_the_published_ones() -> None:
    for name, space in SPACES.items():
        assert len(space.references) == 10
        assert not {*space.train} & {*space.valid, *space.test}
        assert not {*space.valid} & {*space.test}
        assert len(space.train) == 9, name
    assert NASBENCH201.strings([1462]) == [
        "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|"
    ]
