"""feeds.toml: what it says, and what is wrong with it, line by line."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.feed_server import feed_of

from geodata.feeds import status
from geodata.feeds.config import FeedsError, load

TABLE = 'kind = "table"\nkey = "team"\nurl = "https://example.org/team.csv"'


def sentences(folder: Path, text: str) -> list[str]:
    """What is wrong with a file of this text, its path left out."""
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FeedsError) as caught:
        load(path)
    return [sentence.removeprefix(f"{path}, ") for sentence in caught.value.sentences]


def test_a_feed_is_read_with_what_is_usual_filled_in(tmp_path: Path):
    """Only kind, key and address have to be said of a table."""
    feed = feed_of(tmp_path, TABLE)
    assert (feed.key, feed.name, feed.kind, feed.every) == ("team", "team", "table", 900)
    assert feed.url == "https://example.org/team.csv"
    assert feed.dataset.key == "team"
    assert feed.dataset.licence == "not stated"


def test_the_address_that_is_fetched_is_no_part_of_the_data_set(tmp_path: Path):
    """The page shows the data set; a link to a spreadsheet may be known to few."""
    feed = feed_of(tmp_path, TABLE + '\nwebsite = "https://example.org"')
    assert feed.dataset.url == "https://example.org"
    assert "team.csv" not in str(feed_of(tmp_path, TABLE).dataset)


def test_known_sources_bring_their_terms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Licence and attribution are those of the reader unless others are given."""
    monkeypatch.setenv("ACLED_USERNAME", "me@example.org")
    monkeypatch.setenv("ACLED_PASSWORD", "secret word")
    feed = feed_of(tmp_path, 'kind = "acled"\nkey = "acled"')
    assert "Armed Conflict Location" in feed.dataset.attribution
    assert feed.url == "https://acleddata.com"
    assert feed.secrets() == {"username": "me@example.org", "password": "secret word"}
    assert "secret word" not in repr(feed)


@pytest.mark.parametrize(
    ("given", "seconds"), [("90", 90), ('"30 s"', 30), ('"15 min"', 900), ('"1d"', 86_400)]
)
def test_how_often_is_said_in_seconds_or_in_words(tmp_path: Path, given: str, seconds: float):
    """Both forms mean the same."""
    assert feed_of(tmp_path, f"{TABLE}\nevery = {given}").every == seconds


def test_folders_are_beside_the_file(tmp_path: Path):
    """A relative folder is one of the folder that feeds.toml is in."""
    feed = feed_of(tmp_path, 'kind = "folder"\nkey = "inbox"\nfolder = "inbox"')
    assert feed.folder == tmp_path / "inbox"
    assert feed.every == 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("feed = 1\n", "line 1: each feed is a table of its own that begins with [[feed]]."),
        ("[[feed]\n", "line 1: this is no TOML: "),
        ("[[feeds]]\nkind = 'table'\n", "line 1: “feeds” is no setting: feeds are [[feed]] tables"),
        ("\n[[feed]]\nkey = 'a'\n", "line 2: the kind is missing: expected one of folder, table"),
        ("[[feed]]\nkind = 'gdlet'\n", "line 2: “gdlet” is no kind: expected one of folder"),
        (f"[[feed]]\n{TABLE}\nevry = 5\n", "line 5: “evry” is no setting of the kind table; did"),
        (f"[[feed]]\n{TABLE}\nevery = 0\n", "line 5: every is “0”: expected seconds, or a span"),
        (f"[[feed]]\n{TABLE}\nevery = 'often'\n", "line 5: every is “often”: expected"),
        (f"[[feed]]\n{TABLE}\nmissing = 'al'\n", "line 5: missing has “al”, which is not known"),
        (f"[[feed]]\n{TABLE}\nname = 3\n", "line 5: name is a text in quotation marks."),
        (f"[[feed]]\n{TABLE}\npassword = 'x'\n", "line 5: “password”: secrets do not belong"),
        ("[[feed]]\nkind='table'\nkey='a'\n", "line 2: a feed of the kind table needs url: the"),
        ("[[feed]]\nkind='table'\nkey='A b'\nurl='http://h/'\n", "line 3: key is “A b”: expected"),
        ("[[feed]]\nkind='table'\nkey='levant'\nurl='http://h/'\n", "line 3: the key “levant” is"),
        ("[[feed]]\nkind='table'\nkey='a'\nurl='ftp://h/'\n", "line 4: url is no address that can"),
        ("[[feed]]\nkind='table'\nkey='a'\nurl='http://u:p@h/'\n", "line 4: url is no address"),
        ("[[feed]]\nkind='table'\nkey='a'\nurl='http://h/?api_key=1'\n", "line 4: url holds what"),
        (f"[[feed]]\n{TABLE}\nmapping = 'no.toml'\n", "line 5: the mapping "),
        (f"[[feed]]\n{TABLE}\ntoken_env = 'NO_TOKEN'\n", "line 5: the environment variable NO_TOK"),
        ("[[feed]]\nkind='gdelt'\nkey='g'\ncountries=['SYRIA']\n", "line 4: countries has “SYRIA”"),
        ("[[feed]]\nkind='gdelt'\nkey='g'\nroots=['7']\n", "line 4: roots has “7”, which is not"),
        (f"[[feed]]\n{TABLE}\n[[feed]]\n{TABLE}\n", "line 7: the feed in line 1 has the key"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, expected: str):
    """One sentence, with the line in which it can be corrected."""
    (sentence,) = sentences(tmp_path, text)
    assert sentence.startswith(expected)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path):
    """Two mistakes in two feeds are two sentences, in the order of lines."""
    text = f"[[feed]]\n{TABLE}\nevry = 5\n\n[[feed]]\nkind = 'rss'\nkey = 'b'\nurl = 'x'\n"
    found = sentences(tmp_path, text)
    assert [sentence[:7] for sentence in found] == ["line 5:", "line 10"]


