"""Linear centred kernel alignment: the representation mutual information of one pair of layers.

Source: RMI-NAS (Zheng et al., CVPR 2022), its public code's linear kernel with the biased estimator; the measure is
that of Kornblith et al., "Similarity of Neural Network Representations Revisited", ICML 2019.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def centred_gram(features: Tensor) -> Tensor:
    """Return the doubly centred Gram matrix ``(n, n)`` of ``features`` ``(n, ...)``, linear kernel.

    Centring the features' columns is the same as centring the Gram matrix on both sides, and keeps more digits. The
    order of the features does not matter: where the channels lie last in memory they stay there, which saves a copy.
    """
    if features.dim() == 4 and features.is_contiguous(memory_format=torch.channels_last):
        features = features.permute(0, 2, 3, 1)
    flat = features.flatten(1)
    flat = flat - flat.mean(dim=0, keepdim=True)
    return flat @ flat.T


def alignment(first: Tensor, second: Tensor) -> Tensor:
    """Return the alignment, 0 to 1, of two centred Gram matrices ``(n, n)``; NaN if one of them is zero.

    A network whose features are the same for all images carries no information: NaN there, which a score turns into
    its worst value, as the public code does.
    """
    return (first * second).sum() / (first.norm() * second.norm())


def representation_mutual_information(features: Sequence[Tensor], reference_grams: Sequence[Tensor]) -> Tensor:
    """Return the alignment of each tap ``(taps,)`` with the reference model's centred Gram matrices."""
    pairs = zip(features, reference_grams, strict=True)
    return torch.stack([alignment(centred_gram(feature), gram) for feature, gram in pairs])
