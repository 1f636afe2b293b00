"""`watchline snapshot`: the picture of a link as a file, as the page and the API make it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final
from urllib.parse import quote, urlencode

import typer

from watchline.cli.command import Command, OpenStore, open_to_read, run
from watchline.cli.errors import CommandError, exit_on_error
from watchline.cli.options import (
    DEFAULT_DATA,
    DataFolder,
    ExportRaw,
    PublicAddress,
    public_address_option,
    require_datasets,
    split_link,
)
from watchline.web.command_protocol import CommandOutcome, CommandRequest, Output

FORMATS: Final = ("png", "svg", "pdf")

Kind = Annotated[
    str, typer.Option(help="situation, map, timeline, actors, matrix, dyads or regions.")
]
SizeName = Annotated[
    str, typer.Option(help="slide, half-page, page, column, square, 1200x800px or 120x80mm.")
]
Theme = Annotated[str, typer.Option(help="light, dark or print.")]
Scale = Annotated[int, typer.Option(min=1, max=3, help="How many times the px of a PNG.")]
Title = Annotated[str, typer.Option(help="Instead of the one that follows from the filters.")]
Subtitle = Annotated[str, typer.Option(help="Instead of the filters, which then stand below.")]
Extent = Annotated[str, typer.Option(help="West,south,east,north in degrees: what the map shows.")]

Without = Annotated[
    str,
    typer.Option(
        help="What is left out, with commas between: empty-lanes and empty-types unless said"
        " otherwise; types, sizes, scale, deaths, publishers, date, grades, link; none for nothing."
    ),
]


def snapshot(  # noqa: PLR0917 - the parameters are the options of the command
    query: Annotated[
        str,
        typer.Argument(help='A link to the page or a picture, or its part after "?"; "" for all.'),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file: .png, .svg or .pdf.")],
    kind: Kind = "",
    size: SizeName = "",
    theme: Theme = "",
    scale: Scale = 1,
    title: Title = "",
    subtitle: Subtitle = "",
    extent: Extent = "",
    without: Without = "",
    public_address: PublicAddress = "",
    export_raw: ExportRaw = None,
    data: DataFolder = DEFAULT_DATA,
) -> None:
    """Draw the picture of a link into a PNG, SVG or PDF file, as the page and the API draw it.

    Exit code 0: the file is there; 1: it is not, and the reason is said.
    """
    with exit_on_error():
        name = output.suffix.lower().removeprefix(".")
        if name not in FORMATS:
            raise CommandError(f"{output}: its name must end in one of {', '.join(FORMATS)}.")
        picture = {"kind": kind, "size": size, "theme": theme, "title": title}
        picture |= {
            "subtitle": subtitle,
            "extent": extent,
            "without": without,
            "scale": str(scale) if scale > 1 else "",
        }
        options = {
            "query": query,
            "output": str(output),
            "format": name,
            "picture": {key: value for key, value in picture.items() if value},
            "raw": export_raw or [],
            "public_address": public_address_option(public_address),
        }
        run(SNAPSHOT, data, options, {}, str(output))


def _snapshot(request: CommandRequest, open_store: OpenStore, _output: Output) -> CommandOutcome:
    # imported here so that --help does not wait for it
    from dashboard import state  # noqa: PLC0415
    from dashboard.pictures import compose, formats, render  # noqa: PLC0415
    from dashboard.pictures import request as picture_request  # noqa: PLC0415
    from dashboard.pictures.page.context import PictureTooSmallError  # noqa: PLC0415
    from dashboard.public_address import site  # noqa: PLC0415

    options = request.options
    address, query = split_link(options["query"])
    given = urlencode(options["picture"], quote_via=quote)
    wanted, notices = picture_request.read("&".join(part for part in (query, given) if part))
    if notices:  # a part that is passed over would draw something else than was asked for
        raise CommandError("\n".join(notices))
    before, api, _ = address.partition("/api/")
    base = site(options["public_address"], before + "/" if api else before)
    link = base and (base + state.link(picture_request.page(wanted))).removesuffix("?")
    with open_store() as store, store.read() as db:
        require_datasets(db, options["raw"])
        try:
            drawing = compose.draw(db, wanted, link=link, keys=options["raw"])
            picture = formats.made(drawing, wanted, options["format"])
        except (PictureTooSmallError, render.PictureTooLargeError) as error:
            raise CommandError(str(error)) from error
    request.result.write_bytes(picture)
    return CommandOutcome(0, f"{options['output']}, {len(picture) / 1000:,.0f} kB.")


SNAPSHOT: Final = Command("snapshot", _snapshot, open_to_read)
