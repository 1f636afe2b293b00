"""`watchline report`: a situation report of one or several links as Word, PowerPoint or HTML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

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

PLAN_LIMIT: Final = 1_000_000
"""Bytes of a file that says what a report holds."""

Links = Annotated[
    list[str] | None,
    typer.Argument(
        help='Links to the page or their parts after "?", a section each; "" for all events.'
    ),
]
OutputFile = Annotated[
    Path, typer.Option("--output", "-o", help="The file; its ending says as what.")
]
Plan = Annotated[Path | None, typer.Option(help="JSON file that says what the report holds.")]
Title = Annotated[str, typer.Option(help="Title of the report.")]
Names = Annotated[
    list[str] | None, typer.Option("--name", help="Heading of a section, in order; repeatable.")
]
Figures = Annotated[
    list[str] | None,
    typer.Option(
        "--figure",
        help="In every section: situation, map, timeline, actors, matrix, dyads, regions;"
        " repeatable. Map and timeline if left out.",
    ),
]
FirstDay = Annotated[
    str, typer.Option("--from", help="First day (UTC) of all sections, or -7d, -12m.")
]
LastDay = Annotated[str, typer.Option("--to", help="Last day (UTC) of all sections.")]
Template = Annotated[Path | None, typer.Option(help="A .docx or .pptx of your own to be filled.")]


def report(  # noqa: PLR0917 - the parameters are the options of the command
    output: OutputFile,
    links: Links = None,
    plan: Plan = None,
    title: Title = "",
    name: Names = None,
    figure: Figures = None,
    first: FirstDay = "",
    last: LastDay = "",
    template: Template = None,
    public_address: PublicAddress = "",
    export_raw: ExportRaw = None,
    data: DataFolder = DEFAULT_DATA,
) -> None:
    """Write a situation report: .docx, .pptx or .html.

    The same store, links and template give the same file, byte for byte.

    Exit code 0: the report is written; 1: it is not, and what is amiss is said.
    """
    with exit_on_error():
        if template and not template.is_file():
            raise CommandError(f"--template: there is no file {template}.")
        content = _read_plan(plan) if plan else {}
        given = {"title": title, "from": first, "to": last}
        content |= {key: value for key, value in given.items() if value}
        if links or not content.get("sections"):
            content["sections"] = _sections(links or [""], name or (), figure or ())
        options = {
            "content": content,
            "output": str(output),
            "format": _format(output),
            "address": _address(links or ()),
            "raw": export_raw or [],
            "public_address": public_address_option(public_address),
        }
        run(REPORT, data, options, {"template": template}, str(output))


def _read_plan(path: Path) -> dict[str, Any]:
    if path.stat().st_size > PLAN_LIMIT:
        raise CommandError(f"{path} is larger than {PLAN_LIMIT / 1e6:.0f} MB.")
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path} is not JSON: {error}.") from error
    if not isinstance(plan, dict):
        raise CommandError(f"{path} is not an object with title and sections.")
    return plan


def _sections(
    links: Sequence[str], names: Sequence[str], figures: Sequence[str]
) -> list[dict[str, Any]]:
    if len(names) > len(links):
        raise CommandError("There are more names than links.")
    padded = [*names, *[""] * (len(links) - len(names))]
    sections: list[dict[str, Any]] = [
        {"name": name, "view": link} for name, link in zip(padded, links, strict=True)
    ]
    return [section | {"figures": list(figures)} for section in sections] if figures else sections


def _address(links: Sequence[str]) -> str:
    """The address of the page that a link names."""
    return next((split_link(link).address for link in links if "://" in link), "")


def _format(output: Path) -> str:
    """The format that the ending of a file stands for."""
    # imported here so that --help does not wait for it
    from watchline.reports import FORMATS  # noqa: PLC0415

    by_suffix = {form.suffix: key for key, form in FORMATS.items()}
    suffix = output.suffix.lower()
    if suffix not in by_suffix:
        raise CommandError(f"{output}: name it as one of {', '.join(by_suffix)}.")
    return by_suffix[suffix]


def _report(request: CommandRequest, open_store: OpenStore, output: Output) -> CommandOutcome:
    # imported here so that --help does not wait for it
    from dashboard.public_address import site  # noqa: PLC0415
    from watchline import reports  # noqa: PLC0415

    options = request.options
    content, notices = reports.read(options["content"], datetime.now(UTC).date())
    if notices:  # a part that is passed over would give another report than was asked for
        raise CommandError("\n".join(notices))
    template = request.files.get("template")
    progress = output.progress("Writing")
    with open_store() as store, store.read() as db:
        require_datasets(db, options["raw"])
        try:
            document = reports.build(
                db,
                content,
                options["format"],
                base_link=site(options["public_address"], options["address"]),
                template=template.path if template else None,
                keys=options["raw"],
                notice=output.err,
                progress=lambda done: progress(done, 0),
            )
        except reports.TemplateError as error:
            raise CommandError(str(error)) from error
    request.result.write_bytes(document)
    return CommandOutcome(0, f"{options['output']}: {len(document) / 1e6:.1f} MB.")


REPORT: Final = Command("report", _report, open_to_read)
