"""HELP's predictor and modulator, for many tasks at once: every task has its own copy of the weights.

All learned numbers lie in one vector; :class:`Layout` says which part is what. The weights of several tasks are one
matrix ``(tasks, n_weights)``, so that one batched matrix product serves all tasks and one addition is an inner step.
Source: HELP's networks (hidden width 100): four graph convolutions (NAS-Bench-201) or two dense layers (FBNet) for the
architecture, two dense layers for the hardware, three dense layers for both together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from suite.estimators.help.encoding import FBNET_BITS, N_FEATURES, N_OWN, N_SHARED, OFA_BITS, shared_features
from suite.estimators.help.settings import HelpSettings

Tensor: TypeAlias = torch.Tensor
Weights: TypeAlias = dict[str, Tensor]
Shapes: TypeAlias = dict[str, tuple[int, ...]]

WIDTH, N_REFERENCES, Z_HIDDEN = 100, 10, 10
JOINT = 2 * WIDTH
N_Z = 3 * (JOINT + 1)
"""Numbers that the modulator draws: one per input of the three joint layers, and one for the biases of each."""

GRAPH_BOUND = 0.05


@dataclass(frozen=True)
class Layout:
    """Names, shapes and places of the learned numbers of one method on one space.

    The vector is: the predictor's weights (the architecture's and the hardware's layers, then the joint ones); their
    inner learning rates, unless the method is "maml"; the modulator, if the method is "help". A joint layer's part for
    the hardware has a name of its own, ``fc3h``.
    """

    settings: HelpSettings

    @property
    def hardware(self) -> bool:
        """Whether the predictor sees the hardware embedding."""
        return self.settings.method == "help"

    @cached_property
    def predictor(self) -> Shapes:
        """Shapes of the predictor's weights ``(in, out)`` and biases ``(out,)``, in order."""
        if self.settings.space == "nasbench201":
            sizes = {"gc1": (N_FEATURES, WIDTH), **{f"gc{i}": (WIDTH, WIDTH) for i in (2, 3, 4)}}
        else:
            bits = {"fbnet": FBNET_BITS, "ofa": OFA_BITS}[self.settings.space]
            sizes = {"fc1": (bits, WIDTH), "fc2": (WIDTH, WIDTH)}
        shapes: Shapes = {}
        joint = JOINT if self.hardware else WIDTH
        if self.hardware:
            sizes |= {"hw1": (N_REFERENCES, WIDTH), "hw2": (WIDTH, WIDTH)}
        for name, (inputs, outputs) in sizes.items():
            shapes |= {f"{name}.weight": (inputs, outputs), f"{name}.bias": (outputs,)}
        shapes["fc3.weight"] = (WIDTH, joint)
        if self.hardware:
            shapes["fc3h.weight"] = (WIDTH, joint)
        return shapes | {
            "fc3.bias": (joint,),
            "fc4.weight": (joint, joint),
            "fc4.bias": (joint,),
            "fc5.weight": (joint, 1),
            "fc5.bias": (1,),
        }

    @cached_property
    def modulator(self) -> Shapes:
        """Shapes of the modulator (none without hardware): mean and spread of :data:`N_Z` numbers."""
        if not self.hardware:
            return {}
        return {
            "z1.weight": (N_REFERENCES, Z_HIDDEN),
            "z1.bias": (Z_HIDDEN,),
            "z2.weight": (Z_HIDDEN, 2 * N_Z),
            "z2.bias": (2 * N_Z,),
        }

    @cached_property
    def n_weights(self) -> int:
        """Number of the predictor's weights."""
        return sum(map(math.prod, self.predictor.values()))

    @property
    def n_rates(self) -> int:
        """Number of learned inner rates."""
        return 0 if self.settings.method == "maml" else self.n_weights

    @property
    def size(self) -> int:
        """Length of the vector."""
        return self.n_weights + self.n_rates + sum(map(math.prod, self.modulator.values()))

    def split(self, vector: Tensor) -> tuple[Tensor, Tensor | None, Weights]:
        """Return the predictor's weights ``(n_weights,)``, the rates ``(n_weights,)`` or None, and the modulator."""
        weights, rates, rest = vector.split([self.n_weights, self.n_rates, self.size - self.n_weights - self.n_rates])
        parts = rest.split([math.prod(shape) for shape in self.modulator.values()]) if self.modulator else ()
        modulator = {name: part.view(shape) for (name, shape), part in zip(self.modulator.items(), parts, strict=True)}
        return weights, rates if self.n_rates else None, modulator

    def named(self, weights: Tensor) -> Weights:
        """Return the parts of several tasks' weights ``(tasks, n_weights)`` by name; biases are ``(tasks, 1, out)``."""
        parts = weights.split([math.prod(shape) for shape in self.predictor.values()], dim=1)
        return {
            name: part.view(len(weights), -1, shape[-1])
            for (name, shape), part in zip(self.predictor.items(), parts, strict=True)
        }

    def initial(self, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return a start vector: graph weights uniform within 0.05, everything else within 1/sqrt(inputs)."""
        parts = []
        for shapes in (self.predictor, self.modulator):
            for name, shape in shapes.items():
                layer = name.split(".")[0].rstrip("h") if name.startswith("fc3") else name.split(".")[0]
                inputs = shapes[f"{layer}.weight"][0]
                if layer == "fc3":
                    inputs = shape[-1]  # both parts of the joint layer together have as many inputs as outputs
                bound = 1.0 / math.sqrt(inputs)
                if layer.startswith("gc"):
                    bound = GRAPH_BOUND if name.endswith("weight") else 1.0 / math.sqrt(WIDTH)
                parts.append(rng.uniform(-bound, bound, math.prod(shape)))
            if shapes is self.predictor:
                parts.append(np.full(self.n_rates, self.settings.inner_rate))
        return np.concatenate(parts).astype(np.float32)


def predict(weights: Weights, inputs: Tensor, embedding: Tensor | None) -> Tensor:
    """Return the scaled latencies ``(tasks, n)``.

    Args:
        weights: of every task, see :meth:`Layout.named`.
        inputs: ``(tasks, 3, n, 8 + 31)`` (:func:`.encoding.own_features`) or ``(tasks, n, 132 or 145)``.
        embedding: ``(tasks, 10)``, or None for the methods without it.
    """
    if "gc1.weight" in weights:
        out = _graph(weights, inputs)
    else:
        out = torch.relu(_layer(weights, "fc2", torch.relu(_layer(weights, "fc1", inputs))))
    start = weights["fc3.bias"]
    if embedding is not None:
        hardware = torch.relu(_layer(weights, "hw1", embedding.unsqueeze(1)))
        hardware = torch.relu(_layer(weights, "hw2", hardware))
        start = torch.baddbmm(start, hardware, weights["fc3h.weight"])  # the same for all architectures of a task
    hidden = torch.relu(torch.baddbmm(start, out, weights["fc3.weight"]))
    hidden = torch.relu(_layer(weights, "fc4", hidden))
    return _layer(weights, "fc5", hidden).squeeze(2)


def _layer(weights: Weights, name: str, rows: Tensor) -> Tensor:
    return torch.baddbmm(weights[f"{name}.bias"], rows, weights[f"{name}.weight"])


_SHARED, _SUMS = (torch.from_numpy(part) for part in shared_features())
_OWN_SUMS = torch.ones(N_OWN, N_OWN).tril()
"""The output node hears the last edge, the global node hears both; each hears itself."""


def shared_parts() -> tuple[Tensor, Tensor, Tensor]:
    """Return features ``(31, 8)`` of the shared values, their sums ``(31, 31)``, and those among a cell's own nodes."""
    return _SHARED, _SUMS, _OWN_SUMS


def _graph(weights: Weights, inputs: Tensor) -> Tensor:
    """Four graph convolutions, the global node after the last, ``(tasks, n, 100)``.

    ``shared`` are the 31 values that all cells share, ``own`` the three nodes of each cell (:mod:`.encoding`).
    """
    tasks, _, n, _ = inputs.shape
    kind = inputs.dtype
    own, heard = inputs.reshape(tasks, N_OWN * n, -1).split([N_FEATURES, N_SHARED], dim=2)
    shared = _SHARED.to(kind).expand(tasks, -1, -1)
    sums, own_sums = (part.to(kind).expand(tasks, -1, -1) for part in (_SUMS, _OWN_SUMS))
    for name in ("gc1", "gc2", "gc3"):
        among = torch.bmm(own_sums, own.reshape(tasks, N_OWN, -1)).view(tasks, N_OWN * n, -1)
        own = torch.relu(_layer(weights, name, torch.baddbmm(among, heard, shared)))
        shared = torch.relu(_layer(weights, name, torch.bmm(sums, shared)))
    among = own.view(tasks, N_OWN, n, -1).sum(dim=1)  # only the global node is read, and it hears every node
    return torch.relu(_layer(weights, "gc4", torch.baddbmm(among, heard[:, -n:], shared)))


def posterior(modulator: Weights, embedding: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and spread ``(tasks, 603)`` of the modulator's distribution for ``embedding`` ``(tasks, 10)``."""
    hidden = torch.relu(embedding @ modulator["z1.weight"] + modulator["z1.bias"])
    mean, raw = (hidden @ modulator["z2.weight"] + modulator["z2.bias"]).chunk(2, dim=1)
    return mean, torch.nn.functional.softplus(raw)


def divergence(mean: Tensor, spread: Tensor) -> Tensor:
    """Return KL(N(mean, spread^2) || N(0, 1)), summed over the numbers, ``(tasks,)``."""
    return 0.5 * (mean**2 + spread**2 - 1.0 - 2.0 * torch.log(spread)).sum(dim=1)


def modulate(layout: Layout, weights: Tensor, sample: Tensor) -> Tensor:
    """Return every task's weights ``(tasks, n_weights)``, joint layers modulated by ``sample`` ``(tasks, 603)``.

    With factor f, input i of joint layer k is scaled by ``1 + f z[200 k + i]``; its biases move by ``f z[600 + k]``.
    """
    sizes = [math.prod(shape) for shape in layout.predictor.values()]
    parts = dict(zip(layout.predictor, weights.split(sizes), strict=True))
    scaled = layout.settings.modulation * sample
    scale = 1.0 + scaled[:, : 3 * JOINT]
    inputs = dict(zip(("fc3", "fc3h", "fc4", "fc5"), scale.split([WIDTH, WIDTH, JOINT, JOINT], dim=1), strict=True))
    shift = dict(zip(("fc3", "fc4", "fc5"), scaled[:, 3 * JOINT :].split(1, dim=1), strict=True))
    changed, plain = [], 0
    for name, shape in layout.predictor.items():
        layer, kind = name.split(".")
        if layer not in inputs:
            plain += math.prod(shape)
        elif kind == "weight":
            changed.append((parts[name].view(shape) * inputs[layer].unsqueeze(2)).flatten(1))
        else:
            changed.append(parts[name] + shift[layer])
    return torch.cat([weights[:plain].expand(len(sample), -1), *changed], dim=1)
