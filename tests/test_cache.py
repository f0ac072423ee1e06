"""The cache: it gives back what was put in, or nothing; it never stops a build."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from publisher.build import build, finished, read_book
from publisher.build.cache import Cache, folder, largest, open_cache
from publisher.build.keys import all_parts_of, digest, key_of, parts_of
from publisher.build.ledger import KEPT
from publisher.build.pool import Pool
from publisher.build.workshop import Workshop
from publisher.cli import main
from publisher.jobs import ready_first
from publisher.language import Language
from publisher.model import Bilingual, Edition
from publisher.problems import Place
from publisher.xhtml import Element
from tests.test_build import POST
from tests.test_pool import EXPECTED, JOBS, Sum, add

ROOT = Path(__file__).resolve().parents[1]
MOST = 50_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a cache of its own may be."""
    return tmp_path / "cache" / "results.sqlite"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with ten posts."""
    folder = tmp_path / "my-posts"
    folder.mkdir()
    for number in range(10):
        text = POST.replace("Tea |", f"Tea {number} |").replace("is hot", f"is {number} hot")
        (folder / f"tea-{number}.md").write_text(text, encoding="utf-8")
    return folder


def filled(path: Path, count: int = 40) -> None:
    """Put some results into a cache."""
    cache = Cache(path, MOST)
    for number in range(count):
        cache.put(digest(number), bytes([number]) * 2000)
    cache.close()


def found(path: Path, count: int = 40) -> list[bytes | None]:
    """What a cache gives for them."""
    cache = Cache(path, MOST)
    try:
        return [cache.get(digest(number)) for number in range(count)]
    finally:
        cache.close()


GOOD = [bytes([number]) * 2000 for number in range(40)]


# -- the table -------------------------------------------------------------------------------------


def test_what_was_put_in_comes_out_in_another_run(path: Path) -> None:
    """And what was not, does not."""
    filled(path)
    assert found(path, 41) == [*GOOD, None]


def test_a_result_that_was_changed_is_as_if_it_were_not_there(path: Path) -> None:
    """One whose bytes were changed, and one that was moved under another name."""
    filled(path)
    with sqlite3.connect(path) as poison:
        one, two, three = (digest(number) for number in (1, 2, 3))
        poison.execute("UPDATE results SET value = ? WHERE key = ?", (b"evil", one))
        moved = "SELECT value, sum FROM results WHERE key = ?"
        row = poison.execute(moved, (three,)).fetchone()
        poison.execute("UPDATE results SET value = ?, sum = ? WHERE key = ?", (*row, two))
        poison.execute("UPDATE results SET value = 'text' WHERE key = ?", (digest(4),))
    poison.close()
    expected = [None if number in {1, 2, 4} else good for number, good in enumerate(GOOD)]
    assert found(path) == expected


@pytest.mark.parametrize("kept", [0, 1, 100, 4096, 5000, 60_000])
def test_a_truncated_file_gives_good_results_or_none(path: Path, kept: int) -> None:
    """And the run after the next has a whole cache again."""
    filled(path)
    with path.open("r+b") as file:
        file.truncate(kept)
    assert all(one in {None, good} for one, good in zip(found(path), GOOD, strict=True))
    found(path)
    filled(path)
    assert found(path) == GOOD


@given(data=st.binary(max_size=300))
def test_a_file_that_is_something_else_is_replaced(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """Whatever stands under the name of the cache."""
    path = tmp_path_factory.mktemp("cache") / "results.sqlite"
    path.write_bytes(b"not a database" + data)
    filled(path, 3)
    assert found(path, 3) == GOOD[:3]


def test_a_folder_that_cannot_be_made_means_no_cache(tmp_path: Path) -> None:
    """A file is in its way; nothing is raised, and the reason is there to be told."""
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "cache" / "results.sqlite", MOST)
    cache.put(b"key", b"value")
    assert cache.get(b"key") is None
    assert cache.trouble
    cache.close()


def test_the_oldest_results_go_first(path: Path) -> None:
    """Those that were used lately stay, and the size is kept to."""
    filled(path)
    cache = Cache(path, 50_000)
    assert cache.get(digest(0)) == GOOD[0]
    cache.put(digest("new"), bytes(2000))
    cache.close()
    left = found(path)
    assert left[0] == GOOD[0]
    info = Cache(path, MOST).info()
    assert 30_000 <= info.size <= 40_000


def test_two_builds_may_write_at_once(path: Path) -> None:
    """Each of two open caches sees what the other has put in."""
    one, two = Cache(path, MOST), Cache(path, MOST)
    for number in range(32):
        (one if number % 2 else two).put(digest(number), GOOD[number])
    assert [two.get(digest(number)) for number in range(32)] == GOOD[:32]
    one.close()
    two.close()
    assert found(path, 32) == GOOD[:32]


def test_a_file_that_is_deleted_in_the_middle_is_made_again(path: Path) -> None:
    """The run that lost it goes on; the next one begins with an empty one."""
    cache = Cache(path, MOST)
    cache.put(digest(0), GOOD[0])
    shutil.rmtree(path.parent)
    cache.put(digest(1), GOOD[1])
    cache.close()
    filled(path, 2)
    assert found(path, 2) == GOOD[:2]


def test_a_full_disk_ends_the_cache_and_nothing_else(path: Path) -> None:
    """A file that may not grow stands for a disk that is full."""
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom publisher.build.cache import Cache\n"
        "cache = Cache(Path(sys.argv[1]), 50_000_000)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "for n in range(200):\n    cache.put(b'%d' % n, bytes([n]) * 5000)\n"
        "cache.close()\nprint(cache.trouble)\n"
    )
    command = (sys.executable, "-c", script, str(path))
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True)
    assert done.stdout.strip()
    filled(path)
    assert found(path) == GOOD


def test_the_size_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """In bytes or with a unit; nonsense is as if nothing were said, and 0 means no cache."""
    for words, size in (("", 10**9), ("500M", 500 * 10**6), ("2 g", 10**9), ("1.5G", 15 * 10**8)):
        monkeypatch.setenv("PUBLISHER_CACHE_SIZE", words)
        assert largest() == size
    monkeypatch.setenv("PUBLISHER_CACHE_SIZE", "0")
    assert open_cache() is None


# -- names -----------------------------------------------------------------------------------------

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.floats(),
    lambda inner: st.lists(inner).map(tuple) | st.frozensets(st.text()),
)


@given(one=values, two=values)
def test_equal_values_have_equal_names_and_others_do_not(one: object, two: object) -> None:
    """Kinds are told apart: 1 is no True, text is no bytes."""
    same = repr(one) == repr(two) or (isinstance(one, frozenset) and one == two)
    assert (digest(one) == digest(two)) is same


def test_a_path_stands_for_what_is_in_its_file(tmp_path: Path) -> None:
    """Another place is the same name, another content another one."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"face")
    two.write_bytes(b"face")
    before = digest(one)
    assert digest(two) == before
    one.write_bytes(b"mask")
    assert digest(one) != before
    assert digest(tmp_path / "none") == digest(tmp_path / "nobody")


