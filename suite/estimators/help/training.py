"""HELP's meta-training: second-order Meta-SGD over devices (HELP, Algorithm 1), resumable, one thread.

Every episode draws from a generator of its own, so an interrupted training that goes on from its last checkpoint gives
the same bytes as one that never stopped. Two checkpoints are kept: the best by the mean Spearman correlation of the
meta-validation devices (the sound rule, the default everywhere), and the one that the reference code keeps, whose
"best so far" is shared by the averages of the training and the validation devices.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from suite.correlation import spearman
from suite.errors import DataError
from suite.estimators.help.adaptation import adapt
from suite.estimators.help.evaluation import Support, draw_noise, predictions
from suite.estimators.help.network import N_Z, Layout, predict
from suite.estimators.help.settings import SPACES, HelpSettings
from suite.estimators.help.tasks import Device, device_tasks, draw_episode, for_tasks, generator, inputs_of_tables
from suite.files import write_atomically
from suite.reading.archive import ERRORS
from suite.reading.arrays import arrays_from
from suite.reading.budget import CHECKPOINT_BYTES, read_content, reason
from suite.reading.texts import json_from
from suite.tables.help_latencies import HelpLatencies

CURVE = ("episode", "loss", "train_last", "valid_last", "valid_mean")
"""Columns of the curve: mean loss since the last evaluation; mean Spearman over the devices."""

_BETAS, _EPSILON = (0.9, 0.999), 1e-8
_REMEDY = "give a writable folder with --work"

Progress = Callable[[int, int], None]


class MetaTraining:
    """One meta-training, with its state.

    Args:
        settings: what is trained.
        train, valid: devices that train, and devices that choose the checkpoint.
        inputs: of every architecture, see :func:`.tasks.inputs_of`.
    """

    def __init__(
        self, settings: HelpSettings, train: list[Device], valid: list[Device], inputs: NDArray[np.float32]
    ) -> None:
        self.settings, self.train, self.valid, self.inputs = settings, train, valid, inputs
        self.layout = Layout(settings)
        start = self.layout.initial(generator(settings, "start"))
        self.vector = torch.from_numpy(start)
        self.moments = [torch.zeros_like(self.vector) for _ in range(2)]
        self.episode = 0
        self.losses: list[float] = []
        self.curve: list[tuple[float, ...]] = []
        self.best = {"valid": start.copy(), "shared": start.copy()}
        self.best_score = {"valid": -1.0, "shared": -1.0}
        self.best_episode = {"valid": 0, "shared": 0}

    @classmethod
    def of_tables(cls, settings: HelpSettings, tables: HelpLatencies) -> MetaTraining:
        """Return the meta-training with the published devices."""
        space = SPACES[settings.space]
        devices = [device_tasks(tables, settings, names) for names in (space.train, space.valid)]
        return cls(settings, devices[0], devices[1], inputs_of_tables(settings.space, tables))

    def run(self, path: Path | None = None, progress: Progress = lambda done, total: None) -> MetaTraining:
        """Train to the last episode; with a ``path`` the state is kept there and taken up again.

        Raises:
            DataError: if ``path`` holds something else, or cannot be written.
        """
        total = self.settings.n_episodes
        if path is not None and path.is_file():
            self.load(path)
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            while self.episode < total:
                self.losses.append(self.step())
                if self.episode % self.settings.evaluate_every == 0 or self.episode == total:
                    self.evaluate()
                    if path is not None:
                        self.save(path)
                progress(self.episode, total)
        finally:
            torch.set_num_threads(threads)
        return self

    def step(self) -> float:
        """Do one episode; return its loss, the mean of the tasks' squared errors without the divergence."""
        settings = self.settings
        drawn = draw_episode(settings, [device.pool for device in self.train], self.episode, N_Z)
        devices = [self.train[number] for number in drawn.devices]
        targets = np.stack([d.targets[row] for d, row in zip(devices, drawn.architectures, strict=True)])
        inputs = torch.from_numpy(for_tasks(self.inputs[drawn.architectures]))
        axis = inputs.dim() - 2  # of the architectures
        support, query = inputs.split([settings.support, settings.query], dim=axis)
        known, wanted = torch.from_numpy(targets).split([settings.support, settings.query], dim=1)
        embedding = torch.from_numpy(np.stack([d.embedding for d in devices])) if self.layout.hardware else None
        vector = self.vector.requires_grad_()
        adapted, divergences = adapt(self.layout, vector, embedding, support, known, torch.from_numpy(drawn.noise))
        errors = ((predict(self.layout.named(adapted), query, embedding) - wanted) ** 2).mean()
        (gradient,) = torch.autograd.grad(errors + settings.kl_factor * self._divergence(divergences), vector)
        self.vector = vector.detach()
        self.episode += 1
        self._adam(gradient)
        return float(errors.detach())

    def _divergence(self, divergences: torch.Tensor) -> torch.Tensor:
        """Return the divergence in the loss: the tasks' mean, or (the reference code) the last one's, once per task."""
        if self.settings.kl == "every-task":
            return divergences.mean()
        return divergences[-1] * len(divergences)

    def _adam(self, gradient: torch.Tensor) -> None:
        """Take one step of Adam (Kingma and Ba, ICLR 2015, Algorithm 1)."""
        first, second = self.moments
        first.lerp_(gradient, 1.0 - _BETAS[0])
        second.mul_(_BETAS[1]).addcmul_(gradient, gradient, value=1.0 - _BETAS[1])
        size = self.settings.outer_rate / (1.0 - _BETAS[0] ** self.episode)
        spread = (second / (1.0 - _BETAS[1] ** self.episode)).sqrt_().add_(_EPSILON)
        self.vector.addcdiv_(first, spread, value=-size)

    def evaluate(self) -> None:
        """Measure the devices' rank correlations and keep the best weights so far."""
        rng = generator(self.settings, "evaluation")  # the same measurements and noise each time
        scores = {"train": [self._score(device, 1, rng) for device in self.train]}
        scores["valid"] = [self._score(device, self.settings.samples, rng) for device in self.valid]
        last = {name: float(np.mean([pair[0] for pair in pairs])) for name, pairs in scores.items()}
        mean = float(np.mean([pair[1] for pair in scores["valid"]]))
        self.curve.append((self.episode, float(np.mean(self.losses)), last["train"], last["valid"], mean))
        self.losses = []
        for rule, score in (("valid", mean), ("shared", last["train"]), ("shared", last["valid"])):
            if score > self.best_score[rule]:
                self.best_score[rule], self.best_episode[rule] = score, self.episode
                self.best[rule] = self.vector.numpy().copy()

    def _score(self, device: Device, samples: int, rng: np.random.Generator) -> tuple[float, float]:
        """Return Spearman's correlation on the device's query set of the last sample and of the samples' mean."""
        chosen = rng.permutation(device.pool)[: self.settings.support]
        noise = draw_noise(self.layout, samples, rng)
        support = Support(device.embedding, chosen, device.targets[chosen])
        found = predictions(self.layout, self.vector, self.inputs, support, device.query, noise)
        truth = device.latencies[device.query]
        return spearman(found[-1], truth, constant=0.0), spearman(found.mean(axis=0), truth, constant=0.0)

    # -- state on disk ---------------------------------------------------------------------------------------------
    def save(self, path: Path) -> None:
        """Write the state, whole or not at all; the same state gives the same bytes."""
        arrays: Mapping[str, NDArray[np.generic]] = {
            "settings": np.array(json.dumps(self.settings.facts(), sort_keys=True)),
            "vector": self.vector.numpy(),
            "first": self.moments[0].numpy(),
            "second": self.moments[1].numpy(),
            "episode": np.array(self.episode),
            "curve": np.array(self.curve, dtype=np.float64).reshape(-1, len(CURVE)),
            **{f"best_{rule}": vector for rule, vector in self.best.items()},
            "best_scores": np.array(list(self.best_score.values())),
            "best_episodes": np.array(list(self.best_episode.values())),
        }
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)  # type: ignore[arg-type]
        write_atomically(path, buffer.getvalue(), _REMEDY)

    def load(self, path: Path) -> None:
        """Take up the state of ``path``.

        Raises:
            DataError: if it is no state of these settings.
        """
        remedy = "remove it, or give another folder with --work"
        try:
            arrays = arrays_from(*read_content(path, CHECKPOINT_BYTES, "the state of a meta-training"))
            facts = json_from(str(arrays["settings"]))
            vectors = [arrays[name] for name in ("vector", "first", "second", "best_valid", "best_shared")]
            if facts != self.settings.facts():
                raise DataError(f"{path} is the state of another meta-training: {remedy}")
            if any(vector.shape != (self.layout.size,) or vector.dtype != np.float32 for vector in vectors):
                raise DataError(f"{path} is a damaged state (wrong sizes): {remedy}")
            self.curve = [tuple(map(float, row)) for row in arrays["curve"].reshape(-1, len(CURVE))]
            self.episode = int(arrays["episode"])
            rules = list(self.best)
            self.best_score = dict(zip(rules, map(float, arrays["best_scores"]), strict=True))
            self.best_episode = dict(zip(rules, map(int, arrays["best_episodes"]), strict=True))
        except (*ERRORS, TypeError) as error:
            raise DataError(f"{path} is no state of a meta-training ({reason(error)}): {remedy}") from None
        self.vector = torch.from_numpy(vectors[0].copy())
        self.moments = [torch.from_numpy(vector.copy()) for vector in vectors[1:3]]
        self.best = {"valid": vectors[3], "shared": vectors[4]}
        self.losses = []
