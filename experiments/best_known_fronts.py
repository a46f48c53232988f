"""Make the best-known fronts of the once-for-all spaces: ``python -m experiments.best_known_fronts``.

NSGA-II from several seeds, then Pareto local search on all that it found: every network one choice away from a member
of the archive is evaluated, until no such network improves it. The archive keeps one network per box of a fine grid in
accuracy and cost, and is thinned at the end by the hypervolume that a point alone adds. Written are the networks,
never an accuracy or latency (:mod:`suite.ofa.best_known`).
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import moocore
import numpy as np
from numpy.typing import NDArray

from suite.algorithms import create
from suite.files import write_atomically
from suite.objectives import Problem
from suite.objectives.devices import parse_devices
from suite.objectives.fitness import parse_fitness
from suite.objectives.predicted import predicted_problem
from suite.ofa import OFA_SPACES, load_ofa
from suite.ofa.best_known import FILE, committed, packed
from suite.spaces.base import Codes

Floats = NDArray[np.float64]
PLACE = Path(__file__).parent.parent / "suite" / "ofa" / FILE
VERSION = 2
SEEDS, POPULATION, GENERATIONS = 3, 200, 150
BOX = np.array([0.005, 0.0005])
"""Size of a box of the archive: points of accuracy, and share of the cost's range."""
ROUNDS, MEMBERS = 40, 150
CHUNK = 5000


class Search:
    """The long runs on one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.seen: set[bytes] = set()
        n_edges = problem.space.n_edges
        self.codes: Codes = np.empty((0, n_edges), dtype=np.uint8)
        self.values: Floats = np.empty((0, 2))

    def take(self, codes: Codes) -> int:
        """Evaluate what is new, keep what belongs to the archive, and return how many entered it."""
        fresh = []
        for code in codes:
            key = code.tobytes()
            if key not in self.seen:
                self.seen.add(key)
                fresh.append(code)
        if not fresh:
            return 0
        before = {code.tobytes() for code in self.codes}
        new = np.array(fresh)
        parts = [self.problem(new[start : start + CHUNK]) for start in range(0, len(new), CHUNK)]
        codes, values = np.concatenate([self.codes, new]), np.concatenate([self.values, *parts])
        keep = moocore.is_nondominated(values, keep_weakly=False)
        codes, values = codes[keep], values[keep]
        # one network per box: the first by accuracy, so that the archive stays small and the ends stay in it
        order = np.lexsort(values.T[::-1])
        codes, values = codes[order], values[order]
        span = max(float(np.ptp(values[:, 1])), 1e-12)
        boxes = np.floor((values - values.min(axis=0)) / (BOX * [1.0, span])).astype(np.int64)
        rows = np.unique(np.concatenate([np.unique(boxes, axis=0, return_index=True)[1], [0, len(values) - 1]]))
        self.codes, self.values = codes[rows], values[rows]
        return sum(code.tobytes() not in before for code in self.codes)

    def run(self) -> None:
        """Run NSGA-II from every seed, then local search."""
        space = self.problem.space
        for seed in range(SEEDS):
            rng = np.random.Generator(np.random.PCG64(seed))
            search = create("nsga2", space, rng=rng, population_size=POPULATION)
            for _ in range(GENERATIONS):
                codes = search.ask()
                search.tell(codes, self.problem(codes))
                self.take(codes)
        searched: set[bytes] = set()
        for _ in range(ROUNDS):
            pending = [code for code in self.codes if code.tobytes() not in searched]
            searched.update(code.tobytes() for code in pending)
            if not pending or not self.take(np.concatenate([space.neighbours(code) for code in pending])):
                break

    def thinned(self) -> Codes:
        """Return at most :data:`MEMBERS` networks: those without which the hypervolume shrinks most, found greedily."""
        codes, values = self.codes, self.values
        scaled = (values - values.min(axis=0)) / np.ptp(values, axis=0)
        order = np.argsort(scaled[:, 1])
        codes, scaled = codes[order], scaled[order]
        while len(codes) > MEMBERS:  # two objectives: what a point adds is a rectangle between its neighbours
            x, y = scaled[:, 1], scaled[:, 0]
            added = np.full(len(codes), np.inf)
            added[1:-1] = (x[2:] - x[1:-1]) * (y[:-2] - y[1:-1])
            worst = int(added.argmin())
            codes, scaled = np.delete(codes, worst, axis=0), np.delete(scaled, worst, axis=0)
        return codes


def make(space: str, device: str, metric: str, data_dir: str | None = None) -> dict[str, Any]:
    """Return one entry of the committed file."""
    benchmark = load_ofa(space, data_dir)
    problem = predicted_problem(benchmark, parse_fitness("predicted"), parse_devices(device), metric, None)
    start = time.process_time()
    search = Search(problem)
    search.run()
    codes = search.thinned()
    return {
        "n_edges": benchmark.space.n_edges,
        "evaluations": len(search.seen),
        "seconds": round(time.process_time() - start, 1),
        "data_hash": benchmark.data_hash,
        "codes": [packed(code) for code in codes],
    }


def main() -> None:
    """Make all fronts, or those of the spaces named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("spaces", nargs="*", default=list(OFA_SPACES))
    parser.add_argument("--data-dir")
    arguments = parser.parse_args()
    content: dict[str, Any] = committed() if PLACE.exists() else {"version": VERSION, "fronts": {}}
    content["version"] = VERSION
    for space in arguments.spaces:
        devices = load_ofa(space, arguments.data_dir).device_table
        for device in devices.names:
            for metric in devices.metrics_of(device):
                entry = make(space, device, metric, arguments.data_dir)
                content["fronts"].setdefault(space, {})[f"{device} {metric}"] = entry
                print(space, device, metric, len(entry["codes"]), entry["evaluations"], entry["seconds"], flush=True)
                write_atomically(PLACE, json.dumps(content, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
