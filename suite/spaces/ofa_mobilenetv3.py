"""The MobileNetV3 space of once-for-all: 5 stages of 2 to 4 layers, each with a kernel and an expansion of its own.

Source: Cai et al., ICLR 2020 (arXiv 1908.09791), section 4.1. A code is 5 depths (2, 3, 4), then 20 kernels (3, 5, 7)
and 20 expansions (3, 4, 6), layer by layer, four layers a stage; each digit is the place of the value in its list.
(81 + 729 + 6561)^5 = 2.2e19 networks at one resolution.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suite.spaces.base import Codes
from suite.spaces.once_for_all import OnceForAllSpace

DEPTHS, KERNELS, EXPANSIONS = (2, 3, 4), (3, 5, 7), (3, 4, 6)
N_STAGES, STAGE_LAYERS = 5, 4
N_LAYERS = N_STAGES * STAGE_LAYERS
RESOLUTIONS = (160, 176, 192, 208, 224)
"""Those with a latency table (Note10)."""


class OFAMobileNetV3Space(OnceForAllSpace):
    """MobileNetV3 networks; see :class:`~suite.spaces.once_for_all.OnceForAllSpace`.

    Args:
        name: of the space.
        resolutions: one, or 2 to 9.
    """

    def __init__(self, name: str, resolutions: tuple[int, ...]) -> None:
        blocks = len(KERNELS) * len(EXPANSIONS)
        per_stage = sum(blocks**depth for depth in DEPTHS)
        super().__init__(name, N_STAGES + 2 * N_LAYERS, per_stage**N_STAGES, resolutions)

    def layers(self, codes: Codes) -> NDArray[np.bool_]:
        """Return which of the 20 layers ``(n, 20)`` the networks ``(n, >= 5)`` have."""
        depth = np.array(DEPTHS)[codes[:, :N_STAGES]]
        there: NDArray[np.bool_] = np.arange(STAGE_LAYERS) < depth[:, :, None]
        return there.reshape(len(codes), N_LAYERS)

    def used(self, body: Codes) -> NDArray[np.bool_]:
        """Return which edges mean something: depths, and kernels and expansions of the layers that are there."""
        layers = self.layers(body)
        return np.concatenate([np.ones((len(body), N_STAGES), dtype=bool), layers, layers], axis=1)

    def config(self, code: Codes) -> dict[str, Any]:
        """Return 20 kernels "ks" and expansions "e", 0 where there is no layer, 5 depths "d" and the resolution "r"."""
        there = self.layers(code[None])[0]
        kernels, expansions = code[N_STAGES : N_STAGES + N_LAYERS], code[N_STAGES + N_LAYERS : self.n_body]
        return {
            "ks": [KERNELS[k] if on else 0 for k, on in zip(kernels, there, strict=True)],
            "e": [EXPANSIONS[e] if on else 0 for e, on in zip(expansions, there, strict=True)],
            "d": [DEPTHS[d] for d in code[:N_STAGES]],
            "r": int(self.resolutions_of(code[None])[0]),
        }

    def _body(self, config: Mapping[str, Any]) -> list[int]:
        depths = [DEPTHS.index(depth) for depth in config["d"]]
        lists = []
        for key, values in (("ks", KERNELS), ("e", EXPANSIONS)):
            found = list(config[key])
            if len(depths) != N_STAGES or len(found) != N_LAYERS:
                raise ValueError(f"it needs {N_STAGES} depths and {N_LAYERS} of each other choice")
            there = self.layers(np.array([depths]))[0]
            lists += [values.index(value) if on else 0 for value, on in zip(found, there, strict=True)]
        return depths + lists

    def _name(self, config: Mapping[str, Any]) -> str:
        layers = [f"k{k}e{e}" if k else "" for k, e in zip(config["ks"], config["e"], strict=True)]
        stages = [layers[i : i + STAGE_LAYERS] for i in range(0, N_LAYERS, STAGE_LAYERS)]
        return "|".join([str(config["r"]), *(" ".join(filter(None, stage)) for stage in stages)])

    def _read(self, parts: list[str]) -> dict[str, Any]:
        stages = [part.split() for part in parts[1:]]
        padded = [layer for stage in stages for layer in (*stage, *["k0e0"] * (STAGE_LAYERS - len(stage)))]
        pairs = [layer.removeprefix("k").split("e") for layer in padded]
        kernels, expansions = ([int(number) for number in column] for column in zip(*pairs, strict=True))
        return {"ks": kernels, "e": expansions, "d": [len(stage) for stage in stages], "r": int(parts[0])}


OFA_MOBILENETV3 = OFAMobileNetV3Space("ofa-mobilenetv3", RESOLUTIONS)
"""With the resolution as a choice."""
OFA_MOBILENETV3_224 = OFAMobileNetV3Space("ofa-mobilenetv3-224", (224,))
"""At 224 x 224: the space of the LINAS papers."""
