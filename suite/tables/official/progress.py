"""The progress bar of the imports."""

from __future__ import annotations

from typing import Any


def progress_bar(total: int, text: str, show: bool) -> Any:
    """Return a tqdm bar on stderr that counts architectures, or one that shows nothing."""
    from tqdm import tqdm

    return tqdm(total=total, desc=text, unit=" architectures", disable=not show, leave=False)
