"""Work on a cluster: a real scheduler and real workers, each a process on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from publisher.build import build
from publisher.build.cluster import Cluster, versions
from publisher.build.workshop import ClusterError, Workshop
from publisher.cli import main
from tests.test_build import POST

ROOT = Path(__file__).resolve().parents[1]
QUIET = subprocess.DEVNULL


@dataclass(frozen=True, slots=True)
class Killing:
    """A job that ends its worker the first time it is done."""

    name: str
    trace: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A job that names a file."""

    path: Path


def kill_once(job: Killing) -> bytes:
    """End the process that does this, unless another one was ended before."""
    if job.trace and not Path(job.trace).exists():
        Path(job.trace).write_text("killed", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)
    return job.name.encode()


def read_file(job: Reading) -> bytes:
    """Give the content of the file, and where it was."""
    return job.path.read_bytes() + b" from " + str(job.path).encode()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        port: int = here.getsockname()[1]
        return port


@contextmanager
def process(module: str, *arguments: str, **environment: str) -> Iterator[None]:
    """A running part of the cluster; it and its children are ended at the end."""
    command = (sys.executable, "-m", f"distributed.cli.{module}", *arguments)
    path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    env = {**os.environ, "PYTHONPATH": path, **environment}
    running = subprocess.Popen(
        command, env=env, cwd=ROOT, stdout=QUIET, stderr=QUIET, start_new_session=True
    )
    try:
        yield
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


@contextmanager
def cluster(tmp_path: Path, workers: int = 2, **environment: str) -> Iterator[str]:
    """A scheduler and some workers; gives its address once all are there."""
    address = f"tcp://127.0.0.1:{free_port()}"
    host = ("--host", "127.0.0.1", "--no-dashboard")
    with process("dask_scheduler", *host, "--port", address.rpartition(":")[2]):
        options = ("--nworkers", str(workers), "--nthreads", "1", "--no-dashboard")
        folder = ("--local-directory", str(tmp_path / "dask"))
        with process("dask_worker", address, *options, *folder, **environment):
            _wait_for(address, workers)
            yield address


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client

    connect: Callable[..., Any] = Client
    for _ in range(100):
        try:
            with connect(address, timeout=5, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=30)
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the cluster did not come up")


pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster of two workers."""
    with cluster(tmp_path_factory.mktemp("cluster")) as address:
        yield address


def test_a_book_from_a_cluster_has_the_same_bytes(address: str, tmp_path: Path) -> None:
    """Where the work is done leaves no trace in the book."""
    content = tmp_path / "posts"
    content.mkdir()
    for number in range(5):
        text = POST.replace("Tea |", f"Tea {number} |")
        (content / f"tea-{number}.md").write_text(text, encoding="utf-8")
    (here,) = build(content, ("epub",), tmp_path / "here").files
    with Workshop(far=Cluster(address)) as shop:
        (there,) = build(content, ("epub",), tmp_path / "there", shop=shop).files
        done = [part.name for part in shop.ledger.parts if part.step == "epub"]
    assert len(done) > 5
    assert there.path.read_bytes() == here.path.read_bytes()


def test_a_killed_worker_costs_time_and_nothing_else(address: str, tmp_path: Path) -> None:
    """Its job is done by another, and all results come in order."""
    trace = str(tmp_path / "trace")
    jobs = [Killing(str(number), trace if number == 3 else "") for number in range(12)]
    far = Cluster(address)
    try:
        assert list(far.run(kill_once, jobs)) == [str(number).encode() for number in range(12)]
    finally:
        far.close()
    assert Path(trace).exists()


def test_a_file_that_a_worker_lacks_is_sent_to_it(address: str, tmp_path: Path) -> None:
    """A job names a file; the worker finds its content, wherever that lies there."""
    face = tmp_path / "face.ttf"
    face.write_bytes(b"a face that no one has installed")
    far = Cluster(address)
    try:
        content, _, path = next(far.run(read_file, [Reading(face)])).partition(b" from ")
    finally:
        far.close()
    assert content == face.read_bytes()
    assert path != str(face).encode()


def test_an_exception_of_the_work_comes_through(address: str, tmp_path: Path) -> None:
    """As it is, with the words it was raised with."""
    far = Cluster(address)
    try:
        with pytest.raises(FileNotFoundError, match="gone"):
            list(far.run(read_file, [Reading(tmp_path / "gone")]))
    finally:
        far.close()


def test_a_worker_of_another_version_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message names the worker and both versions; no work is given out."""
    other = ("program ffffffffffff", *versions()[1:])
    monkeypatch.setattr("publisher.build.cluster.versions", lambda: other)
    content = tmp_path / "posts"
    content.mkdir()
    (content / "tea.md").write_text(POST, encoding="utf-8")
    result = CliRunner().invoke(main, ("epub", str(content), "--no-cache", "--scheduler", address))
    assert result.exit_code == 1
    assert "has other versions than this machine" in result.output
    assert "here program ffffffffffff; there program " in result.output


def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, and no waiting for ever."""
    monkeypatch.setattr("publisher.build.cluster._WAIT", 1)
    nobody = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(ClusterError, match=f"No Dask scheduler answers at {nobody}"):
        Cluster(nobody)


def test_without_the_library_the_command_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The extra is named as pip wants it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'publisher\[cluster\]'"):
        Cluster("tcp://127.0.0.1:1")
