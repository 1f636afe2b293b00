"""What `watchline check` and `watchline import` ask of a file, and say of what is in it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from geodata.imports import files
from geodata.imports.files import CheckedFile, IdentifiedFile
from geodata.readers.generic.mapping import TableMapping, from_toml
from geodata.readers.generic.mapping import check as check_mapping
from geodata.text import count, day, number
from watchline.cli.errors import CommandError
from watchline.web.command_protocol import InputFile, Output

FAULTS_SHOWN: Final = 10
_CHOICES_SHOWN: Final = 12


def identify(file: InputFile, output: Output, *, kind: str, sheet: str, crs: str) -> IdentifiedFile:
    """Tell what a file is, and say so.

    Raises:
        CommandError: it cannot be read at all, or ``kind`` is none.
    """
    if kind and kind not in files.KINDS:
        raise CommandError(f"--as is {kind}: expected one of {', '.join(files.KINDS)}.")
    name = PurePath(file.name).name
    found = files.identify(file.path, file=name, kind=kind, sheet=sheet, crs=crs)
    if found.refused:
        raise CommandError(f"{found.file}: {found.refused}.")
    output.out(f"{found.file}: {', '.join(filter(None, (found.label, found.format)))}.")
    return found


def read_mapping(file: InputFile | None) -> TableMapping | None:
    """The mapping in a file.

    Raises:
        CommandError: it is none.
    """
    if file is None:
        return None
    mapping = from_toml(file.path.read_text(encoding="utf-8", errors="replace"))
    if isinstance(mapping, str):
        raise CommandError(f"{file.name}: {mapping}.")
    return mapping


def require_decisions(
    found: IdentifiedFile, chosen: TableMapping | None, mapping_file: InputFile | None
) -> None:
    """See that nothing is left for a person to decide.

    Raises:
        CommandError: something is; says what, and how to decide it.
    """
    if found.zones is not None and found.zones.question:
        raise CommandError(f"{found.file}: {found.zones.question} Say so with --crs.")
    names = found.table.names if found.table else ()
    if mapping_file and chosen and (wrong := check_mapping(chosen, names)):
        raise CommandError("\n".join(f"{mapping_file.name}: {sentence}." for sentence in wrong))
    if chosen is None and found.questions:
        questions = []
        for question in found.questions:
            choices = [choice.value for choice in question.choices][:_CHOICES_SHOWN]
            answers = f" ({question.field}: {', '.join(choices)})" if choices else ""
            questions.append(f"- {question.text}{answers}")
        raise CommandError(
            "Some things have to be decided first:\n"
            + "\n".join(questions)
            + "\nWrite a mapping with `watchline check --write-mapping`, put the answers in,"
            " and name it with --mapping."
        )


def tell_contents(checked: CheckedFile, output: Output) -> None:
    """Say how much of a file can be taken, and which rows cannot.

    Raises:
        CommandError: the file breaks down while it is read.
    """
    staged = checked.staged
    if staged.refused:
        raise CommandError(f"{staged.file}: {staged.refused}.")
    days = ""
    if staged.first_day and staged.last_day:
        days = f", {day(staged.first_day)} to {day(staged.last_day)}"
    is_zones = checked.found.kind == files.ZONES
    placed = "" if is_zones else f"; {number(staged.placed)} with coordinates"
    what = "shapes" if is_zones else "rows"
    output.out(
        f"{number(staged.taken)} of {number(staged.rows)} {what} can be taken{days}{placed}."
    )
    for note in staged.notes:
        where = f" ({count(note.rows, 'row')})" if note.row else ""
        output.out(f"Note: {note.text}{where}")
    if staged.rejected:
        output.err(f"{count(staged.rejected, 'row')} cannot be taken:")
    for fault in staged.faults[:FAULTS_SHOWN]:
        where = "" if fault.file == staged.file else f"{fault.file} "
        output.err(f"  {where}row {number(fault.row)}: {fault.reason}")
    if len(staged.faults) > FAULTS_SHOWN:
        output.err("  … and more; --rejected writes them all")
