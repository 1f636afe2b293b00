"""`watchline snapshot`: the picture of a link as a file, as the page and the API make it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import quote, urlencode

import typer

from cli_import import FileError, trouble
from geodata.store import EventStore

FORMATS: Final = ("png", "svg", "pdf")

Query = Annotated[
    str,
    typer.Argument(help='A link to the page or a picture, or its part after "?"; "" for all.'),
]
Output = Annotated[Path, typer.Option("--output", "-o", help="The file: .png, .svg or .pdf.")]
Kind = Annotated[str, typer.Option(help="situation, map, timeline, actors, dyads or regions.")]
SizeName = Annotated[str, typer.Option(help="slide, page, column, square, 1200x800px or 120x80mm.")]
Theme = Annotated[str, typer.Option(help="light, dark or print.")]
Scale = Annotated[int, typer.Option(min=1, max=3, help="How many times the px of a PNG.")]
Title = Annotated[str, typer.Option(help="Instead of the one that follows from the filters.")]
Subtitle = Annotated[str, typer.Option(help="Instead of the filters, which then stand below.")]
Extent = Annotated[str, typer.Option(help="West,south,east,north in degrees: what the map shows.")]


def snapshot(
    query: str,
    output: Path,
    open_store: Callable[[], EventStore],
    wanted: dict[str, str],
    raw: Sequence[str] = (),
) -> None:
    """Draw the picture of a link into a file; see ``cli.snapshot``.

    ``wanted`` are parameters of a picture (``dashboard.pictures.ask``); empty ones are those of
    the link. ``raw`` are the data sets whose events may be listed although their terms do not
    let rows be passed on.
    """
    with trouble():
        name = output.suffix.lower().removeprefix(".")
        if name not in FORMATS:
            raise FileError(f"{output}: its name must end in one of {', '.join(FORMATS)}.")
        with open_store() as store:
            made = _made(store, query, name, wanted, raw)
        half_written = output.with_name(f".part-{output.name}")
        try:
            half_written.write_bytes(made)
            half_written.replace(output)
        finally:
            half_written.unlink(missing_ok=True)
        typer.echo(f"{output}, {len(made) / 1000:,.0f} kB.")


def _made(
    store: EventStore, query: str, name: str, wanted: dict[str, str], raw: Sequence[str]
) -> bytes:
    # imported here so that --help does not wait for it
    from dashboard import state  # noqa: PLC0415
    from dashboard.pictures import ask, draw, files, render  # noqa: PLC0415
    from dashboard.pictures.body_desk import TooSmallError  # noqa: PLC0415

    address, mark, search = query.partition("#")[0].partition("?")
    if not mark and "://" not in address:
        address, search = "", address
    given = urlencode({name: value for name, value in wanted.items() if value}, quote_via=quote)
    asked, notices = ask.read("&".join(part for part in (search, given) if part))
    if notices:  # a part that is passed over would draw something else than was asked for
        raise FileError("\n".join(notices))
    page = state.write(ask.page(asked))
    site = address.partition("/api/")[0] + "/" if "/api/" in address else address
    try:
        link = site + (f"?{page}" if page else "")
        drawn = draw.draw(store, asked, link=link, keys=raw)
        return files.made(drawn, asked, name)
    except (TooSmallError, render.TooLargeError) as error:
        raise FileError(str(error)) from error
