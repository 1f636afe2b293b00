"""The watched folder: what is put into it is imported, or put aside with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import acled_files, ucdp_files
from support.answers import sql
from support.feed_server import Run, feed_of
from support.imports import ASKS, NATIVE, TABLE

from geodata.feeds import folder
from geodata.store import Store, StoreError

ZONES = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "A"},'
    ' "geometry": {"type": "Polygon", "coordinates": [[[36, 33], [37, 33], [37, 34], [36, 33]]]}}]}'
)


@pytest.fixture
def own() -> Iterator[Store]:
    """Return an empty store in memory."""
    with Store.open(None) as store:
        yield store


class Inbox(Run):
    """A watched folder of a test."""

    def __init__(self, store: Store, path: Path, more: str = "") -> None:
        self.path = path / "inbox"
        self.path.mkdir()
        text = f'kind = "folder"\nkey = "inbox"\nname = "Inbox"\nfolder = "inbox"\n{more}'
        super().__init__(store, path, feed_of(path, text))

    def put(self, content: str | bytes, name: str = "team.csv") -> Path:
        path = self.path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def twice(self) -> str:
        """Look twice, as a file is taken that has not changed; what went wrong."""
        self.now()
        return self.now().last_error

    def names(self, where: str = "") -> list[str]:
        at = self.path / where
        return sorted(one.name for one in at.iterdir() if one.is_file()) if at.exists() else []

    def sets(self) -> list[tuple[str, str, int]]:
        stored = self.store.datasets()
        return sorted((one.dataset.key, one.dataset.kind, one.events) for one in stored)


@pytest.fixture
def inbox(own: Store, tmp_path: Path) -> Inbox:
    """Return an empty inbox."""
    return Inbox(own, tmp_path)


def test_a_file_is_imported_and_moved_to_done(inbox: Inbox):
    """With a report beside it; at the second look, when it has stopped growing."""
    inbox.put(TABLE)
    status = inbox.now()
    assert (status.note, inbox.ids()) == ("1 file waiting until complete.", [])
    status = inbox.now()
    assert (status.last_error, status.note, status.events) == ("", "", 3)
    assert inbox.names() == []
    assert inbox.names("done") == ["team.csv", "team.csv.report.txt"]
    report = (inbox.path / "done" / "team.csv.report.txt").read_text()
    assert "imported as A table of events into Inbox (inbox)" in report
    assert "3 of 3 rows were taken: 3 new, 0 revised, 0 removed." in report


def test_a_file_that_grows_is_waited_for(inbox: Inbox):
    """Half a file is never taken."""
    inbox.put(TABLE[:100])
    inbox.now()
    inbox.put(TABLE)
    inbox.now()
    assert (inbox.ids(), inbox.names()) == ([], ["team.csv"])
    inbox.now()
    assert inbox.ids() == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ASKS, "something has to be decided first"),
        ("", "not imported: "),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not imported: "),
        ('[{"Date": "2025-07-01", "Type": "protest", "Headline": "One"}, {"Da', "breaks off"),
        (
            acled_files.as_csv({**acled_files.CLASH, "event_date": "soon"}),
            "none of its 1 rows can be taken",
        ),
    ],
)
def test_a_file_that_cannot_be_imported_is_put_aside(inbox: Inbox, content: str, said: str):
    """With the reason beside it; the next one is imported all the same."""
    inbox.put(content, "a.csv")
    inbox.put(TABLE, "b.csv")
    assert inbox.twice() == ""
    assert inbox.names("rejected") == ["a.csv", "a.csv.report.txt"]
    assert said in (inbox.path / "rejected" / "a.csv.report.txt").read_text()
    assert inbox.names("done") == ["b.csv", "b.csv.report.txt"]


def test_rows_that_are_not_taken_stand_in_the_report(inbox: Inbox):
    """Where they stood and why."""
    inbox.put(TABLE + "soon,riot,Fourth,32.6,36.1,4,South\n")
    assert inbox.twice() == ""
    report = (inbox.path / "done" / "team.csv.report.txt").read_text()
    assert "3 of 4 rows were taken" in report
    assert "row 5: Date is “soon”" in report


def test_a_mapping_answers_what_files_ask(own: Store, tmp_path: Path):
    """It is named in feeds.toml, or remembered from an import."""
    (tmp_path / "m.toml").write_text(
        'date_order = "dmy"\ndefault_type = "statement"\n'
        '[columns]\ndate_start = "Fecha"\nevent_type = "Tipo"\ntitle = "Nota"\n'
    )
    inbox = Inbox(own, tmp_path, 'mapping = "m.toml"')
    inbox.put(ASKS)
    assert inbox.twice() == ""
    assert len(inbox.ids()) == 2
    inbox.path.rename(tmp_path / "first")
    without = Inbox(own, tmp_path)
    without.put(ASKS.replace("uno", "tres"))
    assert without.twice() == ""
    assert len(without.ids()) == 3  # that of the first is remembered


@pytest.mark.parametrize("name", [".hidden.csv", "a.csv.part", "a.tmp", "a.csv~", "~$a.xlsx"])
def test_hidden_and_half_written_files_are_left(inbox: Inbox, name: str):
    """Programs write so while they are not done."""
    inbox.put(TABLE, name)
    inbox.twice()
    assert inbox.names() == [name]


def test_links_are_never_followed(inbox: Inbox, tmp_path: Path):
    """A link could lead to any file that Watchline may read; folders are left alone too."""
    secret = tmp_path / "secret.csv"
    secret.write_text(TABLE)
    (inbox.path / "link.csv").symlink_to(secret)
    (inbox.path / "folder").mkdir()
    inbox.twice()
    assert (inbox.ids(), secret.exists()) == ([], True)
    assert not (inbox.path / "done").exists()


def test_nothing_is_moved_out_of_the_folder(inbox: Inbox, tmp_path: Path):
    """Though `done` be a link."""
    (tmp_path / "elsewhere").mkdir()
    (inbox.path / "done").symlink_to(tmp_path / "elsewhere")
    inbox.put(TABLE)
    assert "is a link" in inbox.twice()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_pipe_does_not_hold_it_up(inbox: Inbox):
    """What is no plain file is not read."""
    os.mkfifo(inbox.path / "pipe.csv")
    assert inbox.twice() == ""


def test_a_file_of_the_same_name_is_not_overwritten(inbox: Inbox):
    """Both are kept; what both have is not doubled."""
    for content in (TABLE, TABLE.replace("First", "Told anew")):
        inbox.put(content)
        assert inbox.twice() == ""
    assert [name for name in inbox.names("done") if name.endswith("csv")] == [
        "team-2.csv",
        "team.csv",
    ]
    assert inbox.events()[0]["title"] == "Told anew"
    assert len(inbox.ids()) == 3


def test_files_of_other_kinds_have_data_sets_of_their_own(inbox: Inbox):
    """Events of ACLED are not mixed with a team's, and each file of zones is for itself."""
    inbox.put(TABLE, "a.csv")
    inbox.put(acled_files.as_csv(acled_files.CLASH), "b.csv")
    inbox.put(ucdp_files.as_csv([ucdp_files.ROW]), "c.csv")
    inbox.put(NATIVE, "d.csv")
    inbox.put(ZONES, "my zones.geojson")
    assert inbox.twice() == ""
    assert inbox.names("rejected") == []
    assert [(source, kind) for source, kind, _ in inbox.sets()] == [
        ("inbox", "table"),
        ("inbox-acled", "acled"),
        ("inbox-my-zones", "zones"),
        ("inbox-native", "native"),
        ("inbox-ucdp", "ucdp"),
    ]
    terms = {one.dataset.key: one.dataset.terms for one in inbox.store.datasets()}
    assert "ACLED must be named" in terms["inbox-acled"]
    assert inbox.poller.status()[0].events == 3 + 1 + 1 + 2


