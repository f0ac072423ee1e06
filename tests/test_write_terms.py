"""The terms of a book for other programs: Markdown, CSV, TBX-Basic, Anki."""

from __future__ import annotations

import csv
import json
import sqlite3
import time
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from lxml import etree

from publisher.build import TERMS
from publisher.cli import main
from publisher.model import Book
from publisher.write.terms.anki import write_anki
from publisher.write.terms.csv import write_csv
from publisher.write.terms.markdown import write_markdown
from publisher.write.terms.tbx import write_tbx
from tests.terms import RL_ONE, RL_TWO, folder, glossary, made

ODD = glossary(
    "a_b & c：An English meaning, with “quotes” and more. 中文的意思，*有*<b>标签</b>。",
    "=1+2：公式。",
    "只有中文：一个没有英文名的词。",
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A book with a dispute, and names that formats trip over."""
    return made(tmp_path_factory.mktemp("terms"), RL_ONE, RL_TWO, ODD)


def test_markdown_is_a_table_of_five_columns(book: Book) -> None:
    """An underline in a name is no mark."""
    lines = write_markdown(book).data.decode().splitlines()
    row = next(line for line in lines if "RL" in line)
    assert row.startswith("| RL / Reinforcement Learning | 强化学习 |  | Reinforcement Learning（")
    assert row.endswith(" / 强化学习，从奖励中学习。 | Post 1; Post 2 |")
    odd = next(line for line in lines if "English meaning" in line)
    assert r"a\_b & c" in odd
    assert {line.replace(r"\|", "").count("|") for line in lines[2:]} == {6}


def test_csv_opens_in_a_spreadsheet(book: Book) -> None:
    """A mark for UTF-8, CR LF, every row as long as the head; no cell is a formula."""
    data = write_csv(book).data
    assert data.startswith(b"\xef\xbb\xbfid,en,zh,")
    assert data.count(b"\r\n") == data.count(b"\n")
    table = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in table} == {9}
    assert len(table) == len(book.glossary.entries) + 1
    rl = next(row for row in table if row[1] == "RL")
    assert rl[2:4] == ["强化学习", "Reinforcement Learning"]
    assert rl[7:] == ["Post 1; Post 2", "4"]
    assert "'=1+2" in {row[1] for row in table}


_TBX = "urn:iso:std:iso:30042:ed-2"
_SCHEMA = f"""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="{_TBX}"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
 <start><element name="tbx">
  <attribute name="style"><value>dca</value></attribute>
  <attribute name="type"><value>TBX-Basic</value></attribute>
  <attribute name="xml:lang"><data type="language"/></attribute>
  <element name="tbxHeader"><element name="fileDesc">
   <optional><element name="titleStmt"><element name="title"><text/></element></element></optional>
   <oneOrMore><element name="sourceDesc"><oneOrMore><element name="p"><text/></element></oneOrMore>
   </element></oneOrMore>
  </element></element>
  <element name="text"><element name="body"><oneOrMore><ref name="concept"/></oneOrMore>
  </element></element>
 </element></start>
 <define name="concept"><element name="conceptEntry">
  <attribute name="id"><data type="ID"/></attribute>
  <zeroOrMore><ref name="definition"/></zeroOrMore>
  <oneOrMore><element name="langSec">
   <attribute name="xml:lang"><data type="language"/></attribute>
   <zeroOrMore><ref name="definition"/></zeroOrMore>
   <oneOrMore><element name="termSec">
    <element name="term"><data type="string"><param name="minLength">1</param></data></element>
    <zeroOrMore><element name="termNote">
     <attribute name="type"><value>administrativeStatus</value></attribute>
     <choice><value>preferredTerm-admn-sts</value><value>admittedTerm-admn-sts</value></choice>
    </element></zeroOrMore>
   </element></oneOrMore>
  </element></oneOrMore>
 </element></define>
 <define name="definition"><element name="descripGrp">
  <element name="descrip"><attribute name="type"><value>definition</value></attribute>
   <optional><attribute name="xml:lang"><data type="language"/></attribute></optional><text/>
  </element>
  <optional><element name="admin"><attribute name="type"><value>source</value></attribute><text/>
  </element></optional>
 </element></define>
</grammar>"""
"""What we use of the core structure of ISO 30042:2019, with the levels and values that TBX-Basic
admits for its categories: definition at concept and language, administrativeStatus at term."""


def test_tbx_is_valid_tbx_basic(book: Book) -> None:
    """Against the structure of the standard, as far as it is used."""
    tree = etree.fromstring(write_tbx(book).data)
    schema = etree.RelaxNG(etree.fromstring(_SCHEMA))
    assert schema.validate(tree), schema.error_log
    assert len(tree.findall(f".//{{{_TBX}}}conceptEntry")) == len(book.glossary.entries)


def test_tbx_has_each_definition_in_its_language(book: Book) -> None:
    """Or with the concept, where the language has no term."""
    tree = etree.fromstring(write_tbx(book).data)
    names = {"t": _TBX, "xml": "http://www.w3.org/XML/1998/namespace"}
    path = "//t:conceptEntry[@id='glossary--rl']/t:langSec[@xml:lang='zh-CN']//t:admin/text()"
    assert tree.xpath(path, namespaces=names) == ["Post 1", "Post 2"]
    above = f"{{{_TBX}}}descripGrp/{{{_TBX}}}descrip"
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    concepts = tree.findall(f".//{{{_TBX}}}conceptEntry")
    lone = {found.get(lang) for concept in concepts for found in concept.findall(above)}
    assert lone == {"zh-CN"}


def _deck(data: bytes, root: Path) -> sqlite3.Connection:
    with ZipFile(BytesIO(data)) as package:
        (root / "deck.anki2").write_bytes(package.read("collection.anki2"))
    return sqlite3.connect(root / "deck.anki2")


def test_a_deck_has_a_note_for_each_term_and_a_card_for_each_way(
    book: Book, tmp_path: Path
) -> None:
    """A term without an English name has one card; what is no markup stays none."""
    deck = _deck(write_anki(book).data, tmp_path)
    notes = dict(deck.execute("select flds, guid from notes").fetchall())
    cards = deck.execute("select count(*) from cards").fetchone()[0]
    title = {
        d["name"] for d in json.loads(deck.execute("select decks from col").fetchone()[0]).values()
    }
    deck.close()
    assert len(notes) == len(book.glossary.entries)
    one_sided = sum(1 for e in book.glossary.entries if not (e.names.en and e.names.zh))
    assert cards == 2 * len(notes) - one_sided
    assert len(set(notes.values())) == len(notes)
    assert book.meta.title.en in title
    assert any("a_b &amp; c" in fields for fields in notes)


def test_a_deck_is_the_same_bytes_at_any_time(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock reaches it."""
    first = write_anki(book).data
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert write_anki(book).data == first


@pytest.mark.parametrize("form", list(TERMS))
def test_every_format_is_written_by_the_command(tmp_path: Path, form: str) -> None:
    """To a file; a deck is no text for the screen."""
    content = folder(tmp_path / "content", RL_ONE, RL_TWO)
    target = tmp_path / f"terms.{TERMS[form][0]}"
    command = ["glossary", str(content), "--format", form]
    assert CliRunner().invoke(main, [*command, "-o", str(target)]).exit_code == 0
    assert target.stat().st_size > 100
    assert CliRunner().invoke(main, command).exit_code == (2 if form == "anki" else 0)
    assert not (content / "glossary.yaml").exists()
