"""``suite algorithms``: which methods there are and what they can be told."""

from __future__ import annotations

import click


@click.command()
@click.argument("name", required=False)
def algorithms(name: str | None) -> None:
    """List the algorithms, or the parameters of NAME with their defaults (set them with --param key=value)."""
    from suite.algorithms import registry

    if name is None:
        width = max(len(each) for each in registry.names())
        for each in registry.names():
            summary = (registry.get(each).__doc__ or "").strip().splitlines()[0]
            click.echo(f"{each:<{width}}  {summary}")
        return
    algorithm = registry.get(name)
    click.echo((algorithm.__doc__ or "").strip())
    click.echo("\nparameters:")
    for parameter, default in registry.parameters(name).items():
        click.echo(f"  {parameter} = {default!r}")
