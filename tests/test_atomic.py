"""The last good book: whatever happens while the next one is written, one of the two is there."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from publisher.build import build, locked, save

POST = '---\ntitle: "Tea | 茶"\n---\n\nHot tea.\n\n热茶。\n'
_KILLS = 200
_SIZE = 300_000


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Give a folder with one post."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "tea.md").write_text(POST, encoding="utf-8")
    return folder


def _fork_and_save(target: Path) -> int:
    """A child, forked to be quick, that saves one whole version after another."""
    child = os.fork()
    if child == 0:
        number = 0
        while True:
            save(target, bytes([number % 256]) * _SIZE)
            number += 1
    return child


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes can be forked")
def test_killed_two_hundred_times_the_book_is_always_whole(tmp_path: Path, root: Path) -> None:
    """At whatever moment the writer dies, the file is one complete version."""
    target = tmp_path / "book.epub"
    save(target, b"\0" * _SIZE)
    chance = random.Random(7)  # noqa: S311  moments, no secrets
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom tests.test_atomic import _fork_and_save\n"
        "for line in sys.stdin:\n print(_fork_and_save(Path(sys.argv[1])), flush=True)\n"
    )
    command = (sys.executable, "-c", script, str(target))
    with subprocess.Popen(
        command, cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for _ in range(_KILLS):
            nursery.stdin.write("one more\n")
            nursery.stdin.flush()
            child = int(nursery.stdout.readline())
            time.sleep(chance.random() * 0.02)
            os.kill(child, signal.SIGKILL)
            data = target.read_bytes()
            assert len(data) == _SIZE
            assert len(set(data)) == 1
        nursery.stdin.close()


def _only(folder: Path, name: str, data: bytes) -> None:
    assert [path.name for path in folder.iterdir()] == [name]
    assert (folder / name).read_bytes() == data


def test_a_full_disk_leaves_the_last_good_book(tmp_path: Path, root: Path) -> None:
    """A file that may not grow stands for a disk that is full."""
    save(tmp_path / "book.epub", b"good")
    script = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom publisher.build import save\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n    save(Path(sys.argv[1]), bytes(300_000))\n"
        "except OSError as error:\n    print(error.filename or error.strerror)\n"
    )
    command = (sys.executable, "-c", script, str(tmp_path / "book.epub"))
    done = subprocess.run(command, cwd=root, text=True, capture_output=True, check=True)
    assert done.stdout.strip()
    _only(tmp_path, "book.epub", b"good")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 64 KB, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder))
    try:
        made = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        made = False
    if not made:
        pytest.skip("no disk may be mounted here")
    yield folder
    subprocess.run(("umount", str(folder)), check=True)


def test_a_small_disk_leaves_the_last_good_book(small_disk: Path) -> None:
    """The same with a disk that is really full."""
    save(small_disk / "book.epub", b"good")
    with pytest.raises(OSError, match="space"):
        save(small_disk / "book.epub", bytes(300_000))
    _only(small_disk, "book.epub", b"good")


_NOBODY = 65_534


@contextmanager
def _somebody_else() -> Iterator[None]:
    """Be nobody for a while where this is root, who may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="folders have no such modes there")
def test_a_read_only_folder_is_told(content: Path) -> None:
    """Nothing is written, the folder is named, and what stood in it is as it was."""
    with _somebody_else():
        if not os.access(
            Path(__file__).resolve().parents[1] / "themes", os.R_OK | os.X_OK, effective_ids=True
        ):
            pytest.skip("nobody but its owner may read this checkout")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "dist")
        posts = shutil.copytree(content, Path(place, "posts"))
        build(posts, ("epub",), Path(place))  # imports all: nobody may not read our libraries
        save(folder / "book.epub", b"good")
        folder.chmod(0o555)
        for path in (Path(place), posts, *posts.rglob("*")):
            path.chmod(0o755)
        with _somebody_else(), pytest.raises(OSError, match="dist"):
            build(posts, ("epub",), folder / "book.epub")
        _only(folder, "book.epub", b"good")
        folder.chmod(0o755)


def test_a_target_that_vanishes_is_made_again(tmp_path: Path, content: Path) -> None:
    """Between two builds somebody removed the folder."""
    outcome = build(content, ("epub",), tmp_path / "dist")
    (file,) = outcome.files
    data = file.path.read_bytes()
    file.path.unlink()
    file.path.parent.rmdir()
    build(content, ("epub",), tmp_path / "dist")
    _only(tmp_path / "dist", file.path.name, data)


def test_two_builds_of_one_book_do_not_mix(tmp_path: Path, content: Path) -> None:
    """The second is told at once; after the first has ended it may go on, and no lock is left."""
    target = tmp_path / "dist" / "book.epub"
    with locked(target), pytest.raises(BlockingIOError, match="another build"):
        build(content, ("epub",), target)
    assert not target.exists()
    assert build(content, ("epub",), target).files
    _only(target.parent, "book.epub", target.read_bytes())


def test_two_books_in_one_folder_do_not_wait_for_each_other(tmp_path: Path, content: Path) -> None:
    """A lock is for one file."""
    with locked(tmp_path / "one.epub"):
        assert build(content, ("epub",), tmp_path / "two.epub").files


def test_a_killed_build_locks_nothing(tmp_path: Path, content: Path) -> None:
    """The lock's file that it left behind is taken over, and removed."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / ".book.epub.lock").touch()
    target = tmp_path / "dist" / "book.epub"
    assert build(content, ("epub",), target).files
    _only(target.parent, "book.epub", target.read_bytes())
