"""ResNet-20 for 32x32 images: the reference model of RMI-NAS, HW-EvRSNAS and MO-HDNAS.

Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2: three stages of n = 3 basic
blocks with 16, 32 and 64 channels, shortcuts without parameters (option A: subsampled, padded with zero channels).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (16, 32, 64)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions with batch norm and a shortcut of option A."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.stride, self.padding = stride, (outputs - inputs) // 2

    def forward(self, inputs: Tensor) -> Tensor:
        """Return ``(n, outputs, h / stride, w / stride)``."""
        hidden = functional.relu(self.bn1(self.conv1(inputs)))
        shortcut = inputs[:, :, :: self.stride, :: self.stride]
        shortcut = functional.pad(shortcut, (0, 0, 0, 0, self.padding, self.padding))
        return functional.relu(self.bn2(self.conv2(hidden)) + shortcut)


class ResNet20(nn.Module):
    """ResNet-20 with its three taps.

    Args:
        classes: number of classes.
        blocks: n, basic blocks per stage; 3 makes 20 layers, 1 a small network for tests.
    """

    def __init__(self, classes: int = 10, blocks: int = 3) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, WIDTHS[0], 3, padding=1, bias=False), nn.BatchNorm2d(WIDTHS[0]))
        inputs = (WIDTHS[0], *WIDTHS)
        self.stages = nn.ModuleList(
            nn.Sequential(
                BasicBlock(inputs[stage], width, 1 if stage == 0 else 2),
                *(BasicBlock(width, width, 1) for _ in range(blocks - 1)),
            )
            for stage, width in enumerate(WIDTHS)
        )
        self.classifier = nn.Linear(WIDTHS[-1], classes)
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)

    def features(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the results of the three stages: 16, 32 and 64 channels at full, half and quarter size."""
        first = self.stages[0](functional.relu(self.stem(images)))
        second = self.stages[1](first)
        return first, second, self.stages[2](second)

    def classify(self, features: Tensor) -> Tensor:
        """Return the logits ``(n, classes)`` of the last tap."""
        logits: Tensor = self.classifier(features.mean(dim=(2, 3)))
        return logits

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits ``(n, classes)`` of ``images`` ``(n, 3, h, w)``."""
        return self.classify(self.features(images)[-1])


def seeded(seed: int, make: type[nn.Module], *arguments: object, **keywords: object) -> nn.Module:
    """Return ``make(...)`` with the initial weights of ``seed``, drawn on the CPU; no global state changes."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return make(*arguments, **keywords)
