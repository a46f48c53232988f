"""The head of a safetensors file: its JSON, bounded, and the tensors' sizes against the file's."""

from __future__ import annotations

from typing import Any

from suite.reading.budget import TENSORS_HEADER
from suite.reading.texts import json_from


def tensors_header(content: bytes) -> dict[str, Any]:
    """Return the JSON at the head of a safetensors file.

    Raises:
        ValueError, KeyError, TypeError: if it is too long, no such JSON, or its tensors do not fill the file.
    """
    length = int.from_bytes(content[:8], "little")
    if length > TENSORS_HEADER or 8 + length > len(content):
        raise ValueError("the header is too long")
    header = json_from(content[8 : 8 + length])
    if type(header) is not dict:
        raise TypeError("the header is no object")
    ends = [each["data_offsets"] for name, each in header.items() if name != "__metadata__"]
    if sum(end - first for first, end in ends) != len(content) - 8 - length:
        raise ValueError("the tensors do not fill the file")
    return header
