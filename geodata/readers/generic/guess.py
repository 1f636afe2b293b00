"""A first mapping for a table, from the names of its columns and from what is in them.

Nothing that could be meant in two ways is decided here: it becomes a question to a person.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from geodata.readers.cells import shown
from geodata.readers.generic import event_types, hxl, region_names
from geodata.readers.generic.column_names import by_name
from geodata.readers.generic.fields import FIELDS
from geodata.readers.generic.guess_coordinates import coordinates, is_point
from geodata.readers.generic.guess_dates import dates
from geodata.readers.generic.guess_result import Choice, Guess, Question, Sample, TypeWord
from geodata.readers.generic.mapping import TableMapping
from geodata.readers.rows import Rows, Table
from geodata.schema import EVENT_TYPES

__all__ = ["Choice", "Guess", "Question", "TypeWord", "guess"]

SAMPLE_ROWS: Final = 20_000
WORDS_LIMIT: Final = 200
"""How many words for types are listed; a column of more is hardly one of types."""

_MOSTLY: Final = 0.8
_NAMED: Final = 8  # columns named in a note
_UNIQUE: Final = 0.95
TYPE_CHOICES: Final = tuple(Choice(word, kind.label) for word, kind in EVENT_TYPES.items())


def guess(table: Table, given: TableMapping | None = None) -> Guess:
    """What fills which field, what a person has to answer first, and what was noticed.

    Looks at the names of the columns, a row of HXL tags, and the first 20,000 rows. With a
    mapping that a person has ``given`` its columns stand, and only what it leaves open is
    asked.
    """
    sample, tags = _sample(table)
    notes: list[str] = []
    columns: dict[str, str] = {}
    if given is not None:
        return _completed(table, sample, given)
    tagged = tags or {name: name for name in table.names if hxl.parse(name)}
    if tagged and hxl.is_tag_row(tagged.values()):
        columns = hxl.fields(table.names, tagged)
        notes.append(f"HXL tags name the columns of {len(columns)} fields")
    rest = [name for name in table.names if name not in columns.values()]
    if not columns:
        columns = by_name(rest)
    _by_contents(columns, sample, notes)
    mapping = TableMapping(columns={field: columns[field] for field in FIELDS if field in columns})
    questions: list[Question] = []
    mapping = dates(mapping, table.names, sample, questions, notes)
    mapping = coordinates(mapping, sample, questions, notes)
    words = _types(mapping, sample, questions, notes)
    _regions(mapping, sample, notes)
    used = set(mapping.columns.values())
    if others := [name for name in table.names if name not in used]:
        said = ", ".join(f"“{shown(name)}”" for name in others[:_NAMED])
        more = " …" if len(others) > _NAMED else ""
        notes.append(f"without a field, kept as details: {said}{more}")
    return Guess(mapping, tuple(questions), tuple(notes), words)


def _completed(table: Table, sample: Sample, given: TableMapping) -> Guess:
    """What a given mapping leaves open, with the words for types in the column it names."""
    notes: list[str] = []
    questions: list[Question] = []
    mapping = dates(given, table.names, sample, questions, notes)
    mapping = coordinates(mapping, sample, questions, notes)
    words = _types(mapping, sample, questions, notes)
    asked = [one for one in questions if not _answered(given, one, words)]
    return Guess(mapping, tuple(asked), tuple(notes), words)


def _answered(given: TableMapping, question: Question, words: tuple[TypeWord, ...]) -> bool:
    """Whether a mapping says what a question asks."""
    if question.field == "types":
        unknown = {one.word for one in words if not event_types.known(one.word)}
        return bool(given.default_type) or unknown <= given.types.keys()
    part, _, name = question.field.partition(".")
    return name in given.columns if name else bool(getattr(given, part))


def _sample(table: Table) -> tuple[Sample, dict[str, str]]:
    """The first rows, without HXL tags and what is above them, and the tags by column."""
    values: dict[str, list[str]] = {name: [] for name in table.names}
    tags: dict[str, str] = {}
    rows, first = 0, True
    for part in table.parts():
        if not isinstance(part, Rows) or not len(part.lines):
            continue
        start = 0
        if first and (at := hxl.tag_row(part)) is not None:
            tags = {name: str(cells[at]) for name, cells in part.values.items()}
            start = at + 1
        first = False
        stop = min(len(part.lines), start + SAMPLE_ROWS - rows)
        for name, cells in part.values.items():
            values[name].extend(str(cell).strip() for cell in cells[start:stop])
        rows += max(stop - start, 0)
        if rows >= SAMPLE_ROWS:
            break
    return Sample(rows, values), tags


def _by_contents(columns: dict[str, str], sample: Sample, notes: list[str]) -> None:
    """Correct what names told where the contents say otherwise."""
    place = columns.get("place")
    if place and "coordinates" not in columns and "lat" not in columns:
        found = sample.counted(place)
        if found and _share(found, is_point) >= _MOSTLY:
            columns["coordinates"] = columns.pop("place")
            notes.append(f"“{shown(place)}” holds coordinates")
    source = columns.get("source_publisher")
    if source and "source_url" not in columns:
        found = sample.counted(source)
        if found and _share(found, lambda text: text.lower().startswith("http")) >= _MOSTLY:
            columns["source_url"] = columns.pop("source_publisher")
            notes.append(f"“{shown(source)}” holds addresses of reports")
    if name := columns.get("id"):
        found = sample.counted(name)
        if sample.rows and len(found) < _UNIQUE * sample.rows:
            del columns["id"]
            notes.append(
                f"“{shown(name)}” is not taken as the id: it is empty or the same in many rows."
                " Ids are made from the content of each row"
            )


def _share(found: dict[str, int], fits: Callable[[str], bool]) -> float:
    total = sum(found.values())
    return sum(count for text, count in found.items() if fits(text)) / total


def _types(
    mapping: TableMapping, sample: Sample, questions: list[Question], notes: list[str]
) -> tuple[TypeWord, ...]:
    """The words for types, and a question when some or all are not known."""
    column = mapping.columns.get("event_type")
    if not column:
        text = "No column says what kind of event each row is. Which type are all of them?"
        questions.append(Question("default_type", text, TYPE_CHOICES))
        return ()
    found = sorted(sample.counted(column).items(), key=lambda one: (-one[1], one[0]))
    words = tuple(
        TypeWord(word, count, event_types.suggested(word)) for word, count in found[:WORDS_LIMIT]
    )
    unknown = [(word, count) for word, count in found if not event_types.known(word)]
    if unknown:
        said = ", ".join(f"“{shown(word)}” ({count:,})" for word, count in unknown[:5])
        more = f" and {len(unknown) - 5:,} more" if len(unknown) > 5 else ""  # noqa: PLR2004 - shown above
        text = (
            f"In “{shown(column)}” stand words that are no known types of events: {said}"
            f"{more}. Which types are they? Rows with other words are refused unless there is a"
            " type for all of them."
        )
        questions.append(Question("types", text, TYPE_CHOICES))
    if len(found) > WORDS_LIMIT:
        notes.append(
            f"“{shown(column)}” has {len(found):,} different words; the {WORDS_LIMIT} most"
            " frequent are listed"
        )
    return words


def _regions(mapping: TableMapping, sample: Sample, notes: list[str]) -> None:
    """Say which countries are not known by their names."""
    if column := mapping.columns.get("country"):
        unknown = [name for name in sample.counted(column) if region_names.country(name) is None]
        if unknown:
            said = ", ".join(f"“{shown(name)}”" for name in unknown[:5])
            notes.append(
                f"{len(unknown):,} names in “{shown(column)}” are no country known here: {said}."
                " Rows with a point are taken, others refused"
            )
    if "fatalities_best" in mapping.columns:
        label = FIELDS["fatalities_best"].label
        notes.append(f"{label}: an empty cell means not known, never zero")
