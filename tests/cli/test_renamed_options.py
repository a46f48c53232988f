"""Options by their old names, and groups of commands: refused in one line that says how it is written now."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from suite.cli.main import cli

TORCH_DEVICE = [
    ["networks", "train-reference"],
    ["networks", "train-supernet"],
    ["networks", "score", "rmi"],
    ["networks", "score", "supernet"],
    ["networks", "beta-vae"],
]
RENAMED = [
    *((command, "--device", "--torch-device") for command in TORCH_DEVICE),
    (["run", "random"], "--accuracy", "--fitness"),
    (["compare"], "--accuracy", "--fitness"),
    (["run", "random"], "--cost", "--cost-source"),
    (["compare"], "--cost", "--cost-source"),
    (["networks", "score"], "--proxy", "'suite networks score rmi' or 'suite networks score supernet'"),
]


@pytest.mark.parametrize(("command", "old", "new"), RENAMED, ids=lambda value: str(value))
def test_an_old_option_is_refused_with_the_new_one_named(command: list[str], old: str, new: str) -> None:
    done = CliRunner().invoke(cli, [*command, old, "rmi"])
    assert done.exit_code == 2
    lines = [line for line in done.stderr.splitlines() if line.startswith("Error:")]
    assert len(lines) == 1
    assert old in lines[0]
    assert new in lines[0]
    shown = CliRunner().invoke(cli, [*command, "--help"]).output
    assert f" {old} " not in shown


@pytest.mark.parametrize("arguments", [["--cells", "1"], ["--sample=3"], ["--proxy=rmi"]])
def test_a_score_without_its_kind_is_told_the_kinds(arguments: list[str]) -> None:
    done = CliRunner().invoke(cli, ["networks", "score", *arguments])
    assert done.exit_code == 2
    assert "suite networks score rmi" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [(["reproduc"], "reproduce"), (["networks", "scor"], "score"), (["networks", "score", "supernets"], "supernet")],
)
def test_an_unknown_command_of_any_group_gets_the_nearest_name(arguments: list[str], nearest: str) -> None:
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 2
    assert f"did you mean '{nearest}'" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["networks", "--help"], ["networks", "score", "--help"], ["networks", "score", "rmi", "--help"]],
    ids=" ".join,
)
def test_help_of_commands_that_need_torch_imports_nothing_heavy(arguments: list[str]) -> None:
    probe = (
        f"import sys; sys.argv = ['suite', *{arguments}]\n"
        "from suite.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'torch'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout
