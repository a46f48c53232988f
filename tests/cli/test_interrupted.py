"""An interrupt that a library turned into an error of its own is still an interrupt."""

from __future__ import annotations

import signal
from typing import NoReturn

import pytest

from suite.cli import main as command


@pytest.fixture(autouse=True)
def handlers(monkeypatch: pytest.MonkeyPatch):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(command, "_came", [])
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(
    ("number", "code", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
def test_it_ends_in_one_line_with_its_own_code(
    number: signal.Signals, code: int, word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def swallowed(**_: object) -> NoReturn:
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt as error:
            raise TypeError("Cannot compare structured arrays") from error
        raise AssertionError

    monkeypatch.setattr(command.cli, "main", swallowed)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == code
    assert capsys.readouterr().err == f"{word}: {command.KEPT}\n"


def test_an_error_without_a_signal_stays_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(**_: object) -> NoReturn:
        raise TypeError("a bug")

    monkeypatch.setattr(command.cli, "main", wrong)
    with pytest.raises(TypeError, match="a bug"):
        command.main()