def test_trouble_of_the_store_leaves_the_file_where_it_is(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
):
    """It is no fault of the file; it is imported when the store can be written again."""

    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    inbox.put(TABLE)
    with monkeypatch.context() as broken:
        broken.setattr(Store, "load", full)
        assert inbox.twice() == "The disk is full."
    assert inbox.names() == ["team.csv"]
    assert inbox.now().last_error == ""
    assert inbox.ids() == ["1", "2", "3"]


def test_a_crash_before_the_move_imports_nothing_twice(
    inbox: Inbox, own: Store, monkeypatch: pytest.MonkeyPatch
):
    """The file is known again by its content and only moved."""

    def crash(*_: object) -> None:
        raise RuntimeError

    inbox.put(TABLE)
    with monkeypatch.context() as broken:
        broken.setattr(folder, "_put_away", crash)
        inbox.twice()
    version = own.version
    inbox.again()
    assert inbox.twice() == ""
    assert inbox.names("done") == ["team.csv", "team.csv.report.txt"]
    assert own.version == version
    assert sql(own, "SELECT count(*) FROM import") == [(1,)]


def test_a_file_that_is_replaced_while_it_is_read_has_its_turn(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
):
    """What was read is imported; what came in its place is not moved away unread."""
    taken = folder.read_file

    def replaced(*said: object, **named: object) -> object:
        inbox.put(TABLE.replace(",1,North", ",9,North"))
        os.utime(inbox.path / "team.csv", (1, 1))
        return taken(*said, **named)  # type: ignore[arg-type]

    inbox.put(TABLE)
    with monkeypatch.context() as slow:
        slow.setattr(folder, "read_file", replaced)
        inbox.twice()
    assert (inbox.ids(), inbox.names()) == (["1", "2", "3"], ["team.csv"])
    inbox.twice()
    assert (inbox.ids(), inbox.names()) == (["1", "2", "3", "9"], [])


def test_too_large_a_file_is_put_aside(own: Store, tmp_path: Path):
    """The limit is that of the feed."""
    inbox = Inbox(own, tmp_path, "size_limit = 0.001")
    inbox.put(TABLE * 20)
    assert inbox.twice() == ""
    assert "larger than" in (inbox.path / "rejected" / "team.csv.report.txt").read_text()


def test_a_folder_that_is_not_there_is_said(inbox: Inbox):
    """And looked for again later."""
    inbox.path.rmdir()
    assert "there is no folder" in inbox.now().last_error
    inbox.path.mkdir()
    assert inbox.now().last_error == ""


def test_the_folder_that_watchline_clears_is_not_watched(own: Store, tmp_path: Path):
    """What people put there would be lost."""
    kept = tmp_path / "fetched" / "inbox" / "a.csv"
    kept.parent.mkdir(parents=True)
    kept.write_text(TABLE)
    for folder_ in ("fetched/inbox", "fetched", "."):
        text = f'kind = "folder"\nkey = "inbox"\nfolder = "{folder_}"'
        watched = Run(own, tmp_path, feed_of(tmp_path, text))
        status = watched.poller.poll_now("inbox")
        assert "is cleared by Watchline: watch a folder beside it" in status.last_error
    assert kept.read_text() == TABLE


def test_names_that_are_no_text_are_imported(inbox: Inbox):
    """Bytes that no alphabet has."""
    path = os.fsencode(inbox.path) + b"/\xff\xfe.csv"
    with open(path, "wb") as file:  # noqa: PTH123 - pathlib takes no bytes
        file.write(TABLE.encode())
    assert inbox.twice() == ""
    assert inbox.ids() == ["1", "2", "3"]
