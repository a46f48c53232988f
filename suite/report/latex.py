"""Text for LaTeX: everything a caption or cell may hold, escaped."""

from __future__ import annotations

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


def escape(text: str) -> str:
    """Return ``text`` so that LaTeX prints it as it stands.

    Raises:
        ValueError: for a character outside ASCII that has no LaTeX form here.
    """
    escaped = "".join(_SPECIAL.get(character, character) for character in text)
    if not escaped.isascii():
        unknown = sorted({character for character in escaped if not character.isascii()})
        raise ValueError(f"no LaTeX form for {unknown}: add it to suite.report.latex")
    return escaped
