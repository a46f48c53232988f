"""HELP's predictor and modulator, for many tasks at once: every task has its own copy of the weights.

All learned numbers lie in one vector; :class:`Layout` says which part is what. A weight with a leading task axis is
``(tasks, in, out)``, so that one batched matrix product serves all tasks. Inputs have the layout ``(tasks, 3, n, 39)``
(NAS-Bench-201) or ``(tasks, n, 132)`` (FBNet). Source: HELP, section 1.3 of its facts: hidden width
100, four graph convolutions (NAS-Bench-201) or two dense layers (FBNet), two dense layers for the hardware, three for
both together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from suite.estimators.help.encoding import FBNET_BITS, N_FEATURES, N_OWN, N_SHARED, shared_features
from suite.estimators.help.settings import HelpSettings

Tensor = torch.Tensor
Weights = dict[str, Tensor]

WIDTH, N_REFERENCES, Z_HIDDEN = 100, 10, 10
HEADS = ("fc3", "fc4", "fc5")


@dataclass(frozen=True)
class Layout:
    """Names, shapes and places of the learned numbers of one method on one space."""

    settings: HelpSettings

    @property
    def hardware(self) -> bool:
        """Whether the predictor sees the hardware embedding."""
        return self.settings.method == "help"

    @cached_property
    def predictor(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the predictor's weights ``(in, out)`` and biases ``(out,)``, in order."""
        if self.settings.space == "nasbench201":
            sizes = {"gc1": (N_FEATURES, WIDTH), **{f"gc{i}": (WIDTH, WIDTH) for i in (2, 3, 4)}}
        else:
            sizes = {"fc1": (FBNET_BITS, WIDTH), "fc2": (WIDTH, WIDTH)}
        if self.hardware:
            sizes |= {"hw1": (N_REFERENCES, WIDTH), "hw2": (WIDTH, WIDTH)}
        joint = 2 * WIDTH if self.hardware else WIDTH
        sizes |= {"fc3": (joint, joint), "fc4": (joint, joint), "fc5": (joint, 1)}
        shapes: dict[str, tuple[int, ...]] = {}
        for name, (inputs, outputs) in sizes.items():
            shapes |= {f"{name}.weight": (inputs, outputs), f"{name}.bias": (outputs,)}
        return shapes

    @cached_property
    def modulator(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the modulator, or nothing: mean and spread of one number per input of a head, and per head."""
        if not self.hardware:
            return {}
        size = len(HEADS) * (2 * WIDTH + 1)
        return {"z1.weight": (N_REFERENCES, Z_HIDDEN), "z1.bias": (Z_HIDDEN,)} | {
            "z2.weight": (Z_HIDDEN, 2 * size),
            "z2.bias": (2 * size,),
        }

    @cached_property
    def parts(self) -> dict[str, tuple[int, tuple[int, ...]]]:
        """Name -> (start, shape) in the vector; the inner rates are called ``rate:<name>``."""
        shapes = dict(self.predictor)
        if self.settings.method != "maml":
            shapes |= {f"rate:{name}": shape for name, shape in self.predictor.items()}
        shapes |= self.modulator
        places, start = {}, 0
        for name, shape in shapes.items():
            places[name] = (start, shape)
            start += math.prod(shape)
        return places

    @property
    def size(self) -> int:
        """Length of the vector."""
        start, shape = list(self.parts.values())[-1]
        return start + math.prod(shape)

    def split(self, vector: Tensor) -> Weights:
        """Return views of ``vector`` by name."""
        return {
            name: vector[start : start + math.prod(shape)].view(shape) for name, (start, shape) in self.parts.items()
        }

    def initial(self, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return a start vector: graph weights uniform within 0.05, everything else within 1/sqrt(inputs)."""
        vector = np.empty(self.size, dtype=np.float32)
        inputs = 1
        for name, (start, shape) in self.parts.items():
            size = math.prod(shape)
            if name.startswith("rate:"):
                vector[start : start + size] = self.settings.inner_rate
                continue
            inputs = shape[0] if len(shape) == 2 else inputs  # a bias follows its weight
            bound = 0.05 if name.startswith("gc") and len(shape) == 2 else 1.0 / math.sqrt(inputs)
            if name.startswith("gc") and len(shape) == 1:
                bound = 1.0 / math.sqrt(WIDTH)
            vector[start : start + size] = rng.uniform(-bound, bound, size)
        return vector


def predict(weights: Weights, inputs: Tensor, embedding: Tensor | None) -> Tensor:
    """Return the scaled latencies ``(tasks, n)``.

    Args:
        weights: the predictor's, each with a leading task axis.
        inputs: ``(tasks, 3, n, 8 + 31)`` (:func:`.encoding.own_features`) or ``(tasks, n, 132)``.
        embedding: ``(tasks, 10)``, or None for the methods without it.
    """
    out = _graph(weights, inputs) if "gc1.weight" in weights else _dense(weights, inputs)
    if embedding is not None:
        hardware = embedding.unsqueeze(1)
        for name in ("hw1", "hw2"):
            hardware = torch.relu(_layer(weights, name, hardware))
        # the part of the joint layer that sees the hardware is the same for all architectures of a task
        joint = weights["fc3.weight"]
        shared = torch.baddbmm(weights["fc3.bias"].unsqueeze(1), hardware, joint[:, WIDTH:])
        hidden = torch.relu(torch.baddbmm(shared, out, joint[:, :WIDTH]))
    else:
        hidden = torch.relu(_layer(weights, "fc3", out))
    hidden = torch.relu(_layer(weights, "fc4", hidden))
    return _layer(weights, "fc5", hidden).squeeze(2)


def _dense(weights: Weights, inputs: Tensor) -> Tensor:
    out = inputs
    for name in ("fc1", "fc2"):
        out = torch.relu(_layer(weights, name, out))
    return out


_SHARED, _SUMS = (torch.from_numpy(part) for part in shared_features())


def _graph(weights: Weights, inputs: Tensor) -> Tensor:
    """Four graph convolutions, the global node after the last, ``(tasks, n, 100)``.

    Rows are the 31 shared values, then n times each of last edge, output and global node (:mod:`.encoding`).
    """
    tasks, n = weights["gc1.weight"].shape[0], inputs.shape[2]
    heard = inputs[..., N_FEATURES:].reshape(inputs.shape[0], N_OWN * n, N_SHARED)
    own = inputs[..., :N_FEATURES].reshape(inputs.shape[0], N_OWN * n, N_FEATURES)
    rows = torch.cat([_SHARED.to(own.dtype).expand(len(own), -1, -1), own], dim=1)
    for name in ("gc1", "gc2", "gc3"):
        shared, last, output, whole = rows.split([N_SHARED, n, n, n], dim=1)
        output = output + last
        rows = torch.cat([_SUMS.to(own.dtype) @ shared, last, output, whole + output], dim=1)
        rows[:, N_SHARED:] += heard @ shared
        rows = torch.relu(_layer(weights, name, rows))
        rows = rows.expand(tasks, -1, -1)
    shared, last, output, whole = rows.split([N_SHARED, n, n, n], dim=1)
    total = last + output + whole + heard[:, 2 * n :] @ shared  # only the global node is read, and it hears every node
    return torch.relu(_layer(weights, "gc4", total))


def _layer(weights: Weights, name: str, rows: Tensor) -> Tensor:
    """Return ``rows @ weight + bias``, task by task."""
    return torch.baddbmm(weights[f"{name}.bias"].unsqueeze(1), rows, weights[f"{name}.weight"])


def posterior(weights: Weights, embedding: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and spread ``(tasks, 603)`` of the modulator's normal distribution for ``embedding`` ``(tasks, 10)``."""
    hidden = torch.relu(embedding @ weights["z1.weight"] + weights["z1.bias"])
    mean, raw = (hidden @ weights["z2.weight"] + weights["z2.bias"]).chunk(2, dim=1)
    return mean, torch.nn.functional.softplus(raw)


def divergence(mean: Tensor, spread: Tensor) -> Tensor:
    """Return KL(N(mean, spread^2) || N(0, 1)), summed over the numbers, ``(tasks,)``."""
    return 0.5 * (mean**2 + spread**2 - 1.0 - 2.0 * torch.log(spread)).sum(dim=1)


def modulate(weights: Weights, sample: Tensor, factor: float) -> Weights:
    """Return the predictor's weights with the heads modulated by ``sample`` ``(tasks, 603)``.

    Input i of head k is scaled by ``1 + factor * z[200 k + i]`` and its biases move by ``factor * z[600 + k]``.
    """
    changed = dict(weights)
    for k, name in enumerate(HEADS):
        scale = 1.0 + factor * sample[:, 2 * WIDTH * k : 2 * WIDTH * (k + 1)]
        shift = factor * sample[:, 2 * WIDTH * len(HEADS) + k]
        changed[f"{name}.weight"] = weights[f"{name}.weight"] * scale.unsqueeze(2)
        changed[f"{name}.bias"] = weights[f"{name}.bias"] + shift.unsqueeze(1)
    return changed


def as_tensor(values: Any, dtype: torch.dtype = torch.float32) -> Tensor:
    """Return ``values`` as a tensor of ``dtype`` that shares nothing with them."""
    return torch.tensor(np.asarray(values), dtype=dtype)
