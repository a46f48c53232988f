"""BRP-NAS's latency predictor: a graph convolutional network on the cell (extra: torch)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from suite.errors import ConfigurationError, did_you_mean
from suite.estimators.base import Estimator, Floats
from suite.estimators.cell_graph import cell_graphs
from suite.estimators.regression import TARGETS, positive, whole
from suite.networks import require_torch
from suite.spaces.base import Codes, SearchSpace
from suite.spaces.nasbench201 import NASBENCH201


class BRPNAS(Estimator):
    """Graph convolutional network of BRP-NAS (torch): four layers, read at a global node.

    Source: Dudziak et al., "BRP-NAS: Prediction-based NAS using GCNs", NeurIPS 2020 (arXiv 2007.08668), and its public
    code; trained on 900 architectures with 100 for validation there. The defaults are its values but for ``batch``. Not
    known from it, hence chosen: scaling of the target, initial weights (Glorot), the plateau's factor, and that the
    weights of the best validation epoch are kept.

    Args:
        space: NAS-Bench-201.
        rng: source of the split, the initial weights, the order of the batches and the dropout.
        hidden: units of each layer.
        layers: graph convolutions.
        dropout: share of units dropped.
        rate: step size of AdamW.
        decay: weight decay.
        epochs: at most so many.
        batch: architectures per step; 1 in the paper, 16 here for speed on a CPU.
        patience: epochs without a better validation error until the step size falls.
        factor: by which it falls.
        stop: epochs without a better validation error until training stops.
        validation: share of the measurements that is held out for this, at least one.
        target: "standard" (mean 0, variance 1), "log" or "raw", as for the regressions.

    Attributes:
        network_: the trained :class:`suite.networks.graph_network.GraphNetwork`.
        epochs_: epochs trained.
        validation_loss_: L1 error of the best epoch in the unit of the scaled target.
    """

    name: ClassVar[str] = "brp_nas"
    minimum: ClassVar[int] = 4
    random: ClassVar[bool] = True

    def __init__(
        self,
        space: SearchSpace = NASBENCH201,
        *,
        rng: np.random.Generator | None = None,
        hidden: int = 600,
        layers: int = 4,
        dropout: float = 0.002,
        rate: float = 4e-4,
        decay: float = 5e-4,
        epochs: int = 250,
        batch: int = 16,
        patience: int = 10,
        factor: float = 0.1,
        stop: int = 35,
        validation: float = 0.1,
        target: str = "standard",
    ) -> None:
        super().__init__(space, rng=rng)
        require_torch()
        if (space.n_edges, space.n_operations) != (6, 5):
            raise ConfigurationError(f"brp_nas knows NAS-Bench-201's cell only, not {space.name}")
        if target not in TARGETS:
            raise did_you_mean(str(target), TARGETS, "target")
        if not (0 <= dropout < 1 and 0 < validation < 1 and 0 < factor < 1 and decay >= 0):
            raise ConfigurationError(
                "dropout lies in [0, 1), validation and factor between 0 and 1, and decay is not below 0"
            )
        self.hidden, self.layers = whole("hidden", hidden), whole("layers", layers)
        self.epochs, self.batch = whole("epochs", epochs), whole("batch", batch)
        self.patience, self.stop = whole("patience", patience), whole("stop", stop)
        self.rate = positive("rate", rate)
        self.decay, self.dropout, self.factor, self.validation = decay, dropout, factor, validation
        self.target = target

    def _fit(self, codes: Codes, costs: Floats) -> None:
        import torch

        from suite.networks.graph_network import GraphNetwork, split, train

        y = np.log(costs) if self.target == "log" else costs
        self.centre_, self.scale_ = 0.0, 1.0
        if self.target != "raw":
            self.centre_, self.scale_ = float(y.mean()), float(y.std()) or 1.0
        takes, features = cell_graphs(codes)
        generator = torch.Generator().manual_seed(self._seed)
        rows = split(len(y), self.validation, generator)  # drawn before the initial weights
        self.network_ = GraphNetwork(features.shape[2], self.hidden, self.layers, self.dropout, generator)
        self.epochs_, self.validation_loss_ = train(
            self.network_, takes, features, (y - self.centre_) / self.scale_, rows, generator,
            rate=self.rate, decay=self.decay, epochs=self.epochs, batch=self.batch,
            patience=self.patience, factor=self.factor, stop=self.stop,
        )  # fmt: skip

    def _predict(self, codes: Codes) -> Floats:
        from suite.networks.graph_network import predict

        takes, features = cell_graphs(codes)
        flat = np.packbits(np.concatenate([takes.reshape(len(codes), -1), features.reshape(len(codes), -1)], 1), axis=1)
        # many cells leave the same graph, and are computed once
        _, first, place = np.unique(flat, axis=0, return_index=True, return_inverse=True)
        y = self.centre_ + self.scale_ * predict(self.network_, takes[first], features[first])[place.reshape(-1)]
        return np.exp(np.clip(y, -700.0, 700.0)) if self.target == "log" else y