def test_lines_within_long_texts_are_not_taken_for_settings(tmp_path: Path):
    """The line of a mistake behind a text of several lines is right."""
    text = f'[[feed]]\n{TABLE}\nterms = """\n[[feed]]\nevry = 1\n"""\nevry = 5\n'
    (sentence,) = sentences(tmp_path, text)
    assert sentence.startswith("line 9:")


def test_a_mistaken_secret_is_not_repeated(tmp_path: Path):
    """Who writes the token where the name of a variable belongs does not find it in a log."""
    (sentence,) = sentences(tmp_path, f"[[feed]]\n{TABLE}\ntoken_env = 's3cr3t-t0ken'\n")
    assert sentence == "line 5: token_env is not the name of an environment variable."


def test_a_secret_that_cannot_be_sent_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A token pasted with a line break is refused, and not shown."""
    monkeypatch.setenv("OUR_TOKEN", "abc\ndef")
    (sentence,) = sentences(tmp_path, f"[[feed]]\n{TABLE}\ntoken_env = 'OUR_TOKEN'\n")
    assert (
        sentence
        == "line 5: the environment variable OUR_TOKEN holds characters that cannot be sent."
    )


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path):
    """No file, or one that is not in UTF-8, is one sentence."""
    with pytest.raises(FeedsError, match=r"cannot be read: No such file"):
        load(tmp_path / "feeds.toml")
    (tmp_path / "feeds.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(FeedsError, match="not in UTF-8"):
        load(tmp_path / "feeds.toml")


def test_a_feed_with_other_settings_begins_anew(tmp_path: Path):
    """Where it went on is forgotten when its address or its mapping is another, not its name."""
    feed = feed_of(tmp_path, TABLE)
    text = status.to_text(feed, {"etag": "1"})
    assert status.from_text(dataclasses.replace(feed, name="Ours", every=5.0), text) == {
        "etag": "1"
    }
    assert status.from_text(dataclasses.replace(feed, url="https://example.org/b"), text) == {}
    assert status.from_text(feed, "no JSON") == {}


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_no_file_makes_reading_it_fail_otherwise(tmp_path_factory: pytest.TempPathFactory, content):
    """Whatever is in it, it is a list of feeds or sentences."""
    path = tmp_path_factory.mktemp("feeds") / "feeds.toml"
    body = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    path.write_bytes(b"[[feed]]\n" + body)
    try:
        found = load(path)
    except FeedsError as error:
        found = error.sentences
    assert isinstance(found, tuple)
