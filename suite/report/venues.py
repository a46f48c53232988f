"""What a venue's style file fixes: widths of column and text, and the typeface.

====================================  ===============================================================================
neurips                               neurips_*.sty: one column of 5.5 in, 10 pt Times
icml                                  icml*.sty: columns of 3.25 in, text of 6.75 in, 10 pt Times
cvpr                                  cvpr.sty: text of 6.875 in, columns 0.3125 in apart, hence of 3.28 in, 10 pt Times
ieee                                  IEEEtran.cls: columns of 252 pt, text of 516 pt, 10 pt Times; figures of 3.5 and
                                      7.16 in by the author guide (the snippets scale them to the column)
acm                                   acmart.cls, sigconf: text of 506.3 pt, columns 24 pt apart, hence of 241 pt, 9 pt
                                      Libertine
lncs                                  llncs.cls: one column of 12.2 cm (347.1 pt), 10 pt Computer Modern
====================================  ===============================================================================

Points are TeX's, 72.27 to the inch. Figures use STIX, a Times that ships with matplotlib, so that the same glyphs are
embedded everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from suite.errors import UnknownNameError, did_you_mean

POINTS = 72.27


@dataclass(frozen=True)
class Venue:
    """Measures of one venue.

    Attributes:
        name: as ``--venue`` takes it.
        column_pt: width of a column in points.
        text_pt: width of the text in points; that of the column where there is but one.
        font: family of figures.
        size_pt: of text in figures, one or two points below the venue's text.
        wide: factor on the width of a character, with Times as 1; of Computer Modern also where it stands in for
            Libertine.
    """

    name: str
    column_pt: float
    text_pt: float
    font: str = "STIXGeneral"
    size_pt: float = 8.0
    wide: float = 1.0

    @property
    def two_columns(self) -> bool:
        """Whether a page has two columns."""
        return self.text_pt > self.column_pt

    @property
    def widths_in(self) -> tuple[float, float]:
        """Widths of figures of one and two columns, in inches."""
        return self.column_pt / POINTS, self.text_pt / POINTS


VENUES: dict[str, Venue] = {
    venue.name: venue
    for venue in (
        Venue("neurips", 5.5 * POINTS, 5.5 * POINTS),
        Venue("icml", 3.25 * POINTS, 6.75 * POINTS),
        Venue("cvpr", 3.28125 * POINTS, 6.875 * POINTS),
        Venue("ieee", 252.0, 516.0),
        Venue("acm", 241.1, 506.295, size_pt=7.5, wide=1.12),
        Venue("lncs", 347.12, 347.12, wide=1.12),
    )
}


def venue_of(name: str) -> Venue:
    """Return a venue by its name.

    Raises:
        UnknownNameError: for another name.
    """
    if name not in VENUES:
        error: UnknownNameError = did_you_mean(name, list(VENUES), "venue")
        raise error
    return VENUES[name]
