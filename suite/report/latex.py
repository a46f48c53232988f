"""Text for LaTeX: everything a caption or cell may hold, escaped."""

from __future__ import annotations

import re
from pathlib import PurePath

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"$<$",
    ">": r"$>$",
    "|": r"$|$",
    "±": r"$\pm$",
    "×": r"$\times$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "−": r"$-$",
    "–": "--",
    "α": r"$\alpha$",
    "β": r"$\beta$",
    "µ": r"$\mu$",
    "·": r"$\cdot$",
    "←": r"$\leftarrow$",
    "χ": r"$\chi$",
    "φ": r"$\varphi$",
    "Σ": r"$\Sigma$",
    "²": r"$^2$",
    "↓": r"$\downarrow$",
    "↑": r"$\uparrow$",
    "\n": " ",
}


_MINUS = re.compile(r"(?<![\w.)\]-])-(?=\.?\d)|(?<=\de)-(?=\d)")
"""A hyphen before a number is a minus unless a word, a number or a bracket stands before it; so is that of 1e-5."""
_OPENING_DOUBLE = re.compile(r"(?<![\w.,;:!?)\]'}])\"(?=\S)")
_OPENING_SINGLE = re.compile(r"(?<![\w.,;:!?)\]'}])'(?=\S)")


def escape(text: str) -> str:
    """Return ``text`` so that LaTeX prints it as it stands, with minus signs before numbers and opening quotes.

    Raises:
        ValueError: for a character outside ASCII that has no LaTeX form here.
    """
    escaped = "".join(_SPECIAL.get(character, character) for character in text)
    if not escaped.isascii():
        unknown = sorted({character for character in escaped if not character.isascii()})
        raise ValueError(f"no LaTeX form for {unknown}: add it to suite.report.latex")
    marked = _MINUS.sub("$-$", escaped)
    marked = _OPENING_DOUBLE.sub("``", marked).replace('"', "''")
    return _OPENING_SINGLE.sub("`", marked)


def label_of(stem: PurePath, kind: str = "tab") -> str:
    """Return a label that no file of another folder has, such as ``tab:mo-hdnas-front-quality``."""
    name = "-".join(part for part in (stem.parent.name, stem.name) if part)
    return f"{kind}:{re.sub(r'[^A-Za-z0-9.]+', '-', name).strip('-')}"


def paragraphs(notes: list[str]) -> str:
    """Return notes as paragraphs of their own, each closed by a full stop."""
    return "\\par ".join(escape(note if note.endswith((".", "!", "?", ":")) else f"{note}.") for note in notes)
