from __future__ import annotations

from pathlib import Path

import pytest

from suite.cli.compare_further import methods_of, write_further
from suite.comparison.problems import OpenBenchmark
from suite.comparison.study import ComparisonStudy
from suite.errors import SuiteError


def test_what_is_asked_is_written_for_the_screen_and_for_the_venue(
    study: ComparisonStudy,
    records: dict,
    opened: OpenBenchmark,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("suite.comparison.paper_outputs.write_figures", lambda results, out: [])  # tested elsewhere
    write_further(study, records, opened, folder, "acm", methods_of("nsga2, random-search", study))
    said = capsys.readouterr().out
    assert "for a paper (acm)" in said
    paper = folder / "paper" / "acm"
    for problem in study.problems:
        assert (folder / f"small-surrogate-{problem.name}-attainment.pdf").is_file()
        assert (paper / f"small-surrogate-{problem.name}-attainment-figure.tex").is_file()
    for stem in ("overall", "problems", "equivalence"):
        assert r"\begin{threeparttable}" in (paper / f"small-surrogate-{stem}.tex").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["nsga2", "nsga2,nsga2", "nsga2,bohb"])
def test_attainment_is_of_two_methods_of_the_comparison(study: ComparisonStudy, text: str) -> None:
    with pytest.raises(SuiteError, match=r"two different methods|unknown method"):
        methods_of(text, study)
    assert methods_of(None, study) is None
