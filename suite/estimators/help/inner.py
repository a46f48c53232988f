"""One inner step of all tasks, differentiated by hand: gradient, and Hessian-vector product for the second order.

The step ``w' = w - rate * g(w)`` is one operation: its derivative is ``v - H (rate * v)`` for the weights and ``-sum
over tasks of g * v`` for the rates, and ``H u`` comes from Pearlmutter's R-operator ("Fast exact multiplication by the
Hessian", Neural Computation, 1994). A test holds it against automatic differentiation.

An episode of meta-training takes 1.15 times as long by torch.autograd over all tasks at once, 1.25 times by torch.func
(``benchmarks/bench_networks.py``). It stays because sums in another order round differently: the shipped weights and
the committed rows were made with it. Whoever meta-trains anew can put ten lines of autograd in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from suite.estimators.help.encoding import N_FEATURES, N_OWN, N_SHARED
from suite.estimators.help.network import Layout, Tensor, Weights, shared_parts


@dataclass
class Layer:
    """A dense layer of the chain, ``rows @ weight + bias``, and what its gradient needs.

    Attributes:
        name: of its weight.
        bias: name of its bias; None where another layer adds it.
        before: sums that are applied to the rows first, ``(tasks, rows, rows before)``, or None.
        rows: what it multiplied, ``(tasks, n, in)``.
        out: what its ReLU let pass, ``(tasks, n, out)``; None without one.
        error: derivative of the loss by its sum, ``(tasks, n, out)``.
    """

    name: str
    bias: str | None
    before: Tensor | None
    rows: Tensor
    out: Tensor | None
    error: Tensor


def _passed(error: Tensor, out: Tensor | None) -> Tensor:
    """Return ``error`` where the ReLU that gave ``out`` let pass, 0 elsewhere; all of it without a ReLU."""
    return error if out is None else torch.ops.aten.threshold_backward(error, out, 0)


def _sums(inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return first rows ``(tasks, 31 + 3n, 8)``, the sums over neighbours, and those of the global nodes alone.

    A graph convolution acts on 31 shared rows and three rows of each cell, see :mod:`.encoding`.
    """
    tasks, _, n, _ = inputs.shape
    own, heard = inputs.reshape(tasks, N_OWN * n, -1).split([N_FEATURES, N_SHARED], dim=2)
    features, sums, own_sums = (part.to(inputs.dtype) for part in shared_parts())
    matrix = inputs.new_zeros(tasks, N_SHARED + N_OWN * n, N_SHARED + N_OWN * n)
    matrix[:, :N_SHARED, :N_SHARED] = sums
    matrix[:, N_SHARED:, :N_SHARED] = heard
    matrix[:, N_SHARED:, N_SHARED:] = torch.kron(own_sums, torch.eye(n, dtype=inputs.dtype))
    return torch.cat([features.expand(tasks, -1, -1), own], dim=1), matrix, matrix[:, -n:]


def prepared(layout: Layout, inputs: Tensor) -> tuple[Tensor, list[tuple[str, Tensor | None]]]:
    """Return the first rows and the architecture's layers with their sums; the same for every step of an episode."""
    if layout.settings.space != "nasbench201":
        return inputs, [("fc1", None), ("fc2", None)]
    rows, every, whole = _sums(inputs)
    return rows, [("gc1", every), ("gc2", every), ("gc3", every), ("gc4", whole)]


def gradient(
    layout: Layout, weights: Tensor, embedding: Tensor | None, start: Tensor, layers: list[Any], targets: Tensor
) -> tuple[Tensor, list[Layer], list[Layer]]:
    """Return the gradient ``(tasks, n_weights)`` of each task's mean squared error, and the layers with their errors.

    Args:
        layout: which numbers are what.
        weights: of every task.
        embedding: ``(tasks, 10)`` or None.
        start, layers: see :func:`prepared`.
        targets: scaled latencies ``(tasks, n)``.
    """
    named = layout.named(weights)
    chain, rows = _forward(named, layers, start)
    side: list[Layer] = []
    joint = named["fc3.bias"]
    if embedding is not None:
        side, hardware = _forward(named, [("hw1", None), ("hw2", None)], embedding.unsqueeze(1))
        joint = torch.baddbmm(joint, hardware, named["fc3h.weight"])
        side.append(Layer("fc3h", None, None, hardware, None, hardware))
    hidden = torch.relu(torch.baddbmm(joint, rows, named["fc3.weight"]))
    chain.append(Layer("fc3", "fc3.bias", None, rows, hidden, hidden))
    more, hidden = _forward(named, [("fc4", None)], hidden)
    chain += more
    predicted = torch.baddbmm(named["fc5.bias"], hidden, named["fc5.weight"])
    error = (predicted - targets.unsqueeze(2)) * (2.0 / targets.shape[1])
    chain.append(Layer("fc5", "fc5.bias", None, hidden, None, error))
    result = torch.empty_like(weights)
    parts = layout.named(result)
    _backward(named, parts, chain, error)
    if side:
        joined = next(layer for layer in chain if layer.name == "fc3").error.sum(dim=1, keepdim=True)
        _backward(named, parts, side, joined)
    return result, chain, side


