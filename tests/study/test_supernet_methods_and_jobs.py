"""pEvoNAS and NEvoNAS through the runner: the same bytes from any number of workers, and the method's own end."""

from __future__ import annotations

from pathlib import Path

from suite.study.pool import BenchmarkSource, run_study
from suite.study.spec import Budget, RunSpec
from tests.study.made_up import make_spec

LARGE = Budget(queries=100_000)


def study() -> list[RunSpec]:
    return [
        make_spec(algorithm=name, device=None, fitness=accuracy, budget=budget, seed=seed, record_population=True)
        for name, accuracy, budget in (
            ("pevonas", "valid@200", LARGE),
            ("pevonas", "staged-inherited:one-shot/few-shot/no-saturation", LARGE),
            ("nevonas", "valid@200", Budget(queries=130)),
        )
        for seed in range(2)
    ]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "runs").iterdir())}


def test_workers_change_no_byte_and_the_method_ends_the_run(source: BenchmarkSource, tmp_path: Path) -> None:
    records = run_study(study(), source, tmp_path / "one", jobs=1, progress=False)
    run_study(study(), source, tmp_path / "two", jobs=2, progress=False)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert [record.stop for record in records] == ["finished"] * 4 + ["budget"] * 2
    for record in records:
        assert len(record.recommended) == 1
        assert record.recommended[0] in record.indices
        assert record.populations is not None
        assert record.populations.shape[1] == 20