def test_every_field_of_a_job_and_its_work_count() -> None:
    """Another value anywhere, or another function, is another name."""
    jobs = [Edition(), Edition(page="A6"), Sum(1), Sum(2), Bilingual("a", "b"), Bilingual("ab")]
    names = {key_of(work, job, parts_of(job)) for job in jobs for work in (add, digest)}
    assert len(names) == 2 * len(jobs)
    assert digest(Language.EN) != digest("en")
    assert digest({"a": Place("b"), "c": 1}) == digest({"c": 1, "a": Place("b")})


_TEXT = st.text(max_size=3)
_TREES = st.recursive(
    st.builds(Element, _TEXT),
    lambda inner: st.builds(
        Element,
        _TEXT,
        st.lists(st.tuples(_TEXT, _TEXT), max_size=2).map(tuple),
        st.lists(inner | _TEXT, max_size=3).map(tuple),
    ),
)


@given(one=_TREES, two=_TREES)
def test_equal_trees_have_equal_names_and_others_do_not(one: Element, two: Element) -> None:
    """Text beside text is no longer text, and a tree is not what it is made of."""
    assert (digest(one) == digest(two)) is (one == two)
    assert digest(one) == digest(pickle.loads(pickle.dumps(one)))  # noqa: S301  written by this line
    assert digest(one) != digest((one.tag, one.attrs, one.children))


def test_a_lone_surrogate_has_a_name() -> None:
    """Whatever a tree holds, it can be named."""
    assert digest(Element("p", (), ("\ud800",))) != digest(Element("p", (), ("?",)))


def test_what_has_no_name_of_its_own_is_refused() -> None:
    """An object that is known by its address alone would never be found again."""
    with pytest.raises(TypeError, match="no digest"):
        digest((object(),))


