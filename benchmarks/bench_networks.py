"""What is written by hand for speed beside the plain way in torch, in processor time of one thread.

``python -m pytest benchmarks/bench_networks.py -o addopts="" -s``; benchmarks report, they do not fail.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from benchmarks.turns import least_seconds, told

torch = pytest.importorskip("torch", reason="needs the torch extra")

from suite.estimators.help.adaptation import adapt  # noqa: E402
from suite.estimators.help.network import divergence, modulate, posterior, predict  # noqa: E402
from suite.estimators.help.settings import HelpSettings  # noqa: E402
from suite.estimators.help.tasks import inputs_of  # noqa: E402
from suite.estimators.help.training import MetaTraining  # noqa: E402
from suite.kernels import compiled  # noqa: E402
from suite.networks import pooling  # noqa: E402
from suite.networks.cells import CONV_1X1, CONV_3X3, running_edges  # noqa: E402
from suite.networks.rmi.resnet import seeded  # noqa: E402
from suite.networks.rmi.run import representatives  # noqa: E402
from suite.networks.rmi.score import Batch, Protocol, score  # noqa: E402
from suite.networks.supernet.batchwise import BatchwiseSupernet  # noqa: E402
from suite.networks.supernet.folded import FoldedSupernet  # noqa: E402
from suite.networks.supernet.merged import merged_logits  # noqa: E402
from suite.networks.supernet.model import Supernet  # noqa: E402
from suite.networks.threads import one_thread  # noqa: E402
from suite.spaces.nasbench201 import NASBENCH201  # noqa: E402
from tests.estimators.help_devices import devices  # noqa: E402

pytestmark = pytest.mark.timeout(0)


def automatic(layout, vector, embedding, support, targets, noise):
    """HELP's inner loop by torch.autograd, all tasks together; as :func:`suite.estimators.help.adaptation.adapt`."""
    weights, rates, modulator = layout.split(vector)
    mean, spread = posterior(modulator, embedding)
    adapted = modulate(layout, weights, torch.addcmul(mean, spread, noise))
    for _ in range(layout.settings.steps):
        loss = ((predict(layout.named(adapted), support, embedding) - targets) ** 2).mean(dim=1).sum()
        (slope,) = torch.autograd.grad(loss, adapted, create_graph=True)
        adapted = adapted - rates * slope
    return adapted, divergence(mean, spread)


def functional(layout, vector, embedding, support, targets, noise):
    """The same by torch.func: the gradient of one task's loss, mapped over the tasks."""
    weights, rates, modulator = layout.split(vector)
    mean, spread = posterior(modulator, embedding)
    adapted = modulate(layout, weights, torch.addcmul(mean, spread, noise))

    def loss(own, hardware, inputs, wanted):
        return ((predict(layout.named(own[None]), inputs[None], hardware[None])[0] - wanted) ** 2).mean()

    slopes = torch.func.vmap(torch.func.grad(loss))
    for _ in range(layout.settings.steps):
        adapted = adapted - rates * slopes(adapted, embedding, support, targets)
    return adapted, divergence(mean, spread)


def test_episode_of_help(monkeypatch):
    """An episode of HELP's meta-training at its real sizes, on made-up devices: draws, both orders, Adam."""
    inner = {"ours": adapt, "autograd": automatic, "torch.func": functional}
    inputs = inputs_of("nasbench201", NASBENCH201.all_codes)
    made_up = devices(0, 9)
    trainings = {name: MetaTraining(HelpSettings(), made_up, made_up[:1], inputs) for name in inner}

    def episode(name):
        monkeypatch.setattr("suite.estimators.help.training.adapt", inner[name])
        return trainings[name].step()

    with one_thread():
        losses = {name: episode(name) for name in inner}
        assert losses["ours"] == pytest.approx(losses["autograd"], rel=1e-3)
        assert losses["ours"] == pytest.approx(losses["torch.func"], rel=1e-3)
        told("episode of HELP", least_seconds({name: partial(episode, name) for name in inner}, rounds=20))
    same = {name: torch.equal(each.vector, trainings["ours"].vector) for name, each in trainings.items()}
    print("same bytes after these episodes:", same)


