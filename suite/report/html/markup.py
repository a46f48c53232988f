"""Markup and embedded data, escaped so that no text of a user can leave its place."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

DIGITS = 6
"""Significant digits of the numbers that the scripts draw and export."""


def escape(text: object) -> str:
    """Return ``text`` for markup or for a quoted attribute."""
    return html.escape(str(text), quote=True)


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return an element around ``content``, which is markup already.

    Args:
        name: of the element.
        content: markup.
        attributes: values are escaped; None and False leave an attribute out, True writes its name alone. A trailing
            underscore is dropped (``class_``), others become dashes.
    """
    written = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        written += f" {attribute}" if value is True else f' {attribute}="{escape(value)}"'
    return f"<{name}{written}>{content}</{name}>"


def paragraphs(texts: object) -> str:
    """Return each text of an iterable as a paragraph."""
    return "".join(element("p", escape(text)) for text in texts)  # type: ignore[attr-defined]


def identifier(text: str) -> str:
    """Return ``text`` as an id and file name: letters, digits, dashes."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-").lower() or "item"


def plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it: numbers with :data:`DIGITS` digits, what is not finite as None."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return _rounded(float(value))
    return None if value is None or type(value).__name__ == "NAType" else str(value)


def _rounded(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def embedded(value: Any) -> str:
    """Return ``value`` as the text of a JSON script element: no character of it can end the element."""
    text = json.dumps(plain(value), separators=(",", ":"), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def source_hash(script: str) -> str:
    """Return the source expression by which a content security policy allows exactly this script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