# -- the runner ------------------------------------------------------------------------------------


def run(path: Path, jobs: list[Sum], size: int = 1) -> tuple[list[bytes], list[str]]:
    """Results of some jobs, and why each was made."""
    with Workshop(Pool(size), Cache(path, MOST)) as shop:
        results = list(shop.runner("add", "book")(add, jobs))
        return results, [part.why for part in shop.ledger.parts]


@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_result_is_made_once(path: Path, size: int) -> None:
    """Cold and warm give the same, in order, with any number of workers."""
    assert run(path, JOBS, size) == (EXPECTED, ["new"] * 30)
    assert run(path, JOBS, size) == (EXPECTED, [KEPT] * 30)
    results, reasons = run(path, [*JOBS[:10], Sum(7), *JOBS[10:]], size)
    assert results == [*EXPECTED[:10], EXPECTED[7], *EXPECTED[10:]]
    assert set(reasons) == {KEPT}


@pytest.mark.parametrize("size", [1, 2])
def test_what_is_kept_may_be_read_before_the_rest_is_made(path: Path, size: int) -> None:
    """Each result has the number of its job; without a cache, all are in order."""
    run(path, JOBS[:12:2])
    with Workshop(Pool(size), Cache(path, MOST)) as shop:
        found = list(ready_first(shop.runner("add", "book")(add, JOBS[:12])))
    assert [number for number, _ in found] == [*range(0, 12, 2), *range(1, 12, 2)]
    assert dict(found) == dict(enumerate(EXPECTED[:12]))
    with Workshop(Pool(size)) as shop:
        plain = ready_first(shop.runner("add", "book")(add, JOBS[:12]))
        assert list(plain) == list(enumerate(EXPECTED[:12]))


def test_what_several_jobs_share_counts_in_the_name_of_each(path: Path) -> None:
    """Though it is looked at once, the names are those that the jobs have alone."""
    shared = str(path)
    jobs = [Sum(number, traces=shared) for number in range(3)]
    assert all_parts_of(jobs) == [parts_of(job) for job in jobs]
    assert len({key_of(add, job, parts_of(job)) for job in jobs}) == 3


def test_the_reason_for_making_something_again_is_told(path: Path) -> None:
    """New, changed, or a setting that is the same for all."""
    run(path, [Sum(n, traces="a") for n in range(3)])
    _, reasons = run(path, [Sum(n, traces="b") for n in range(4)])
    assert sorted(reasons) == ["new", *["settings changed: traces"] * 3]
    with Workshop(cache=Cache(path, MOST)) as shop:
        assert shop.cache is not None
        shop.cache.clear()
    assert run(path, [Sum(0)])[1] == ["new"]


def test_a_poisoned_result_is_made_again(path: Path) -> None:
    """And the good one takes its place."""
    run(path, JOBS)
    with sqlite3.connect(path) as poison:
        poison.execute("UPDATE results SET value = 'x' || value")
    poison.close()
    assert run(path, JOBS)[0] == EXPECTED
    assert run(path, JOBS) == (EXPECTED, [KEPT] * 30)


# -- books -----------------------------------------------------------------------------------------


def made(content: Path, output: Path, path: Path | None, size: int = 1) -> tuple[bytes, set[str]]:
    """An EPUB's bytes, and why its parts were made."""
    cache = Cache(path, MOST) if path else None
    with Workshop(Pool(size), cache) as shop:
        (file,) = build(content, ("epub",), output, shop=shop).files
        return file.path.read_bytes(), {part.why for part in shop.ledger.parts}


@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_book_does_not_depend_on_workers_or_cache(
    content: Path, tmp_path: Path, path: Path, size: int
) -> None:
    """Cold, warm, with one post changed and changed back: always the bytes of a plain build."""
    plain, _ = made(content, tmp_path, None)
    assert made(content, tmp_path, path, size) == (plain, {"new"})
    assert made(content, tmp_path, path, size) == (plain, set())
    post = content / "tea-3.md"
    old = post.read_text(encoding="utf-8")
    post.write_text(old.replace("hot.", "cold."), encoding="utf-8")
    changed, reasons = made(content, tmp_path, path, size)
    assert reasons == {KEPT, "changed"}
    assert changed == made(content, tmp_path, None)[0] != plain
    post.write_text(old, encoding="utf-8")
    assert made(content, tmp_path, path, size) == (plain, set())