def test_fit_of_representation_mutual_information():
    """A step of the fit of 12 cells drawn at random, by compiled pooling and by torch alone, beside matrix products."""
    pytest.importorskip("numba", reason="needs the extra 'fast'")
    generator, steps = torch.Generator().manual_seed(0), 5
    images = torch.randn(32, 3, 32, 32, generator=generator).contiguous(memory_format=torch.channels_last)
    features = torch.randn(3, 32, 32, generator=generator)
    batch = Batch(images, torch.arange(32) % 10, tuple(each @ each.T for each in features))
    cells = np.random.default_rng(5).choice(representatives(), 12, replace=False)
    codes = NASBENCH201.codes(cells)

    def fits(mode):
        compiled.use(mode)
        for code, cell in zip(codes, cells, strict=True):
            score(code, batch, Protocol(steps=steps), identity=int(cell))

    square = torch.randn(1024, 1024, generator=generator)
    with one_thread():
        found = least_seconds({"loops": partial(fits, "always"), "torch": partial(fits, "never")}, rounds=3)
        product = least_seconds({"matrix": lambda: square @ square}, rounds=20)["matrix"]
        for channels, side in ((16, 32), (32, 16), (64, 8)):
            maps = torch.randn(32, channels, side, side, generator=generator).to(memory_format=torch.channels_last)
            kernel = torch.randn(channels, channels, 3, 3, generator=generator).to(memory_format=torch.channels_last)
            convolution = partial(torch.nn.functional.conv2d, maps, kernel, padding=1)
            seconds = least_seconds({"convolution": convolution}, rounds=20)["convolution"]
            print(
                f"3x3 convolution, {channels} channels: {2 * 9 * maps.numel() * channels / seconds / 1e9:.0f} GFLOP/s"
            )
    compiled.use(None)
    passes = steps + 1 / 3  # the last one goes forwards only, a third of both
    told("step of a fit", {name: seconds / len(cells) / passes for name, seconds in found.items()})
    works = [6 * len(images) * live_macs(code) for code in codes]
    rate = sum(works) * passes / found["loops"]
    print(f"fits {rate / 1e9:.0f} GFLOP/s, matrix product {2 * 1024**3 / product / 1e9:.0f}")
    every = np.mean([6 * len(images) * live_macs(code) for code in NASBENCH201.codes(representatives())])
    print(f"a step of the mean cell: {every / 1e9:.1f} GFLOP")


def live_macs(code):
    """Multiply-accumulates of an image in the convolutions of a cell's network that are run."""
    live = [kind for kind, runs in zip(code.tolist(), running_edges(code.tolist()), strict=True) if runs]
    edges = 3 * 5 * 32 * 32 * 16 * 16 * (9 * live.count(CONV_3X3) + live.count(CONV_1X1))  # a stage costs what another
    return (
        edges
        + 32 * 32 * 9 * 3 * 16
        + sum(s * s * (9 * c * 2 * c + 9 * 4 * c * c + 2 * c * c) for c, s in ((16, 16), (32, 8)))
    )


@pytest.mark.parametrize("weights", ["mixture", "single path"])
def test_supernet_training(weights):
    """One step on 256 images without the update, by a supernet of one cell a stage, per image."""
    net = seeded(0, Supernet, cells=1).to(memory_format=torch.channels_last).train()
    generator = torch.Generator().manual_seed(0)
    images = torch.randn(256, 3, 32, 32, generator=generator).contiguous(memory_format=torch.channels_last)
    code = [3, 1, 2, 3, 4, 3]
    mixed = net.one_hot(code) if weights == "single path" else torch.softmax(torch.rand(6, 5, generator=generator), 1)

    def step(logits):
        net.zero_grad()
        logits(net, images, mixed).sum().backward()

    ways = {"ours": partial(step, merged_logits), "Supernet": partial(step, Supernet.__call__)}
    with one_thread():
        times = {name: seconds / len(images) for name, seconds in least_seconds(ways, rounds=5).items()}
    told(f"supernet in training, {weights}", times)


@pytest.mark.parametrize(("channels", "side"), [(16, 32), (32, 16), (64, 8)])
def test_average_pooling(channels, side):
    """Both passes of the benchmark's pooling on 32 images, by compiled loops and by torch alone."""
    pytest.importorskip("numba", reason="needs the extra 'fast'")
    images = torch.randn(32, side, side, channels, generator=torch.Generator().manual_seed(0)).numpy()
    share = pooling._share(side, side, torch.float32, torch.device("cpu")).numpy()
    compiled.use("always")
    with one_thread():
        for what, function, arguments in (
            ("forwards", pooling._average, (images,)),
            ("backwards", pooling._adjoint, (images, share)),
        ):
            function(*arguments)
            ways = {"loops": partial(function, *arguments), "torch": partial(function.plain, *arguments)}
            told(f"average pooling {what}, {channels} channels", least_seconds(ways, rounds=20, repeats=5))
    compiled.use(None)


@pytest.mark.parametrize("decoding", ["softmax", "hard"])
@pytest.mark.parametrize("tracks", [True, False], ids=["folded", "batchwise"])
def test_supernet(tracks, decoding):
    """Five cells with the same first edges and five without, by one supernet of one cell a stage, per image."""
    net = seeded(0, Supernet, cells=1, track=tracks).eval()
    images = torch.randn(50 if tracks else 200, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    rows = np.random.default_rng(0).integers(0, 5, (5, 6))
    alike = [[3, 1, 2, *row] for row in rows[:, :3].tolist()]
    fast = (FoldedSupernet if tracks else BatchwiseSupernet)(net, decoding)
    with one_thread(), torch.no_grad():
        for what, codes in (("alike", alike), ("different", rows.tolist())):
            mixtures = [net.decoded(code) if decoding == "softmax" else net.one_hot(code) for code in codes]
            ways = {
                "ours": lambda codes=codes: list(fast.logits(images, codes)),
                "Supernet": lambda mixtures=mixtures: [net(images, mixture) for mixture in mixtures],
            }
            times = {
                name: seconds / len(codes) / len(images) for name, seconds in least_seconds(ways, rounds=3).items()
            }
            told(f"supernet, {'running' if tracks else 'batch'} statistics, {decoding}, cells {what}", times)
