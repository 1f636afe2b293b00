"""The `watchline` command, put together."""

from importlib.metadata import version
from typing import Annotated

import typer

from watchline.cli.export import export
from watchline.cli.feeds import feeds
from watchline.cli.files import check, import_
from watchline.cli.report import report
from watchline.cli.serve import serve
from watchline.cli.snapshot import snapshot
from watchline.cli.store import backup, restore, verify
from watchline.cli.watches import watches

main = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Watchline {version('watchline')}")
        raise typer.Exit


@main.callback(no_args_is_help=True)
def watchline(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Reported events on a map and a timeline, with their sources."""


main.command()(serve)
main.command()(check)
main.command("import")(import_)
main.command()(export)
main.command()(snapshot)
main.command()(report)
main.command()(verify)
main.command()(backup)
main.command()(restore)
main.add_typer(feeds, name="feeds")
main.add_typer(watches, name="watches")
