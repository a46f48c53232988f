"""``suite algorithms``: which methods there are and what they can be told."""

from __future__ import annotations

import click

from suite.cli.grouped import Grouped


@click.command(cls=Grouped)
@click.argument("name", required=False)
def algorithms(name: str | None) -> None:
    """List the algorithms, or the parameters of NAME with their defaults (set them with --param key=value).

    \b
    suite algorithms
    suite algorithms mo-hdnas
    """
    from suite.algorithms import registry
    from suite.algorithms.papers import EXTRAS, PAPERS, objectives_text

    if name is None:
        rows = [("name", "objectives", "paper", "needs")]
        for each in registry.names():
            extra = f"extra {EXTRAS[each][0]}" if each in EXTRAS else "-"
            rows.append((each, objectives_text(each), PAPERS.get(each, registry.describe(each)), extra))
        widths = [max(len(row[k]) for row in rows) for k in range(3)]
        for row in rows:
            click.echo("  ".join([*(row[k].ljust(widths[k]) for k in range(3)), row[3]]))
        click.echo(
            "\nobjectives: 1 is an accuracy, or with --formulation or --cost-limit accuracy and cost as one; 2 are an "
            "accuracy and a cost.\nA search that trains its own supernet (--fitness supernet-live:...) or estimates "
            "costs by help:N needs the extra torch.\nParameters of a method: suite algorithms NAME"
        )
        return
    name = registry.canonical(name)
    algorithm = registry.get(name)
    click.echo((algorithm.__doc__ or "").strip())
    if name in PAPERS:
        click.echo(f"\npaper: {PAPERS[name]}")
    click.echo(f"objectives: {objectives_text(name)}")
    if name in EXTRAS:
        click.echo(f"needs the extra {EXTRAS[name][0]} ({EXTRAS[name][1]})")
    click.echo("\nparameters:")
    for parameter, default in registry.parameters(name).items():
        shown = "required" if default is registry.REQUIRED else repr(default)
        click.echo(f"  {parameter} = {shown}")
