"""The FBNet layer space: 22 layers with one of 9 blocks each, some 1e21 networks, far too many to enumerate.

Source: Wu et al., "FBNet", CVPR 2019 (arXiv 1812.03443), search space; index order of the blocks, and the variant for
CIFAR-100, from HW-NAS-Bench (Li et al., ICLR 2021), which has the same space. A code is the block of each layer.

Indices do not exist here: 9^22 is more than a 64-bit integer holds. What asks and tells codes works (random search,
NSGA-II, DNAS, :class:`suite.objectives.Problem` of callables with ``space=FBNET``); what enumerates, or keeps indices
(tables, run records), does not and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from suite.errors import ArchitectureError
from suite.spaces.base import Codes
from suite.spaces.large import LargeSpace

OPERATIONS = ("k3_e1", "k3_e1_g2", "k3_e3", "k3_e6", "k5_e1", "k5_e1_g2", "k5_e3", "k5_e6", "skip")
SKIP = 8
STAGE_LAYERS = (1, 4, 4, 4, 4, 4, 1)
STAGE_CHANNELS = (16, 24, 32, 64, 112, 184, 352)
N_LAYERS = sum(STAGE_LAYERS)
STEM_CHANNELS = 16

PUBLISHED = {
    "FBNet-A": (
        "skip k3_e3 k3_e1 skip skip k5_e6 k3_e3 k5_e1 k3_e3 k5_e6 k5_e3 k5_e1_g2 k5_e6 k3_e6 k5_e1_g2 k5_e3 k3_e1_g2 "
        "k5_e6 k5_e6 k5_e3 k5_e6 k5_e6"
    ),
    "FBNet-B": (
        "k3_e1 k3_e6 k5_e1 k3_e1 k3_e1 k5_e6 k5_e3 k3_e6 k5_e6 k5_e6 k5_e6 skip k5_e3 k5_e6 k3_e1 k5_e1 k5_e3 "
        "k5_e6 k5_e1 k5_e6 k5_e6 k3_e6"
    ),
    "FBNet-C": (
        "k3_e1 k3_e6 skip k3_e1 k3_e1 k5_e6 k5_e3 k5_e6 k3_e6 k5_e6 k5_e3 k5_e6 k5_e6 k5_e6 k5_e6 k5_e6 k5_e3 "
        "k5_e6 k5_e6 k5_e6 k5_e6 k3_e6"
    ),
}
"""Blocks of the published networks, from their authors' model definitions (facebookresearch/mobile-vision)."""


@dataclass(frozen=True)
class Block:
    """What an operation is made of: 1x1 convolution, depthwise k x k, 1x1 convolution.

    Attributes:
        kernel: k; 0 for skip.
        expansion: channels between the convolutions, as a multiple of the incoming ones.
        groups: of the two 1x1 convolutions, with a channel shuffle in between if 2.
    """

    kernel: int
    expansion: int
    groups: int


BLOCKS = (
    Block(3, 1, 1), Block(3, 1, 2), Block(3, 3, 1), Block(3, 6, 1),
    Block(5, 1, 1), Block(5, 1, 2), Block(5, 3, 1), Block(5, 6, 1), Block(0, 0, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Layer:
    """One searchable layer.

    Attributes:
        size: height and width of its input.
        c_in: incoming channels.
        c_out: outgoing channels.
        stride: of its depthwise convolution.
    """

    size: int
    c_in: int
    c_out: int
    stride: int

    @property
    def skip_is_identity(self) -> bool:
        """Whether ``skip`` does nothing here; else it is a 1x1 convolution with the layer's stride."""
        return self.stride == 1 and self.c_in == self.c_out


@dataclass(frozen=True)
class MacroArchitecture:
    """What is fixed around the blocks.

    Attributes:
        name: of the data set.
        size: height and width of an image.
        stem_stride: of the first convolution (3x3, 16 channels).
        strides: of the first layer of each stage.
        header: channels of the last 1x1 convolution.
        classes: outputs of the classifier.
    """

    name: str
    size: int
    stem_stride: int
    strides: tuple[int, ...]
    header: int
    classes: int

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The 22 layers."""
        result: list[Layer] = []
        size, channels = self.size // self.stem_stride, STEM_CHANNELS
        for count, c_out, first_stride in zip(STAGE_LAYERS, STAGE_CHANNELS, self.strides, strict=True):
            for position in range(count):
                stride = first_stride if position == 0 else 1
                result.append(Layer(size, channels, c_out, stride))
                size, channels = size // stride, c_out
        return tuple(result)


CIFAR100 = MacroArchitecture("cifar100", 32, 1, (1, 1, 2, 2, 1, 2, 1), 1504, 100)
"""HW-NAS-Bench's variant for images of 32 x 32."""
IMAGENET = MacroArchitecture("ImageNet", 224, 2, (1, 2, 2, 2, 1, 2, 1), 1984, 1000)
"""The paper's; FBNet-A has a header of 1504."""


class FBNetSpace(LargeSpace):
    """The 9^22 networks, by code.

    Raises:
        ArchitectureError: for codes or texts that are not in the space, and from everything that needs an index.
    """

    def __init__(self) -> None:
        super().__init__("fbnet", N_LAYERS, OPERATIONS)

    def names(self, codes: ArrayLike) -> list[str]:
        """Return each code's 22 blocks as one text, such as ``"k3_e1 k3_e6 skip ..."``."""
        return [" ".join(OPERATIONS[operation] for operation in code) for code in self.check_codes(codes)]

    def read(self, text: str) -> Codes:
        """Return the code ``(1, 22)`` that ``text`` names: 22 blocks separated by blanks, or 22 digits.

        Raises:
            ArchitectureError: for anything else.
        """
        if (code := self._digits(text)) is not None:
            return code
        parts = text.split()
        unknown = [part for part in parts if part not in OPERATIONS]
        if len(parts) != N_LAYERS or unknown:
            what = f"'{unknown[0]}' is no block" if unknown else f"it has {len(parts)} blocks"
            raise ArchitectureError(
                f"{what}: an FBNet is written as {N_LAYERS} blocks ({', '.join(OPERATIONS)}) or digits 0 to {SKIP}"
            )
        return np.array([[OPERATIONS.index(part) for part in parts]], dtype=np.uint8)


FBNET = FBNetSpace()
"""The one instance of the space."""
