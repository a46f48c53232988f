"""HELP's inner loop against automatic differentiation, and its meta-training: draws, resuming, checkpoints."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.errors import ConfigurationError, DataError, UnknownNameError  # noqa: E402
from suite.estimators.help.adaptation import adapt  # noqa: E402
from suite.estimators.help.network import N_Z, Layout, modulate, posterior, predict  # noqa: E402
from suite.estimators.help.settings import HelpSettings  # noqa: E402
from suite.estimators.help.tasks import draw_episode, for_tasks, inputs_of  # noqa: E402
from suite.spaces.nasbench201 import NASBENCH201  # noqa: E402
from tests.estimators.help_devices import devices, tiny, training  # noqa: E402

CASES = [(space, method) for space in ("nasbench201", "fbnet") for method in ("help", "meta-sgd", "maml")]


def problem(space: str, method: str, scale: float = 1.0):
    """Float64 numbers for three tasks of five architectures; rates are large, so that the second order matters."""
    rng = np.random.default_rng(5)
    layout = Layout(HelpSettings(space=space, method=method, inner_rate=0.01))
    vector = torch.from_numpy(layout.initial(rng)).double() * scale
    if layout.n_rates:
        vector[layout.n_weights : 2 * layout.n_weights] = 0.01
    if space == "nasbench201":
        codes = NASBENCH201.codes(rng.integers(NASBENCH201.size, size=15))
        inputs = for_tasks(inputs_of(space, codes).reshape(3, 5, 3, -1))
    else:
        inputs = inputs_of(space, rng.integers(9, size=(15, 22))).reshape(3, 5, -1)
    support = torch.from_numpy(inputs.astype(np.float64))
    targets = torch.from_numpy(rng.random((3, 5)))
    embedding = torch.from_numpy(rng.random((3, 10))) if layout.hardware else None
    noise = torch.from_numpy(rng.standard_normal((3, N_Z))) if layout.hardware else None
    return layout, vector, embedding, support, targets, noise


def naive(layout, vector, embedding, support, targets, noise):
    """The inner loop task by task, differentiated automatically."""
    weights, rates, modulator = layout.split(vector)
    found = []
    for task in range(len(targets)):
        one = slice(task, task + 1)
        own = weights[None]
        hardware = None
        if embedding is not None:
            hardware = embedding[one]
            mean, spread = posterior(modulator, hardware)
            own = modulate(layout, weights, mean + spread * noise[one])
        for _ in range(layout.settings.steps):
            loss = ((predict(layout.named(own), support[one], hardware) - targets[one]) ** 2).mean()
            (slope,) = torch.autograd.grad(loss, own, create_graph=True)
            own = own - (layout.settings.inner_rate if rates is None else rates) * slope
        found.append(own)
    return torch.cat(found)


@pytest.mark.parametrize(("space", "method"), CASES)
def test_inner_loop_is_that_of_automatic_differentiation(space: str, method: str) -> None:
    layout, vector, *rest = problem(space, method)
    vector.requires_grad_()
    ours, theirs = adapt(layout, vector, *rest)[0], naive(layout, vector, *rest)
    assert torch.allclose(ours, theirs, rtol=1e-10, atol=1e-12)
    weights = layout.split(vector)[0]
    assert float((ours - weights).detach().abs().max()) > 1e-4  # it moved
    upstream = torch.from_numpy(np.random.default_rng(6).standard_normal(ours.shape))
    gradients = [torch.autograd.grad((out * upstream).sum(), vector)[0] for out in (ours, theirs)]
    assert torch.allclose(*gradients, rtol=1e-8, atol=1e-10)
    plain = torch.zeros_like(vector)
    plain[: layout.n_weights] = upstream.sum(dim=0)
    assert float((gradients[0] - plain).abs().max()) > 1e-4  # the second order is there


@pytest.mark.parametrize(("space", "method"), CASES)
def test_second_order_gradient_by_finite_differences(space: str, method: str) -> None:
    layout, vector, embedding, support, targets, noise = problem(space, method)

    def meta_loss(values):
        adapted, divergences = adapt(layout, values, embedding, support, targets, noise)
        return ((predict(layout.named(adapted), support, embedding) - targets + 0.3) ** 2).sum() + divergences.sum()

    leaf = vector.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(meta_loss(leaf), leaf)
    rng = np.random.default_rng(7)
    with torch.no_grad():
        for _ in range(3):
            direction = torch.from_numpy(rng.standard_normal(len(vector)))
            step = 1e-7
            slope = (meta_loss(vector + step * direction) - meta_loss(vector - step * direction)) / (2 * step)
            assert float(slope) == pytest.approx(float(gradient @ direction), rel=2e-4)


def test_a_draw_depends_on_its_number_alone() -> None:
    settings = tiny(tasks=3)
    pools = [device.pool for device in devices(0, 4)]
    one, again, other = (draw_episode(settings, pools, number, N_Z) for number in (7, 7, 8))
    assert (one.architectures == again.architectures).all()
    assert (one.noise == again.noise).all()
    assert (one.architectures != other.architectures).any()
    assert len(set(one.devices.tolist())) == 3
    for device, rows in zip(one.devices, one.architectures, strict=True):
        assert len(set(rows.tolist())) == 10
        assert set(rows.tolist()) <= set(pools[device].tolist())
    with pytest.raises(ConfigurationError, match="devices"):
        draw_episode(settings, pools[:2], 0, N_Z)
    with pytest.raises(ConfigurationError, match="pool"):
        draw_episode(settings, [pool[:5] for pool in pools], 0, N_Z)


def test_tasks_of_a_device() -> None:
    (device,) = devices(0, 1)
    assert (len(device.pool), len(device.query)) == (720, 800)
    assert set(device.pool.tolist()) <= set(range(900))
    assert set(device.query.tolist()) <= set(range(900, 1900))
    assert (np.diff(device.latencies[device.pool]) >= 0).all()
    assert (device.embedding.min(), device.embedding.max()) == (0.0, 1.0)
    (pooled,) = devices(0, 1, "pool")
    assert pooled.targets[pooled.pool].min() == pytest.approx(0.05)
    assert pooled.targets[pooled.pool].max() == pytest.approx(0.95)


@pytest.mark.parametrize(("method", "kl"), [("help", "every-task"), ("help", "last-task"), ("maml", "every-task")])
def test_a_resumed_meta_training_gives_the_same_bytes(tmp_path: Path, method: str, kl: str) -> None:
    settings = tiny(method=method, kl=kl)
    whole = tmp_path / "whole.npz"
    done = training(settings).run(whole)
    assert done.episode == 4
    assert [row[0] for row in done.curve] == [2, 4]

    class Stopped(Exception):
        pass

    def stop(now: int, total: int) -> None:
        if now == 3:  # one episode after the checkpoint
            raise Stopped

    parts = tmp_path / "parts.npz"
    with pytest.raises(Stopped):
        training(settings).run(parts, stop)
    assert parts.read_bytes() != whole.read_bytes()
    training(settings).run(parts)
    assert parts.read_bytes() == whole.read_bytes()
    training(settings).run(parts)  # nothing left to do
    assert parts.read_bytes() == whole.read_bytes()


def test_meta_training_learns_and_keeps_the_best() -> None:
    done = training(tiny(episodes=30, evaluate_every=10, outer_rate=1e-3, support=10, query=60)).run()
    losses = [row[1] for row in done.curve]
    assert losses[-1] < losses[0] / 2
    means = [row[4] for row in done.curve]
    assert done.best_score["valid"] == max(means)
    assert done.best_episode["valid"] == [row[0] for row in done.curve][int(np.argmax(means))]
    assert done.best_score["shared"] == max(max(row[2], row[3]) for row in done.curve)


def test_divergence_in_the_loss() -> None:
    values = torch.tensor([1.0, 2.0, 6.0])
    assert float(training(tiny())._divergence(values)) == 3.0
    assert float(training(tiny(kl="last-task"))._divergence(values)) == 18.0


def test_hostile_states(tmp_path: Path) -> None:
    settings = tiny()
    path = tmp_path / "state.npz"
    training(settings).save(path)
    good = path.read_bytes()
    for content in (b"", b"PK\x03\x04", good[: len(good) // 2], good.replace(b"settings.npy", b"settingz.npy")):
        path.write_bytes(content)
        with pytest.raises(DataError, match="no state of a meta-training"):
            training(settings).run(path)
    path.write_bytes(good)
    with pytest.raises(DataError, match="another meta-training"):
        training(tiny(seed=1)).run(path)
    with np.load(path) as content:
        arrays = dict(content)
    np.savez(path, **{**arrays, "vector": arrays["vector"][:-1]})
    with pytest.raises(DataError, match="damaged"):
        training(settings).run(path)
    np.savez(path, **{**arrays, "settings": np.array(json.dumps({"space": "fbnet"}))})
    with pytest.raises(DataError, match="another"):
        training(settings).run(path)


def test_settings_are_checked() -> None:
    for wrong in ({"tasks": 0}, {"episodes": 0}, {"inner_rate": 0.0}, {"seed": -1}):
        with pytest.raises(ConfigurationError):
            HelpSettings(**wrong)
    with pytest.raises(UnknownNameError, match="did you mean 'meta-sgd'"):
        HelpSettings(method="metasgd")
    assert HelpSettings(space="fbnet").n_episodes == 4000
    assert HelpSettings(scale="pool", kl="last-task", seed=2).unit == "nasbench201_help-quirks_2"