def _forward(named: Weights, layers: list[tuple[str, Tensor | None]], rows: Tensor) -> tuple[list[Layer], Tensor]:
    found = []
    for name, before in layers:
        rows = rows if before is None else torch.bmm(before, rows)
        out = torch.relu(torch.baddbmm(named[f"{name}.bias"], rows, named[f"{name}.weight"]))
        found.append(Layer(name, f"{name}.bias", before, rows, out, out))
        rows = out
    return found, rows


def _backward(named: Weights, parts: Weights, layers: list[Layer], error: Tensor) -> None:
    """Write the gradients of ``layers`` into ``parts`` and their errors into the layers."""
    for number in range(len(layers) - 1, -1, -1):
        layer = layers[number]
        layer.error = error = _passed(error, layer.out)
        parts[f"{layer.name}.weight"].baddbmm_(layer.rows.transpose(1, 2), error, beta=0.0)
        if layer.bias is not None:
            parts[layer.bias].copy_(error.sum(dim=1, keepdim=True))
        if number:
            error = torch.bmm(error, named[f"{layer.name}.weight"].transpose(1, 2))
            error = error if layer.before is None else torch.bmm(layer.before.transpose(1, 2), error)


def curvature(
    layout: Layout, weights: Tensor, chain: list[Layer], side: list[Layer], direction: Tensor, change: Tensor
) -> None:
    """Subtract the Hessian of each task's error times ``direction`` ``(tasks, n_weights)`` from ``change``.

    Args:
        layout: which numbers are what.
        weights: of every task, those that :func:`gradient` saw.
        chain, side: what it returned.
        direction: what the Hessian is multiplied with.
        change: ``(tasks, n_weights)``, changed in place.
    """
    named, along, result = layout.named(weights), layout.named(direction), layout.named(change)
    side_moves = _moves(named, along, side, None) if side else []
    moves = _moves(named, along, chain, side_moves.pop() if side else None)
    last = chain[-1]
    turn = moves.pop() * (2.0 / last.rows.shape[1])  # the error of the last layer is linear in what it predicts
    joined = _turn_back(named, along, result, chain, moves, turn)
    if side:
        _turn_back(named, along, result, side, side_moves, joined.sum(dim=1, keepdim=True))


def _moves(named: Weights, along: Weights, layers: list[Layer], joined: Tensor | None) -> list[Tensor]:
    """Return how each layer's rows move when the weights move along the direction, and the last layer's sum.

    The first layer's rows are the inputs: they do not move, and an empty tensor stands for that.
    """
    move = layers[0].rows[:, :0]
    moves: list[Tensor] = []
    for number, layer in enumerate(layers):
        if number and layer.before is not None:
            move = torch.bmm(layer.before, move)
        moves.append(move)
        weight = along[f"{layer.name}.weight"]
        out = (
            torch.bmm(layer.rows, weight)
            if layer.bias is None
            else torch.baddbmm(along[layer.bias], layer.rows, weight)
        )
        out = out.baddbmm_(move, named[f"{layer.name}.weight"]) if number else out
        if layer.name == "fc3" and joined is not None:
            out = out + joined
        move = _passed(out, layer.out)
    return [*moves, move]


def _turn_back(
    named: Weights, along: Weights, result: Weights, layers: list[Layer], moves: list[Tensor], turn: Tensor
) -> Tensor:
    """Subtract the layers' part of the product from ``result``; return how the error of "fc3" turns."""
    joined = turn
    for number in range(len(layers) - 1, -1, -1):
        layer = layers[number]
        turn = _passed(turn, layer.out)
        if layer.name == "fc3":
            joined = turn
        rows, errors = layer.rows, turn
        if number:
            rows, errors = torch.cat([moves[number], rows], dim=1), torch.cat([layer.error, turn], dim=1)
        result[f"{layer.name}.weight"].baddbmm_(rows.transpose(1, 2), errors, alpha=-1.0)
        if layer.bias is not None:
            result[layer.bias].sub_(turn.sum(dim=1, keepdim=True))
        if number:
            turn = torch.bmm(turn, named[f"{layer.name}.weight"].transpose(1, 2))
            turn = torch.baddbmm(turn, layer.error, along[f"{layer.name}.weight"].transpose(1, 2))
            turn = turn if layer.before is None else torch.bmm(layer.before.transpose(1, 2), turn)
    return joined


class InnerStep(torch.autograd.Function):
    """``weights - rates * gradient`` as one differentiable operation (see the module)."""

    @staticmethod
    def forward(
        ctx: Any,
        weights: Tensor,
        rates: Tensor,
        layout: Layout,
        embedding: Tensor | None,
        prepared_inputs: tuple[Tensor, list[Any]],
        targets: Tensor,
    ) -> Tensor:
        """Return the weights ``(tasks, n_weights)`` after the step; ``rates`` are ``(n_weights,)`` or one number."""
        weights = weights.contiguous()
        slope, chain, side = gradient(layout, weights, embedding, *prepared_inputs, targets)
        ctx.layout, ctx.chain, ctx.side = layout, chain, side
        ctx.save_for_backward(weights, rates, slope)
        return torch.addcmul(weights, rates, slope, value=-1.0)

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor | None, ...]:
        """Return the derivatives by weights and rates."""
        (change,) = upstream
        weights, rates, slope = ctx.saved_tensors
        by_rates = -(slope * change).sum(dim=0) if ctx.needs_input_grad[1] else None
        result = change.clone(memory_format=torch.contiguous_format)
        curvature(ctx.layout, weights, ctx.chain, ctx.side, change * rates, result)
        return result, by_rates, None, None, None, None
