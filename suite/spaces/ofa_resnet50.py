"""The ResNet50 space of once-for-all: 4 stages of bottlenecks with depths, expansions and widths to choose.

Source: once-for-all's published code (its ResNet50-D-based super-network); Cai et al., ICLR 2020 (arXiv 1908.09791) is
the method. A code is 5 depths (the first: whether the input stem has its residual layer, 0 or 2; then how many
bottlenecks a stage has beyond 2, 2, 4, 2), 18 expansions (0.2, 0.25, 0.35) and 6 widths (0.65, 0.8, 1.0 of the
standard one: two of the stem, four of the stages). 13^4 3^10 3^6 2 = 2.5e12 networks at one resolution.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes
from suite.spaces.once_for_all import OnceForAllSpace

EXTRA_DEPTHS, EXPANSIONS, WIDTHS = (0, 1, 2), (0.2, 0.25, 0.35), (0.65, 0.8, 1.0)
BASE_DEPTHS = (2, 2, 4, 2)
N_DEPTHS, N_WIDTHS = 1 + len(BASE_DEPTHS), 2 + len(BASE_DEPTHS)
STAGE_SIZES = tuple(base + EXTRA_DEPTHS[-1] for base in BASE_DEPTHS)
N_BLOCKS = sum(STAGE_SIZES)
RESOLUTIONS = (128, 144, 160, 176, 192, 224, 240, 256)
"""Those that the published accuracy predictor takes."""


class OFAResNet50Space(OnceForAllSpace):
    """ResNet50 networks; see :class:`~suite.spaces.once_for_all.OnceForAllSpace`.

    Args:
        name: of the space.
        resolutions: one, or 2 to 9.
    """

    def __init__(self, name: str, resolutions: tuple[int, ...]) -> None:
        n_networks = 2 * len(WIDTHS) ** N_WIDTHS
        for base in BASE_DEPTHS:
            n_networks *= sum(len(EXPANSIONS) ** (base + extra) for extra in EXTRA_DEPTHS)
        super().__init__(name, N_DEPTHS + N_BLOCKS + N_WIDTHS, n_networks, resolutions)

    def blocks(self, codes: Codes) -> NDArray[np.bool_]:
        """Return which of the 18 bottlenecks ``(n, 18)`` the networks ``(n, >= 5)`` have."""
        parts = [
            np.arange(size) < base + codes[:, 1 + stage, None]
            for stage, (base, size) in enumerate(zip(BASE_DEPTHS, STAGE_SIZES, strict=True))
        ]
        return np.concatenate(parts, axis=1)

    def used(self, body: Codes) -> NDArray[np.bool_]:
        """Return which edges mean something: all but the expansions of bottlenecks that are not there."""
        n = len(body)
        depths, widths = np.ones((n, N_DEPTHS), dtype=bool), np.ones((n, N_WIDTHS), dtype=bool)
        return np.concatenate([depths, self.blocks(body), widths], axis=1)

    def _folded(self, body: Codes) -> Codes:
        # the network has the stem's residual layer at the largest depth only, so 1 means what 0 means
        folded = body.copy()
        folded[:, 0] = np.where(body[:, 0] == 2, 2, 0)
        return folded

    def random(self, n: int, rng: np.random.Generator) -> Codes:
        """Draw ``n`` canonical codes ``(n, n_edges)``, every choice uniformly; the stem's residual layer by half."""
        codes = super().random(n, rng)
        codes[:, 0] = 2 * rng.integers(0, 2, size=n)
        return codes

    def config(self, code: Codes) -> dict[str, Any]:
        """Return ``{"d": 5 depths, "e": 18 expansions, "w": 6 places of widths, "r": resolution}``; 0 for no block."""
        there = self.blocks(code[None])[0]
        expansions, widths = code[N_DEPTHS : N_DEPTHS + N_BLOCKS], code[N_DEPTHS + N_BLOCKS : self.n_body]
        return {
            "d": code[:N_DEPTHS].tolist(),
            "e": [EXPANSIONS[e] if on else 0 for e, on in zip(expansions, there, strict=True)],
            "w": widths.tolist(),
            "r": int(self.resolutions_of(code[None])[0]),
        }

    def _body(self, config: Mapping[str, Any]) -> list[int]:
        depths = [EXTRA_DEPTHS.index(depth) for depth in config["d"]]
        widths = [range(len(WIDTHS)).index(width) for width in config["w"]]
        expansions = list(config["e"])
        if (len(depths), len(widths), len(expansions)) != (N_DEPTHS, N_WIDTHS, N_BLOCKS):
            raise ValueError(f"it needs {N_DEPTHS} depths, {N_BLOCKS} expansions and {N_WIDTHS} widths")
        there = self.blocks(np.array([depths]))[0]
        chosen = [EXPANSIONS.index(e) if on else 0 for e, on in zip(expansions, there, strict=True)]
        return depths + chosen + widths

    def _name(self, config: Mapping[str, Any]) -> str:
        widths = [str(WIDTHS[w]) for w in config["w"]]
        parts = [str(config["r"]), " ".join([*widths[:2], *["residual"] * (config["d"][0] == 2)])]
        first = 0
        for width, size in zip(widths[2:], STAGE_SIZES, strict=True):
            stage = [f"e{e}" for e in config["e"][first : first + size] if e]
            parts.append(" ".join([width, *stage]))
            first += size
        return "|".join(parts)

    def _read(self, parts: list[str]) -> dict[str, Any]:
        stem, *stages = (part.split() for part in parts[1:])
        if len(stages) != len(BASE_DEPTHS) or stem[2:] not in ([], ["residual"]):
            raise ValueError("stages")
        depths, expansions = [2 * len(stem[2:])], []
        for (_, *blocks), base, size in zip(stages, BASE_DEPTHS, STAGE_SIZES, strict=True):
            depths.append(len(blocks) - base)
            expansions += [float(block.removeprefix("e")) for block in blocks] + [0.0] * (size - len(blocks))
        widths = [WIDTHS.index(float(width)) for width in (*stem[:2], *(stage[0] for stage in stages))]
        return {"d": depths, "e": expansions, "w": widths, "r": int(parts[0])}


OFA_RESNET50 = OFAResNet50Space("ofa-resnet50", RESOLUTIONS)
"""With the resolution as a choice."""
OFA_RESNET50_224 = OFAResNet50Space("ofa-resnet50-224", (224,))
"""At 224 x 224."""
