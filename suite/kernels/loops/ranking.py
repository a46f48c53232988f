"""Crowding distance and truncation; ranks of a few rows. Those of many are moocore's, which is compiled already."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from suite.errors import ConfigurationError
from suite.kernels.loops.sorting import stable_sort
from suite.kernels.loops.types import NEW_NUMBERS, NEW_REALS, NUMBER, NUMBERS, REALS, VALUES
from suite.kernels.ranking import NOT_FINITE


@njit
def distances(values: Any, rows: Any, by_front: Any, start: Any, cut: Any) -> Any:
    n, m = len(rows), values.shape[1]
    distance, keys = np.zeros(n), np.empty(n)
    order, spare = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for k in range(m):
        for i in range(n):
            keys[i] = values[rows[i], k]
            order[i] = by_front[i]
        for front in range(cut + 1):
            first, end = start[front], start[front + 1]
            stable_sort(order, first, end, keys, spare)
            span = keys[order[end - 1]] - keys[order[first]]
            below = np.inf
            for i in range(first, end):
                above = np.inf if i == end - 1 else keys[order[i + 1]] - keys[order[i]]
                gained = below / span + above / span if span != 0 else 0.0
                if not np.isnan(gained):
                    distance[order[i]] += gained
                below = above
    for front in range(cut + 1):
        first, end = start[front], start[front + 1]
        infeasible = False  # rows with NaN have a front of their own
        for k in range(m):
            infeasible = infeasible or np.isnan(values[rows[by_front[first]], k])
        for i in range(first, end):
            row = by_front[i]
            distance[row] = 0.0 if infeasible else np.inf if end - first <= 2 else distance[row] / m
    return distance


@njit
def ranks_of_few(values: Any) -> Any:
    """Ranks by fronts that grow in lexicographic order (Zhang et al., IEEE TEC 19(2), 2015), where nobody is dominated
    by one who comes later."""
    n, m = values.shape
    ranks, order, keys = np.full(n, -1, dtype=np.int64), np.empty(n, dtype=np.int64), np.empty(n)
    count = 0
    for row in range(n):
        whole, finite = True, True
        for k in range(m):
            whole = whole and not np.isnan(values[row, k])
            finite = finite and not np.isinf(values[row, k])
        if whole and not finite:
            raise ConfigurationError(NOT_FINITE)
        if whole:
            order[count], keys[row] = row, values[row, 0]
            count += 1
    newest, older = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)  # of each front; added before each row
    stable_sort(order, 0, count, keys, older)
    for place in range(1, count):  # those that are equal in the first objective
        row, i = order[place], place
        while i > 0 and values[order[i - 1], 0] == values[row, 0]:
            k = 1
            while k < m - 1 and values[order[i - 1], k] == values[row, k]:
                k += 1
            if k == m or values[order[i - 1], k] <= values[row, k]:
                break
            order[i] = order[i - 1]
            i -= 1
        order[i] = row
    fronts = 0
    for i in range(count):
        row = order[i]
        equal = i > 0
        for k in range(m):
            equal = equal and values[order[i - 1], k] == values[row, k]
        if equal:
            ranks[row] = ranks[order[i - 1]]
            continue
        front = 0
        while front < fronts:
            other, kept = newest[front], -1
            dominated = False
            while other >= 0 and not dominated:
                dominated, needless = True, True
                for k in range(1, m):
                    dominated = dominated and values[other, k] <= values[row, k]
                    needless = needless and values[row, k] <= values[other, k]
                if dominated or not needless:
                    kept = other
                elif kept >= 0:  # whom the other one would dominate later, this row or who dominates it does, too
                    older[kept] = older[other]
                else:
                    newest[front] = older[other]
                other = older[other]
            if not dominated:
                break
            front += 1
        older[row] = newest[front] if front < fronts else -1
        fronts = max(fronts, front + 1)
        newest[front] = row
        ranks[row] = front
    for row in range(n):
        if ranks[row] < 0:
            ranks[row] = fronts
    return ranks


@njit
def by_rank(values: Any, ranks: Any, n_survivors: Any) -> Any:
    n = len(values)
    fronts = 0
    for row in range(n):
        fronts = max(fronts, ranks[row] + 1)
    start = np.zeros(fronts + 1, dtype=np.int64)  # of each front, when the rows stand by fronts
    for row in range(n):
        start[ranks[row] + 1] += 1
    for front in range(fronts):
        start[front + 1] += start[front]
    cut = 0  # the front that the last place goes to
    while start[cut + 1] < n_survivors and cut < fronts - 1:
        cut += 1
    size = start[cut + 1]
    rows, kept = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    last = np.empty(size - start[cut], dtype=np.int64)
    by_front, filled = np.empty(size, dtype=np.int64), np.zeros(cut + 1, dtype=np.int64)
    i = 0
    for row in range(n):
        rank = ranks[row]
        if rank <= cut:
            rows[i], kept[i] = row, rank
            by_front[start[rank] + filled[rank]] = i
            if rank == cut:
                last[filled[rank]] = i
            filled[rank] += 1
            i += 1
    return rows, kept, distances(values, rows, by_front, start, cut), last


@njit(types.Tuple((NEW_NUMBERS, NEW_NUMBERS, NEW_REALS, NEW_NUMBERS))(VALUES, NUMBERS, NUMBER), cache=True)
def contenders(values: Any, ranks: Any, n_survivors: Any) -> Any:
    return by_rank(values, ranks, n_survivors)


@njit(types.Tuple((NEW_NUMBERS, NEW_NUMBERS, NEW_REALS, NEW_NUMBERS))(VALUES, NUMBER), cache=True)
def contenders_of_few(values: Any, n_survivors: Any) -> Any:
    return by_rank(values, ranks_of_few(values), n_survivors)


@njit(types.Tuple((NEW_NUMBERS, NEW_NUMBERS, NEW_REALS))(NUMBERS, NUMBERS, REALS, NUMBERS, NUMBER), cache=True)
def without_crowded(rows: Any, ranks: Any, crowding: Any, last: Any, n_survivors: Any) -> Any:
    n = len(last)
    keys, stays = np.empty(len(rows)), np.ones(len(rows), dtype=np.uint8)
    order, spare = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for i in range(n):
        order[i] = last[i]
        keys[last[i]] = -crowding[last[i]]
    stable_sort(order, 0, n, keys, spare)
    for i in range(n_survivors - (len(rows) - n), n):
        stays[order[i]] = 0
    kept_rows, kept_ranks = np.empty(n_survivors, dtype=np.int64), np.empty(n_survivors, dtype=np.int64)
    kept_crowding = np.empty(n_survivors)
    k = 0
    for i in range(len(rows)):
        if stays[i]:
            kept_rows[k], kept_ranks[k], kept_crowding[k] = rows[i], ranks[i], crowding[i]
            k += 1
    return kept_rows, kept_ranks, kept_crowding
