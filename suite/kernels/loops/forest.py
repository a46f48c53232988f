"""The levels of a forest and the ways through it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from suite.kernels.loops.types import NEW_NUMBERS, NEW_REALS, NEW_VALUES, NUMBER, NUMBERS, REALS, TABLE, VALUES


@njit(
    types.Tuple((NEW_REALS, NEW_REALS, NEW_VALUES, NEW_VALUES, NEW_NUMBERS))(
        NUMBERS, NUMBERS, REALS, REALS, TABLE, NUMBER, NUMBER
    ),
    cache=True,
)
def counted(place: Any, sample: Any, weight: Any, positive: Any, features: Any, count: Any, width: Any) -> Any:
    total, hits = np.zeros(count), np.zeros(count)
    ones, both = np.zeros((count, width)), np.zeros((count, width))
    for i in range(len(place)):
        node, row = place[i], sample[i]
        hit = weight[i] * positive[row]
        total[node] += weight[i]
        hits[node] += hit
        for edge in range(features.shape[1]):
            ones[node, features[row, edge]] += weight[i]
            both[node, features[row, edge]] += hit
    nodes = np.empty(count, dtype=np.int64)
    found = 0
    for node in range(count):
        if 0 < hits[node] < total[node]:
            for feature in range(width):
                if 0 < ones[node, feature] < total[node]:
                    nodes[found] = node
                    found += 1
                    break
    return total, hits, ones, both, nodes[:found]


@njit(NEW_NUMBERS(NUMBERS, REALS, REALS, VALUES, VALUES, VALUES, NUMBER), cache=True)
def asked(nodes: Any, total: Any, hits: Any, ones: Any, both: Any, lot: Any, tries: Any) -> Any:
    width = ones.shape[1]
    chosen, smallest = np.empty(len(nodes), dtype=np.int64), np.empty(tries)
    for i in range(len(nodes)):
        node = nodes[i]
        whole, positives = total[node], hits[node]
        filled, least = 0, np.inf
        for feature in range(width):
            drawn = lot[i, feature]
            if 0 < ones[node, feature] < whole:
                least = min(least, drawn)
            if filled < tries or drawn < smallest[filled - 1]:
                filled = min(filled + 1, tries)
                k = filled - 1
                while k > 0 and smallest[k - 1] > drawn:
                    smallest[k] = smallest[k - 1]
                    k -= 1
                smallest[k] = drawn
        bound = max(smallest[tries - 1], least)
        best, first = -np.inf, np.inf
        for feature in range(width):
            yes_n = ones[node, feature]
            if lot[i, feature] <= bound and 0 < yes_n < whole:
                yes_p = both[node, feature]
                no_n, no_p = whole - yes_n, positives - yes_p
                no, yes = no_n - no_p, yes_n - yes_p
                purity = (no_p * no_p + no * no) / no_n + (yes_p * yes_p + yes * yes) / yes_n
                if purity > best or (purity == best and lot[i, feature] < first):
                    best, first, chosen[i] = purity, lot[i, feature], feature
    return chosen


@njit(
    types.Tuple((NEW_NUMBERS, NEW_REALS, NEW_NUMBERS))(NUMBERS, REALS, NUMBERS, NUMBERS, NUMBERS, TABLE, NUMBER),
    cache=True,
)
def divided(sample: Any, weight: Any, place: Any, child: Any, question: Any, codes: Any, n_operations: Any) -> Any:
    size = 0
    for i in range(len(place)):
        size += child[place[i]] >= 0
    kept, weights, places = np.empty(size, dtype=np.int64), np.empty(size), np.empty(size, dtype=np.int64)
    k = 0
    for i in range(len(place)):
        node = place[i]
        if child[node] >= 0:
            edge, operation = question[node] // n_operations, question[node] % n_operations
            kept[k], weights[k] = sample[i], weight[i]
            places[k] = child[node] + (codes[sample[i], edge] == operation)
            k += 1
    return kept, weights, places


@njit(NEW_VALUES(TABLE, NUMBERS, NUMBERS, TABLE, REALS, NUMBER), cache=True)
def leaf_shares(codes: Any, roots: Any, feature: Any, children: Any, share: Any, n_operations: Any) -> Any:
    n, trees = len(codes), len(roots)
    result = np.empty((n, trees))
    for i in range(n):
        for tree in range(trees):
            node = roots[tree]
            while children[node, 0] != node:
                edge, operation = feature[node] // n_operations, feature[node] % n_operations
                node = children[node, int(codes[i, edge] == operation)]
            result[i, tree] = share[node]
    return result
