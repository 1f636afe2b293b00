"""`watchline report`: a situation report of one or several links as Word, PowerPoint or HTML."""

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cli_import import FileError, trouble
from geodata.store import EventStore

PLAN_LIMIT: Final = 1_000_000
"""Bytes of a file that says what a report holds."""

Links = Annotated[
    list[str] | None,
    typer.Argument(
        help='Links to the page or their parts after "?", a section each; "" for all events.'
    ),
]
Output = Annotated[Path, typer.Option("--output", "-o", help="The file; its ending says as what.")]
Named = Annotated[
    list[str] | None, typer.Option("--name", help="Heading of a section, in order; repeatable.")
]
Figures = Annotated[
    list[str] | None,
    typer.Option(
        "--figure",
        help="In every section: situation, map, timeline, actors, dyads, regions; repeatable."
        " Map and timeline if left out.",
    ),
]
Data = Annotated[Path, typer.Option(envvar="WATCHLINE_DATA", help="Folder that keeps the events.")]
Raw = Annotated[
    list[str] | None,
    typer.Option(
        help="Key of a data set whose events may be listed although its terms (ACLED) do not let"
        ' everybody; repeatable; "all" for every one.'
    ),
]


def command(open_store: Callable[[Path], EventStore]) -> Callable[..., None]:
    """The command; ``open_store`` opens the store in a folder."""

    def report(  # noqa: PLR0917 - the options of a command
        output: Output,
        links: Links = None,
        plan: Annotated[
            Path | None, typer.Option(help="JSON file that says what the report holds.")
        ] = None,
        title: Annotated[str, typer.Option(help="Title of the report.")] = "",
        name: Named = None,
        figure: Figures = None,
        first: Annotated[
            str, typer.Option("--from", help="First day (UTC) of all sections, or -7d, -12m.")
        ] = "",
        last: Annotated[str, typer.Option("--to", help="Last day (UTC) of all sections.")] = "",
        template: Annotated[
            Path | None, typer.Option(help="A .docx or .pptx of your own to be filled.")
        ] = None,
        address: Annotated[
            str, typer.Option(help="Address of the page, for links; that of the first link else.")
        ] = "",
        export_raw: Raw = None,
        data: Data = Path("watchline-data"),
    ) -> None:
        """Write a situation report: .docx, .pptx or .html.

        The same store, links and template give the same file, byte for byte. Stop the server
        first, or use the page: one process at a time has the store.

        Exit code 0: the report is written; 1: it is not, and what is amiss is said.
        """
        with trouble():
            said = _plan(plan) if plan else {}
            said |= {key: value for key, value in _said(title, first, last).items() if value}
            if links or not said.get("sections"):
                said["sections"] = _sections(links or [""], name or (), figure or ())
            address = address or _address(links or ())
            made = _made(said, output, lambda: open_store(data), template, address, export_raw)
            _save(made, output)
            typer.echo(f"{output}: {len(made) / 1e6:.1f} MB.")

    return report


def _said(title: str, first: str, last: str) -> dict[str, Any]:
    return {"title": title, "from": first, "to": last}


def _plan(path: Path) -> dict[str, Any]:
    if path.stat().st_size > PLAN_LIMIT:
        raise FileError(f"{path} is larger than {PLAN_LIMIT / 1e6:.0f} MB.")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise FileError(f"{path} is not JSON: {error}.") from error
    if not isinstance(found, dict):
        raise FileError(f"{path} is not an object with title and sections.")
    return found


def _sections(
    links: Sequence[str], names: Sequence[str], figures: Sequence[str]
) -> list[dict[str, Any]]:
    if len(names) > len(links):
        raise FileError("There are more names than links.")
    named = [*names, *[""] * (len(links) - len(names))]
    made: list[dict[str, Any]] = [
        {"name": name, "view": link} for name, link in zip(named, links, strict=True)
    ]
    return [one | {"figures": list(figures)} for one in made] if figures else made


def _address(links: Sequence[str]) -> str:
    """The address of the page that a link names."""
    for link in links:
        if "://" in link:
            return link.partition("#")[0].partition("?")[0]
    return ""


def _made(  # noqa: PLR0917 - what the command was given
    said: dict[str, Any],
    output: Path,
    open_store: Callable[[], EventStore],
    template: Path | None,
    address: str,
    raw: Sequence[str] | None,
) -> bytes:
    # imported here so that --help does not wait for it
    import reports  # noqa: PLC0415

    formats = {one.suffix: key for key, one in reports.FORMATS.items()}
    if output.suffix.lower() not in formats:
        raise FileError(f"{output}: name it as one of {', '.join(formats)}.")
    report, notices = reports.read(said, datetime.now(UTC).date())
    if notices:  # a part that is passed over would give another report than was asked for
        raise FileError("\n".join(notices))
    with open_store() as store:
        known = {stored.dataset.source for stored in store.datasets()} | {"all"}
        if unknown := sorted(set(raw or ()) - known):
            raise FileError(f"--export-raw: there is no data set {unknown[0]}.")
        try:
            return reports.build(
                store,
                report,
                formats[output.suffix.lower()],
                base_link=address,
                template=template,
                keys=raw or (),
                notice=lambda sentence: typer.echo(sentence, err=True),
            )
        except reports.TemplateError as error:
            raise FileError(str(error)) from error


def _save(made: bytes, output: Path) -> None:
    """Write a file that is there whole, or not at all."""
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        part.write_bytes(made)
        part.replace(output)
    finally:
        with suppress(OSError):
            part.unlink()