def test_an_image_that_changes_makes_its_post_anew(tmp_path: Path, path: Path) -> None:
    """The text of the post is the same; what the door says of its image is not."""
    folder = tmp_path / "posts"
    folder.mkdir()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="{}"/></svg>'
    (folder / "tea.md").write_text(f"{POST}\n![A roof](roof.svg)\n", encoding="utf-8")
    for width in (1, 2, None, 1):
        if width is None:
            (folder / "roof.svg").unlink()
        else:
            (folder / "roof.svg").write_text(drawing.format(width), encoding="utf-8")
        with Workshop(cache=Cache(path, MOST)) as shop:
            assert read_book(folder, shop=shop) == read_book(folder)


def test_settings_make_another_book(content: Path, tmp_path: Path, path: Path) -> None:
    """A title in book.yaml, the date of the environment: nothing of that is overlooked."""
    first, _ = made(content, tmp_path, path)
    (content / "book.yaml").write_text("title: Kettles\nslug: my-posts\n", encoding="utf-8")
    assert made(content, tmp_path, path)[0] == made(content, tmp_path, None)[0] != first


def test_check_and_export_use_the_posts_that_were_read(content: Path, path: Path) -> None:
    """What they say is the same."""
    for reason in ("new", KEPT):
        with Workshop(cache=Cache(path, MOST)) as shop:
            assert read_book(content, shop=shop) == read_book(content)
            assert {part.why for part in shop.ledger.parts} == {reason}


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder for the command line."""
    monkeypatch.setenv("PUBLISHER_CACHE_DIR", str(tmp_path / "mine"))
    yield tmp_path / "mine"
    assert folder() == tmp_path / "mine"


def test_the_cache_can_be_looked_at_and_cleared(content: Path, tmp_path: Path, clean: Path) -> None:
    """`publisher cache info` and `clear`; a build fills it, `--no-cache` does not."""
    runner = CliRunner()
    arguments = ("epub", str(content), "-o", str(tmp_path / "out"))
    assert runner.invoke(main, (*arguments, "--no-cache")).exit_code == 0
    assert not clean.exists()
    assert runner.invoke(main, arguments).exit_code == 0
    info = runner.invoke(main, ("cache", "info")).output
    assert str(clean) in info
    assert " 0 results" not in info
    assert "Cleared" in runner.invoke(main, ("cache", "clear")).output
    assert ": 0 results" in runner.invoke(main, ("cache", "info")).output


def test_a_cache_that_cannot_be_used_is_one_line(
    content: Path, tmp_path: Path, clean: Path
) -> None:
    """The book is made all the same."""
    clean.write_bytes(b"a file where the folder should be")
    result = CliRunner().invoke(main, ("epub", str(content), "-o", str(tmp_path / "out")))
    assert result.exit_code == 0
    assert result.output.count("Nothing is kept for the next time: ") == 1


def test_two_builds_at_once_make_the_same_book(content: Path, tmp_path: Path, clean: Path) -> None:
    """One cache, two processes that know nothing of each other."""
    plain, _ = made(content, tmp_path, None)
    command = (sys.executable, "-m", "publisher", "epub", str(content), "-q", "-o")
    running = [
        subprocess.Popen((*command, str(tmp_path / name)), cwd=ROOT) for name in ("one", "two")
    ]
    assert [process.wait(120) for process in running] == [0, 0]
    for name in ("one", "two"):
        assert (tmp_path / name / "my-posts.epub").read_bytes() == plain
    assert clean.exists()


def test_a_book_of_which_a_slice_is_gone_is_made_anew(
    content: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finished book is kept in slices; with all of them it is taken as it is, else it is made."""
    monkeypatch.setattr(finished, "_SLICE", 2000)
    output = path.parent / "book.epub"

    def made() -> tuple[bytes, int]:
        with Workshop(Pool(1), Cache(path, MOST)) as shop:
            assert build(content, ("epub",), output, shop=shop).files
            return output.read_bytes(), len(shop.ledger.parts)

    first, _ = made()
    assert made() == (first, 0)
    with sqlite3.connect(path) as data:
        slices = [bytes(row[0]) for row in data.execute("SELECT value FROM results")]
        (gone,) = [value for value in slices if value == first[2000:4000]]
        data.execute("DELETE FROM results WHERE value = ?", (gone,))
    again, parts = made()
    assert again == first
    assert parts > 0
