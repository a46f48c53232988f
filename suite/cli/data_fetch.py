"""``suite data fetch``: get the pinned files, a group or all of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from suite.cli.grouped import Grouped
from suite.cli.options import data_dir_option

ALL = "all"


class Fetch(Grouped):
    """The command; its help says what each group holds and which experiments need it."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the groups, as the catalogue has them."""
        from suite.tables.upstream.catalogue import files_of, groups, needed_by

        with formatter.section("Groups"):
            rows = []
            for group, holds in groups().items():
                size = sum(file.size for file in files_of(group)) / 1e6
                rows.append((group, f"{size:.1f} MB, {holds}; needed by {needed_by(group)}"))
            formatter.write_dl(rows)


@click.command(cls=Fetch)
@data_dir_option
@click.option(
    "--mirror",
    type=click.Path(path_type=Path),
    help="Read the files from this folder, laid out <owner>/<repo>/<path>, instead of the network.",
)
@click.option("--group", default="core", show_default=True, help="One of the groups below, or all.")
@click.option("--keep-downloads/--no-keep-downloads", default=False, show_default=True, help="Keep the original files.")
@click.option("--force", is_flag=True, help="Make the tables again; replace imported ones too.")
@click.option("--progress/--no-progress", default=True, help="Show a progress bar.")
def fetch(
    data_dir: Path | None, mirror: Path | None, group: str, keep_downloads: bool, force: bool, progress: bool
) -> None:
    """Get the pinned files and convert them to the store.

    \b
    suite data fetch
    suite data fetch --group help
    suite data fetch --group all

    Sizes and hashes are checked before use. An interrupted download is continued by the next call. The group "core"
    becomes the tables; the others are kept as they are. Imported tables stay, unless --force is given.
    """
    from suite.tables.location import data_directory
    from suite.tables.upstream.catalogue import CORE, groups, needed_by
    from suite.tables.upstream.fetch import group_present

    directory = data_directory(data_dir)
    every = group == ALL
    for name in groups() if every else [group]:
        if every:
            click.echo(f"{name}: needed by {needed_by(name)}")
        _fetch(directory, mirror, name, keep_downloads, force, progress)
    missing = [name for name in groups() if not group_present(directory, name)]
    if group == CORE and missing:
        click.echo(
            f"further groups: {', '.join(missing)} (suite data fetch --group NAME, or all; --help says what needs them)"
        )


def _fetch(directory: Path, mirror: Path | None, group: str, keep_downloads: bool, force: bool, progress: bool) -> None:
    """Fetch one group and say what was done."""
    from suite.tables.upstream.catalogue import files_of
    from suite.tables.upstream.fetch import UPSTREAM
    from suite.tables.upstream.fetch import fetch as fetch_files

    report = fetch_files(
        directory, mirror=mirror, group=group, keep_downloads=keep_downloads, force=force, progress=progress
    )
    size = f"{report.n_files} files, {report.n_bytes / 1e6:.1f} MB"
    if report.unchanged:
        click.echo(f"the tables in {directory} were made from these files already ({size}); nothing to do")
    elif report.store is not None:
        if report.damage:
            click.echo(
                f"replaced what was there ({report.damage.split(': run ')[0]}); imported tables: import them again"
            )
        click.echo(f"{size} verified; tables written to {directory}")
        for group_kept in sorted(report.kept):
            click.echo(f"kept the imported {group_kept} tables (--force replaces them)")
    else:
        click.echo(f"{size} verified; kept in {directory / UPSTREAM}")
    unlicensed = Counter(file.repo for file in files_of(group) if file.licence == "none")
    for repository, count in unlicensed.items():
        click.echo(f"note: {repository} ({count} of the files) states no licence: do not pass them on")
